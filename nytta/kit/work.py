"""Worklists: each app says by a query what waits on a person; the desk and the digest are all of them together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One line on a desk: what to do, on what, since when, and where. `order` puts the heaviest first (0)."""

    what: str
    title: str
    code: str
    url: str
    since: date | None
    note: str = ""
    order: int = 5


Worklist = Callable[[Any, date], Iterable[Waiting]]
_WORKLISTS: list[Worklist] = []


def worklist(function: Worklist) -> Worklist:
    """Register `function(person, on) -> lines`; a bounded number of queries whatever the rows."""
    _WORKLISTS.append(function)
    return function


def desk(person: Any, on: date) -> list[Waiting]:
    """All that waits on a person, the heaviest first, then the longest waiting."""
    lines = [line for find in _WORKLISTS for line in find(person, on)]
    return sorted(lines, key=lambda w: (w.order, w.since or date.max, w.code))
