"""The papers of a notice, made of what each case says now; and sections as data, so that they can be read again as they were sent."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.governance.applications.documents import sections_of
from nytta.governance.applications.forms import FIELD_LABELS
from nytta.governance.applications.models import Application, Document
from nytta.governance.applications.queries.calculation import calculation_page
from nytta.governance.benefits.terms import Side
from nytta.governance.preparation.models import Statement
from nytta.governance.preparation.queries import signed_statement
from nytta.governance.preparation.terms import Recommendation
from nytta.governance.valuation.queries import valuation_of
from nytta.kit import documents as kit_documents
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.words import label

from ..models import Item, Meeting
from ..queries.papers import APPLICATION, DOCUMENT, OWN, STATEMENT, Sent, mark, marks
from ..terms import ItemKind

PDF = "application/pdf"
TEXTS = (
    "summary", "hypothesis", "learning_measure", "other_contribution", "user_groups", "functional_requirements",
    *(f"principle_{n}" for n in range(1, 7)), "cost_distribution", "change_plan", "benefit_plan", "experience_plan",
)  # fmt: skip


def papers_for(meeting: Meeting, items: Sequence[Item], on: datetime) -> list[Sent]:
    """All papers of a notice, in the order of the agenda: in Swedish, whoever calls. Source: F10."""
    with override("sv"):
        today = marks(i.application_id for i in items if i.application_id)
        found = [_agenda(meeting, items, on)]
        for item in items:
            if item.application is not None:
                found += _of_case(item, item.application, today[item.application.pk], on)
        return found


def _agenda(meeting: Meeting, items: Sequence[Item], on: datetime) -> Sent:
    sections = agenda_sections(meeting, items)
    facts = when_and_where(meeting)
    content = _pdf(gettext("Föredragningslista"), f"{meeting.group}, {meeting.code}", facts, sections, on)
    name = f"00-foredragningslista-{meeting.code}.pdf"
    return Sent(0, gettext("Föredragningslista"), name, PDF, content, OWN, mark(meeting.code), [as_data(s) for s in sections])


def when_and_where(meeting: Meeting) -> list[tuple[str, str]]:
    """Group, day, hours and place."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return [
        (gettext("Grupp"), str(meeting.group)), (gettext("Dag"), start.date().isoformat()), (gettext("Tid"), f"{start:%H:%M}–{end:%H:%M}"),
        (gettext("Plats"), meeting.place),
    ]  # fmt: skip


def agenda_sections(meeting: Meeting, items: Sequence[Item]) -> list[Section]:
    """The agenda as a table, and what the free items are about."""
    columns = [Column(gettext("Punkt")), Column(gettext("Rubrik")), Column(gettext("Ärende")), Column(gettext("Vad"))]
    rows = [[str(i.number), i.title, i.application.code if i.application else "", label(ItemKind(i.kind))] for i in items]
    title = gettext("Punkter")
    free = [Section(f"{i.number}. {i.title}", [i.text], level=3) for i in items if i.text.strip()]
    return [Section(title, table=Table(gettext("Föredragningslista"), columns, rows)), *free]


def _of_case(item: Item, application: Application, today: dict[str, str], on: datetime) -> list[Sent]:
    stem = f"{item.number:02d}-{application.code}"
    sections = application_sections(application, on.date())
    title = gettext("Ansökan, kalkyl och värdering")
    facts = [(gettext("Diarienummer"), application.registry_number), (gettext("Sökande"), str(application.applicant_body))]
    content = _pdf(application.title, application.code, facts, sections, on)
    found = [Sent(item.number, title, f"{stem}-ansokan.pdf", PDF, content, APPLICATION, today[APPLICATION], [as_data(s) for s in sections])]
    statement = signed_statement(application)
    if statement is not None and STATEMENT in today:
        said = [_statement(statement)]
        content = _pdf(gettext("Beredningsgruppens yttrande"), f"{application.code} {application.title}", facts, said, on)
        found.append(Sent(
            item.number, gettext("Beredningsgruppens yttrande"), f"{stem}-yttrande.pdf", PDF, content, STATEMENT, today[STATEMENT], [as_data(s) for s in said]
        ))  # fmt: skip
    for one in Document.objects.filter(application=application).order_by("pk"):
        found.append(
            Sent(item.number, one.title, f"{stem}-{one.filename}", one.content_type, bytes(one.content), f"{DOCUMENT}{one.pk}", one.sha256)
        )
    return found


def _statement(statement: Statement) -> Section:
    word = label(Recommendation(statement.recommendation)) if statement.recommendation else ""
    facts = [
        (gettext("Ställningstagande"), word),
        (gettext("Undertecknat"), statement.signed_on.isoformat() if statement.signed_on else ""),
    ]
    return Section(gettext("Yttrande"), [statement.text], facts=facts)


def application_sections(application: Application, on: date) -> list[Section]:
    """What a case says: its texts as they were last handed in, its calculation by the side that counts, and the signed valuation."""
    version = application.versions.first()
    fields: dict[str, Any] = version.content.get("fields", {}) if version else {}
    told = [Section(str(FIELD_LABELS.get(n, n)), [str(fields[n])], level=3) for n in TEXTS if str(fields.get(n) or "").strip()]
    page = calculation_page(application, on)
    figures = [replace(s, level=s.level + 1) for s in sections_of(page, Side(application.calculation.trusted))]
    found = [Section(gettext("Ansökan")), *told, Section(gettext("Nyttokalkyl")), *figures]
    valuation = valuation_of(application)
    if valuation is not None and valuation.signed_on is not None:
        signed = [(gettext("Undertecknad"), valuation.signed_on.isoformat())]
        found.append(Section(gettext("Nyttovärdering"), [valuation.summary], facts=signed))
    return found


def _pdf(title: str, subtitle: str, facts: Sequence[tuple[str, str]], sections: Sequence[Section], on: datetime) -> bytes:
    city = the_city().name
    report = Report(title, subtitle, city, f"{city} · {subtitle}", facts, list(sections))
    report = archived(report, DocumentKind.NOTICE, registry=dict(facts).get(gettext("Diarienummer"), ""), on=on.date())
    return kit_documents.pdf(report, lang="sv", on=on)


def as_data(section: Section) -> dict[str, Any]:
    """A section as JSON keeps it."""
    table = section.table and {
        "caption": section.table.caption, "columns": [[c.text, c.num] for c in section.table.columns],
        "rows": [list(r) for r in section.table.rows], "foot": [list(r) for r in section.table.foot],
    }  # fmt: skip
    return {
        "title": str(section.title), "texts": [str(t) for t in section.texts], "facts": [[str(a), str(b)] for a, b in section.facts],
        "chart": str(section.chart), "alt": str(section.alt), "table": table, "level": section.level,
    }  # fmt: skip


def from_data(kept: Iterable[dict[str, Any]], deeper: int = 0) -> list[Section]:
    """Sections as they were sent, `deeper` levels down."""
    found = []
    for one in kept:
        t = one["table"]
        table = t and Table(t["caption"], [Column(text, num) for text, num in t["columns"]], t["rows"], t["foot"])
        facts = [(a, b) for a, b in one["facts"]]
        found.append(Section(one["title"], one["texts"], facts, one["chart"], one["alt"], table or None, one["level"] + deeper))
    return found
