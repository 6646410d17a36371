"""What a system that somebody writes about resembles: names that are like it, functions that are covered already. Source: D2."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.db.models import F, Q
from django.db.models.functions import Length

from nytta.kit import search
from nytta.plain.text import sort_key

from ..models import CommonSolution, System
from ..rules.solutions import covers, names
from .solutions import solutions

ALIKE = 0.82  # the share of two names that is the same from which they may be one name written in two ways
MOST = 6


@dataclass(frozen=True)
class Resembling:
    """A system that is like one that somebody writes, and by what: the names and the functions that they share."""

    system: System
    names: tuple[str, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True)
class Covering:
    """A common solution that covers functions that somebody writes."""

    solution: CommonSolution
    functions: tuple[str, ...]


def alike(one: str, other: str) -> bool:
    """Whether two names are written so alike that they may be the same: equal words in any order, or a few letters apart."""
    a, b = sort_key(one).strip(), sort_key(other).strip()
    if not a or not b:
        return False
    words_a, words_b = set(search.stems(one)), set(search.stems(other))
    return words_a == words_b or SequenceMatcher(None, a, b).ratio() >= ALIKE


def _same(one: str, other: str) -> bool:
    a, b = set(search.stems(one)), set(search.stems(other))
    return bool(a and b) and (a <= b or b <= a)


def _candidates(names: Sequence[str], functions: Sequence[str], besides: str) -> list[System]:
    """The systems that may resemble: those that share words, and those whose names are of nearly the same letters."""
    codes = search.like("system", " ".join([*names, *functions]), 40)
    near = Q()
    for key in filter(None, (sort_key(n).strip() for n in names)):
        ends = Q(sort__startswith=key[:3]) | Q(sort__endswith=key[-3:])
        near |= ends & Q(letters__gte=len(key) - 3, letters__lte=len(key) + 3)
    rows = System.objects.filter(retired_on=None).exclude(code=besides).select_related("owner", "representative")
    by_name = rows.annotate(letters=Length(F("sort"))).filter(near)[:40] if near else []
    found = {s.pk: s for s in [*rows.filter(code__in=codes), *by_name]}
    return list(found.values())


def resembling(*, name: str, aliases: Sequence[str], functions: Sequence[str], besides: str = "") -> list[Resembling]:
    """The standing systems that are like one that is written, those that share a name first; at most six. Two or three queries."""
    names = [n for n in (name, *aliases) if n.strip()]
    if not names and not functions:
        return []
    found = []
    for system in _candidates(names, functions, besides):
        theirs = [system.name, *system.aliases]
        shared = tuple(t for t in theirs if any(alike(n, t) for n in names))
        covered = tuple(f for f in system.functions if any(_same(f, g) for g in functions))
        if shared or covered:
            found.append(Resembling(system, shared, covered))
    return sorted(found, key=lambda r: (not r.names, -len(r.functions), r.system.sort))[:MOST]


def covering(functions: Sequence[str], on: date) -> list[Covering]:
    """The common solutions that cover functions that are written. One query, none where no function is written."""
    if not functions:
        return []
    written = [set(search.stems(g)) for g in functions]
    found = [Covering(s, tuple(c for c in s.covers if any(names(search.stems(c), w) for w in written))) for s in solutions(on)]
    return [one for one in found if one.functions]


def near_text(title: str, text: str) -> list[Resembling]:
    """The standing systems that a proposal resembles: by its title against their names, by its words against what they do. At most six.

    Source: D2 "near-duplicates of functions and names are shown while one writes".
    """
    have = set(search.stems(f"{title} {text}"))
    if not have:
        return []
    found = []
    for system in _candidates([title], [text], ""):
        named = tuple(n for n in (system.name, *system.aliases) if alike(title, n) or covers(search.stems(n), have))
        done = tuple(f for f in system.functions if names(search.stems(f), have))
        if named or done:
            found.append(Resembling(system, named, done))
    return sorted(found, key=lambda r: (not r.names, -len(r.functions), r.system.sort))[:MOST]
