"""Robustness is what the definitions give on every subset; sampling is the same in every run and says what it has seen."""

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.engine.problem import BadProblem, from_dict
from nytta.engine.robustness import (
    Allowed,
    Scenario,
    TooMany,
    acceptance,
    draws_of_weights,
    extreme_points,
    inclusion,
    interval_regret,
    max_regret,
    non_dominated,
    sampled_acceptance,
    scenario_regret,
    seed_of,
    wilson,
)
from nytta.engine.select import Budget, Infeasible

from . import naive_robust
from .small import everything, problem, proposal

F = Fraction
SOLVER = Budget(enumerate_up_to=0)


def _rows(rng: random.Random, count: int) -> list[Allowed]:
    kinds = [
        [Allowed(tuple(F((i == k) - (i == k + 1)) for i in range(count)), F(0)) for k in range(count - 1)],
        [Allowed(tuple(F(int(i == k)) for i in range(count)), F(1, 10)) for k in range(count)],
        [Allowed(tuple(F(rng.randint(-2, 3)) for _ in range(count)), F(rng.randint(-2, 1), 4)) for _ in range(rng.randint(0, 3))],
    ]
    return rng.choice(kinds)


def _uncertain(seed: int, count: int = 6) -> dict[str, Any]:
    """A problem with every kind of rule that something keeps, some scores uncertain."""
    for attempt in range(100):
        rng = random.Random(f"uncertain-{seed}-{attempt}")
        raw = everything(rng.randint(0, 10**6), count)
        for line in raw["proposals"]:
            if rng.random() < 0.7:
                line["low"] = {c: x - rng.randint(0, x) for c, x in line["score"].items()}
                line["high"] = {c: x + rng.choice([0, 1, 5, 20]) for c, x in line["score"].items() if rng.random() < 0.8}
        raw["balances"] = raw["balances"][: rng.randint(0, 1)]
        if naive_robust.feasible(raw):
            return raw
    raise AssertionError(seed)


@pytest.mark.parametrize("seed", range(60))
def test_extreme_points_are_those_of_every_choice_of_rows(seed: int):
    rng = random.Random(f"rows-{seed}")
    count = rng.randint(1, 4)
    rows = _rows(rng, count)
    wanted = naive_robust.extreme_points([(list(row.coefficients), row.at_least) for row in rows], count)
    if not wanted:
        with pytest.raises(BadProblem, match="no weights are left"):
            extreme_points(rows, count)
    else:
        assert extreme_points(rows, count) == tuple(sorted(wanted, reverse=True))


def test_extreme_points_of_a_rank_order_are_the_means_of_the_first():
    rows = [Allowed(tuple(F((i == k) - (i == k + 1)) for i in range(8)), F(0)) for k in range(7)]
    assert extreme_points(rows, 8) == tuple(sorted(((F(1, k),) * k + (F(0),) * (8 - k) for k in range(1, 9)), reverse=True))


@pytest.mark.parametrize(("count", "rows"), [(0, []), (9, []), (2, [Allowed((F(1),), F(0))]), (2, [Allowed((F(1), F(1)), F(2))])])
def test_weights_that_cannot_be_are_refused(count: int, rows: list[Allowed]):
    with pytest.raises(BadProblem):
        extreme_points(rows, count)


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("seed", range(120))
def test_non_dominated_portfolios_are_those_of_every_pair(seed: int):
    raw, rng = _uncertain(seed), random.Random(f"weights-{seed}")
    rows = _rows(rng, 3)
    try:
        corners = extreme_points(rows, 3)
    except BadProblem:
        rows, corners = [], extreme_points([], 3)
    wanted = naive_robust.non_dominated(raw, list(corners))
    found = non_dominated(from_dict(raw), weights=rows)
    assert {frozenset(portfolio) for portfolio in found.non_dominated} == wanted
    assert len(found.non_dominated) == len(wanted)
    assert found.core_index == {x["id"]: F(sum(x["id"] in s for s in wanted), len(wanted)) for x in raw["proposals"]}
    assert {*found.core, *found.exterior, *found.borderline} == {x["id"] for x in raw["proposals"]}


@pytest.mark.parametrize("seed", range(40))
def test_one_frame_and_points_give_the_same_by_the_faster_way(seed: int):
    rng = random.Random(f"frame-{seed}")
    statuses = ["free"] * 6 + ["mandatory", "excluded"]
    lines = [
        proposal(f"A{i}", rng.randint(0, 9), 0, score={"a": rng.randint(0, 5), "b": rng.randint(0, 5)}, status=rng.choice(statuses))
        for i in range(7)
    ]
    raw = problem(*lines, frame=rng.randint(10, 25), criteria=[{"id": "a", "weight": 1}, {"id": "b", "weight": 1}])
    if not naive_robust.feasible(raw):
        with pytest.raises(Infeasible):
            non_dominated(from_dict(raw))
        return
    found = non_dominated(from_dict(raw))
    assert {frozenset(p) for p in found.non_dominated} == naive_robust.non_dominated(raw, list(extreme_points([], 2)))


@pytest.mark.parametrize("seed", range(30))
def test_more_information_never_moves_a_core_or_exterior_proposal(seed: int):
    read = from_dict(_uncertain(seed))
    before = non_dominated(read, weights=[Allowed((F(1), F(-1), F(0)), F(0))])
    after = non_dominated(read, weights=[Allowed((F(1), F(-1), F(0)), F(0)), Allowed((F(0), F(1), F(0)), F(1, 10))])
    assert set(after.non_dominated) <= set(before.non_dominated)
    assert set(before.core) <= set(after.core) and set(before.exterior) <= set(after.exterior)


def test_more_portfolios_than_the_limit_are_too_many_to_list():
    lines = [proposal(f"A{i}", 1, 5) for i in range(12)]
    with pytest.raises(TooMany, match="too many to list"):
        non_dominated(from_dict(problem(*lines, frame=6)), limit=900)
    assert len(non_dominated(from_dict(problem(*lines, frame=6))).non_dominated) == 924  # 12 choose 6


def _two_criteria(seed: int) -> dict[str, Any]:
    raw = _uncertain(seed)
    raw["criteria"] = [{"id": "goal", "weight": 1}, {"id": "risk", "weight": 1}]
    return raw | {"savings": []}


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("seed", range(40))
def test_acceptance_is_the_length_of_the_pieces_of_the_envelope(seed: int):
    raw = _two_criteria(seed)
    sets = naive_robust.feasible(raw)
    ends = {s: [naive_robust.certain(raw | {"criteria": [dict(c) for c in raw["criteria"]]}, s, w) for w in _ends()] for s in sets}
    for line in raw["proposals"]:
        for s in sets:
            if line["id"] in s:
                ends[s] = [e + line["score"].get(c, 0) for e, c in zip(ends[s], ("risk", "goal"), strict=True)]
    cuts = {F(1, 5), F(4, 5)}
    for a in ends.values():
        for b in ends.values():
            slope = (a[1] - a[0]) - (b[1] - b[0])
            if slope and F(1, 5) < F(b[0] - a[0], slope) < F(4, 5):
                cuts.add(F(b[0] - a[0], slope))
    wanted = {x["id"]: F(0) for x in raw["proposals"]}
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        share = (start + end) / 2
        for name in naive_robust.first(raw, sets, {s: share * e[1] + (1 - share) * e[0] for s, e in ends.items()}):
            wanted[name] += (end - start) / F(3, 5)
    assert acceptance(from_dict(raw), criterion="goal", low=F(1, 5), high=F(4, 5)) == wanted


def _ends() -> list[dict[str, Fraction]]:
    return [{"goal": F(0), "risk": F(1)}, {"goal": F(1), "risk": F(0)}]


@pytest.mark.parametrize(("low", "high"), [(F(-1), F(1)), (F(0), F(2)), (F(1, 2), F(1, 3))])
def test_acceptance_outside_the_shares_is_refused(low: Fraction, high: Fraction):
    with pytest.raises(BadProblem):
        acceptance(from_dict(_two_criteria(1)), criterion="goal", low=low, high=high)


def test_sampled_acceptance_lies_around_the_exact_one_and_is_the_same_twice():
    read = from_dict(_two_criteria(3))
    exact = acceptance(read, criterion="goal", low=F(0), high=F(1))
    found = sampled_acceptance(read, samples=200)
    assert found == sampled_acceptance(read, samples=200) and found.seed == seed_of(read)
    for name, share in exact.items():
        assert abs(found.frequency(name) - share) ** 2 <= 16 * share * (1 - share) / 200 + F(1, 200) ** 2
        assert found.interval(name)[0] <= found.frequency(name) <= found.interval(name)[1]


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_lies_within_zero_and_one(hits: tuple[int, int]):
    low, high = wilson(*hits)
    assert 0 <= low <= F(*hits) <= high <= 1


def test_wilson_interval_of_a_known_share():
    """46 of 52: (0.8846 + 0.03694 ± sqrt(…)) / 1.0739, by hand 0.7704 to 0.9460."""
    assert [round(float(edge), 4) for edge in wilson(46, 52)] == [0.7703, 0.9460]
    assert wilson(0, 10)[0] == 0 and wilson(10, 10)[1] == 1


@pytest.mark.parametrize("seed", range(12))
def test_drawn_weights_are_allowed_sum_to_one_and_are_the_same_twice(seed: int):
    rng = random.Random(f"draws-{seed}")
    rows = [
        [],
        [Allowed((F(1), F(-1), F(0)), F(0)), Allowed((F(0), F(1), F(-1)), F(0))],
        [Allowed((F(1), F(0), F(0)), F(1, 5))],
        [Allowed((F(1), F(0), F(0)), F(97, 100)), Allowed((F(0), F(1), F(-1)), F(0))],
        [Allowed((F(1), F(-1), F(0)), F(0)), Allowed((F(-1), F(1), F(0)), F(0))],
        [Allowed((F(3), F(-1), F(0)), F(0)), Allowed((F(-3), F(1), F(0)), F(0)), Allowed((F(0), F(-3), F(1)), F(0))],
    ][seed % 6]
    drawn = list(draws_of_weights(3, rows, samples=30, seed=rng.randint(0, 99)))
    assert len(drawn) == 30 and len(set(drawn)) > 10
    assert all(sum(w) == 1 and min(w) >= 0 and all(row.room(w) >= 0 for row in rows) for w in drawn)


def test_drawn_weights_have_the_mean_of_what_is_allowed():
    """The mean of a triangle is that of its corners: rank order (11, 5, 2) / 18, a thin corner by hit-and-run its own."""
    order = [Allowed((F(1), F(-1), F(0)), F(0)), Allowed((F(0), F(1), F(-1)), F(0))]
    thin = [Allowed((F(1), F(0), F(0)), F(97, 100))]
    for rows, wanted in ((order, (F(11, 18), F(5, 18), F(2, 18))), (thin, (F(98, 100), F(1, 100), F(1, 100)))):
        drawn = list(draws_of_weights(3, rows, samples=250, seed=5))
        means = [sum(column) / 250 for column in zip(*drawn, strict=True)]
        assert all(abs(mean - want) < F(2, 100) for mean, want in zip(means, wanted, strict=True))
        assert max(w[0] for w in drawn) > wanted[0] > min(w[0] for w in drawn)


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("seed", range(15))
def test_inclusion_is_that_of_every_outcome(seed: int):
    raw = _uncertain(seed, 4)
    shares = [F(1, 6), F(1, 2), F(1, 3)]
    likely, probability, regret = naive_robust.inclusion(raw, shares)
    found = inclusion(from_dict(raw), probabilities=shares)
    assert (frozenset(found.likely_optimum), dict(found.probability), found.expected_regret) == (likely, probability, regret)
    assert found.samples is None


def test_inclusion_by_draws_lies_around_the_exact_one():
    read = from_dict(_uncertain(4, 5))
    exact = inclusion(read)
    found = inclusion(read, samples=300, exact_up_to=0)
    assert found == inclusion(read, samples=300, exact_up_to=0) and found.samples == 300
    for name, share in exact.probability.items():
        assert abs(found.probability[name] - share) ** 2 <= 16 * share * (1 - share) / 300 + F(1, 300) ** 2


def test_when_all_move_together_there_are_three_outcomes():
    lines = [proposal("A", 60, 50, low={"goal": 10}, high={"goal": 90}), proposal("B", 60, 40, low={"goal": 40}, high={"goal": 40})]
    found = inclusion(from_dict(problem(*lines)), together=True)
    assert found.probability == {"A": F(3, 4), "B": F(1, 4)}
    assert (found.expected_regret, found.samples) == (F(30, 4), None)


@pytest.mark.parametrize("shares", [[F(1), F(0)], [F(1, 2), F(1, 2), F(1, 2)], [F(-1), F(1), F(1)]])
def test_probabilities_that_are_none_are_refused(shares: list[Fraction]):
    with pytest.raises(BadProblem, match="probabilities"):
        inclusion(from_dict(_uncertain(1)), probabilities=shares)


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("budget", [Budget(), SOLVER], ids=["enumeration", "solver"])
@pytest.mark.parametrize("seed", range(25))
def test_interval_regret_is_the_least_over_every_pair(seed: int, budget: Budget):
    raw = _uncertain(seed)
    best, least, regret = naive_robust.interval_regret(raw)
    found = interval_regret(from_dict(raw), budget=budget)
    assert (frozenset(found.selected), found.max_regret) == (best, least)
    assert found.likely_optimum_max_regret == regret[frozenset(found.likely_optimum)]
    some = min(regret, key=sorted)
    assert max_regret(from_dict(raw), sorted(some), budget=budget) == regret[some]


@pytest.mark.requirement("F16")
@pytest.mark.parametrize("budget", [Budget(), SOLVER], ids=["enumeration", "solver"])
@pytest.mark.parametrize("seed", range(25))
def test_scenario_regret_is_the_least_over_every_set(seed: int, budget: Budget):
    raw, rng = _uncertain(seed), random.Random(f"scenarios-{seed}")
    futures = [
        (share, {x["id"]: F(rng.randint(-3, 12), rng.choice([1, 2])) for x in raw["proposals"] if rng.random() < 0.9})
        for share in (F(1, 2), F(1, 3), F(1, 6))
    ]
    found = scenario_regret(from_dict(raw), [Scenario(*future) for future in futures], budget=budget)
    assert [(frozenset(r.selected), r.max_regret, r.expected_regret) for r in found] == naive_robust.scenario_regret(raw, futures)


def test_scenarios_whose_probabilities_do_not_sum_to_one_are_refused():
    with pytest.raises(BadProblem, match="scenarios"):
        scenario_regret(from_dict(_uncertain(1)), [Scenario(F(1, 2), {})])


@pytest.mark.parametrize("seed", range(10))
def test_equal_low_and_high_are_points_and_the_order_of_proposals_changes_nothing(seed: int):
    raw = _uncertain(seed)
    points = raw | {"proposals": [{k: x for k, x in line.items() if k not in ("low", "high")} for line in raw["proposals"]]}
    level = raw | {"proposals": [{**line, "low": line["score"], "high": line["score"]} for line in raw["proposals"]][::-1]}
    one, other = (non_dominated(from_dict(some)) for some in (points, level))
    assert {frozenset(p) for p in one.non_dominated} == {frozenset(p) for p in other.non_dominated}
    assert dict(one.core_index) == dict(other.core_index)
