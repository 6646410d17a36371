"""Acts on a project: open, report, propose next year's part, close, account for the effect."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct, Direction
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import put_side, realise_claims, record_reference
from nytta.governance.benefits.queries import sums_of
from nytta.governance.benefits.terms import Ledger, Side
from nytta.governance.portfolios.commands import propose_next
from nytta.governance.portfolios.models import Continuation
from nytta.kit import audit, search
from nytta.kit.commands import act, locked
from nytta.plain.periods import add_months
from nytta.plain.verdicts import no, require

from . import policies, queries
from .flow import PROJECT
from .models import Project, StatusReport
from .rules import closable, deviates, effect_complete, status_given
from .terms import Cause, Light, ProjectState


@act
def open_project(*, application: Application, manager: Person, started_on: date, planned_end_on: date, by: Person, on: datetime) -> Project:
    """Open the project of a granted case. Source: P5 step 6; F6."""
    application = locked(application)
    require(policies.can_open(by, application, on.date()))
    if planned_end_on < started_on:
        require(no("period", "Slutet ligger före starten.", "F6", "Rätta datumen.", field="planned_end_on"))
    assert application.owner_body is not None
    audit.note(subject=application.code, act="project.open", by=by, on=on, changes={"manager": str(manager), "started_on": started_on})
    return Project.objects.create(
        application=application, code=application.code, manager=manager, owner_body=application.owner_body,
        started_on=started_on, planned_end_on=planned_end_on,
    )  # fmt: skip


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


@act
def propose_part(*, project: Project, year: int, amount_sek: int, reasons: str, by: Person, on: datetime) -> Continuation:
    """Propose next year's part; it comes back to the development council. Source: P5; F13."""
    require(policies.can_report(by, project, on.date()))
    return propose_next(application=project.application, year=year, amount_sek=amount_sek, reasons=reasons, by=by, on=on)


def _advance(project: Project, name: str, by: Person, on: datetime, reason: str = "") -> None:
    state = ProjectState(project.state)
    require(PROJECT.allows(state, name))
    project.state = PROJECT.next(state, name).value
    project.save()
    audit.note(subject=project.code, act=f"project.{name}", by=by, on=on, changes={"state": [state.value, project.state]}, reason=reason)


@act
def ask_to_close(*, project: Project, delivered: str, lessons: str, by: Person, on: datetime) -> Project:
    """Hand over what was delivered and what was learnt. Source: P5 step 7; F6, N6."""
    project = locked(project)
    require(policies.can_report(by, project, on.date()) + closable(delivered=delivered, lessons=lessons))
    project.delivered, project.lessons = delivered, lessons
    _advance(project, "ask_to_close", by, on)
    return project


@act
def accept_closure(*, project: Project, paragraph: str = "", by: Person, on: datetime) -> Project:
    """The owner accepts what is handed over; a year later the effect is asked for. Source: P5 step 7; F6, U6."""
    project = locked(project)
    require(policies.can_accept_closure(by, project, on.date()))
    delegation = delegation_for(by, DelegatedAct.ACCEPT, on.date(), body=project.owner_body_id)
    mandate = paragraph.strip() or (delegation.clause if delegation else "")
    if not mandate:
        require(no("mandate_named", "Ange nämndens eller styrelsens paragraf; ingen delegation är registrerad.", "P4",
                   "Skriv paragraf och datum för beslutet.", field="paragraph"))  # fmt: skip
    project.closed_on, project.closure_accepted_by, project.closure_mandate = on.date(), by, mandate
    project.effect_due_on = add_months(on.date(), 12)
    _advance(project, "accept_closure", by, on)
    a = project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=project.owner_body.name,
                  what="Projektet avslutat och godtaget av systemägaren", by=by, on=on)  # fmt: skip
    search.put("lesson", project.code, a.title, project.lessons)
    _keep_as_reference(project, by, on)
    return project


def _keep_as_reference(project: Project, by: Person, on: datetime) -> None:
    """What the project was decided to cost and what it cost: as accounted for in the analysis of effects, before that as last reported. Source: F7."""
    assert project.closed_on is not None
    sums = sums_of(project.application.calculation_id)
    planned, accounted = (sum(sums.by_year(side, Ledger.DEVELOPMENT).values()) for side in (Side.DECIDED, Side.REALISED))
    spent = accounted or project.reports.values_list("spent_sek", flat=True).first()
    if planned > 0 and spent is not None:
        record_reference(key=project.code, title=project.application.title, category=Category(project.application.category).sv, planned=Decimal(planned),
                         actual=Decimal(spent), closed_on=project.closed_on, planned_days=(project.planned_end_on - project.started_on).days,
                         actual_days=max((project.closed_on - project.started_on).days, 0), by=by, on=on)  # fmt: skip


@act
def return_closure(*, project: Project, reasons: str, by: Person, on: datetime) -> Project:
    """The owner does not accept; the project goes on. Source: F6."""
    project = locked(project)
    require(policies.can_accept_closure(by, project, on.date()))
    if not reasons.strip():
        require(no("reasons", "Skriv vad som saknas.", "F6", "Projektledaren ser texten.", field="reasons"))
    _advance(project, "return_closure", by, on, reasons)
    return project


@act
def report_effect(
    *, project: Project, amounts: Mapping[tuple[int, int], int], explanation: str, cause: Cause, by: Person, on: datetime
) -> Project:
    """Decided against realised, explained, a year after closure; `amounts` in kronor by (item, year). Source: P5 step 8; U6."""
    project = locked(project)
    require(policies.can_report_effect(by, project, on.date()))
    put_side(calculation=project.application.calculation, side=Side.REALISED, amounts=amounts, reasons={}, by=by, on=on)
    require(effect_complete(missing=queries.missing_outcomes(project), explanation=explanation))
    realise_claims(calculation=project.application.calculation, by=by, on=on)
    project.effect_on, project.effect_explanation, project.effect_cause = on.date(), explanation, cause.value
    _advance(project, "report_effect", by, on)
    _keep_as_reference(project, by, on)
    a = project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=project.owner_body.name,
                  what="Analys av effekthemtagning", by=by, on=on)  # fmt: skip
    return project
