"""Pieces that an upper app shows on a lower app's page, which does not know who answered. Source: ADR 0001."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet, Window

_PANELS: dict[str, list[tuple[int, Callable[..., Any]]]] = defaultdict(list)


@dataclass(frozen=True)
class Act:
    """A button on a thing's page: the act's name and address; `why_not` is a verdict's findings when it cannot be done now."""

    label: str
    url: str
    primary: bool = False
    why_not: tuple[Any, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Block:
    """A part of a page: heading, template and what the template needs."""

    title: str
    template: str
    context: dict[str, Any]
    anchor: str = ""


@dataclass(frozen=True)
class Remains:
    """What an app still keeps under a thing that ends: how many, some of them as (label, address), and what one does about it."""

    title: str
    count: int
    things: tuple[tuple[str, str], ...]
    mend: str


SHOWN = 20


def remains(title: str, rows: QuerySet[Any], told: Callable[[Any], tuple[str, str]], mend: str) -> Remains:
    """What is left of some rows, the first of them told: one query, the count in it."""
    found = list(rows.annotate(remains_count=Window(Count(F("pk"))))[:SHOWN])
    return Remains(title, found[0].remains_count if found else 0, tuple(told(row) for row in found), mend)


def panel(place: str, order: int = 50) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function for a place (`case.blocks`, `case.acts`, `case.steps` …); its list is joined with the others'."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _PANELS[place].append((order, function))
        _PANELS[place].sort(key=lambda pair: pair[0])
        return function

    return register


def gather(place: str, *arguments: Any) -> list[Any]:
    """All that the registered functions answer for a place, in order."""
    return [piece for _, function in _PANELS[place] for piece in function(*arguments)]
