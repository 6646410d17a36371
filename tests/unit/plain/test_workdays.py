"""Working days in Sweden."""

from datetime import date, timedelta

import pytest

from nytta.plain.workdays import add_working_days, easter, holidays, is_working_day


@pytest.mark.parametrize(("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))])
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


def test_the_holidays_of_2026() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, *d)
        for d in (
            (1, 1), (1, 6), (4, 3), (4, 5), (4, 6), (5, 1), (5, 14), (5, 24), (6, 6), (6, 19), (6, 20), (10, 31), (12, 24), (12, 25), (12, 26),
            (12, 31),
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "number", "wanted"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)), (date(2026, 3, 2), 3, date(2026, 3, 5)), (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)), (date(2026, 12, 23), 3, date(2026, 12, 30)), (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 6, 18), 1, date(2026, 6, 22)),
    ],
)  # fmt: skip
def test_add_working_days(day: date, number: int, wanted: date) -> None:
    assert add_working_days(day, number) == wanted


def test_2026_has_251_working_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(is_working_day(d) for d in days) == 251
