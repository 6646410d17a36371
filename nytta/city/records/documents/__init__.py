"""Documents of the records: a decision with its reasons and letter, and what the archive is told of every document."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from nytta.city.organisation.queries import the_city
from nytta.kit.documents import Column, Report, Section, Table
from nytta.kit.words import label
from nytta.plain.money import sek

from ..models import BoardReport, Decision, PlanLine
from ..queries import disposals_of, mark_of, plan_lines
from ..terms import DecisionKind, DocumentKind, Retention, TextPart


def retention_said(line: PlanLine) -> str:
    """What becomes of a document in time, in words."""
    if line.years:
        return ngettext("Gallras efter %(n)s år", "Gallras efter %(n)s år", line.years) % {"n": line.years}
    return label(Retention(line.retention))


def archive_facts(kind: DocumentKind, on: date) -> list[tuple[str, str]]:
    """What the city's plan in force says of a kind of document; that it says nothing where it does not. Source: O6; U9."""
    line = plan_lines(on).get(kind)
    if line is None:
        missing = gettext("Saknas i kommunens informationshanteringsplan")
        return [(gettext("Handlingstyp"), label(kind)), (gettext("Klass"), missing), (gettext("Bevaras eller gallras"), missing)]
    return [
        (gettext("Handlingstyp"), line.document_type),
        (gettext("Klass"), f"{line.class_code} {line.class_name} ({line.plan.structure})"),
        (gettext("Bevaras eller gallras"), retention_said(line)),
        (gettext("Plan"), gettext("%(plan)s, gäller från %(day)s") % {"plan": line.plan.name, "day": line.plan.valid_from.isoformat()}),
    ]


def archived(report: Report, kind: DocumentKind, *, registry: str, on: date) -> Report:
    """The report with what the archive needs to know, on its last page and in the file's description. Source: O6; U9."""
    facts = [(gettext("Arkivbildare"), the_city().name), (gettext("Diarienummer"), registry or "–"), *archive_facts(kind, on)]
    section = Section(gettext("Arkivuppgifter"), facts=facts)
    return replace(report, sections=[*report.sections, section], keywords=[f"{name}: {value}" for name, value in facts])


def decision_report(decision: Decision, *, closed_clause: str = "", on: date) -> Report:
    """One decision as a document: what was decided, by whom, by what right, on which basis, why, and the letter. Source: O6; U9.

    `closed_clause`: the clause by which its words are closed to whoever asks; then they are left out and the clause is named.
    """
    title = gettext("Beslut %(number)s: %(kind)s") % {"number": decision.called, "kind": label(DecisionKind(decision.kind)).lower()}
    report = Report(
        title, decision.registry_number or decision.subject, the_city().name, f"{the_city().name} · {title}", _facts(decision),
        [*_words(decision, closed_clause), _chain(decision)],
    )  # fmt: skip
    return archived(report, DocumentKind.DECISION, registry=decision.registry_number, on=on)


def _facts(decision: Decision) -> list[tuple[str, str]]:
    later = [d.called for d in decision.superseded_by.order_by("number")]
    note = decision.review_notes.order_by("-number").first()
    review = ", ".join(part for part in (gettext(note.get_note_display()), note.clause) if part) if note else gettext("Inte angivet")
    facts = [
        (gettext("Beslutets nummer"), decision.called),
        (gettext("Diarienummer"), decision.registry_number or "–"),
        (gettext("Beslutsdag"), decision.decided_on.isoformat()),
        (gettext("Beslutsfattare"), decision.decider),
        (gettext("För"), decision.body_name),
        (gettext("Mandat"), decision.mandate),
        (gettext("Gäller"), decision.subject),
        (gettext("På delegation"), gettext("ja") if decision.on_delegation else gettext("nej")),
        (gettext("Överprövning"), review),
    ]
    if (amount := decision.content.get("amount_sek")) is not None:
        facts.append((gettext("Belopp"), sek(amount)))
    if decision.supersedes is not None:
        facts.append((gettext("Ersätter"), gettext("beslut %(number)s") % {"number": decision.supersedes.called}))
    if later:
        facts.append((gettext("Ersatt av"), ", ".join(gettext("beslut %(number)s") % {"number": n} for n in later)))
    return facts


def _words(decision: Decision, closed_clause: str) -> list[Section]:
    if closed_clause:
        return [
            Section(
                gettext("Underlag och skäl"), [gettext("Uppgifterna är undantagna med stöd av %(clause)s.") % {"clause": closed_clause}]
            )
        ]
    gone = {part: by.called for part, by in disposals_of(decision)}

    def said(part: TextPart) -> Sequence[str]:
        if part in gone:
            return [gettext("Texten är gallrad genom beslut %(number)s. Kontrollsumman finns kvar.") % {"number": gone[part]}]
        return _paragraphs(getattr(decision.text, part.value))

    note = [] if get_language() == "sv" else [gettext("Texterna återges på det språk som de är skrivna på.")]
    sections = [Section(gettext("Underlag"), said(TextPart.BASIS)), Section(gettext("Skäl"), [*note, *said(TextPart.REASONS)])]
    letter = decision.text.letter or TextPart.LETTER in gone
    return [*sections, *([Section(gettext("Brev till sökanden"), said(TextPart.LETTER))] if letter else [])]


def _paragraphs(text: str) -> Sequence[str]:
    return [part.strip() for part in text.split("\n") if part.strip()] or ["–"]


def _chain(decision: Decision) -> Section:
    said = gettext("Beslutet är länk %(number)s i kommunens beslutskedja. En ändring efteråt hade gett en annan kontrollsumma.")
    mark = mark_of(decision)
    facts = [
        (gettext("Kontrollkod"), mark.code), (gettext("Kontrollera beslutet"), mark.url),
        (gettext("Beslutets kontrollsumma (SHA-256)"), decision.sha256), (gettext("Underlagets kontrollsumma"), decision.basis_sha256),
        (gettext("Skälens kontrollsumma"), decision.reasons_sha256),
    ]  # fmt: skip
    return Section(gettext("Äkthet"), [said % {"number": decision.number}], facts=facts)


def board_list(report: BoardReport, decisions: Sequence[Decision], *, city: str) -> Report:
    """The list as it was handed over: each decision with its day, kind, subject, amount and mandate. Source: F11."""
    title = gettext("Anmälan av delegationsbeslut till %(body)s") % {"body": report.body}
    columns = [
        Column(gettext("Nr"), num=True), Column(gettext("Dag")), Column(gettext("Beslut")), Column(gettext("Gäller")),
        Column(gettext("Belopp"), num=True), Column(gettext("Mandat")),
    ]  # fmt: skip
    rows = [
        [str(d.number), d.decided_on.isoformat(), label(DecisionKind(d.kind)), d.subject,
         sek(d.content["amount_sek"]) if d.content.get("amount_sek") is not None else "–", d.mandate]
        for d in decisions
    ]  # fmt: skip
    facts = [(gettext("Anmält"), report.reported_on.isoformat()), (gettext("Antal beslut"), str(len(rows)))]
    facts += [(gettext("Anteckning"), report.note)] if report.note else []
    section = Section(gettext("Beslut på delegation"), table=Table(title, columns, rows))
    made = Report(
        title=title, subtitle=report.reported_on.isoformat(), author=city, foot=f"{city} · {title}", facts=facts, sections=[section]
    )
    return archived(made, DocumentKind.REPORT, registry="", on=report.reported_on)
