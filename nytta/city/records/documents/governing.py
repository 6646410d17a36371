"""The chain of repeals as a picture, and an edition of a governing document as an accessible document. Source: O3; U9."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from textwrap import wrap

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from nytta.city.organisation.queries import the_city
from nytta.kit.documents import Report, Section
from nytta.kit.words import label

from ..models import Clause, Edition, GoverningDocument, Repeal
from ..queries.governing import replaced_from
from ..rules.governing import paragraphs
from ..terms import DocumentKind, Level, Wording
from . import archived

WIDE, HIGH, GAP, ACROSS, LETTERS = 300, 68, 12, 110, 36


@dataclass(frozen=True)
class _Box:
    x: int
    y: int


def ranks(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The column of each document: one to the right of every document that it repeals. `pairs` are (repealed, repealing)."""
    found = dict.fromkeys((pk for pair in pairs for pk in pair), 0)
    for _ in found:  # the longest chain has no more links than there are documents
        for old, new in pairs:
            found[new] = max(found[new], min(found[old] + 1, len(found)))
    return found


def drawn(repeals: Sequence[Repeal], *, title: str) -> SafeString:
    """Documents from left to right, each joined by an arrow to what repealed it; dashed where only a clause was. Empty when there is none."""
    if not repeals:
        return SafeString("")
    named: dict[int, GoverningDocument] = {d.pk: d for r in repeals for d in (r.document, r.by.document)}
    gone = {r.document_id: r.from_day for r in repeals if r.clause_id is None}
    boxes = _placed(ranks([(r.document_id, r.by.document_id) for r in repeals]), named)
    width = max(b.x for b in boxes.values()) + WIDE + 2
    height = max(b.y for b in boxes.values()) + HIGH + 2
    name = "r" + sha256(f"{title}{sorted(named)}".encode()).hexdigest()[:10]
    said = gettext("Pilarna går från det som upphävdes till det som upphävde. Tabellen säger samma sak.")
    parts = [
        f'<svg role="group" aria-labelledby="{name}t {name}d" viewBox="0 0 {width} {height}" width="{width}" height="{height}" focusable="false">',
        f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(said)}</desc>',
        f'<defs><marker id="{name}m" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0l8 4-8 4z" fill="var(--cg2)"/></marker></defs>',
        *(_arrow(boxes[r.document_id], boxes[r.by.document_id], r, f"{name}m") for r in repeals),
        *(_box(named[pk], box, gone.get(pk)) for pk, box in boxes.items()),
        "</svg>",
    ]
    return mark_safe("".join(parts))


def _placed(column: Mapping[int, int], named: Mapping[int, GoverningDocument]) -> dict[int, _Box]:
    """Where each document stands: by column, in the order of titles, each column in the middle."""
    columns: dict[int, list[int]] = {}
    for pk in sorted(column, key=lambda pk: named[pk].sort):
        columns.setdefault(column[pk], []).append(pk)
    tallest = max(len(c) for c in columns.values())
    return {
        pk: _Box(1 + n * (WIDE + ACROSS), 1 + round((tallest - len(inside)) * (HIGH + GAP) / 2) + place * (HIGH + GAP))
        for n, inside in columns.items() for place, pk in enumerate(inside)
    }  # fmt: skip


def _arrow(old: _Box, new: _Box, repeal: Repeal, marker: str) -> str:
    x1, y1, x2, y2 = old.x + WIDE, old.y + HIGH // 2, new.x - 2, new.y + HIGH // 2
    bend = (x1 + x2) // 2
    dashed = ' stroke-dasharray="5 4"' if repeal.clause_id else ""
    return f'<path d="M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}" fill="none" stroke="var(--cg2)" stroke-width="1.5"{dashed} marker-end="url(#{marker})"/>'


def _box(document: GoverningDocument, box: _Box, gone: date | None) -> str:
    lines = wrap(document.title, LETTERS, max_lines=2, placeholder=" …")
    below = " · ".join(x for x in (document.registry_number, gettext("upphävt %(day)s") % {"day": gone} if gone else "") if x)
    words = "".join(
        f'<text x="{box.x + 12}" y="{box.y + 22 + n * 17}" font-size="14" font-weight="600" fill="var(--ct)">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    small = f'<text x="{box.x + 12}" y="{box.y + 22 + len(lines) * 17}" font-size="12.5" fill="var(--ct)">{escape(below)}</text>'
    edge = ' stroke-dasharray="5 4"' if gone else ""
    fill = "var(--cs)" if gone else "none"
    shape = f'<path d="M{box.x} {box.y}h{WIDE}v{HIGH}h-{WIDE}z" fill="{fill}" stroke="var(--cg2)"{edge}/>'
    return f'<a href="{escape(reverse("records:document", args=[document.code]))}">{shape}{words}{small}</a>'


def missing() -> str:
    """What is shown for a fact that nobody knows."""
    return gettext("uppgift saknas")


def level_said(document: GoverningDocument) -> str:
    """Who decides the document, in the city's own words."""
    if not document.level:
        return missing()
    if document.level == Level.DIRECTOR.value:
        return the_city().director_title.capitalize()
    return str(document.body) if document.body else label(Level(document.level))


def period_said(edition: Edition, replaced: date | None) -> str:
    """From when until when an edition holds: its own last day, or until a later one took its place; and what is known of the first day."""
    ends = [d for d in (edition.valid_until, replaced and replaced - timedelta(days=1)) if d]
    last = min(ends).isoformat() if ends else gettext("tills vidare")
    if edition.valid_from:
        return f"{edition.valid_from.isoformat()} – {last}"
    if edition.attested_on:
        return gettext("startdag saknas; gällde enligt källan %(day)s") % {"day": edition.attested_on.isoformat()}
    return gettext("startdag saknas")


def edition_facts(edition: Edition) -> list[tuple[str, str]]:
    """What is known of an edition and its document; what is not is said to be missing."""
    document = edition.document
    by = f"{edition.decision.decider}, {edition.decision.mandate}" if edition.decision else missing()
    return [
        (gettext("Diarienummer"), edition.registry_number or document.registry_number or missing()),
        (gettext("Beslutande nivå"), level_said(document)),
        (gettext("Beslutsdag"), edition.decided_on.isoformat() if edition.decided_on else missing()),
        (gettext("Beslut"), by),
        (gettext("Version"), str(edition.number)),
        (gettext("Giltighet"), period_said(edition, replaced_from(edition))),
        (gettext("Text"), label(Wording(edition.wording))),
    ]


def edition_report(edition: Edition, clauses: Sequence[Clause], gone: Mapping[int, date], on: date) -> Report:
    """An edition with its facts and every clause under its number; a clause that is repealed says so. Source: O3; U9."""
    document, city = edition.document, the_city()
    sections: list[Section] = []
    for clause in clauses:  # a heading goes at most one step down from the one before
        sections.append(_section(clause, gone.get(clause.pk), 1 + min(clause.depth, sections[-1].level if sections else 1)))
    if not sections:
        sections = [Section(gettext("Text"), [gettext("Texten finns inte i registret.")])]
    repealed = document.repeals.filter(clause=None).select_related("by__document").first()
    facts = edition_facts(edition)
    if repealed:
        facts.append(
            (
                gettext("Upphävt"),
                gettext("från %(day)s av %(by)s") % {"day": repealed.from_day.isoformat(), "by": repealed.by.document.title},
            )
        )
    title = document.title
    report = Report(title, gettext("Version %(number)s") % {"number": edition.number}, city.name, f"{city.name} · {title}", facts, sections)
    return archived(report, DocumentKind.GOVERNING, registry=edition.registry_number or document.registry_number, on=on)


def _section(clause: Clause, gone: date | None, level: int) -> Section:
    said = [gettext("Punkten är upphävd från %(day)s.") % {"day": gone.isoformat()}] if gone else []
    texts = [line for block in paragraphs(clause.text) for line in block if line]
    return Section(f"{clause.number} {clause.heading}".strip() or gettext("Inledning"), [*said, *texts], level=level)
