"""Search over everything at once: what the index proposes, of what each register shows to the one who asks. Source: O6; ADR 0007."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from nytta.kit import search
from nytta.kit.lists import Listing
from nytta.kit.pages import LISTINGS

PROPOSED, SHOWN = (30, search.RANKED), 20


@dataclass(frozen=True)
class Hit:
    """A thing that was found, as its register shows it."""

    listing: Listing
    code: str
    title: str
    below: str  # what it is, and its number

    @property
    def url(self) -> str:
        """Where it is read."""
        return self.listing.way(self.code)


@dataclass(frozen=True)
class Found:
    """The best hits, the registers in which there are any or may be more (title, address), and whether there are more than those."""

    hits: Sequence[Hit]
    registers: Sequence[tuple[str, str]]
    more: bool


def searched(person: Any) -> dict[str, list[Listing]]:
    """{kind: registers that tell of it} to a person (None: anybody); where there are some for those who work here, they get these alone."""
    found: dict[str, list[Listing]] = {}
    for listing in sorted(LISTINGS.values(), key=lambda one: (one.public, one.name)):
        if listing.answers and (person is not None or listing.public):
            told = found.setdefault(listing.answers, [])
            if not told or told[0].public == listing.public:
                told.append(listing)
    return found


def found_everywhere(text: str, person: Any) -> Found:
    """What holds every word of a text, best first: one question to the index, and one to each register that may have any of it.

    Where the registers show too few of what was proposed, they are asked of all that the index ranks.
    """
    for most in PROPOSED:
        found, cut = _found(text, person, most)
        if not cut or len(found.hits) == SHOWN:
            break
    return found


def _found(text: str, person: Any, most: int) -> tuple[Found, bool]:
    """The best of at most so many proposals, and whether there may have been more proposals."""
    registers = searched(person)
    proposed = search.found(sorted(registers), text, most)
    cut = len(proposed) == most
    shown: dict[tuple[str, str], Hit] = {}
    for kind in dict.fromkeys(one.kind for one in proposed):
        for listing in registers[kind]:
            left = [one.code for one in proposed if one.kind == kind and (kind, one.code) not in shown]
            shown |= {(kind, code): hit for code, hit in _hits(listing, left, text, person)} if left else {}
    hits = [shown[one.kind, one.code] for one in proposed if (one.kind, one.code) in shown]
    there = {hit.listing.name: hit.listing for hit in hits}
    if cut:
        there |= {one.name: one for kind in dict.fromkeys(p.kind for p in proposed) for one in registers[kind]}
    ways = [(gettext(one.title), f"{reverse(name)}?{urlencode({'q': text})}") for name, one in there.items()]
    return Found(hits[:SHOWN], ways, len(hits) > SHOWN or cut), cut


def _hits(listing: Listing, codes: Sequence[str], text: str, person: Any) -> list[tuple[str, Hit]]:
    """(code, hit) of those that a register shows."""
    rows = listing.rows(person).filter(**{f"{listing.code}__in": codes})
    if listing.narrow and listing.public:  # the index holds more than anybody may see
        rows = listing.narrow(rows, text)
    column, one = next(c for c in listing.columns if c.link), capfirst(gettext(listing.one))
    names = list(dict.fromkeys(n for n in (listing.code, column.value, listing.called, column.below) if n))
    kept = column.value.split("__")[0] in {f.name for f in rows.model._meta.fields}
    found = []
    for values in (rows if kept else listing.extra(rows)).values_list(*names):
        row = dict(zip(names, values, strict=True))
        code, title = str(row[listing.code]), str(row[column.value])
        about = f"{title} {row[listing.called]}" if listing.called else title
        found.append((code, Hit(listing, code, about, f"{one} · {row[column.below or listing.code]}")))
    return found
