"""Working days in Sweden: Mondays to Fridays that are no public holiday, nor an eve that the law counts as one.

Source: lagen (1989:253) om allmänna helgdagar; lagen (1930:173) om beräkning av lagstadgad tid 2 §.
"""

from datetime import date, timedelta
from functools import cache


def easter(year: int) -> date:
    """Easter Sunday of a year (1583 on), by the anonymous Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _weekday_from(day: date, weekday: int) -> date:
    """The first such weekday (Monday 0) on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


@cache
def holidays(year: int) -> frozenset[date]:
    """Public holidays of a year that are no Sundays by rule, with Midsummer Eve, Christmas Eve and New Year's Eve."""
    sunday = easter(year)
    midsummer = _weekday_from(date(year, 6, 20), 5)
    return frozenset({
        date(year, 1, 1), date(year, 1, 6), sunday - timedelta(days=2), sunday, sunday + timedelta(days=1), date(year, 5, 1),
        sunday + timedelta(days=39), sunday + timedelta(days=49), date(year, 6, 6), midsummer - timedelta(days=1), midsummer,
        _weekday_from(date(year, 10, 31), 5), date(year, 12, 24), date(year, 12, 25), date(year, 12, 26), date(year, 12, 31),
    })  # fmt: skip


def is_working_day(day: date) -> bool:
    """Whether a day is a working day."""
    return day.weekday() < 5 and day not in holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """The day that is so many working days after a day (0: the day itself, working day or not)."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
