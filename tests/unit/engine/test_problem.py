"""Problems are read or refused by name, and value, cost and broken rules are what a hand would make of them."""

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine import problem as engine

from . import naive
from .small import everything, problem, proposal


def test_value_counts_scores_synergies_and_capped_savings():
    raw = problem(
        proposal("A", 10, 20),
        proposal("B", 10, 5),
        criteria=[{"id": "goal", "weight": 2}, {"id": "saved", "weight": 3, "sek_per_point": 12}],
        synergies=[{"id": "y", "members": ["A", "B"], "score": {"goal": -4}}],
        savings=[{"id": "s", "criterion": "saved", "baseline": 10, "claims": {"A": 7, "B": 7}}],
    )
    read = engine.from_dict(raw)
    assert engine.value(read, ["A"]) == 40 + Fraction(21, 12)
    assert engine.value(read, ["A", "B"]) == 2 * (25 - 4) + Fraction(30, 12)
    assert engine.points(read, ["A", "B"]) == {"goal": 21, "saved": Fraction(10, 12)}
    assert engine.exact(engine.value(read, ["A"])) == "167/4"
    assert engine.exact(Fraction(6, 3)) == 2


def test_costs_are_after_synergies_and_padded_to_all_years():
    raw = problem(
        proposal("A", 0, 1, cost=[10, 4]),
        proposal("B", 7, 1),
        years=[2026, 2027],
        synergies=[{"id": "y", "members": ["A", "B"], "cost": [-3, -4], "charged_to": "A"}],
    )
    read = engine.from_dict(raw)
    assert engine.costs(read, ["B", "A"]) == {"A": (7, 0), "B": (7, 0)}
    assert engine.cost_by_year(read, ["A"]) == (10, 4)
    assert engine.cost_by_portfolio(read, ["A", "B"]) == {"P1": 14}
    assert engine.cost_by_portfolio(read, []) == {"P1": 0}


def test_broken_names_every_rule_in_the_stated_order():
    raw = problem(
        proposal("A", 60, 1, status="mandatory", directed=True),
        proposal("B", 50, 1, status="excluded"),
        proposal("C", 10, 1, status="granted"),
        proposal("D", 10, 1, status="bound"),
        portfolios=[{"id": "P1", "frame": [49], "parts": {"improvement": 49, "innovation": 0}, "directed_max": 0}],
        prerequisites=[{"proposal": "B", "needs": ["A", "C"], "mode": "any"}],
        exclusives=[{"id": "e", "members": ["A", "C"], "min": 1, "max": 1}, {"id": "f", "members": ["B"], "max": 0}],
        capacities=[{"id": "c", "limit": [2], "use": {"B": [3]}}],
        balances=[
            {"id": "g", "members": ["A"], "measure": "count", "base": "selected", "min_share": "1/2"},
            {"id": "h", "members": ["B"], "measure": "cost", "base": 40, "max_share": 1},
        ],
    )
    expected = "mandatory:A excluded:B granted:C bound:D frame:P1:2026 part:P1:improvement prerequisite:B exclusive:e:min"
    expected += " exclusive:f:max capacity:c:2026 balance:g:min balance:h:max"
    read = engine.from_dict(raw)
    assert engine.broken(read, {"B"}) == tuple(expected.split())
    assert engine.broken(read, {"A", "C", "D"}) == (
        "frame:P1:2026",
        "part:P1:improvement",
        "directed:P1",
        "exclusive:e:max",
        "balance:g:min",
    )


def test_share_of_nothing_selected_is_kept():
    balance = {"id": "b", "members": ["A"], "measure": "count", "base": "selected", "min_share": "1/2"}
    assert engine.broken(engine.from_dict(problem(proposal("A", 1, 1), balances=[balance])), []) == ()


def test_unknown_proposal_in_a_set_is_refused():
    with pytest.raises(engine.BadProblem) as refused:
        engine.broken(engine.from_dict(problem(proposal("A", 1, 1))), ["Q"])
    assert (refused.value.field, refused.value.why) == ("chosen", "unknown proposal Q")


@settings(derandomize=True, deadline=None, max_examples=80)
@given(st.integers(0, 10**6))
def test_broken_and_value_equal_the_naive_ones_on_every_subset_tried(seed: int):
    raw = everything(seed)
    read = engine.from_dict(raw)
    rng = random.Random(seed)
    for _ in range(8):
        chosen = {p.id for p in read.proposals if rng.random() < 0.6}
        found = engine.broken(read, chosen)
        assert set(found) == naive.broken(raw, chosen)
        assert [name for name in engine.rule_names(read) if name in found] == list(found)
        assert engine.value(read, chosen) == naive.value(raw, chosen)
        first = sum(naive.cost(raw, chosen, name, 0) for name in chosen)
        assert engine.cost_by_year(read, chosen)[0] == first == sum(engine.cost_by_portfolio(read, chosen).values())


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 10**6))
def test_order_of_proposals_changes_neither_value_nor_broken_rules(seed: int):
    raw = everything(seed)
    rng = random.Random(seed)
    mixed = {**raw, "proposals": rng.sample(raw["proposals"], len(raw["proposals"]))}
    chosen = [line["id"] for line in raw["proposals"] if rng.random() < 0.5]
    a, b = engine.from_dict(raw), engine.from_dict(mixed)
    assert engine.value(a, chosen) == engine.value(b, chosen)
    assert set(engine.broken(a, chosen)) == set(engine.broken(b, chosen))
    assert engine.cost_by_portfolio(a, chosen) == engine.cost_by_portfolio(b, chosen)


def _with(**more: Any) -> dict[str, Any]:
    return problem(proposal("A", 10, 5), proposal("B", 10, 5), **more)


def _line(**more: Any) -> dict[str, Any]:
    return problem(proposal("A", 10, 5, **more), proposal("B", 10, 5))


def _home(**more: Any) -> dict[str, Any]:
    return _with(portfolios=[{"id": "P1", "frame": [9], "parts": {}, "directed_max": None} | more])


def _row(kind: str, **row: Any) -> dict[str, Any]:
    return _with(**{kind: [row]})


SAVED = [{"id": "goal", "weight": 1}, {"id": "saved", "weight": 1, "sek_per_point": 10}]
SHARES = {"id": "b", "members": ["A"], "measure": "count", "base": "selected"}
REFUSED = [
    ([], "problem", "not an object"),
    ({}, "years", "missing"),
    (_with(years=[]), "years", "not one or more years in order"),
    (_with(years=[2027, 2026]), "years", "not one or more years in order"),
    (_with(years=[2026.0]), "years[0]", "not a whole number"),
    (_with(exclusive=[]), "exclusive", "unknown field"),
    (_with(criteria=None), "criteria", "missing"),
    (_with(criteria=[{"id": "goal", "weight": -1}]), "criteria[goal].weight", "negative"),
    (_with(criteria=[{"id": "goal", "weight": 1.5}]), "criteria[goal].weight", "not a whole number"),
    (_with(criteria=[{"id": "goal", "weight": True}]), "criteria[goal].weight", "not a whole number"),
    (_with(criteria=[{"id": "goal", "weight": 1}] * 2), "criteria[goal]", "an id twice"),
    (_with(criteria=[{"id": "goal", "weight": 1, "sek_per_point": 0}]), "criteria[goal].sek_per_point", "less than 1"),
    (_home(frame=[None]), "portfolios[P1].frame[0]", "missing"),
    (_home(frame=[]), "portfolios[P1].frame[0]", "missing"),
    (_home(frame=[-1]), "portfolios[P1].frame[0]", "negative"),
    (_home(frame=[1, 2]), "portfolios[P1].frame", "more than 1 years"),
    (_home(parts={"x": 0.5}), "portfolios[P1].parts[x]", "not a whole number"),
    (_home(directed_max=-1), "portfolios[P1].directed_max", "negative"),
    (problem(proposal("A", 1, 1), proposal("A", 1, 1)), "proposals[A]", "an id twice"),
    (problem(proposal("", 1, 1)), "proposals[0].id", "not a text"),
    (_line(portfolio="P9"), "proposals[A].portfolio", "unknown: P9"),
    (_line(cost=[-1]), "proposals[A].cost[0]", "negative"),
    (_line(cost=[1.0]), "proposals[A].cost[0]", "not a whole number"),
    (_line(cost=[1, 1]), "proposals[A].cost", "more than 1 years"),
    (_line(score={"goal": 101}), "proposals[A].score[goal]", "more than 100"),
    (_line(score={"other": 1}), "proposals[A].score[other]", "unknown: other"),
    (_line(score=None), "proposals[A].score", "missing"),
    (_line(low={"goal": 6}), "proposals[A].score[goal]", "not between low and high"),
    (_line(high={"goal": 4}), "proposals[A].score[goal]", "not between low and high"),
    (_line(directed=1), "proposals[A].directed", "not true or false"),
    (_line(submitted="1"), "proposals[A].submitted", "not a whole number"),
    (_line(status="maybe"), "proposals[A].status", "unknown: maybe"),
    (_row("prerequisites", proposal="Q", needs=["A"], mode="all"), "prerequisites[0].proposal", "unknown: Q"),
    (_row("prerequisites", proposal="A", needs=["Q"], mode="all"), "prerequisites[0].needs[0]", "unknown: Q"),
    (_row("prerequisites", proposal="A", needs=[], mode="any"), "prerequisites[0].needs", "empty"),
    (_row("prerequisites", proposal="A", needs=["B"], mode="some"), "prerequisites[0].mode", "unknown: some"),
    (_row("exclusives", id="e", members=["A", "A"], max=1), "exclusives[e].members[1]", "an id twice: A"),
    (_row("exclusives", id="e", members=["A"], min=2, max=1), "exclusives[e].min", "more than max"),
    (_row("synergies", id="y", members=["A", "B"], cost=[-1]), "synergies[y].charged_to", "missing"),
    (_row("synergies", id="y", members=["A"], cost=[-1], charged_to="B"), "synergies[y].charged_to", "unknown: B"),
    (
        _row("synergies", id="y", members=["A", "B"], cost=[-11], charged_to="A"),
        "synergies[y].cost[0]",
        "makes the cost of A negative",
    ),
    (
        _row("savings", id="s", criterion="goal", baseline=1, claims={}),
        "savings[s].criterion",
        "goal has no sek_per_point",
    ),
    (
        _with(criteria=SAVED, savings=[{"id": "s", "criterion": "saved", "baseline": 1, "claims": {"A": -1}}]),
        "savings[s].claims[A]",
        "negative",
    ),
    (_line(score={"saved": 1}) | {"criteria": SAVED}, "proposals[A].score[saved]", "unknown: saved"),
    (_row("capacities", id="c", limit=[1], use={"Q": [1]}), "capacities[c].use[Q]", "unknown: Q"),
    (_row("capacities", id="c", limit=[1], use={"A": [-1]}), "capacities[c].use[A][0]", "negative"),
    (_with(balances=[SHARES | {"min_share": 0.3}]), "balances[b].min_share", 'not a share of the form "3/10"'),
    (_with(balances=[SHARES | {"min_share": "1/0"}]), "balances[b].min_share", 'not a share of the form "3/10"'),
    (_with(balances=[SHARES | {"max_share": "1e9"}]), "balances[b].max_share", 'not a share of the form "3/10"'),
    (_with(balances=[SHARES | {"min_share": "1/2", "max_share": "1/3"}]), "balances[b].min_share", "more than max_share"),
    (_with(balances=[SHARES | {"base": "all"}]), "balances[b].base", "not a whole number"),
    (_with(balances=[SHARES | {"measure": "weight"}]), "balances[b].measure", "unknown: weight"),
]


@pytest.mark.parametrize(("raw", "field", "why"), REFUSED, ids=[f"{field}: {why}" for _, field, why in REFUSED])
def test_from_dict_refuses_by_name(raw: Any, field: str, why: str):
    with pytest.raises(engine.BadProblem) as refused:
        engine.from_dict(raw)
    assert (refused.value.field, refused.value.why) == (field, why)
    assert str(refused.value) == f"{field}: {why}"


def test_two_synergies_may_not_together_make_a_cost_negative():
    rows = [{"id": name, "members": ["A", "B"], "cost": [-6], "charged_to": "A"} for name in ("y", "z")]
    with pytest.raises(engine.BadProblem, match=r"synergies\[z\]"):
        engine.from_dict(_with(synergies=rows))
