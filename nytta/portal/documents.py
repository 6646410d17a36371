"""A registered case as documents: the dossier as one PDF, and all of it as one zip with an index for the archive."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import IO, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archive_facts, archived, decision_report
from nytta.city.records.terms import Direction, DocumentKind, Openness
from nytta.governance.applications.documents import sections_of
from nytta.governance.applications.documents.workbook import book_of, workbook
from nytta.governance.applications.queries import principles
from nytta.governance.applications.terms import CaseOrigin, Category
from nytta.governance.benefits.terms import Side
from nytta.governance.meetings.queries.meetings import minutes_on
from nytta.kit import documents
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.packing import file_name, pack
from nytta.kit.words import label
from nytta.plain.money import sek

from .queries.public import FROM_PROJECT, Part, PublicCase, open_calculation
from .terms import CasePart

OWN = {CasePart.VALUATION.value, CasePart.STATEMENT.value, *(p.value for p in FROM_PROJECT)}  # by others than the applicant


def heading(part: Part) -> str:
    """What a text answers; a principle in the programme's own words, since its number says nothing to a resident."""
    name, _underscore, number = part.code.partition("_")
    return f"{number}. {principles()[int(number) - 1]}" if name == "principle" else gettext(part.label)


def case_facts(thing: PublicCase) -> list[tuple[str, Any]]:
    """What heads a case: numbers, sender, goals, owner, days, and what has been granted."""
    a, fields = thing.application, thing.fields
    category = fields.get("category")
    facts = [
        (gettext("Diarienummer"), a.registry_number),
        *([(gettext("Ursprung"), label(CaseOrigin(a.origin)))] if a.origin != CaseOrigin.APPLIED.value else []),
        (gettext("Inkom"), a.submitted_on),
        (gettext("Avsändare"), fields.get("applicant_body") or a.applicant_body.name),
        (gettext("Fokusområde"), fields.get("focus_area", "")),
        (gettext("Kategori"), label(Category(category)) if category else ""),
        (gettext("Mål"), "; ".join(thing.goals)),
        (gettext("Systemägare"), fields.get("owner_body", "")),
        (gettext("Ska börja"), fields.get("start_on", "")),
        (gettext("Ska vara klart"), fields.get("end_on", "")),
    ]
    return facts + [(gettext("Beviljat %(year)s") % {"year": g.frame.year}, sek(g.amount_sek)) for g in thing.grants]


@dataclass(frozen=True)
class File:
    """One file of a dossier: its path in the zip, what it is, and its bytes."""

    path: str
    title: str
    kind: DocumentKind
    content: bytes

    @property
    def sha256(self) -> str:
        """The checksum that the index names."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Dossier:
    """A case as somebody may read it: `whole` for those who work on it, else what anybody may see. Made at a moment."""

    case: PublicCase
    whole: bool
    on: datetime

    @property
    def day(self) -> date:
        """The day on which it is made."""
        return self.on.date()

    @property
    def title(self) -> str:
        """The case's title as it may be shown."""
        return self.case.title or gettext("Uppgift utelämnad")

    def shown(self, part: Part) -> bool:
        """Whether a part may be read here."""
        return self.whole or part.is_open

    def report(self, title: str, sections: Sequence[Section], kind: DocumentKind, facts: Sequence[tuple[str, str]] = ()) -> Report:
        """A document of the case, with what the archive needs to know."""
        a, city = self.case.application, the_city().name
        made = Report(title, f"{a.code} · {self.title}", city, f"{a.registry_number} · {title}", facts, sections)
        return archived(made, kind, registry=a.registry_number, on=self.day)


def case_dossier(one: Dossier) -> Report:
    """The whole case as one document: application, figures, valuation, statement, decisions, project, registry. Source: O6; U9."""
    sections = [
        *_application(one), *_figures(one), *_of_others(one), *_decisions(one), *_withheld(one), _registry(one),
    ]  # fmt: skip
    return one.report(gettext("Ärendeakt"), sections, DocumentKind.APPLICATION, _texts(case_facts(one.case)))


def _texts(facts: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in facts if value not in (None, "")]


def _application(one: Dossier) -> list[Section]:
    parts = [p for p in one.case.parts if p.text and not _by_others(p) and p.code != CasePart.TITLE.value and one.shown(p)]
    return [Section(heading(p), _paragraphs(p.text)) for p in parts]


def _by_others(part: Part) -> bool:
    """Whether others than the applicant wrote it: the valuation, the statement, and what comes from the project."""
    return part.code in OWN or part.code.startswith("L-")


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _planned(one: Dossier) -> Side | None:
    sides = one.case.sides
    planned = [s for s in sides if s is not Side.REALISED]  # an outcome covers some items and years only
    return (planned[-1:] or sides[:1] or [None])[0]


def _figures(one: Dossier) -> list[Section]:
    side = _planned(one)
    return sections_of(open_calculation(one.case, one.day, whole=one.whole), side, public=not one.whole) if side else []


def _of_others(one: Dossier) -> list[Section]:
    return [Section(gettext(p.label), _paragraphs(p.text)) for p in one.case.parts if p.text and _by_others(p) and one.shown(p)]


def _decisions(one: Dossier) -> list[Section]:
    sections = []
    for d in one.case.decisions:
        made = decision_report(d, closed_clause="" if one.whole else one.case.closed_reasons.get(d.number, ""), on=one.day)
        sections.append(Section(made.title, facts=made.facts))
        sections += [replace(s, level=3) for s in made.sections[:-2]]  # not the chain and the archive's lines: they are in its own document
    return sections


def _withheld(one: Dossier) -> list[Section]:
    """What is not here, and by which clause; nothing is left out in silence."""
    if one.whole:
        return []
    closed = [[_named(p), p.clause] for p in one.case.of(Openness.CLOSED)]
    waiting = [
        [_named(p), gettext("inte prövat än; begär ut det hos registratorn")]
        for p in one.case.of(Openness.TO_EXAMINE)
        if p.code != CasePart.TITLE.value
    ]
    if not closed and not waiting:
        return []
    table = Table(gettext("Delar som inte visas"), [Column(gettext("Del")), Column(gettext("Varför"))], [*closed, *waiting])
    return [Section(gettext("Inte med här"), table=table)]


def _named(part: Part) -> str:
    return part.label if part.document is None or part.is_open else gettext("En handling")


def _registry(one: Dossier) -> Section:
    columns = [
        Column(gettext("Nr")),
        Column(gettext("Dag")),
        Column(gettext("Riktning")),
        Column(gettext("Motpart")),
        Column(gettext("Vad")),
    ]
    rows = [
        [str(e.number), e.on.isoformat(), label(Direction(e.direction)), e.counterpart, e.what if one.whole else what]
        for e, what in reversed(one.case.registry)
    ]
    if not rows:
        return Section(gettext("Diarieförteckning"), [gettext("Inget är diariefört i ärendet.")])
    return Section(gettext("Diarieförteckning"), table=Table(gettext("In, ut och upprättat i ärendet"), columns, rows))


def files_of(one: Dossier) -> Iterator[File]:
    """Every file of the dossier, in the order of the case. Source: U9; expectations (the whole case as one file)."""
    a, lang = one.case.application, get_language() or "sv"

    def made(path: str, report: Report, kind: DocumentKind) -> File:
        return File(path, report.title, kind, documents.pdf(report, lang=lang, on=one.on))

    facts = _texts(case_facts(one.case))
    yield made(
        "1-ansokan.pdf", one.report(gettext("Ansökan"), _application(one), DocumentKind.APPLICATION, facts), DocumentKind.APPLICATION
    )
    for part in one.case.parts:
        if part.document is not None and one.shown(part):
            path = f"1-handlingar/{part.document.pk}-{file_name(part.document.filename)}"
            yield File(path, part.label, DocumentKind.ATTACHMENT, bytes(part.document.content))
    if figures := _figures(one):
        yield made("2-kalkyl.pdf", one.report(gettext("Nyttokalkyl"), figures, DocumentKind.CALCULATION), DocumentKind.CALCULATION)
        if one.whole:
            yield File("2-kalkyl.xlsx", gettext("Nyttokalkyl som arbetsbok"), DocumentKind.CALCULATION, workbook(book_of(a, one.day)))
    for path, part, kind in _texts_apart(one):
        yield made(path, one.report(gettext(part.label), [Section(gettext(part.label), _paragraphs(part.text))], kind), kind)
    for m in minutes_on(a) if one.whole else ():
        held = m.minutes.meeting_code
        yield File(f"4-protokoll/{file_name(held)}.pdf", gettext("Protokoll %(code)s") % {"code": held}, DocumentKind.MINUTES, bytes(m.pdf))
    for d in reversed(one.case.decisions):
        closed = "" if one.whole else one.case.closed_reasons.get(d.number, "")
        yield made(f"5-beslut/beslut-{d.number}.pdf", decision_report(d, closed_clause=closed, on=one.day), DocumentKind.DECISION)
    listed = one.report(gettext("Diarieförteckning"), [_registry(one), *_withheld(one)], DocumentKind.REGISTRY)
    yield made("7-diarieforteckning.pdf", listed, DocumentKind.REGISTRY)


def _texts_apart(one: Dossier) -> Iterator[tuple[str, Part, DocumentKind]]:
    """Texts that are files of their own: path, part and kind; an experience is one under its own code."""
    for number, code, kind in _OTHERS:
        for part in one.case.parts:
            if part.code == code.value and part.text and one.shown(part):
                yield f"{number}-{file_name(part.label)}.pdf", part, kind
    for part in one.case.parts:
        if part.code.startswith("L-") and one.shown(part):
            yield f"6-{file_name(part.code)}.pdf", part, DocumentKind.PROJECT


_OTHERS = (
    (3, CasePart.VALUATION, DocumentKind.VALUATION), (4, CasePart.STATEMENT, DocumentKind.STATEMENT),
    (6, CasePart.DELIVERED, DocumentKind.PROJECT), (6, CasePart.EFFECT, DocumentKind.PROJECT), (6, CasePart.UNEXPECTED, DocumentKind.PROJECT),
)  # fmt: skip


def dossier_zip(one: Dossier) -> IO[bytes]:
    """The dossier as a zip: an index as PDF and JSON first, then every file; opened at its start, removed when it is closed."""
    files = list(files_of(one))
    out = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115  (the answer closes it)
    index = documents.pdf(_index(one, files), lang=get_language() or "sv", on=one.on)
    first = [("0-innehall.pdf", index), ("0-innehall.json", _index_json(one, files))]
    pack(out, [*first, *((f.path, f.content) for f in files)], at=one.on)
    out.seek(0)
    return out


def _index(one: Dossier, files: Sequence[File]) -> Report:
    kinds = {f.kind: dict(archive_facts(f.kind, one.day)) for f in files}
    retained = gettext("Bevaras eller gallras")
    columns = [Column(gettext("Fil")), Column(gettext("Handling")), Column(gettext("Klass")), Column(retained)]
    rows = [[f.path, f.title, kinds[f.kind][gettext("Klass")], kinds[f.kind][retained]] for f in files]
    sums = [[f.path, f.sha256] for f in files]
    said = gettext("Hela akten så som den är registrerad.") if one.whole else gettext("Akten så som vem som helst får läsa den.")
    return one.report(
        gettext("Aktens innehåll"),
        [
            Section(gettext("Filer"), [said], table=Table(gettext("Filerna i akten"), columns, rows)),
            Section(gettext("Kontrollsummor"), table=Table(gettext("SHA-256 för varje fil"), [Column(gettext("Fil")), Column(gettext("Summa"))], sums)),
            *_withheld(one),
        ],
        DocumentKind.REGISTRY, _texts(case_facts(one.case)),
    )  # fmt: skip


def _index_json(one: Dossier, files: Sequence[File]) -> bytes:
    a = one.case.application
    told = {
        "case": a.code, "registry_number": a.registry_number, "title": one.case.title or None, "body": a.applicant_body.name,
        "made_at": one.on.isoformat(), "whole": one.whole, "records_creator": the_city().name,
        "files": [{"path": f.path, "title": f.title, "type": f.kind.value, "sha256": f.sha256, "bytes": len(f.content), "archive": dict(archive_facts(f.kind, one.day))} for f in files],
        "withheld": [{"part": p.code, "clause": p.clause or None} for p in one.case.parts if not one.shown(p) and p.openness is not Openness.OPEN],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def dossier_links(code: str, *, whole: bool = False) -> list[tuple[str, str]]:
    """(label, address) of the dossier as PDF and as zip."""
    more = "?hel=1" if whole else ""
    return [
        (gettext("Akten som pdf"), reverse("portal:dossier", args=[code, "pdf"]) + more),
        (gettext("Akten som zip med alla handlingar"), reverse("portal:dossier", args=[code, "zip"]) + more),
    ]
