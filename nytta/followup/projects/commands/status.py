"""Status and deviations."""

from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import Project, StatusReport
from ..rules import deviates, status_given
from ..terms import Light


@act
def report(
    *, project: Project, time: Light, money: Light, benefits: Light, spent_sek: int, forecast_sek: int, forecast_end_on: date,
    comment: str, by: Person, on: datetime,
) -> StatusReport:  # fmt: skip
    """Report status; a deviation reaches the development council by itself. Source: P5; U5."""
    project = locked(project)
    require(policies.can_report(by, project, on.date()))
    deviation = deviates(
        time=time, money=money, benefits=benefits, forecast_sek=forecast_sek, granted_sek=queries.planned_sek(project),
        forecast_end_on=forecast_end_on, planned_end_on=project.planned_end_on,
    )  # fmt: skip
    require(status_given(deviation=deviation, comment=comment))
    audit.note(subject=project.code, act="project.report", by=by, on=on, changes={"deviates": deviation, "spent_sek": spent_sek})
    return StatusReport.objects.create(
        project=project, reported_on=on.date(), by=by, time=time.value, money=money.value, benefits=benefits.value,
        spent_sek=spent_sek, forecast_sek=forecast_sek, forecast_end_on=forecast_end_on, comment=comment, deviates=deviation,
    )  # fmt: skip


@act
def see_deviation(*, report: StatusReport, by: Person, on: datetime) -> StatusReport:
    """Note that the development council has seen a deviation. Source: U5."""
    require(policies.can_see_deviation(by, on.date()))
    report.seen_on, report.seen_by = on.date(), by
    report.save(update_fields=["seen_on", "seen_by"])
    audit.note(subject=report.project.code, act="project.deviation_seen", by=by, on=on)
    return report
