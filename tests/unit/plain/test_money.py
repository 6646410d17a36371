"""Kronor are read, shown and split without losing one."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nytta.plain.money import MAX_SEK, NBSP, parse_sek, sek, split

KRONOR = st.integers(-MAX_SEK, MAX_SEK)
WEIGHTS = st.lists(st.one_of(st.integers(0, 10**9), st.fractions(0, 1000, max_denominator=999)), min_size=1, max_size=12)
WHOLE = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (0, "kr", "0_kr"),
        (999, "kr", "999_kr"),
        (1_234_500, "kr", "1_234_500_kr"),
        (-1000, "kr", "−1_000_kr"),
        (1000, "", "1_000"),
    ],
)
def test_sek_shows_no_break_spaces_and_a_true_minus(amount: int, unit: str, shown: str):
    assert sek(amount, unit) == shown.replace("_", NBSP)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234 500", 1_234_500),
        ("1234500 kr", 1_234_500),
        (" 1 234 500 KR ", 1_234_500),
        ("1\u202f234\u00a0500\u00a0kr", 1_234_500),
        ("1,2 mkr", 1_200_000),
        ("1.25 mnkr", 1_250_000),
        ("350 tkr", 350_000),
        ("0,5 kkr", 500),
        ("−0,5 mkr", -500_000),
        ("-12", -12),
        ("100:-", 100),
        ("0", 0),
    ],
)
def test_parse_reads_what_people_write(text: str, amount: int):
    assert parse_sek(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        *("", "kr", "tolv", "nan", "1e6", "- 5", "--5", "10 usd", "1\n2", "12 34", "1 2345", "5 6 7", "9000000000001", "1" * 40),
        *("1,5", "1,50 kr", "350.000", "350,00 kr", "1.000.000", "0,0001 tkr", "1,2345678 mkr"),
    ],
)
def test_parse_refuses_all_else(text: str):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_sek(text)


@WHOLE
@given(KRONOR)
def test_parse_reads_back_what_is_shown(amount: int):
    assert parse_sek(sek(amount)) == amount
    assert parse_sek(sek(amount, "")) == amount
    assert parse_sek(str(amount)) == amount


@WHOLE
@given(st.text("0123456789 ,.:-−krmtnse\u00a0\n٣", max_size=20))
def test_parse_gives_kronor_or_value_error(text: str):
    try:
        amount = parse_sek(text)
    except ValueError:
        return
    assert abs(amount) <= MAX_SEK


def test_split_gives_the_largest_remainders_first_and_ties_to_the_first():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [5, 3, 1]) == [6, 3, 1]
    assert split(-10, [1, 1, 1]) == [-3, -3, -4]
    assert split(7, [0, Fraction(1, 3), Fraction(2, 3)]) == [0, 2, 5]


@WHOLE
@given(KRONOR, WEIGHTS.filter(any))
@example(1, [0, 0, 1])
def test_split_sums_to_the_total_and_is_less_than_a_krona_off(total: int, weights: list[int | Fraction]):
    parts = split(total, weights)
    whole = sum(Fraction(w) for w in weights)
    assert sum(parts) == total
    assert all(abs(part - total * Fraction(w) / whole) < 1 for part, w in zip(parts, weights, strict=True))
    assert all(part == 0 for part, w in zip(parts, weights, strict=True) if w == 0)


@WHOLE
@given(KRONOR, WEIGHTS.filter(any), st.integers(1, 99))
def test_split_does_not_depend_on_the_unit_of_the_weights(total: int, weights: list[int | Fraction], factor: int):
    assert split(total, [factor * w for w in weights]) == split(total, weights)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [3, -1]])
def test_split_refuses_weights_that_share_nothing_or_take_away(weights: list[int]):
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)
