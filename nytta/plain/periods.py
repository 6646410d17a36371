"""Days, months and terms, in whole days and without time zones."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month, months later (earlier when negative); the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def year_after(day: date) -> date:
    """The same day a year later; a year after 29 February is 1 March. Source: measures.md section 3 (I2)."""
    return date(day.year + 1, 3, 1) if (day.month, day.day) == (2, 29) else add_months(day, 12)


def covers(valid_from: date | None, valid_until: date | None, on: date) -> bool:
    """Whether the day lies in the period, both ends included; None is open."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def whole_months(first: date, last: date) -> int:
    """Begun months between two days: the least n with first + n months >= last. 0 when last <= first."""
    months = max(0, (last.year - first.year) * 12 + last.month - first.month)
    return months + (add_months(first, months) < last)
