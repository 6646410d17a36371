"""Reads of projects: what is granted and not opened, deviations, effects that are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import entered
from nytta.governance.applications.terms import CaseState
from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.queries import sums_of_many
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.models import Grant
from nytta.kit.work import Waiting, worklist

from .models import Project, StatusReport
from .rules import effect_share
from .terms import ProjectState


def granted_not_opened() -> QuerySet[Application]:
    """Granted cases that have no project yet."""
    return entered(CaseState.GRANTED).filter(~Exists(Project.objects.filter(application=OuterRef("pk"))))


def project_of(application: Application) -> Project | None:
    """The project of a case."""
    return Project.objects.filter(application=application).select_related("manager", "owner_body", "application").first()


def granted_sek(project: Project) -> int:
    """What has been granted to a project, over its years, in kronor."""
    return Grant.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0


def deviations() -> QuerySet[StatusReport]:
    """Deviations that the development council has not seen, the oldest first. Source: U5."""
    return StatusReport.objects.filter(deviates=True, seen_on=None).select_related("project__application").order_by("reported_on", "pk")


def missing_outcomes(project: Project) -> list[str]:
    """Decided benefit and running-cost items without a realised figure."""
    wanted = [b.value for b in (*BENEFITS, Ledger.RUNNING)]
    decided = Figure.objects.filter(item__calculation=project.application.calculation_id, item__ledger__in=wanted, side=Side.DECIDED.value)
    have = Figure.objects.filter(item__calculation=project.application.calculation_id, side=Side.REALISED.value).values("item")
    return sorted(set(decided.exclude(item__in=have).values_list("item__label", flat=True)))


@dataclass(frozen=True)
class Effects:
    """All closed projects' realised yearly net effect against what was invested; those that have not reported are named."""

    invested_sek: int
    net_sek: int
    share: Fraction | None
    reported: int
    missing: list[str]


def effects(on: date) -> Effects:
    """The yearly effect in percent of what was invested, with those not reported named. Source: E7.2; U6."""
    closed = Project.objects.filter(state__in=[ProjectState.CLOSED.value, ProjectState.EFFECT_REPORTED.value])
    rows = list(closed.values_list("code", "state", "application", "application__calculation"))
    reported = {calc: case for _, state, case, calc in rows if state == ProjectState.EFFECT_REPORTED.value}
    sums = sums_of_many(reported)
    net = 0
    for totals in sums.values():
        years = {y for (_, who, y) in totals.cells if who is Side.REALISED}
        net += max(
            (totals.of(Side.REALISED, *BENEFITS, year=y) - totals.of(Side.REALISED, Ledger.RUNNING, year=y) for y in years),
            default=0,
        )
    invested = Grant.objects.filter(application__in=reported.values()).aggregate(s=Sum("amount_sek"))["s"] or 0
    missing = sorted(code for code, state, _, _ in rows if state != ProjectState.EFFECT_REPORTED.value)
    return Effects(invested, net, effect_share(net_sek=net, invested_sek=invested), len(reported), missing)


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
