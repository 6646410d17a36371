"""Public codes: a letter, the year and a running number, `A-2026-014`."""

from .models import Series


def next_number(name: str) -> int:
    """The next number of a series, given out under a lock; to be called inside a transaction."""
    Series.objects.get_or_create(name=name)
    series = Series.objects.select_for_update().get(name=name)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def next_code(letter: str, year: int) -> str:
    """The next public code of a year."""
    return f"{letter}-{year}-{next_number(f'{letter}-{year}'):03d}"
