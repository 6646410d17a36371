"""Closure, asked for and accepted."""

from datetime import datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct, Direction
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import record_reference
from nytta.governance.benefits.queries import sums_of
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.periods import year_after
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..flow import PROJECT
from ..models import Project
from ..rules import closable, handed_over
from ..terms import ProjectState


def advance(*, project: Project, name: str, reason: str = "", by: Person, on: datetime) -> None:
    """Move a project as its flow says, with its row saved. Source: P5 second flow; F6."""
    state = ProjectState(project.state)
    require(PROJECT.allows(state, name))
    project.state = PROJECT.next(state, name).value
    project.save()
    audit.note(subject=project.code, act=f"project.{name}", by=by, on=on, changes={"state": [state.value, project.state]}, reason=reason)


@act
def ask_to_close(*, project: Project, delivered: str, by: Person, on: datetime) -> Project:
    """Hand over what was delivered, once all that the manager answers for is there. Source: P5 step 7; F6, N6."""
    project = locked(project)
    require(policies.can_report(by, project, on.date()) + handed_over(queries.closure_facts(project, delivered=delivered)))
    project.delivered = delivered
    advance(project=project, name="ask_to_close", by=by, on=on)
    return project


@act
def accept_closure(*, project: Project, paragraph: str = "", by: Person, on: datetime) -> Project:
    """The owner accepts what is handed over; a year later the effect is asked for. Source: P5 step 7; F6, U6."""
    project = locked(project)
    require(policies.can_accept_closure(by, project, on.date()) + closable(queries.closure_facts(project)))
    delegation = delegation_for(by, DelegatedAct.ACCEPT, on.date(), body=project.owner_body_id)
    mandate = paragraph.strip() or (delegation.clause if delegation else "")
    if not mandate:
        require(no("mandate_named", "Ange nämndens eller styrelsens paragraf; ingen delegation är registrerad.", "P4",
                   "Skriv paragraf och datum för beslutet.", field="paragraph"))  # fmt: skip
    project.closed_on, project.closure_accepted_by, project.closure_mandate = on.date(), by, mandate
    project.effect_due_on = year_after(on.date())
    advance(project=project, name="accept_closure", by=by, on=on)
    a = project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=project.owner_body.name,
                  what="Projektet avslutat och godtaget av systemägaren", by=by, on=on)  # fmt: skip
    keep_as_reference(project=project, by=by, on=on)
    return project


def keep_as_reference(*, project: Project, by: Person, on: datetime) -> None:
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
    advance(project=project, name="return_closure", reason=reasons, by=by, on=on)
    return project
