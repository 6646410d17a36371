"""What waits on somebody's desk."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.kit.work import Waiting, worklist

from ..models import DeviationNote, Project, StatusReport
from ..terms import ProjectState, Reader
from .late import due_of, since_last
from .projects import granted_not_opened
from .status import limits_on


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
    """A manager's own projects whose status is due, by the rhythm of the portfolio. Source: U5."""
    rows = since_last(Project.objects.filter(manager=person, state=ProjectState.RUNNING.value)).select_related("application__focus_area")
    limits, lines = limits_on(on), []
    for p in rows.order_by("since", "pk")[:50]:
        due = due_of(p, p.since, limits)
        if on >= due:
            note = gettext("skulle ha lämnats %(day)s") % {"day": due.isoformat()} if on > due else ""
            lines.append(
                Waiting(gettext("Lämna lägesrapport"), p.application.title, p.code, reverse("projects:report", args=[p.code]), due, note, 4)
            )
    return lines


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
    """Deviations that the development council has not seen, and for a coach and an owner those that they have not noted. Source: U5; F15."""
    council, owned = has_role(person, Role.DEVELOPMENT_COUNCIL, on), bodies_of(person, Role.OWNER_REPRESENTATIVE, on)
    owner = Q(project__owner_body__in=owned) | Q(project__owner=person)
    wanted = (Q(project__coach=person) & ~_noted(Reader.COACH)) | (owner & ~_noted(Reader.OWNER))
    if council:
        wanted |= Q(seen_on=None)
    what = gettext("Ta del av avvikelse")
    rows = StatusReport.objects.filter(wanted, deviates=True).select_related("project__application").order_by("reported_on", "pk")
    return [
        Waiting(what, r.project.application.title, r.project.code, reverse("projects:see", args=[r.pk]), r.reported_on, "", 2)
        for r in rows[:50]
    ]


def _noted(reader: Reader) -> Exists:
    return Exists(DeviationNote.objects.filter(report=OuterRef("pk"), reader=reader.value))
