"""The plan in parts, and what a project is on its way to cost. Source: U5; ADR 0029."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nytta.engine.appraisal.optimism import LEAST
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.models import ReferenceProject
from nytta.governance.benefits.queries.reference import class_for
from nytta.governance.benefits.terms import OWN, Outcome

from ..models import PlanPart, Project
from ..rules import BurnPoint, Class, EarnedValue, Forecast, PartOfPlan, burn, earned_value, forecast
from .costs import booked_by_day
from .money import planned_sek


def parts_of(project: Project) -> list[PlanPart]:
    """The parts that are planned now, in order of time."""
    return list(PlanPart.objects.filter(project=project, taken_out_on=None))


def own_class(project: Project, planned: int) -> Class | None:
    """The city's own closed projects like this one, by category and size where there are 20; None where there are not. Source: U5; docs/method.md section 5."""
    found = class_for(Category(project.application.category).sv if project.application.category else "", Decimal(planned))
    return Class(found.n, found.quantiles) if found and found.own else None


@dataclass(frozen=True)
class Outlook:
    """How a project stands by its money: what is decided and spent until `known_on`, the plan in parts, forecast, and month by month.

    `booked`: what is spent is what the finance system has booked, and not what was last reported. `closed` is how many own closed
    projects there are, where they are too few for an interval.
    """

    decided_sek: int
    spent_sek: int
    known_on: date
    booked: bool
    earned: EarnedValue | None
    forecast: Forecast | None
    closed: int
    points: list[BurnPoint]
    first: list[BurnPoint]


def spent_by_day(project: Project, on: date) -> tuple[list[tuple[date, int]], bool]:
    """(day, öre) of what has been spent, and whether it is booked; else what each status added to the one before."""
    rows = booked_by_day(project, on)
    if rows:
        return rows, True
    said, before = list[tuple[date, int]](), 0
    for day, spent in (
        project.reports.filter(reported_on__lte=on, spent_sek__isnull=False)
        .order_by("reported_on", "pk")
        .values_list("reported_on", "spent_sek")
    ):
        assert spent is not None
        said.append((day, (spent - before) * 100))
        before = spent
    return said, False


def outlook(project: Project, on: date) -> Outlook:
    """What a project is on its way to cost, by what is known on a day; seven queries. Source: U5."""
    rows, is_booked = spent_by_day(project, on)
    known_on = max((day for day, _ in rows), default=on)
    planned, starts, last = planned_sek(project), project.started_on, project.reports.filter(reported_on__lte=on).first()
    ends = max((last.forecast_end_on if last else None) or project.planned_end_on, starts)
    parts = [PartOfPlan(p.planned_sek, p.starts_on, p.ends_on, p.done_percent) for p in parts_of(project)]
    points = burn(spent=rows, planned_sek=planned, starts_on=starts, ends_on=max(project.planned_end_on, starts), on=on, parts=parts)
    spent = next((p.spent_sek for p in reversed(points) if p.spent_sek is not None), 0)
    own = own_class(project, planned)
    closed = 0 if own else ReferenceProject.objects.filter(source=OWN, outcome=Outcome.FINAL.value).count()
    found = forecast(planned_sek=planned, spent_sek=spent, starts_on=starts, ends_on=ends, on=known_on, parts=parts, own=own)
    return Outlook(
        planned,
        spent,
        known_on,
        is_booked,
        earned_value(parts=parts, spent_sek=spent, on=known_on),
        found,
        closed,
        points,
        _first_plan(project, on),
    )


def _first_plan(project: Project, on: date) -> list[BurnPoint]:
    """The first decided plan month by month, spread evenly, where another has been decided since: it is never hidden. Source: U5."""
    rows = list(project.baselines.order_by("number")[:2])
    if len(rows) < 2:
        return []
    return burn(spent=[], planned_sek=rows[0].money_sek, starts_on=rows[0].starts_on, ends_on=rows[0].ends_on, on=on)


ENOUGH = LEAST
