"""Acts on annual reports: begin, write, hand over, take back, record the approval; and keep the document."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import name_of
from nytta.city.organisation.terms import BodyKind
from nytta.city.records import commands as records
from nytta.city.records.terms import DecisionKind
from nytta.kit import audit, jobs
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from . import policies, queries
from .flow import ANNUAL_REPORT
from .models import AnnualReport, ReportComment, ReportFile
from .rules import decided_complete, mark_of, subject_of
from .terms import Part, ReportState

DOCUMENT = "scorecard.annual_document"


@act
def begin(*, year: int, by: Person, on: datetime) -> AnnualReport:
    """Begin the report of a year. Source: T; U9."""
    require(policies.can_begin(by, year, on.date()))
    made = AnnualReport.objects.create(year=year, begun_by=by, begun_on=on.date())
    audit.note(subject=subject_of(made.year), act="annual_report.begin", by=by, on=on)
    return made


@act
def comment(*, report: AnnualReport, texts: Mapping[Part, str], by: Person, on: datetime) -> AnnualReport:
    """Write beside the figures of each part; a text that is emptied is taken away from the report. Source: U9."""
    report = locked(report)
    require(policies.can_write(by, report, on.date()))
    held = {Part(c.part): c for c in report.comments.all()}
    changes = {}
    for part, text in texts.items():
        old = held[part].text if part in held else ""
        if text != old:
            ReportComment.objects.update_or_create(report=report, part=part.value, defaults={"text": text, "by": by, "on": on.date()})
            changes[part.value] = [old, text]
    if changes:
        audit.note(subject=subject_of(report.year), act="annual_report.comment", by=by, on=on, changes=changes)
    return report


@act
def propose(*, report: AnnualReport, content: list[dict[str, Any]], seen: str, by: Person, on: datetime) -> AnnualReport:
    """Hand a report over to the city council: figures and words are frozen as they were read (`seen`), and the document is ordered.

    Source: T; U9.
    """
    report = locked(report)
    require(policies.can_propose(by, report, on.date()))
    if mark_of(content) != seen:
        require(no("report_changed", "Rapporten har ändrats sedan du läste den.", "U9", "Läs den igen och lämna sedan över den."))
    report.content, report.figures_at, report.proposed_by = content, on, by
    _move(report, "propose", by, on, {"sha256": seen})
    jobs.put(DOCUMENT, f"{report.year}-{seen[:12]}", on=on, report=report.pk)
    return report


@act
def keep_document(*, report: AnnualReport, pdf: bytes, by: Person | None, on: datetime) -> ReportFile | None:
    """Keep the document of a report that has been handed over; None when it was taken back meanwhile. Source: U9."""
    report = locked(report)
    if ReportState(report.state) is not ReportState.PROPOSED:
        return None
    kept, _ = ReportFile.objects.update_or_create(
        report=report, defaults={"pdf": pdf, "sha256": hashlib.sha256(pdf).hexdigest(), "made_at": on}
    )
    return kept


@act
def take_back(*, report: AnnualReport, reasons: str, by: Person, on: datetime) -> AnnualReport:
    """Take a report back to be written on; what had been handed over is told by the audit's fingerprint. Source: U9."""
    report = locked(report)
    require(policies.can_take_back(by, report, on.date()))
    if not reasons.strip():
        require(no("reasons", "Skriv varför rapporten tas tillbaka.", "U9", "Skälen sparas.", field="reasons"))
    ReportFile.objects.filter(report=report).delete()
    report.content, report.figures_at, report.proposed_by = None, None, None
    _move(report, "take_back", by, on, {}, reasons)
    return report


@act
def record_approval(*, report: AnnualReport, paragraph: str, by: Person, on: datetime) -> AnnualReport:
    """Record that the city council has approved the very document that it had before it. Source: U9; O6."""
    report = locked(report)
    require(policies.can_record_approval(by, report, on.date()))
    require(decided_complete(paragraph=paragraph, has_file=queries.has_file(report)))
    council = name_of(BodyKind.CITY_COUNCIL)
    content = {"year": report.year, "content_sha256": mark_of(report.content or []), "pdf_sha256": report.file.sha256}
    report.decision = records.decide(
        kind=DecisionKind.ANNUAL_REPORT, subject=subject_of(report.year), decider=council, body_name=council, mandate=paragraph,
        basis=f"Årsrapport {report.year}", reasons=f"Årsrapporten för {report.year} godkänns", content=content, published=True, by=by, on=on,
    )  # fmt: skip
    report.decided_on = on.date()
    _move(report, "decide", by, on, {"decision": report.decision.number})
    return report


def _move(report: AnnualReport, name: str, by: Person, on: datetime, changes: Mapping[str, Any], reason: str = "") -> None:
    report.state = ANNUAL_REPORT.next(ReportState(report.state), name).value
    report.save()
    audit.note(subject=subject_of(report.year), act=f"annual_report.{name}", by=by, on=on, changes=dict(changes), reason=reason)
