"""Public codes: a letter, the year and a running number, `A-2026-014`."""

from .models import Series


def next_number(name: str, count: int = 1) -> int:
    """The next number of a series, given out under a lock; to be called inside a transaction. Of several: the first."""
    locked = Series.objects.select_for_update().filter(name=name)
    if (series := locked.first()) is None:
        Series.objects.get_or_create(name=name)
        series = locked.get()
    series.last += count
    series.save(update_fields=["last"])
    return series.last - count + 1


def next_code(letter: str, year: int) -> str:
    """The next public code of a year."""
    return next_codes(letter, year, 1)[0]


def next_codes(letter: str, year: int, count: int) -> list[str]:
    """The next public codes of a year, in order."""
    first = next_number(f"{letter}-{year}", count) if count else 0
    return [f"{letter}-{year}-{number:03d}" for number in range(first, first + count)]
