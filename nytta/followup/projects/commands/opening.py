"""Opening of a project, and the steps of its plans."""

from collections.abc import Sequence
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import PlanStep, Project
from ..rules import StepText, plans_given
from .baselines import draw_baseline


@act
def open_project(
    *, application: Application, manager: Person, started_on: date, planned_end_on: date, owner: Person | None = None,
    coach: Person | None = None, steps: Sequence[StepText] | None = None, by: Person, on: datetime,
) -> Project:  # fmt: skip
    """Open the project of a granted case with its plans and its first baseline. `steps` None: those that follow from the application.

    Source: P5 step 6; F6, F15.
    """
    application = locked(application)
    require(policies.can_open(by, application, on.date()))
    if planned_end_on < started_on:
        require(no("period", "Slutet ligger före starten.", "F6", "Rätta datumen.", field="planned_end_on"))
    if steps is None:
        steps = queries.proposed_steps(application, manager, started_on, planned_end_on)
    else:
        require(plans_given(steps=steps, started_on=started_on))
    assert application.owner_body is not None
    project = Project.objects.create(
        application=application, code=application.code, manager=manager, owner_body=application.owner_body, owner=owner, coach=coach,
        started_on=started_on, planned_end_on=planned_end_on,
    )  # fmt: skip
    PlanStep.objects.bulk_create(
        PlanStep(project=project, plan=s.plan.value, what=s.what, who=s.who, due_on=s.due_on) for s in steps
    )  # fmt: skip
    decision = queries.first_decision(application)
    draw_baseline(project=project, reason="Beslutet om medel", decision=decision, by=by, on=on)
    named = {"manager": str(manager), "owner": str(owner or ""), "coach": str(coach or ""), "started_on": started_on}
    audit.note(subject=application.code, act="project.open", by=by, on=on, changes={k: v for k, v in named.items() if v})
    return project


@act
def finish_step(*, step: PlanStep, by: Person, on: datetime) -> PlanStep:
    """Note that a step of the plans is done: the manager. Source: F6."""
    step = PlanStep.objects.select_for_update().select_related("project").get(pk=step.pk)
    require(policies.can_finish_step(by, step.project, on.date()))
    if step.done_on is not None:
        require(no("step_done", "Steget är redan gjort.", "F6", ""))
    step.done_on, step.done_by = on.date(), by
    step.save(update_fields=["done_on", "done_by"])
    audit.note(subject=step.project.code, act="project.step_done", by=by, on=on, changes={"step": step.what})
    return step
