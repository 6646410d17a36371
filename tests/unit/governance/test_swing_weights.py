"""Swings judged over unlike steps become weights per point: by hand, and that equal swings can give the same."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.governance.weighing.rules import at_lock, joined, locked_note, own_weights, point_weights, steps_of, whole_weights
from nytta.governance.weighing.terms import Joined


@pytest.mark.requirement("F16", "N8")
def test_a_point_weighs_the_share_of_its_step_divided_by_the_points_of_the_step() -> None:
    found = point_weights({"A": F(1, 2), "B": F(1, 2)}, {"A": F(549), "B": F(362)})
    assert found == {"A": F(362, 911), "B": F(549, 911)}  # 1/549 to 1/362
    assert whole_weights(found) == {"A": 397_366, "B": 602_634}
    found = point_weights({"A": F(5, 10), "B": F(3, 10), "C": F(2, 10)}, {"A": F(100), "B": F(30), "C": F(5, 2)})
    assert found == {"A": F(5, 95), "B": F(10, 95), "C": F(80, 95)}  # 0.005, 0.01 and 0.08


@pytest.mark.requirement("F16", "N8")
def test_a_criterion_that_does_not_tell_the_proposals_apart_weighs_nothing() -> None:
    assert point_weights({"A": F(1, 4), "B": F(1, 4), "C": F(1, 2)}, {"A": F(10), "B": F(30), "C": F(0)}) == {
        "A": F(3, 4), "B": F(1, 4), "C": F(0),
    }  # fmt: skip
    assert point_weights({"A": F(1, 4), "B": F(3, 4)}, {"A": F(0), "B": F(0)}) == {"A": F(1, 4), "B": F(3, 4)}  # nothing at hand


@given(st.lists(st.tuples(st.integers(0, 100), st.fractions(min_value=F(1, 50), max_value=20_000)), min_size=1, max_size=8))
def test_equal_swings_have_the_same_greatest_contribution_and_others_in_proportion(of: list[tuple[int, F]]) -> None:
    swings = {str(n): swing for n, (swing, _) in enumerate(of)} | {"first": 100}
    steps = {str(n): step for n, (_, step) in enumerate(of)} | {"first": F(7)}
    found = point_weights(joined([swings], Joined.MEAN), steps)
    assert sum(found.values()) == 1
    most = {c: w * steps[c] for c, w in found.items()}
    assert all(most[c] * 100 == most["first"] * swing for c, swing in swings.items())
    whole = own_weights(swings, steps)
    assert sum(whole.values()) == 1_000_000
    assert all(abs(whole[c] - found[c] * 1_000_000) < 1 for c in found)


def test_a_saving_is_a_step_of_its_kronor_divided_by_the_rate() -> None:
    lines = [
        {"id": code, "portfolio": "P1", "part": "improvement", "directed": False, "body": "b", "cost": [1], "score": {"A": points},
         "submitted": 1, "status": "free"}
        for code, points in (("x", 40), ("y", 25))
    ]  # fmt: skip
    problem = {
        "years": [2026], "criteria": [{"id": "A", "weight": 1}, {"id": "S", "weight": 1, "sek_per_point": 20_000}],
        "portfolios": [{"id": "P1", "frame": [10], "parts": {}}], "proposals": lines,
        "savings": [{"id": "N", "criterion": "S", "baseline": 90_000, "claims": {"x": 70_000, "y": 50_000}}],
    }  # fmt: skip
    assert steps_of(problem) == {"A": F(65), "S": F(9, 2)}  # 90 000 of 120 000 counted


def test_what_is_kept_of_the_lock_is_read_again_exactly() -> None:
    said, steps = {"A": F(1, 3), "B": F(2, 3)}, {"A": F(549), "B": F(9, 2)}
    assert at_lock({"lock": locked_note(said, steps)}) == (said, steps)
    assert at_lock({}) == ({}, {})
