"""Months and periods, at their ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.plain.periods import add_months, covers, whole_months

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
WHOLE = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 5)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -13, date(2025, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_months_last(day: date, months: int, later: date):
    assert add_months(day, months) == later


@WHOLE
@given(DAYS, st.integers(-500, 500))
def test_add_months_lands_in_the_month_counted(day: date, months: int):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "inside"),
    [
        (None, None, True),
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 2), None, False),
        (None, date(2026, 5, 1), True),
        (None, date(2026, 4, 30), False),
        (date(2026, 5, 1), date(2026, 5, 1), True),
    ],
)
def test_covers_includes_both_ends(valid_from: date | None, valid_until: date | None, inside: bool):
    assert covers(valid_from, valid_until, date(2026, 5, 1)) is inside


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 1, 16), 1),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 15), date(2026, 2, 16), 2),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 1), 2),
        (date(2026, 1, 15), date(2025, 1, 15), 0),
    ],
)
def test_whole_months_counts_begun_ones(first: date, last: date, months: int):
    assert whole_months(first, last) == months


@WHOLE
@given(DAYS, DAYS)
def test_whole_months_is_the_least_that_reaches(first: date, last: date):
    months = whole_months(first, last)
    assert months >= 0
    assert add_months(first, months) >= last
    assert months == 0 or add_months(first, months - 1) < last
