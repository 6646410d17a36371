"""How long logs are kept: each says its rows before a moment, a setting says the days, and a nightly job disposes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet


@dataclass(frozen=True)
class Log:
    """A log: its name (LOG_DAYS[name], NYTTA_<NAME>_DAYS), what it is called, and its rows that are older than a moment."""

    name: str
    label: str
    before: Callable[[datetime], QuerySet]  # type: ignore[type-arg]

    @property
    def days(self) -> int:
        """How many days it is kept."""
        return int(settings.LOG_DAYS[self.name])

    def old(self, on: datetime) -> QuerySet:  # type: ignore[type-arg]
        """The rows that are no longer kept."""
        return self.before(on - timedelta(days=self.days))


_LOGS: dict[str, Log] = {}


def log(name: str, label: str, before: Callable[[datetime], QuerySet]) -> None:  # type: ignore[type-arg]
    """Register a log. Its name is one of the settings' LOG_DAYS."""
    _LOGS[name] = Log(name, label, before)


def logs() -> list[Log]:
    """All that are registered, by name."""
    return [_LOGS[name] for name in sorted(_LOGS)]
