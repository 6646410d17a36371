"""When a project's next status is due, and which are late. Source: U5; O4."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, DateField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from nytta.governance.applications.models import Application
from nytta.kit.prepared import Prepared

from ..models import Project, StatusReport
from ..rules import Limits, due_on
from ..terms import ProjectState
from .status import limits_on


def portfolio_of(application: Application) -> int | None:
    """The number of the portfolio that a case belongs to."""
    return application.focus_area.number if application.focus_area else None


def due_of(project: Project, since: date, limits: Limits) -> date:
    """The last day of a project's next status, from its last one or its start."""
    return due_on(last_on=since, portfolio=portfolio_of(project.application), limits=limits)


def since_last(rows: QuerySet[Project]) -> QuerySet[Any]:
    """`since`: the day of the last status, else of the start."""
    last = StatusReport.objects.filter(project=OuterRef("pk")).order_by("-reported_on", "-pk").values("reported_on")[:1]
    return rows.annotate(since=Coalesce(Subquery(last), "started_on"))


def late_rows(rows: QuerySet[Project], on: date, days: int, limits: Limits) -> QuerySet[Any]:
    """Those running projects whose status was due more than so many days before a day."""
    usual, often = limits.report_days
    fast = Q(application__focus_area__number__in=sorted(limits.often))
    late = (fast & Q(since__lt=on - timedelta(days=often + days))) | (~fast & Q(since__lt=on - timedelta(days=usual + days)))
    return since_last(rows).filter(late, state=ProjectState.RUNNING.value)


def late_projects(on: date, days: int | None = None) -> QuerySet[Any]:
    """Projects whose status is late by the rule set: shown as late, or more than so many days. The longest waiting first. Source: U5."""
    limits = limits_on(on)
    found = late_rows(Project.objects.all(), on, limits.late_days[1] if days is None else days, limits)
    return found.select_related("application__focus_area", "manager").order_by("since", "pk")


class Late(NamedTuple):
    """A project whose status is late, as a list of them shows it; `since` is the day of its last status, else of its start."""

    code: str
    title: str
    manager: str
    portfolio: int | None
    since: date


_FIRST: dict[tuple[tuple[int, ...], int], Prepared] = {}


def _firsts(often: tuple[int, ...], most: int) -> Prepared:
    """The query of those that have waited longest, composed once for the portfolios that report more often."""

    def make(usual: Any, fast: Any) -> QuerySet[Any]:
        swift = When(application__focus_area__number__in=often or (0,), then=Value(fast, DateField()))  # no portfolio has the number 0
        rows = since_last(Project.objects.filter(state=ProjectState.RUNNING.value)).filter(
            since__lt=Case(swift, default=Value(usual, DateField()))
        )
        return rows.order_by("since", "pk").values_list(
            "code", "application__title", "manager__name", "application__focus_area__number", "since"
        )[:most]

    return Prepared(make, date, date)


def first_late(on: date, most: int) -> list[Late]:
    """The `most` that have waited longest of those; one query. Source: U5."""
    limits = limits_on(on)
    often = tuple(sorted(limits.often))
    if (often, most) not in _FIRST:
        _FIRST[often, most] = _firsts(often, most)
    return [Late(*row) for row in _FIRST[often, most](*(on - timedelta(days=one + limits.late_days[1]) for one in limits.report_days))]


def late_since(project: Project, last: StatusReport | None, on: date) -> date | None:
    """The day on which a status should have come, where it is late enough to be shown; None where it is not. One query."""
    if ProjectState(project.state) is not ProjectState.RUNNING:
        return None
    limits = limits_on(on)
    due = due_of(project, last.reported_on if last else project.started_on, limits)
    return due if (on - due).days > limits.late_days[1] else None
