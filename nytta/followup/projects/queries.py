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
from nytta.governance.benefits.queries import items_of, sums_of_many
from nytta.governance.benefits.rules import Sums
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.models import Commitment, Continuation, Grant
from nytta.governance.portfolios.queries import grants_to
from nytta.governance.portfolios.terms import ContinuationState
from nytta.kit import search
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


def project_at(code: str) -> Project | None:
    """The project under a code with all that its page names."""
    related = (
        "application__applicant_body",
        "application__calculation",
        "application__focus_area",
        "manager",
        "owner_body",
        "closure_accepted_by",
    )
    return Project.objects.filter(code=code).select_related(*related).first()


def granted_sek(project: Project) -> int:
    """What has been granted to a project, over its years, in kronor."""
    return Grant.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0


def planned_sek(project: Project) -> int:
    """What the whole project is to cost by the decisions: granted, and committed for years that are not decided yet. Source: F13, U5."""
    committed = Commitment.objects.filter(application=project.application_id).aggregate(s=Sum("amount_sek"))["s"] or 0
    return granted_sek(project) + committed


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
class Year:
    """A project's money in one year: granted, expected, and what has been proposed."""

    year: int
    granted_sek: int
    committed_sek: int
    proposed_sek: int
    state: ContinuationState | None


def years_of(project: Project) -> list[Year]:
    """What is granted, committed and proposed by year; three queries. Source: F13."""
    granted = dict(grants_to(project.application).values_list("frame__year", "amount_sek"))
    committed = dict(Commitment.objects.filter(application=project.application_id).values_list("year", "amount_sek"))
    proposed = {c.year: c for c in Continuation.objects.filter(application=project.application_id)}
    found = []
    for year in sorted({*granted, *committed, *proposed}):
        part = proposed.get(year)
        state = ContinuationState(part.state) if part else None
        found.append(Year(year, granted.get(year, 0), committed.get(year, 0), part.amount_sek if part else 0, state))
    return found


@dataclass(frozen=True)
class Outcome:
    """One item of the calculation: decided and realised kronor by year."""

    item: int
    ledger: Ledger
    label: str
    decided: dict[int, int]
    realised: dict[int, int]

    @property
    def years(self) -> list[int]:
        """The years that have been accounted for."""
        return sorted(self.realised)

    @property
    def decided_sek(self) -> int:
        """What was decided for the years that have been accounted for; the best year's where none has."""
        if not self.realised:
            return max(self.decided.values(), default=0)
        return sum(self.decided.get(y, 0) for y in self.realised)

    @property
    def realised_sek(self) -> int | None:
        """What came of it in those years; None when nothing has been accounted for."""
        return sum(self.realised.values()) if self.realised else None

    @property
    def difference_sek(self) -> int | None:
        """Realised less decided."""
        return None if self.realised_sek is None else self.realised_sek - self.decided_sek


def outcomes(project: Project) -> list[Outcome]:
    """Benefits and running costs, decided against realised; two queries. Source: U6."""
    found = []
    for item in items_of(project.application.calculation):
        if Ledger(item.ledger) is Ledger.DEVELOPMENT:
            continue
        sides: dict[str, dict[int, int]] = {Side.DECIDED.value: {}, Side.REALISED.value: {}}
        for figure in item.figures.all():
            sides.setdefault(figure.side, {})[figure.year] = figure.amount_sek
        found.append(Outcome(item.pk, Ledger(item.ledger), item.label, sides[Side.DECIDED.value], sides[Side.REALISED.value]))
    return found


def last_report(project: Project) -> StatusReport | None:
    """The newest status."""
    return project.reports.first()


def lessons_like(text: str, most: int = 3) -> list[Project]:
    """Closed projects whose lessons resemble a text, best first; two queries, one when nothing resembles it. Source: N6."""
    codes = search.like("lesson", text, most)
    if not codes:
        return []
    found = {p.code: p for p in Project.objects.filter(code__in=codes).select_related("application")}
    return [found[c] for c in codes if c in found]


@dataclass(frozen=True)
class Effect:
    """One closed project's realised yearly net effect against what was invested in it."""

    code: str
    title: str
    invested_sek: int
    net_sek: int
    cause: str
    effect_on: date | None

    @property
    def share(self) -> Fraction | None:
        """Net effect in a year as a share of the investment."""
        return effect_share(net_sek=self.net_sek, invested_sek=self.invested_sek)


@dataclass(frozen=True)
class Effects:
    """All closed projects' realised yearly net effect against what was invested; those that have not reported are named."""

    invested_sek: int
    net_sek: int
    share: Fraction | None
    reported: int
    missing: list[str]
    lines: list[Effect]
    without: list[Project]


def _net(totals: Sums) -> int:
    """The best year's realised benefit less that year's running cost."""
    years = {y for (_, who, y) in totals.cells if who is Side.REALISED}
    return max(
        (totals.of(Side.REALISED, *BENEFITS, year=y) - totals.of(Side.REALISED, Ledger.RUNNING, year=y) for y in years),
        default=0,
    )


def effects(on: date) -> Effects:
    """The yearly effect in percent of what was invested, with those not reported named; three queries. Source: E7.2; U6."""
    states = [ProjectState.CLOSED.value, ProjectState.EFFECT_REPORTED.value]
    closed = list(Project.objects.filter(state__in=states).select_related("application").order_by("code"))
    done = [p for p in closed if ProjectState(p.state) is ProjectState.EFFECT_REPORTED]
    sums = sums_of_many([p.application.calculation_id for p in done])
    granted = Grant.objects.filter(application__in=[p.application_id for p in done]).order_by().values_list("application")
    invested = dict(granted.annotate(s=Sum("amount_sek")))
    lines = [
        Effect(
            p.code,
            p.application.title,
            invested.get(p.application_id, 0),
            _net(sums[p.application.calculation_id]),
            p.effect_cause,
            p.effect_on,
        )
        for p in done
    ]
    total, net = sum(e.invested_sek for e in lines), sum(e.net_sek for e in lines)
    without = [p for p in closed if ProjectState(p.state) is not ProjectState.EFFECT_REPORTED]
    share = effect_share(net_sek=net, invested_sek=total)
    return Effects(total, net, share, len(lines), [p.code for p in without], lines, without)


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
