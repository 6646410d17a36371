"""The one place where the clock is read for whoever stands at an edge (view, management command, worker)."""

from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in the city's zone."""
    return timezone.localtime()


def today() -> date:
    """Today in the city's zone."""
    return timezone.localdate()


def moment(day: date, hour: int = 12) -> datetime:
    """A moment on a given day in the city's zone, for imports and trials that inject dates."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def machine() -> datetime:
    """The moment by the machine itself, which sessions and the database end by, whatever day the house is told that it is."""
    return timezone.now()
