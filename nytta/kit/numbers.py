"""Public codes: a letter, the year and a running number, `A-2026-014`."""

from .models import Series


def next_number(name: str) -> int:
    """The next number of a series, given out under a lock; to be called inside a transaction."""
    locked = Series.objects.select_for_update().filter(name=name)
    if (series := locked.first()) is None:
        Series.objects.get_or_create(name=name)
        series = locked.get()
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def next_code(letter: str, year: int) -> str:
    """The next public code of a year."""
    return f"{letter}-{year}-{next_number(f'{letter}-{year}'):03d}"
