"""What waits on somebody's desk."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import Project, StatusReport
from ..terms import ProjectState
from .projects import granted_not_opened
from .status import deviations


@worklist
def to_open(person: Person, on: date) -> Iterable[Waiting]:
    """Granted cases to open as projects: the applicant's, and the office's."""
    office, mine = has_role(person, Role.PROJECT_OFFICE, on), bodies_of(person, Role.APPLICANT, on)
    if not office and not mine:
        return []
    rows = granted_not_opened() if office else granted_not_opened().filter(applicant_body__in=mine)
    what = gettext("Starta projektet")
    return [Waiting(what, a.title, a.code, reverse("projects:open", args=[a.code]), a.decided_on, "", 3) for a in rows[:50]]


@worklist
def to_run(person: Person, on: date) -> Iterable[Waiting]:
    """A manager's own projects; a status older than 30 days is asked for."""
    last = StatusReport.objects.filter(project=OuterRef("pk")).order_by("-reported_on").values("reported_on")[:1]
    rows = Project.objects.filter(manager=person, state=ProjectState.RUNNING.value).annotate(last=last).select_related("application")
    what = gettext("Lämna lägesrapport")
    return [
        Waiting(what, p.application.title, p.code, reverse("projects:report", args=[p.code]), p.last or p.started_on, "", 4)
        for p in rows[:50]
        if (on - (p.last or p.started_on)).days >= 30
    ]


@worklist
def to_accept(person: Person, on: date) -> Iterable[Waiting]:
    """Closures and effects that wait on an owner's representative."""
    owned = bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    rows = Project.objects.filter(owner_body__in=owned).select_related("application")
    lines = [
        Waiting(
            gettext("Godta projektets avslut"),
            p.application.title,
            p.code,
            reverse("projects:accept", args=[p.code]),
            None,
            "",
            1,
        )
        for p in rows.filter(state=ProjectState.CLOSING.value)[:50]
    ]
    due = rows.filter(state=ProjectState.CLOSED.value, effect_due_on__lte=on).order_by("effect_due_on")[:50]
    return lines + [
        Waiting(
            gettext("Redovisa effekten"),
            p.application.title,
            p.code,
            reverse("projects:effect", args=[p.code]),
            p.effect_due_on,
            "",
            1,
        )
        for p in due
    ]


@worklist
def to_see(person: Person, on: date) -> Iterable[Waiting]:
    """Deviations for the development council."""
    if not has_role(person, Role.DEVELOPMENT_COUNCIL, on):
        return []
    what = gettext("Ta del av avvikelse")
    return [
        Waiting(
            what,
            r.project.application.title,
            r.project.code,
            reverse("projects:detail", args=[r.project.code]),
            r.reported_on,
            "",
            2,
        )
        for r in deviations()[:50]
    ]
