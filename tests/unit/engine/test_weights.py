"""Weights from swings and orders, the range they were judged by, and criteria that are the same benefit twice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.engine.problem import BadProblem, from_dict
from nytta.engine.weights import Range, double_counting, ranges, rank_order_centroid, refuse_changed_ranges, swing_weights

from .small import problem, proposal


def _read(scores: list[dict[str, int]], **more):
    criteria = [{"id": name, "weight": 1} for name in scores[0]]
    lines = [proposal(f"A{i}", 1, 0, score=score) for i, score in enumerate(scores)]
    return from_dict(problem(*lines, criteria=more.pop("criteria", criteria), **more))


@pytest.mark.requirement("N8")
def test_range_is_from_nothing_to_all_at_hand_with_each_saving_counted_once():
    criteria = [{"id": "goal", "weight": 1}, {"id": "saved", "weight": 1, "sek_per_point": 20}]
    savings = [{"id": "s", "criterion": "saved", "baseline": 100, "claims": {"A0": 80, "A1": 60}}]
    read = _read([{"goal": 30}, {"goal": 45}], criteria=criteria, savings=savings)
    assert ranges(read) == (Range("goal", Fraction(0), Fraction(75)), Range("saved", Fraction(0), Fraction(5)))


def test_weights_are_refused_when_the_range_they_were_judged_by_has_changed():
    before, after = ranges(_read([{"goal": 30}])), ranges(_read([{"goal": 31}]))
    refuse_changed_ranges(before, before)
    with pytest.raises(BadProblem, match=r"ranges\[goal\]: changed"):
        refuse_changed_ranges(before, after)
    with pytest.raises(BadProblem, match="changed"):
        refuse_changed_ranges((*before, Range("risk", Fraction(0), Fraction(1))), before)


@pytest.mark.requirement("N8")
def test_swings_are_shares_of_their_sum():
    assert swing_weights({"goal": 100, "risk": 60, "order": 0}) == {"goal": Fraction(5, 8), "risk": Fraction(3, 8), "order": 0}


@pytest.mark.parametrize("swings", [{}, {"goal": 99}, {"goal": 100, "risk": 101}, {"goal": 100, "risk": -1}])
def test_swings_without_a_first_of_100_are_refused(swings: dict[str, int]):
    with pytest.raises(BadProblem, match="swings"):
        swing_weights(swings)


@given(st.integers(1, 40))
def test_centroid_sums_to_one_falls_and_ends_with_one_by_n_squared(n: int):
    weights = rank_order_centroid(n)
    assert sum(weights) == 1 and list(weights) == sorted(weights, reverse=True)
    assert (len(weights), weights[-1]) == (n, Fraction(1, n * n))


def test_criteria_that_order_the_proposals_alike_are_named():
    read = _read([{"a": i, "b": i * i, "c": (7 * i) % 5, "d": 3} for i in range(6)])
    assert [(pair.first, pair.second, pair.squared) for pair in double_counting(read)] == [("a", "b", 1)]


def test_rank_correlation_of_exactly_nine_tenths_is_not_above_it():
    """1 - 6 x 2 / (5 x 24) = 0.9."""
    pairs = zip([1, 2, 3, 4, 5], [2, 1, 3, 4, 5], strict=True)
    assert double_counting(_read([{"a": a, "b": b} for a, b in pairs])) == ()
