"""Acts on governing documents: decide one, decide its next edition, repeal, fill in what was missing, put in the decided text."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import name_of, the_city
from nytta.city.organisation.terms import BodyKind
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..models import Clause, Decision, Edition, GoverningDocument, Repeal
from ..queries import delegation_for
from ..queries.governing import CLAUSE_KIND, KIND, clause_ref, clause_said
from ..rules import paragraph_named, period_valid
from ..rules.governing import Cut, cut, level_complete
from ..terms import DecisionKind, DelegatedAct, GoverningKind, Level, Wording
from .decisions import decide


@dataclass(frozen=True)
class EditionText:
    """What an edition says and when it holds; `text` is cut into clauses and may be empty."""

    text: str
    valid_from: date
    valid_until: date | None = None
    decided_on: date | None = None
    registry: str = ""
    changes: str = ""


@dataclass(frozen=True)
class RepealWish:
    """A document, or one clause of it, that an edition repeals from its first day; `said_in` is the clause that says so."""

    document: GoverningDocument
    clause: Clause | None = None
    said_in: str = ""


@act
def decide_document(
    *, code: str, title: str, kind: GoverningKind, level: Level, body: Body | None, edition: EditionText, mandate: str, reasons: str,
    repeals: Sequence[RepealWish] = (), cited_as: str = "", by: Person, on: datetime,
) -> GoverningDocument:  # fmt: skip
    """Register a governing document with its first edition, as the level decided it: a decision with mandate, number and reasons. Source: O3."""
    require(policies.may_govern(by, level, on.date()) + level_complete(level=level, body=body is not None))
    if GoverningDocument.objects.filter(code=code).exists():
        require(no("governing_once", "Ett styrdokument med adressen %(code)s finns redan.", "O3",
                   "Välj en annan adress.", field="code", code=code))  # fmt: skip
    document = GoverningDocument.objects.create(
        code=code, title=title, kind=kind.value, level=level.value, body=body if level is Level.COMMITTEE else None,
        registry_number=edition.registry, cited_as=cited_as,
    )  # fmt: skip
    audit.note(subject=code, act="governing.decide", by=by, on=on, changes={"title": title, "valid_from": edition.valid_from})
    _edition(document, edition, mandate, reasons, repeals, by, on)
    return document


@act
def decide_edition(
    *, document: GoverningDocument, edition: EditionText, mandate: str, reasons: str, repeals: Sequence[RepealWish] = (), by: Person,
    on: datetime,
) -> Edition:  # fmt: skip
    """The next edition of a governing document, from a day, as its level decided it. Source: O3."""
    document = locked(document)
    level = _level(document)
    require(policies.may_govern(by, level, on.date()))
    if gone := document.repeals.filter(clause=None).select_related("by__document").first():
        require(no("governing_repealed", "Dokumentet är upphävt från %(day)s av %(by)s och får inga fler versioner.", "O3",
                   "Registrera ett nytt styrdokument.", day=gone.from_day.isoformat(), by=gone.by.document.title))  # fmt: skip
    if document.editions.filter(valid_from=edition.valid_from).exists():
        require(no("edition_day", "En version gäller redan från den dagen.", "O3", "Välj en annan dag.", field="valid_from"))
    audit.note(subject=document.code, act="governing.edition", by=by, on=on, changes={"valid_from": edition.valid_from})
    return _edition(document, edition, mandate, reasons, repeals, by, on)


@act
def repeal(
    *, wish: RepealWish, saying: Edition, from_day: date, mandate: str, reasons: str, by: Person, on: datetime,
) -> Repeal:  # fmt: skip
    """Repeal a document or a clause by what a later document says, from a day. Source: P1; O3."""
    level = _level(saying.document)
    require(policies.may_govern(by, level, on.date()))
    decision = _decided(
        DecisionKind.REPEAL, saying.document, level, mandate, reasons, by, on, registry=saying.registry_number,
        basis=saying.document.title, content={"repealed": _named(wish), "from": from_day}, concerns=[wish.document.code],
    )  # fmt: skip
    return _repeal(wish, saying, from_day, decision, by, on)


@act
def complete(
    *, document: GoverningDocument, edition: Edition | None, values: Mapping[str, Any], source: str, by: Person, on: datetime
) -> None:
    """Fill in facts that were missing, saying where they were found; what is known already is not written over. Source: O3."""
    require(policies.can_record(by, on.date()))
    if not source.strip():
        require(
            no("complete_source", "Säg var uppgifterna är hämtade.", "O3", "Till exempel protokollet med paragraf och dag.", field="source")
        )
    changes: dict[str, Any] = {}
    for thing, names in ((locked(document), ("registry_number", "level", "body")), (locked(edition) if edition else None, _DAYS)):
        found = {n: v for n, v in values.items() if thing and n in names and v and not getattr(thing, n)}
        for name, value in found.items():
            setattr(thing, name, value)
        if thing and found:
            if isinstance(thing, Edition):
                require(_period_of(thing))
            elif thing.level:
                require(level_complete(level=Level(thing.level), body=thing.body_id is not None))
            thing.save(update_fields=list(found))
            changes |= {name: ["", str(value)] for name, value in found.items()}
    if not changes:
        require(no("complete_nothing", "Det fanns inget nytt att föra in.", "O3", "Fyll i minst en uppgift som saknas."))
    audit.note(subject=document.code, act="governing.complete", by=by, on=on, changes=changes, reason=source)
    _index(document=document)


def _level(document: GoverningDocument) -> Level:
    """Who decides the document; Refused where nobody knows."""
    require(level_complete(level=Level(document.level) if document.level else None, body=document.body_id is not None))
    return Level(document.level)


_DAYS = ("decided_on", "valid_from", "valid_until")


def _period_of(edition: Edition) -> Verdict:
    verdict = period_valid(first=edition.valid_from, last=edition.valid_until) if edition.valid_from else Verdict()
    same = edition.document.editions.exclude(pk=edition.pk).filter(valid_from=edition.valid_from) if edition.valid_from else None
    if same is not None and same.exists():
        verdict += no("edition_day", "En version gäller redan från den dagen.", "O3", "Välj en annan dag.", field="valid_from")
    return verdict


@act
def put_in_text(*, edition: Edition, text: str, source: str, by: Person, on: datetime) -> Edition:
    """Put in the decided text of an edition that has none or only a summary; its clauses keep their addresses. Source: O3."""
    edition = locked(edition)
    require(policies.can_record(by, on.date()))
    if edition.wording == Wording.FULL.value:
        require(no("text_in", "Den beslutade texten är redan införd och ändras inte.", "O3", "Besluta en ny version.", field="text"))
    cuts = _cut(text)
    old = {c.key: c for c in edition.clauses.all()}
    for n, clause in enumerate(old.values(), 1):  # places are taken by the new ones: the old stand last until they are written over
        clause.place = len(cuts) + len(old) + n
        clause.save(update_fields=["place"])
    for place, one in enumerate(cuts, 1):
        clause = old.get(one.key) or Clause(edition=edition, key=one.key)
        clause.place, clause.number, clause.depth, clause.heading, clause.text, clause.summary = (
            place,
            one.number,
            one.depth,
            one.heading,
            one.text,
            False,
        )
        clause.save()
    edition.wording = Wording.FULL.value
    edition.save(update_fields=["wording"])
    changes = {"clauses": len(cuts), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    audit.note(subject=edition.document.code, act="governing.text", by=by, on=on, changes=changes, reason=source)
    _index(document=edition.document)
    return edition


def _cut(text: str) -> tuple[Cut, ...]:
    cutting = cut(text)
    require(cutting.verdict)
    return cutting.clauses


def _edition(
    document: GoverningDocument, said: EditionText, mandate: str, reasons: str, repeals: Sequence[RepealWish], by: Person, on: datetime
) -> Edition:
    """The next edition with its decision, its clauses, and what it repeals."""
    require(period_valid(first=said.valid_from, last=said.valid_until))
    cuts = _cut(said.text) if said.text.strip() else ()
    number = document.editions.count() + 1
    level = _level(document)
    content = {
        "edition": number, "valid_from": said.valid_from, "valid_until": said.valid_until, "decided_on": said.decided_on or on.date(),
        "text_sha256": hashlib.sha256(said.text.encode()).hexdigest(), "repeals": [_named(w) for w in repeals],
    }  # fmt: skip
    decision = _decided(
        DecisionKind.GOVERNING, document, level, mandate, reasons, by, on, registry=said.registry or document.registry_number,
        basis=f"{document.title}, {number}", content=content, concerns=[w.document.code for w in repeals],
    )  # fmt: skip
    edition = Edition.objects.create(
        document=document, number=number, registry_number=said.registry, decided_on=said.decided_on or on.date(),
        valid_from=said.valid_from, valid_until=said.valid_until, wording=Wording.FULL.value if cuts else Wording.NONE.value,
        changes=said.changes, decision=decision,
    )  # fmt: skip
    _write_clauses(edition=edition, cuts=cuts)
    for wish in repeals:
        _repeal(wish, edition, said.valid_from, decision, by, on)
    _index(document=document)
    return edition


def _write_clauses(*, edition: Edition, cuts: Sequence[Cut], summary: bool = False) -> None:
    """The clauses of an edition, in their order."""
    Clause.objects.bulk_create(
        Clause(edition=edition, place=n, number=c.number, key=c.key, depth=c.depth, heading=c.heading, text=c.text, summary=summary)
        for n, c in enumerate(cuts, 1)
    )


def _named(wish: RepealWish) -> str:
    return clause_ref(wish.clause) if wish.clause else wish.document.code


def _repeal(wish: RepealWish, saying: Edition, from_day: date, decision: Decision | None, by: Person, on: datetime) -> Repeal:
    document = locked(wish.document)
    if document.pk == saying.document_id:
        require(no("repeal_itself", "Ett dokument upphäver inte sig självt: en ny version tar den gamlas plats.", "O3",
                   "Välj ett annat dokument.", field="repeals"))  # fmt: skip
    if gone := Repeal.objects.filter(document=document, clause=None).first():
        require(no("repealed_already", "%(title)s är redan upphävt från %(day)s.", "O3", "Ta bort det ur listan.", field="repeals",
                   title=document.title, day=gone.from_day.isoformat()))  # fmt: skip
    if wish.clause and (gone := wish.clause.repeals.first()):
        require(no("repealed_already", "%(title)s är redan upphävt från %(day)s.", "O3", "Ta bort det ur listan.", field="repeals",
                   title=clause_said(wish.clause), day=gone.from_day.isoformat()))  # fmt: skip
    first = (
        wish.clause.edition.valid_from
        if wish.clause
        else document.editions.order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    if first is not None and first > from_day:
        require(no("repeal_before", "%(title)s gäller först från %(day)s och kan inte upphöra tidigare.", "O3",
                   "Välj en senare dag.", field="from_day", title=document.title, day=first.isoformat()))  # fmt: skip
    if saying.valid_from is not None and from_day < saying.valid_from:
        require(no("repeal_early", "%(title)s gäller först från %(day)s och kan inte upphäva något tidigare.", "O3",
                   "Välj en senare dag.", field="from_day", title=saying.document.title, day=saying.valid_from.isoformat()))  # fmt: skip
    audit.note(
        subject=document.code,
        act="governing.repeal",
        by=by,
        on=on,
        changes={"repealed": _named(wish), "from": from_day},
        reason=saying.document.title,
    )
    return Repeal.objects.create(
        document=document, clause=wish.clause, by=saying, said_in=wish.said_in, from_day=from_day, decision=decision
    )


def _decided(
    kind: DecisionKind, document: GoverningDocument, level: Level, mandate: str, reasons: str, by: Person, on: datetime, *,
    registry: str, basis: str, content: Mapping[str, Any], concerns: Sequence[str],
) -> Decision:  # fmt: skip
    """The decision, by the level that decides: recorded with its paragraph, or made by the director on the board's delegation."""
    board = name_of(BodyKind.EXECUTIVE_BOARD)
    body = {
        Level.CITY_COUNCIL: name_of(BodyKind.CITY_COUNCIL), Level.EXECUTIVE_BOARD: board, Level.DIRECTOR: board,
        Level.COMMITTEE: document.body.name if document.body else "",
    }[level]  # fmt: skip
    delegation = None if policies.can_record(by, on.date()) else delegation_for(by, DelegatedAct.GUIDELINES, on.date())
    if delegation is None:
        require(paragraph_named(mandate=mandate))
    return decide(
        kind=kind, subject=document.code, decider=the_city().director_title if level is Level.DIRECTOR else body, body_name=body,
        mandate=delegation.clause if delegation else mandate, basis=basis, reasons=reasons, registry=registry, content=content,
        concerns=concerns, on_delegation=delegation is not None, published=True, by=by, on=on,
    )  # fmt: skip


def _index(*, document: GoverningDocument) -> None:
    """Put a document's words, and those of each of its clauses, in the index of texts."""
    found = list(
        Clause.objects.filter(edition__document=document).select_related("edition__document").order_by("-edition__number", "place")
    )
    search.put(KIND, document.code, document.title, document.registry_number, *(f"{c.heading} {c.text}" for c in found))
    search.put_all(CLAUSE_KIND, {clause_ref(c): (c.heading, c.text) for c in found})
