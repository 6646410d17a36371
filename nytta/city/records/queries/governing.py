"""Reads of governing documents as on a day: what was in force, the clauses, their addresses, and what repealed what. Source: O3."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from nytta.kit import search

from ..models import Clause, Edition, GoverningDocument, Programme, Repeal
from ..rules.citing import citations, named, names_of
from ..terms import Force, Wording

KIND, CLAUSE_KIND = "governing", "clause"  # in the index of texts


def _begun(on: date) -> QuerySet[Any]:
    """Editions that have begun on a day, each with `since`: its first day, else a day on which it is known to have been in force."""
    editions: QuerySet[Any] = Edition.objects.all()
    begun: QuerySet[Any] = editions.annotate(since=Coalesce("valid_from", "attested_on", output_field=DateField())).filter(since__lte=on)
    return begun


def edition_on(on: date, document: str = "document") -> QuerySet[Any]:
    """The edition whose words hold on a day, whether or not it has ended or the document been repealed; for a Subquery."""
    return _begun(on).filter(document=OuterRef(document)).order_by("-since", "-number")


_NOTHING: dict[str, list[Any]] = {"registry_number": [""], "level": [""], "wording": [Wording.NONE.value, Wording.SUMMARY.value]}


def _missing(*names: str) -> Any:
    """How many of some facts nobody knows."""
    found: Any = Value(0)
    for name in names:
        empty = Q(**{f"{name}__in": _NOTHING[name]}) if name in _NOTHING else Q(**{f"{name}__isnull": True})
        found = found + Case(When(empty, then=1), default=0, output_field=IntegerField())
    return found


def governing_on(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """The documents with how they stand on a day (`force`), its edition (`edition_pk`, `edition_number`, `since`, `until`) and its decision.

    `lacks` counts the facts that nobody knows: number and level, and of its first edition the day, the first day and the words.
    Repealed before all else; then by the edition that began last; one whose first day nobody knows is unknown until a source tells of it.
    """
    latest, gone = edition_on(on, "pk"), Repeal.objects.filter(document=OuterRef("pk"), clause=None, from_day__lte=on)
    unknown = Edition.objects.filter(document=OuterRef("pk"), valid_from=None)
    lacking = (
        Edition.objects.filter(document=OuterRef("pk")).order_by("number").values(n=_missing("decided_on", "valid_from", "wording"))[:1]
    )
    found: QuerySet[Any] = rows.annotate(
        edition_pk=Subquery(latest.values("pk")[:1]), edition_number=Subquery(latest.values("number")[:1]),
        since=Subquery(latest.values("valid_from")[:1]), until=Subquery(latest.values("valid_until")[:1]),
        repealed_from=Subquery(gone.values("from_day")[:1]), lacks=_missing("registry_number", "level") + Coalesce(Subquery(lacking), 0),
    ).annotate(force=Case(
        When(repealed_from__isnull=False, then=Value(Force.REPEALED.value)),
        When(Q(edition_pk__isnull=False) & (Q(until=None) | Q(until__gte=on)), then=Value(Force.IN_FORCE.value)),
        When(edition_pk__isnull=False, then=Value(Force.ENDED.value)),
        When(Exists(unknown), then=Value(Force.UNKNOWN.value)),
        default=Value(Force.COMING.value), output_field=CharField(),
    ))  # fmt: skip
    return found


def forces_on(on: date) -> dict[str, int]:
    """How many documents stand in each way on a day."""
    rows = governing_on(GoverningDocument.objects.order_by(), on).values_list("force")
    return dict(rows.annotate(number=Count("pk")).values_list("force", "number"))


def documents_in_force(on: date) -> QuerySet[Any]:
    """The documents in force on a day, each with its edition of that day."""
    return governing_on(GoverningDocument.objects.all(), on).filter(force=Force.IN_FORCE.value)


def clauses(on: date, *, document: str = "") -> QuerySet[Clause]:
    """The clauses in force on a day, of all documents or of one by its code, in their order: what an exemption can be asked from."""
    held = documents_in_force(on)
    if document:
        held = held.filter(code=document)
    gone = Repeal.objects.filter(clause=OuterRef("pk"), from_day__lte=on)
    rows = Clause.objects.filter(~Exists(gone), edition__in=held.values("edition_pk"))
    return rows.select_related("edition__document").order_by("edition__document__sort", "place")


def clause_ref(clause: Clause) -> str:
    """A clause named by public codes, at most 40 signs: document/edition/clause. It outlives every later edition."""
    return f"{clause.edition.document.code}/{clause.edition.number}/{clause.key}"


def clause_of(ref: str) -> Clause | None:
    """The clause that a reference names, whatever day it is; None where there is none."""
    code, edition, key = (*ref.split("/", 2), "", "")[:3]
    rows = Clause.objects.filter(edition__document__code=code, edition__number=int(edition) if edition.isdecimal() else 0, key=key)
    return rows.select_related("edition__document", "edition__decision").first()


def clauses_of(refs: Iterable[str]) -> dict[str, Clause]:
    """The clauses that several references name, by reference; one query."""
    wanted = set(refs)
    codes = {ref.split("/", 1)[0] for ref in wanted}
    rows = Clause.objects.filter(edition__document__code__in=codes, key__in={ref.rpartition("/")[2] for ref in wanted})
    return {ref: c for c in rows.select_related("edition__document") if (ref := clause_ref(c)) in wanted}


def clause_address(clause: Clause | str) -> str:
    """The permanent address of a clause (or of a reference to one): its own page, in the edition that it stands in."""
    ref = clause if isinstance(clause, str) else clause_ref(clause)
    return reverse("records:clause", args=ref.split("/", 2))


def clause_said(clause: Clause) -> str:
    """A clause as it is cited: the document's title, the number and the heading."""
    return f"{clause.edition.document.title}, {clause.number} {clause.heading}".strip().rstrip(",")


def clause_cited(designation: str, on: date) -> Clause | GoverningDocument | None:
    """What a rule's source such as P7.1 names, where the text is kept: the clause, else the one that it stands in, else the document.

    Of several documents cited by the letter, the one in force on the day, else the one that began last.
    """
    letter, number = designation[:1].upper(), designation[1:].strip(".")
    best = _led_to(letter, governing_on(GoverningDocument.objects.filter(cited_as=letter), on)) if letter else None
    if best is None:
        return None
    parts = number.split(".")
    wanted = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    found = {c.key: c for c in Clause.objects.filter(edition=best.edition_pk, key__in=wanted).select_related("edition__document")}
    return next((found[k] for k in wanted if k in found), best)


def cited_names(refs: Iterable[str], on: date) -> dict[str, tuple[frozenset[str], bool]]:
    """The names that a rule may cite each clause by (references, or a text that names one), and whether its words are others on the day.

    Where another document has the letter now, the words are those of its clause with the same number. At most three queries.
    """
    refs = set(refs)
    found = clauses_of(refs)
    if not found:
        return {ref: (frozenset({named(ref)}), False) for ref in refs}
    documents = [c.edition.document for c in found.values()]
    letters = {d.cited_as for d in documents} - {""}
    held = list(governing_on(GoverningDocument.objects.filter(Q(pk__in=[d.pk for d in documents]) | Q(cited_as__in=letters)), on))
    words = {
        (c.edition_id, c.key): (c.heading, c.text)
        for c in Clause.objects.filter(edition__in=[d.edition_pk for d in held], key__in={c.key for c in found.values()})
    }
    made = {ref: (frozenset({named(ref)}), False) for ref in refs}
    for ref, clause in found.items():
        document = next(d for d in held if d.pk == clause.edition.document_id)
        leads = _led_to(document.cited_as, held)
        now = leads or document
        names = names_of(
            letter=document.cited_as, title=document.title, number=clause.number, key=clause.key, heading=clause.heading,
        )  # fmt: skip
        made[ref] = names | {named(ref)}, words.get((now.edition_pk, clause.key)) != (clause.heading, clause.text)
    return made


def clauses_cited(source: str, known: Iterable[Clause]) -> list[Clause]:
    """Of some clauses, those that a rule's source cites, by the letter or by the title."""
    cited = citations(source)
    return [
        c for c in known
        if names_of(letter=c.edition.document.cited_as, title=c.edition.document.title, number=c.number, key=c.key, heading=c.heading) & cited
    ]  # fmt: skip


def asked_from(source: str, known: Iterable[Clause]) -> dict[str, str]:
    """Of what a rule's source cites, the clause that an exemption can be asked from: one that is kept (`clause`), else by its words (`clause_other`)."""
    cited, by_letter = citations(source), ""
    for one in known:
        document = one.edition.document
        if names_of(letter="", title=document.title, number=one.number, key=one.key, heading=one.heading) & cited:
            return {"clause": clause_ref(one)}  # by its own name: narrower than a chapter by its letter
        if not by_letter and names_of(letter=document.cited_as, title="", number=one.number, key=one.key) & cited:
            by_letter = clause_ref(one)
    return {"clause": by_letter} if by_letter else {"clause_other": source.split(";")[0].strip()}


def _led_to(letter: str, held: Iterable[Any]) -> Any | None:
    """The document that a letter leads to: of those in force on the day the one that began last, else the one that did."""
    of_letter = [d for d in held if letter and d.cited_as == letter and d.edition_pk is not None]
    return max(of_letter, key=lambda d: (d.force == Force.IN_FORCE.value, d.since or date.min, d.pk), default=None)


def numbers_and_titles() -> set[str]:
    """Registry numbers and titles of the documents that are registered."""
    return {text for pair in GoverningDocument.objects.values_list("registry_number", "title") for text in pair if text}


def replaced_from(edition: Edition) -> date | None:
    """The day from which a later edition holds instead, if there is one."""
    first = edition.valid_from or edition.attested_on
    later = Edition.objects.filter(document=edition.document_id, valid_from__gt=first) if first else Edition.objects.none()
    return later.order_by("valid_from").values_list("valid_from", flat=True).first()


def document_of(programme: Programme) -> GoverningDocument | None:
    """The governing document that an adopted programme is."""
    return GoverningDocument.objects.filter(programme=programme.code).first()


def cited_letters() -> set[str]:
    """The letters by which rules cite documents that are kept here."""
    return set(GoverningDocument.objects.exclude(cited_as="").values_list("cited_as", flat=True))


def words_found(text: str, most: int = 20) -> list[Clause]:
    """The clauses that hold every word of a text, best first."""
    refs = search.find(CLAUSE_KIND, text, most)
    held = clauses_of(refs)
    return [held[ref] for ref in refs if ref in held]


def linked(document: GoverningDocument) -> list[Repeal]:
    """Every repeal that a document is joined to, its own and those of the documents beside it, however far; one query."""
    rows = list(Repeal.objects.select_related("document", "clause__edition", "by__document").order_by("from_day", "pk"))
    joined, grew = {document.pk}, True
    while grew:
        near = {pk for r in rows if {r.document_id, r.by.document_id} & joined for pk in (r.document_id, r.by.document_id)}
        grew, joined = not near <= joined, joined | near
    return [r for r in rows if r.document_id in joined]


def repeals_all() -> list[Repeal]:
    """Every repeal, the oldest first."""
    return list(Repeal.objects.select_related("document", "clause__edition", "by__document", "decision").order_by("from_day", "pk"))
