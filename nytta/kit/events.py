"""What has happened, found by asking and never told: numbered rows that only grow, read from where one was last.

An app says which of its audited acts are an event, which of the things that they name somebody may see, and where each is in
the API. Nothing is lost: a reader stops before what is not written to its end yet.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from .models import AuditRow

AUDIT = "audit"
PATIENCE_SECONDS = 2.0
Seen = Callable[[Collection[str], Any, date], Collection[str]]


@dataclass(frozen=True)
class Happened:
    """One row of a source: its number there, what was done, with what, when; `day_alone` where the source knows only the day."""

    number: int
    act: str
    subject: str
    at: datetime
    day_alone: bool = False


@dataclass(frozen=True)
class Source:
    """Rows whose numbers only grow. `end()` is the last number before which nothing more will come, None when it cannot be told
    now; `read(after, last, acts, most)` the rows with such acts in between, in order.
    """

    name: str
    end: Callable[[], int | None]
    read: Callable[[int, int, Collection[str], int], list[Happened]]


@dataclass(frozen=True)
class Kind:
    """A kind of event: its name, what a form calls it and the heading there (Swedish message ids), and the acts of a source that are it.

    `seen(codes, person, on)` gives those of the things that may be seen (person None: by anybody); `path(code)` where one is in the API.
    """

    name: str
    label: str
    group: str
    acts: frozenset[str]
    seen: Seen
    path: Callable[[str], str]
    source: str = AUDIT


_KINDS: dict[str, Kind] = {}
_SOURCES: dict[str, Source] = {}


def kind(name: str, label: str, group: str, *, acts: Collection[str], seen: Seen, path: Callable[[str], str], source: str = AUDIT) -> None:
    """Register a kind of event, once."""
    if name in _KINDS:
        raise ValueError(f"the event {name} is said twice")
    _KINDS[name] = Kind(name, label, group, frozenset(acts), seen, path, source)


def source(one: Source) -> None:
    """Register a source of rows."""
    _SOURCES[one.name] = one


def kinds() -> Mapping[str, Kind]:
    """All kinds of events by name, in the order of their headings and names."""
    return dict(sorted(_KINDS.items(), key=lambda pair: (pair[1].group, pair[0])))


def sources() -> Mapping[str, Source]:
    """All sources by name."""
    return dict(_SOURCES)


def _writing() -> set[str]:
    """The transactions of others that have written audit rows and are not at their end (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted"
            " AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [AuditRow._meta.db_table],
        )
        return {row[0] for row in cursor.fetchall()}


def _audit_end() -> int | None:
    """The last audit row before which no other will appear.

    PostgreSQL gives numbers before the rows can be seen: those who were writing when the last was read are waited for, a little.
    SQLite has one writer at a time, and numbers in the order of their ends.
    """
    last: int = AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if connection.vendor != "postgresql":
        return last
    waited, others = 0.0, _writing()
    while others and waited < PATIENCE_SECONDS:
        time.sleep(0.05)
        waited += 0.05
        others &= _writing()
    return None if others else last


def _audit_rows(after: int, last: int, acts: Collection[str], most: int) -> list[Happened]:
    rows = AuditRow.objects.filter(pk__gt=after, pk__lte=last, act__in=list(acts)).order_by("pk")
    return [Happened(*row) for row in rows.values_list("pk", "act", "subject", "at")[:most]]


source(Source(AUDIT, _audit_end, _audit_rows))


def seen_in(rows: Callable[[Any], Any], code: str = "code") -> Seen:
    """Those that stand in a register as it is for whoever asks: `rows(person)` is its queryset, `code` the field that names a row."""

    def seen(codes: Collection[str], person: Any, on: date) -> Collection[str]:
        return {str(found) for found in rows(person).filter(**{f"{code}__in": list(codes)}).values_list(code, flat=True)}

    return seen


def seen_within(rows: Callable[[Any], Any], code: str = "code") -> Seen:
    """As `seen_in`, of a register that only those who work here read."""
    seen = seen_in(rows, code)
    return lambda codes, person, on: seen(codes, person, on) if person is not None else []
