"""The figures of a report on any day, each a sum in the database. The number of queries does not grow with what they count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Case, Count, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Sum, Value, When
from django.utils.translation import gettext

from nytta.city.records.models import Decision, Examination, Programme
from nytta.city.records.queries.exemptions import exemptions_in_force
from nytta.city.records.terms import DecisionKind, Openness
from nytta.followup.projects.models import Project, StatusReport
from nytta.followup.projects.queries import Effects, effects
from nytta.followup.projects.queries.status import limits_on
from nytta.followup.projects.terms import Light
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.portfolios.models import Commitment
from nytta.governance.portfolios.queries import portfolios
from nytta.governance.portfolios.queries.money import balances_by_portfolio
from nytta.governance.portfolios.rules import Balance

from ..rules import CaseFigures, PortfolioFigures, ProjectFigures


@dataclass(frozen=True)
class EffectRow:
    """One closed project that has accounted for its effect, as the report's readers may see it; None: closed to them."""

    code: str
    title: str
    invested_sek: int
    net_sek: int | None

    @property
    def share(self) -> Fraction | None:
        """Net effect in a year as a share of the investment."""
        return None if self.net_sek is None or not self.invested_sek else Fraction(self.net_sek, self.invested_sek)


@dataclass(frozen=True)
class Figures:
    """All figures of a year as they stood at the end of a day."""

    year: int
    on: date
    portfolios: list[PortfolioFigures]
    outside: Balance
    cases: CaseFigures
    projects: ProjectFigures
    effects: Effects
    exemptions: int
    lines: Sequence[EffectRow] = ()

    @property
    def total(self) -> Balance:
        """All portfolios together."""
        return sum((p.balance for p in self.portfolios), Balance())

    @property
    def frame_sek(self) -> int:
        """The frames that are set, together."""
        return sum(p.frame_sek or 0 for p in self.portfolios)

    @property
    def unset(self) -> list[str]:
        """The portfolios without a frame for the year."""
        return [p.code for p in self.portfolios if p.frame_sek is None]

    @property
    def later(self) -> dict[int, int]:
        """What is expected to be asked for in later years, in kronor by year."""
        found: Counter[int] = Counter()
        for one in self.portfolios:
            found.update(one.later)
        return dict(sorted(found.items()))


def figures(programme: Programme | None, year: int, on: date, *, for_all: bool = False) -> Figures:
    """Everything that a report says of a year, as it stood at the end of a day (at most that day). Source: P5; U5, U6, U9.

    `for_all`: the report is open to anybody, so that single projects are named as far as somebody has found them to be open (O6).
    """
    until, closed = min(on, date(year, 12, 31)), effects(on)
    balances = balances_by_portfolio(year, on)
    return Figures(
        year=year, on=on, portfolios=_portfolios(programme, year, on, balances), outside=balances.get(None, Balance()),
        cases=_cases(year, until), projects=_projects(year, until), effects=closed, exemptions=exemptions_in_force(until).count(),
        lines=_lines(closed, for_all),
    )  # fmt: skip


def _portfolios(programme: Programme | None, year: int, on: date, balances: dict[int | None, Balance]) -> list[PortfolioFigures]:
    rows, said = list(portfolios(programme)), {}
    subjects = [f"{p.code}-{year}" for p in rows]
    decided = Decision.objects.filter(kind=DecisionKind.FRAME.value, subject__in=subjects, decided_on__lte=on).order_by("number")
    for subject, content in decided.values_list("subject", "content"):
        said[subject] = content["amount_sek"]
    later: dict[int, dict[int, int]] = {}
    bound = Commitment.objects.filter(portfolio__programme=programme, year__gt=year).order_by().values_list("portfolio", "year")
    for portfolio, of, total in bound.annotate(s=Sum("amount_sek")):
        later.setdefault(portfolio, {})[of] = total
    return [
        PortfolioFigures(
            p.code, p.focus_area.said, said.get(f"{p.code}-{year}"), balances.get(p.pk, Balance()), later.get(p.pk, {})
        )
        for p in rows
    ]  # fmt: skip


def _cases(year: int, until: date) -> CaseFigures:
    span = (date(year, 1, 1), until)
    ended = Application.objects.filter(decided_on__range=span)
    endings = {
        s.value: Count("pk", filter=Q(decided_on__range=span, state=s.value))
        for s in (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED)
    }
    waits = Q(submitted_on__lte=until) & (Q(decided_on=None) | Q(decided_on__gt=until)) & ~Q(state=CaseState.WITHDRAWN.value)
    counted = Application.objects.aggregate(
        handed_in=Count("pk", filter=Q(submitted_on__range=span)),
        waiting=Count("pk", filter=waits),
        timed=Count("pk", filter=Q(decided_on__range=span, submitted_on__isnull=False)),
        **endings,
    )
    took = ExpressionWrapper(F("decided_on") - F("submitted_on"), output_field=DurationField())
    timed = ended.exclude(submitted_on=None).annotate(took=took).order_by("took", "pk").values_list("took", flat=True)
    half = (counted.pop("timed") - 1) // 2
    middle = timed[half : half + 1].first() if half >= 0 else None
    against = Decision.objects.filter(kind=DecisionKind.GRANT.value, decided_on__range=span, content__against_advice=True)
    return CaseFigures(
        **counted,
        median_days=None if middle is None else middle.days,
        against_advice=sorted(set(against.values_list("subject", flat=True))),
    )


def _lines(found: Effects, for_all: bool) -> list[EffectRow]:
    """What each project came to; for all: figures that have been found open, under titles that have not been closed. One query, or none."""
    if not for_all:
        return [EffectRow(e.code, e.title, e.invested_sek, e.net_sek) for e in found.lines]
    last: dict[tuple[str, str], str] = {}
    rows = Examination.objects.filter(subject__in=[e.code for e in found.lines], part__in=["title", "figures"]).order_by("pk")
    for subject, part, openness in rows.values_list("subject", "part", "openness"):
        last[subject, part] = openness
    closed, withheld = Openness.CLOSED.value, gettext("Uppgift utelämnad")
    return [
        EffectRow(
            e.code, withheld if last.get((e.code, "title")) == closed else e.title, e.invested_sek,
            e.net_sek if last.get((e.code, "figures")) == Openness.OPEN.value else None,
        )
        for e in found.lines
    ]  # fmt: skip


MEASURES = ("time", "money", "scope", "benefits", "risk")


def _projects(year: int, until: date) -> ProjectFigures:
    first, limits = date(year, 1, 1), limits_on(until)
    running = Project.objects.filter(started_on__lte=until).filter(Q(closed_on=None) | Q(closed_on__gt=until)).order_by()
    said = StatusReport.objects.filter(reported_on__lte=until).order_by()
    newer = Q(reported_on__gt=OuterRef("reported_on")) | Q(reported_on=OuterRef("reported_on"), pk__gt=OuterRef("pk"))
    last = said.filter(~Exists(said.filter(newer, project=OuterRef("project"))), project__in=running.values("pk"))
    red, yellow = (Q(*((m, light.value) for m in MEASURES), _connector=Q.OR) for light in (Light.RED, Light.YELLOW))
    worst = Case(When(red, then=Value(Light.RED.value)), When(yellow, then=Value(Light.YELLOW.value)), default=Value(Light.GREEN.value))
    lights = dict(last.annotate(worst=worst).values_list("worst").annotate(n=Count("pk")))
    fast = Q(application__focus_area__number__in=sorted(limits.often))
    days = {often: until - timedelta(days=limits.report_days[often] + limits.late_days[1]) for often in (False, True)}
    silent = {
        often: Q(started_on__lt=day) & ~Q(Exists(said.filter(project=OuterRef("pk"), reported_on__gte=day))) for often, day in days.items()
    }
    counted = running.aggregate(n=Count("pk"), late=Count("pk", filter=(fast & silent[True]) | (~fast & silent[False])))
    raised = StatusReport.objects.filter(deviates=True, reported_on__lte=until).filter(Q(seen_on=None) | Q(seen_on__gt=until))
    unseen = raised.aggregate(n=Count("pk"), oldest=Min("reported_on"))
    turned = Project.objects.aggregate(**{
        name: Count("pk", filter=Q(**{f"{field}__range": (first, until)})) for name, field in (("opened", "started_on"), ("closed", "closed_on"))
    })  # fmt: skip
    green, yellow, red = (lights.get(light.value, 0) for light in (Light.GREEN, Light.YELLOW, Light.RED))
    return ProjectFigures(
        running=counted["n"], green=green, yellow=yellow, red=red, unreported=counted["n"] - green - yellow - red, late=counted["late"],
        late_days=limits.late_days[1], unseen=unseen["n"], **turned,
        oldest_unseen_days=(until - unseen["oldest"]).days if unseen["oldest"] else None,
    )  # fmt: skip
