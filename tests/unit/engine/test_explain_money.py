"""Steps of a frame, points of cost and value, a stated sum more, and what the last krona buys."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.explain import (
    LastKrona,
    Marginal,
    Worth,
    cost_frontier,
    frame_frontier,
    last_krona,
    marginal_values,
    override,
    points_needed,
    smallest_change,
    weight_interval,
)
from nytta.engine.problem import BadProblem, from_dict
from nytta.engine.select import Budget, Infeasible, Undecided, select

from . import naive_explain
from .small import everything, problem, proposal
from .test_explain import SOLVER, loosened

THREE = problem(proposal("A", 60, 90), proposal("B", 50, 70), proposal("C", 40, 10))


@pytest.mark.requirement("F3")
def test_frame_steps_by_hand():
    steps = frame_frontier(from_dict(THREE), portfolio="P1", low=10, high=120).as_dict()["steps"]
    assert steps == [
        {"frame": 10, "value": 0, "selected": []},
        {"frame": 40, "value": 10, "selected": ["C"]},
        {"frame": 50, "value": 70, "selected": ["B"]},
        {"frame": 60, "value": 90, "selected": ["A"]},
        {"frame": 100, "value": 100, "selected": ["A", "C"]},
        {"frame": 110, "value": 160, "selected": ["A", "B"]},
    ]


def test_frame_steps_begin_where_anything_is_feasible_and_say_when_there_are_more():
    raw = problem(proposal("A", 60, 90, status="mandatory"), proposal("B", 50, 70))
    read = from_dict(raw)
    assert [s.frame_sek for s in frame_frontier(read, portfolio="P1", low=0, high=200).steps] == [60, 110]
    assert frame_frontier(read, portfolio="P1", low=0, high=59).steps == ()
    cut = frame_frontier(read, portfolio="P1", low=0, high=200, most=1)
    assert ([s.frame_sek for s in cut.steps], cut.complete) == ([60], False)
    assert frame_frontier(read, portfolio="P1", low=0, high=200, most=2).complete


def test_cost_points_by_hand_and_sampled():
    read = from_dict(THREE)
    assert [(p.cost_sek, p.value) for p in cost_frontier(read).points] == [(0, 0), (40, 10), (50, 70), (60, 90), (100, 100)]
    sampled = cost_frontier(read, most=3)
    assert ([p.cost_sek for p in sampled.points], sampled.complete) == ([0, 40, 50, 60, 100], False)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(0, 10**6))
def test_a_stated_sum_more_is_the_difference_of_two_best_values(seed: int):
    raw = loosened(seed, 6)
    every = naive_explain.subsets(raw)
    before = naive_explain.first(every)
    if before is None:
        return
    for found in marginal_values(from_dict(raw), step_sek=17, budget=SOLVER):
        own = next(p["frame"][0] for p in raw["portfolios"] if p["id"] == found.portfolio)
        after = naive_explain.frame_frontier(raw, every, found.portfolio, own + 17, own + 17)[0]
        assert found.gain == Fraction(after["value"]) - before.value >= 0
        assert set(found.enters) == set(after["selected"]) - before.inside
        assert set(found.leaves) == before.inside - set(after["selected"])


def test_marginal_value_by_hand():
    assert marginal_values(from_dict(THREE), step_sek=10) == (Marginal("P1", 10, Fraction(60), ("B",), ("C",)),)


def test_last_krona_counts_free_proposals_that_cost():
    lines = [
        proposal("M", 10, 1, status="mandatory"),
        proposal("Z", 0, 5),
        proposal("A", 60, 90),
        proposal("B", 20, 10),
        proposal("C", 40, 30),
        proposal("D", 40, 20, portfolio="P2"),
        proposal("E", 1, 99, status="excluded"),
    ]
    homes = [{"id": name, "frame": [100], "parts": {}, "directed_max": None} for name in ("P1", "P2", "P3")]
    read = from_dict(problem(*lines, portfolios=homes))
    chosen = ["M", "Z", "A", "B"]
    assert last_krona(read, chosen) == LastKrona(Worth("B", Fraction(1, 2)), Worth("C", Fraction(3, 4)))
    assert last_krona(read, chosen, portfolio="P2") == LastKrona(None, Worth("D", Fraction(1, 2)))
    assert last_krona(read, chosen, portfolio="P3") == LastKrona(None, None)


def test_points_needed_are_rounded_up_and_never_above_a_hundred():
    criteria = [{"id": "goal", "weight": 3}, {"id": "none", "weight": 0}, {"id": "kr", "weight": 1, "sek_per_point": 9}]
    read = from_dict(problem(proposal("A", 1, 1), criteria=criteria))
    assert points_needed(read, Fraction(20, 3)) == {"goal": 3, "none": None}
    assert points_needed(read, Fraction(300)) == {"goal": 100, "none": None}
    assert points_needed(read, Fraction(301)) == {"goal": None, "none": None}


def test_one_criterion_alone_stays_best_at_every_share():
    found = weight_interval(from_dict(THREE), criterion="goal")
    assert (found.share_now, found.low, found.high) == (1, 0, 1)


@pytest.mark.parametrize(
    ("act", "ask", "field"),
    [
        (override, {"force_in": ["A", "X"]}, "force_in[1]"),
        (override, {"force_out": ["X"]}, "force_out[0]"),
        (smallest_change, {"proposal": "X"}, "proposal"),
        (weight_interval, {"criterion": "X"}, "criterion"),
        (frame_frontier, {"portfolio": "X", "low": 0, "high": 1}, "portfolio"),
        (frame_frontier, {"portfolio": "P1", "low": -1, "high": 1}, "low"),
        (frame_frontier, {"portfolio": "P1", "low": 2, "high": 1}, "high"),
        (marginal_values, {"step_sek": -1}, "step_sek"),
    ],
)
def test_wrong_question_is_refused_with_its_place(act: Any, ask: dict[str, Any], field: str):
    with pytest.raises(BadProblem) as caught:
        act(from_dict(THREE), **ask)
    assert caught.value.field == field


def test_weights_that_are_all_zero_have_no_shares():
    with pytest.raises(BadProblem, match="all weights are 0"):
        weight_interval(from_dict(THREE | {"criteria": [{"id": "goal", "weight": 0}]}), criterion="goal")


def test_nothing_feasible_is_said_with_its_conflict():
    read = from_dict(problem(proposal("A", 101, 1, status="bound")))
    for act in (lambda: override(read), lambda: smallest_change(read, proposal="A"), lambda: cost_frontier(read)):
        with pytest.raises(Infeasible) as caught:
            act()
        assert caught.value.conflict == ("bound:A", "frame:P1:2026")


def test_what_a_budget_does_not_prove_is_never_given_as_an_answer():
    read = from_dict(everything(4, 9) | {"balances": [], "exclusives": []})
    chosen = select(read)
    with pytest.raises(Undecided):
        smallest_change(read, proposal="A-01", selection=chosen, budget=Budget(nodes=2))
    with pytest.raises(Undecided):
        frame_frontier(read, portfolio="P1", low=0, high=99, budget=Budget(nodes=2))
    with pytest.raises(Undecided):
        override(read, force_out=["A-01"], budget=Budget(nodes=2))


def test_past_each_end_of_a_weight_stands_the_set_that_takes_over_and_what_is_level():
    """Two criteria, room for one: A has 60 and 0, B 0 and 30; A is best while the first has at least a third of the weight."""
    criteria = [{"id": "goal", "weight": 1}, {"id": "other", "weight": 1}]
    rows = [proposal("A", 10, 0, score={"goal": 60, "other": 0}), proposal("B", 10, 0, score={"goal": 0, "other": 30})]
    read = from_dict(problem(*rows, frame=10, criteria=criteria))
    found = weight_interval(read, criterion="goal")
    assert (found.selected, found.low, found.high) == (("A",), Fraction(1, 3), 1)
    assert (found.past_low, found.past_high) == (("B",), None)
    assert (found.value_low, found.value_high) == (20, 60)
