"""Baselines are drawn, never changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.kit.commands import act

from .. import queries
from ..models import Baseline, Project


@act
def draw_baseline(
    *, project: Project, reason: str, scope: str = "", starts_on: date | None = None, ends_on: date | None = None,
    money: Mapping[int, int] | None = None, benefits: Sequence[Mapping[str, Any]] | None = None, decision: Decision | None = None,
    decided_on: date | None = None, by: Person | None, on: datetime,
) -> Baseline:  # fmt: skip
    """Freeze what holds for a project from now on, under the next number. What is not given is as the project and its decisions say now.

    The right is tried by the act that calls: an opening, a change, a transfer. Source: F6, U5.
    """
    last = Baseline.objects.select_for_update().filter(project=project).order_by("-number").first()
    a = project.application
    kept = scope or (last.scope if last else "\n\n".join(t for t in (a.title, a.summary, a.functional_requirements) if t.strip()))
    amounts = money if money is not None else queries.money_decided(project)
    return Baseline.objects.create(
        project=project, number=last.number + 1 if last else 1, decided_on=decided_on or (decision.decided_on if decision else on.date()),
        decision=decision, scope=kept, starts_on=starts_on or project.started_on, ends_on=ends_on or project.planned_end_on,
        money={str(y): amount for y, amount in sorted(amounts.items())},
        benefits=list(benefits) if benefits is not None else queries.benefits_decided(project), reason=reason, by=by,
    )  # fmt: skip
