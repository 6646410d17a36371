"""What is estimated and judged: bounds, classes, points, agreement of two assessors, usability, what a result hangs on."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.appraisal import (
    BadInput,
    Stair,
    Swing,
    ahp,
    answer,
    break_even,
    consistency_ratio,
    expected_value,
    managed_share,
    optimism_bias,
    optimism_bias_combined,
    quantile,
    ranking,
    reference_class,
    sus,
    tornado,
    waterfall,
    weighted_kappa,
    weighted_score,
)

D = Decimal


def table(*rows: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """Two series from the table of how often each pair was given."""
    cells = [(a, b) for a, row in enumerate(rows) for b, n in enumerate(row) for _ in range(n)]
    return [a for a, _ in cells], [b for _, b in cells]


# Kappa


@pytest.mark.parametrize(
    ("rows", "kappa"),
    [
        (((20, 5), (10, 15)), "2/5"),
        (((45, 15), (25, 15)), "3/23"),
        (((25, 35), (5, 35)), "7/27"),
        (((5, 0), (0, 5)), "1"),
        (((0, 5), (5, 0)), "-1"),
    ],
)
@pytest.mark.requirement("F8")
def test_plain_kappa_of_known_tables(rows: tuple[tuple[int, ...], ...], kappa: str):
    """The first three are the worked examples of Cohen's kappa: po and pe are 0.70 and 0.50, 0.60 and 0.54, 0.60 and 0.46."""
    wanted = Fraction(kappa)
    for weights in ("none", "linear", "quadratic", None):  # with two levels they are the same
        found = weighted_kappa(*table(*rows), [0, 1], weights)
        assert found is not None and abs(Fraction(found) - wanted) < Fraction(1, 10**30)


@pytest.mark.parametrize(("weights", "kappa"), [("none", "3/11"), ("linear", "1/2"), ("quadratic", "9/13")])
def test_weighted_kappa_by_hand(weights: str, kappa: str):
    """Apart by 0, 1, 0, 1 of four; chance alone gives 11, 16 or 26 sixteenths."""
    found = weighted_kappa([1, 2, 3, 1], [1, 3, 3, 2], [1, 2, 3], weights)
    assert found is not None and abs(Fraction(found) - Fraction(kappa)) < Fraction(1, 10**30)


def test_kappa_says_nothing_when_both_used_one_level():
    assert weighted_kappa([2, 2], [2, 2], [1, 2, 3]) is None
    assert answer({"kind": "weighted_kappa", "inputs": {"first": [2, 2], "second": [2, 2]}}) == {"kappa": None, "undefined": ["kappa"]}


ratings = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=25)


@given(ratings, st.sampled_from(["none", "linear", "quadratic"]))
@settings(max_examples=60, deadline=None)
def test_kappa_is_at_most_one_at_least_minus_one_and_the_same_both_ways(pairs: list[tuple[int, int]], weights: str):
    a, b = [p[0] for p in pairs], [p[1] for p in pairs]
    found = weighted_kappa(a, b, range(1, 6), weights)
    assert found == weighted_kappa(b, a, range(1, 6), weights)
    assert found is None or -1 <= found <= 1
    assert found is None or (found == 1) == (a == b)
    assert weighted_kappa(a, a, range(1, 6), weights) == (1 if len(set(a)) > 1 else None)


def test_ratings_may_be_written_in_several_ways():
    wanted = {"kappa": D("0.5")}
    lists = {"first": [1, 2, 3, 1], "second": [1, 3, 3, 2]}
    assert answer({"kind": "weighted_kappa", "inputs": lists}) == wanted
    assert answer({"kind": "weighted_kappa", "inputs": {"ratings": [[1, 1], [2, 3], [3, 3], [1, 2]], "scale": [1, 2, 3]}}) == wanted
    assert answer({"kind": "weighted_kappa", "inputs": {"matrix": [[1, 1, 0], [0, 0, 1], [0, 0, 1]]}}) == wanted
    words = {"a": ["låg", "mellan", "hög", "låg"], "b": ["låg", "hög", "hög", "mellan"]}
    assert answer({"kind": "weighted_kappa", "inputs": {**words, "levels": ["låg", "mellan", "hög"]}}) == wanted
    with pytest.raises(BadInput, match="scale in order"):
        answer({"kind": "weighted_kappa", "inputs": words})


# Points


def test_points_ties_and_missing_scores():
    totals = weighted_score({"a": 1, "b": 2}, {"X": {"a": 3, "b": 1}, "Y": {"a": 1, "b": 2}, "Z": {"a": 0, "b": 0}})
    assert totals == {"X": 5, "Y": 5, "Z": 0}
    assert ranking(totals) == [["X", "Y"], ["Z"]]
    with pytest.raises(BadInput, match="every criterion has a score"):
        weighted_score({"a": 1, "b": 2}, {"X": {"a": 3}})
    with pytest.raises(BadInput, match="every score has a weight"):
        weighted_score({"a": 1}, {"X": {"a": 3, "c": 9}})


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5))
@settings(max_examples=25, deadline=None)
def test_judgements_that_agree_give_their_own_weights(worth: list[int]):
    names = [str(i) for i in range(len(worth))]
    upper = {(a, b): Fraction(worth[int(a)], worth[int(b)]) for a in names for b in names if a < b}
    weights, greatest = ahp(names, upper)
    assert all(abs(weights[n] - D(worth[int(n)]) / sum(worth)) < D("1e-20") for n in names)
    assert consistency_ratio(greatest, len(names)) < D("1e-20")


def test_judgements_as_a_matrix_and_what_contradicts():
    found = answer({"kind": "ahp", "inputs": {"matrix": [[1, 4], ["0.25", 1]]}})
    assert found == {"weights": {"1": D("0.8"), "2": D("0.2")}, "lambda_max": 2, "consistency_ratio": 0}
    with pytest.raises(BadInput, match="each other's inverses"):
        answer({"kind": "ahp", "inputs": {"matrix": [[1, 4], [4, 1]]}})
    with pytest.raises(BadInput, match="every pair is judged"):
        ahp(["a", "b", "c"], {("a", "b"): 2})
    with pytest.raises(BadInput, match="a pair of the names"):
        ahp(["a", "b"], {("a", "x"): 2})


def test_usability_of_one_and_of_many():
    assert (sus([5, 1] * 5), sus([1, 5] * 5), sus([3] * 10)) == (100, 0, 50)
    assert answer({"kind": "sus", "inputs": {"respondents": [[5, 1] * 5, [3] * 10]}}) == {"score": 75, "scores": [100, 50], "n": 2}
    for wrong in ([3] * 9, [3] * 9 + [6], [3] * 9 + [0]):
        with pytest.raises(BadInput):
            sus(wrong)


# Optimism and risk


def test_bias_by_year_by_type_and_by_what_is_dealt_with():
    assert optimism_bias([100, 50], "0.5", "0.2").adjusted == (140, 70)
    assert optimism_bias([100], 2, 1).adjusted == (100,)
    by_year = answer({"kind": "optimism_bias", "inputs": {"base": {"2026": 100, "2027": 50}, "project_type": "equipment_development"}})
    assert (by_year["adjusted"], by_year["total"]) == ({"2026": 300, "2027": 150}, 450)
    running = {"base": 100, "project_type": "outsourcing", "measure": "opex", "mitigation": 0.5}
    assert answer({"kind": "optimism_bias", "inputs": running})["adjusted"] == D("120.5")
    assert managed_share([("0.5", "0.5"), ("0.5", 1)]) == D("0.75")
    assert optimism_bias_combined([("0.3", "0.51"), ("0.7", "0.24")]) == D("0.321")
    assert optimism_bias_combined([(1 / 3, "0.3")] * 3) == D("0.29999999999999997")


def test_own_class_needs_twenty_and_gives_median_and_tail():
    pairs = [(100, 100 + 10 * n) for n in range(20)]
    found = reference_class(pairs)
    assert (found.n, found.enough, found.forecast(200), found.forecast(200, "0.9")) == (20, True, 390, 542)
    assert reference_class(pairs[1:]).enough is False
    assert (reference_class([]).n, dict(reference_class([]).quantiles)) == (0, {})
    with pytest.raises(BadInput, match=r"0.5, 0.9"):
        found.forecast(200, "0.75")


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=20), st.integers(0, 20))
@settings(max_examples=40, deadline=None)
def test_quantile_lies_among_the_values_and_has_its_share_below(values: list[int], twentieths: int):
    at = D(twentieths) / 20
    nearest, linear = quantile(values, at, "nearest"), quantile(values, at)
    assert nearest in values
    assert min(values) <= linear <= max(values)
    assert sum(v <= nearest for v in values) >= at * len(values)


def test_expected_value_of_a_register():
    assert expected_value([("0.3", 100), ("0.5", 200)]) == (130, 300)
    assert expected_value([]) == (0, 0)


# What a result hangs on


def test_tornado_break_even_and_waterfall():
    assert [s.name for s in tornado([Swing("a", D(1), D(2)), Swing("b", D(9), D(0)), Swing("c", D(0), D(1))])] == ["b", "a", "c"]
    assert (break_even(50, 100), break_even(50, -25), break_even(50, 0)) == (D("0.5"), 3, None)
    rows = waterfall("claimed", "assessed", 100, {"a": "-30.4", "b": "0.2", "c": 10})
    assert rows == [
        Stair("claimed", 0, 100, True), Stair("a", 100, 70), Stair("c", 70, 80), Stair("assessed", 0, 80, True),
    ]  # fmt: skip
