"""What a notice sends for each case, and whether it has changed since."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nytta.governance.applications.models import Document, Version
from nytta.governance.preparation.models import Statement
from nytta.governance.valuation.models import Valuation

from ..models import Item, Paper

APPLICATION, STATEMENT, DOCUMENT, OWN = "application", "statement", "document-", "own"


@dataclass(frozen=True)
class Sent:
    """A paper to be frozen: of which item (its number, 0: the whole meeting), its bytes, and what it was made of."""

    item: int
    title: str
    filename: str
    content_type: str
    content: bytes
    source: str
    mark: str
    sections: Sequence[dict[str, Any]] = field(default_factory=list)


def mark(*parts: object) -> str:
    """A mark of what a paper is made of."""
    return hashlib.sha256("|".join(str(p) for p in parts).encode()).hexdigest()


def marks(applications: Iterable[int]) -> dict[int, dict[str, str]]:
    """{case: {source: mark}} of what a notice would send today: hand-in with valuation, signed statement, each document. Four queries."""
    keys = [k for k in applications if k]
    versions = dict(Version.objects.filter(application__in=keys).order_by("number").values_list("application", "sha256"))
    valued: dict[int, list[str]] = {}
    rows = Valuation.objects.filter(application__in=keys, replaced_on=None).order_by("place")
    for key, pk, signed in rows.values_list("application", "pk", "signed_on"):
        valued.setdefault(key, []).append(f"{pk}:{signed or ''}")
    found = {k: {APPLICATION: mark(versions.get(k, ""), *valued.get(k, []))} for k in keys}
    statements = Statement.objects.filter(application__in=keys).exclude(signed_on=None).order_by("pk")
    for key, pk in statements.values_list("application", "pk"):
        found[key][STATEMENT] = mark(pk)
    for key, pk, sha in Document.objects.filter(application__in=keys).order_by("pk").values_list("application", "pk", "sha256"):
        found[key][f"{DOCUMENT}{pk}"] = sha
    return found


@dataclass(frozen=True)
class Shown:
    """A paper on a page, with whether what it was made of has changed since the notice."""

    paper: Paper
    changed: bool


@dataclass(frozen=True)
class OfItem:
    """An item's papers, and how many have come to the case since the notice."""

    papers: Sequence[Shown]
    new: int


_LEAN = ("content", "sections")


def papers_of(items: Sequence[Item], meeting: int) -> dict[int, OfItem]:
    """{item key (0: the meeting's own): its papers}, without their bytes, marked where the case has changed since. Source: F10."""
    frozen = list(Paper.objects.filter(meeting=meeting).defer(*_LEAN).order_by("number"))
    if not frozen:
        return {}
    today = marks(i.application_id for i in items if i.application_id)
    by_item: dict[int, list[Paper]] = {}
    for paper in frozen:
        by_item.setdefault(paper.item_id or 0, []).append(paper)
    found = {0: OfItem([Shown(p, False) for p in by_item.get(0, [])], 0)}
    for item in items:
        now, sent = today.get(item.application_id or 0, {}), by_item.get(item.pk, [])
        shown = [Shown(p, p.source != OWN and now.get(p.source) != p.mark) for p in sent]
        new = len(set(now) - {p.source for p in sent}) if sent else 0
        found[item.pk] = OfItem(shown, new)
    return found


def paper_at(meeting: int, number: int) -> Paper | None:
    """A paper with its bytes."""
    return Paper.objects.select_related("item__application").filter(meeting=meeting, number=number).first()


def all_papers(meeting: int, without: Iterable[int]) -> list[Paper]:
    """Every paper with its bytes, without those of some items (where the reader has a conflict of interest)."""
    rows = Paper.objects.filter(meeting=meeting).select_related("item").order_by("number")
    return list(rows.exclude(item__in=list(without)))
