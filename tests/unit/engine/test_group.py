"""Members' weights as one, how far they agree, pairwise judgements, and greedy and equal shares, against plain recounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.group import (
    combined,
    disagreement,
    equal_shares,
    greedy,
    judgements,
    kendall_w,
    mean_weights,
    median_weights,
    mid_ranks,
)
from nytta.engine.problem import BadProblem

F = Fraction


@pytest.mark.requirement("N8")
def test_mean_and_median_are_of_shares_and_one_extreme_member_moves_the_median_little():
    members = [[50, 30, 20], [5, 3, 2], [0, 0, 7]]
    assert mean_weights(members) == (F(1, 3), F(1, 5), F(7, 15))
    assert median_weights(members) == (F(1, 2), F(3, 10), F(1, 5))


@pytest.mark.parametrize(
    ("members", "field"),
    [([], "weights"), ([[1, 2], [1]], "weights[1]"), ([[0, 0]], "weights[0]"), ([[1, -1]], "weights[0]")],
)
def test_weights_that_say_nothing_are_refused(members: list[list[int]], field: str):
    with pytest.raises(BadProblem) as refused:
        median_weights(members)
    assert refused.value.field == field


def test_median_is_undefined_when_each_member_wants_something_else():
    with pytest.raises(BadProblem, match="0 everywhere"):
        median_weights([[1, 0, 0], [0, 1, 0], [0, 0, 1]])


def test_those_that_tie_share_the_mean_of_their_places():
    assert mid_ranks([3, 5, 3, 1]) == (F(5, 2), 1, F(5, 2), 4)


def test_kendall_is_one_when_all_agree_zero_when_they_cancel_and_nothing_when_all_tie():
    assert kendall_w([[3, 2, 1], [30, 20, 10]]).w == 1
    assert kendall_w([[1, 2, 3], [3, 2, 1]]).w == 0
    assert kendall_w([[1, 1], [2, 2]]).w is None
    assert kendall_w([[4], [5]]).w is None


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=5))
def test_kendall_lies_between_zero_and_one_and_does_not_see_scales(scores: list[list[int]]):
    w = kendall_w(scores).w
    assert w is None or 0 <= w <= 1
    assert kendall_w([[7 * score + 2 for score in row] for row in scores]).w == w


def test_map_of_disagreement_is_sorted_by_share_and_names_the_members():
    rows = disagreement({"Ann": ("A", "B"), "Bo": ("B",)}, ["A", "B", "C"])
    assert [(row.id, row.members, row.share) for row in rows] == [("B", ("Ann", "Bo"), 1), ("A", ("Ann",), F(1, 2)), ("C", (), 0)]


def test_judgements_that_hold_together_give_their_weights_and_ratio_zero():
    found = judgements([[F(1), F(2), F(6)], [F(1, 2), F(1), F(3)], [F(1, 6), F(1, 3), F(1)]])
    assert [round(w, 20) for w in found.weights] == [Decimal("0.6"), Decimal("0.3"), Decimal("0.1")]
    assert round(found.ratio, 20) == 0 and found.accepted and found.deviates is None


def test_judgements_that_contradict_each_other_are_not_accepted_and_the_worst_cell_is_named():
    found = judgements([[F(1), F(3), F(1, 5)], [F(1, 3), F(1), F(3)], [F(5), F(1, 3), F(1)]])
    assert not found.accepted and found.ratio > Decimal("0.1")
    assert found.deviates is not None
    assert (found.deviates.row, found.deviates.column, found.deviates.stated) == (0, 2, Decimal("0.2"))


@pytest.mark.parametrize(
    ("matrix", "field"),
    [
        ([], "matrix"),
        ([[F(1), F(2)]], "matrix[0]"),
        ([[F(1), F(2)], [F(1, 3), F(1)]], "matrix[1][0]"),
        ([[F(1), F(0)], [F(1), F(1)]], "matrix[0][1]"),
        ([[F(2)]], "matrix[0][0]"),
    ],
)
def test_matrix_that_is_not_reciprocal_is_refused(matrix: list[list[Fraction]], field: str):
    with pytest.raises(BadProblem) as refused:
        judgements(matrix)
    assert refused.value.field == field


def test_members_judgements_are_combined_cell_by_cell_and_stay_reciprocal():
    matrix = combined([[[F(1), F(2)], [F(1, 2), F(1)]], [[F(1), F(8)], [F(1, 8), F(1)]]])
    assert round(matrix[0][1], 20) == 4 and round(matrix[1][0], 20) == Decimal("0.25")
    assert [round(w, 20) for w in judgements(matrix).weights] == [Decimal("0.8"), Decimal("0.2")]


def test_greedy_skips_what_does_not_fit_and_never_takes_what_nobody_wants():
    costs = {"dear": 90, "cheap": 20, "free": 0, "unwanted": 1, "nothing": 0}
    votes = [{"dear": 90, "cheap": 20}, {"dear": 9, "free": 1}, {"cheap": 1}]
    assert greedy(costs, 100, votes) == ("dear", "free")
    assert greedy(costs, 110, votes) == ("dear", "cheap", "free")


def test_greedy_ties_go_to_the_lower_cost_and_then_to_the_order():
    votes = [{"a": 2, "b": 1, "c": 1}]
    assert greedy({"a": 20, "b": 10, "c": 10}, 10, votes) == ("b",)


def test_equal_shares_by_hand():
    """Three have 10 each. A and B cost 6 per friend; A stands first. Then B would cost its second friend 8, C its only friend 7.
    After C nobody can pay for B: 4 + 3 is less than 12."""
    found = equal_shares({"A": 12, "B": 12, "C": 7}, 30, [{"A": 1}, {"A": 1, "B": 1}, {"B": 1, "C": 1}])
    assert [(step.id, step.rho) for step in found.steps] == [("A", 6), ("C", 7)]
    assert (found.selected, found.spent) == (("A", "C"), 19)


def _plainly(costs: dict[str, int], budget: int, votes: list[dict[str, int]]) -> list[tuple[str, Fraction]]:
    """The definition, every rho counted anew in every round by sorting those who can pay least first."""
    money = [F(budget, len(votes)) for _ in votes]
    bought: list[tuple[str, Fraction]] = []
    while True:
        offers = []
        for place, (name, cost) in enumerate(costs.items()):
            fans = [i for i, vote in enumerate(votes) if vote.get(name)]
            if name in dict(bought) or not fans or sum(money[i] for i in fans) < cost:
                continue
            left, rho = F(cost), F(0)
            fans.sort(key=lambda i: money[i] / votes[i][name])
            for at, i in enumerate(fans):
                rho = left / sum(votes[k][name] for k in fans[at:])
                if rho * votes[i][name] <= money[i]:
                    break
                left -= money[i]
            offers.append((rho, -sum(vote.get(name, 0) for vote in votes), cost, place, name))
        if not offers:
            return bought
        rho, _, _, _, name = min(offers)
        bought.append((name, rho))
        money = [max(F(0), m - rho * vote.get(name, 0)) for m, vote in zip(money, votes, strict=True)]


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 40), min_size=1),
    st.integers(0, 120),
    st.lists(st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 5)), min_size=1, max_size=6),
)
def test_equal_shares_is_the_definition(costs: dict[str, int], budget: int, votes: list[dict[str, int]]):
    votes = [{name: worth for name, worth in vote.items() if name in costs} for vote in votes]
    found = equal_shares(costs, budget, votes)
    assert [(step.id, step.rho) for step in found.steps] == _plainly(costs, budget, votes)
    assert found.spent == sum(costs[name] for name in found.selected) <= budget


@pytest.mark.parametrize("rule", [greedy, equal_shares])
def test_votes_that_cannot_be_counted_are_refused(rule):
    for costs, budget, votes, field in [
        ({"A": -1}, 1, [], "costs[A]"),
        ({"A": 1}, -1, [], "budget"),
        ({"A": 1}, 1, [{"B": 1}], "utilities[0][B]"),
        ({"A": 1}, 1, [{"A": -1}], "utilities[0][A]"),
    ]:
        with pytest.raises(BadProblem) as refused:
            rule(costs, budget, votes)
        assert refused.value.field == field
