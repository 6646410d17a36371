"""A single case on any day, held against what is left, what the last money bought in earlier weighings, and what is still to be expected."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, Sum

from nytta.engine.explain import last_krona
from nytta.engine.problem import from_dict
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Grant
from nytta.governance.portfolios.queries import Target, frame_of, part_of, portfolio_for, target
from nytta.governance.valuation.queries import scores_of
from nytta.plain.money import comma
from nytta.plain.verdicts import Finding

from ..models import Figures, Round
from ..rules import any_day
from ..terms import RoundState

YEARS = 3


@dataclass(frozen=True)
class Bought:
    """What the last money bought in an earlier weighing of the case's portfolio, in weighted points per million kronor; None: nothing of the kind."""

    round: Round
    own: Fraction
    lowest_in: Fraction | None
    best_out: Fraction | None

    @property
    def said(self) -> tuple[str, str, str]:
        """The case's own, the lowest taken and the highest left, with one decimal; a dash where there is none."""
        own, lowest, best = ("–" if one is None else comma(one, 1) for one in (self.own, self.lowest_in, self.best_out))
        return own, lowest, best


@dataclass(frozen=True)
class Expected:
    """How many cases of the portfolio were handed in after the same day of an earlier year, and what was granted to them in all."""

    year: int
    cases: int
    granted_sek: int


@dataclass(frozen=True)
class AnyDay:
    """All that the page shows. `left_sek` is the least of frame and part; None without a frame."""

    target: Target
    left_sek: int | None
    bought: list[Bought]
    expected: list[Expected]
    findings: tuple[Finding, ...]


def of_case(case: Application, year: int | None, on: date) -> AnyDay:
    """What speaks for and against a case that comes alone, from figures that are there; what is lacking is said. Source: docs/method.md section 6.6; F11."""
    to = target(case, year, on)
    portfolio = portfolio_for(case)
    frame = frame_of(portfolio, to.year) if portfolio else None
    left = None
    if frame is not None:
        parts = {p.part: p.amount_sek - p.used_sek for p in frame.parts.all()}
        left = min(frame.left_sek, parts.get(part_of(case), 0)) if parts else frame.left_sek
    points = scores_of([case.pk]).get(case.pk, {})
    bought = _bought(portfolio.code if portfolio else "", points, to.amount_sek)
    expected = _expected(case, on)
    found = any_day(
        cost_sek=to.amount_sek, left_sek=left, bought=[(b.own, b.lowest_in, b.best_out) for b in bought],
        expected=[(e.cases, e.granted_sek) for e in expected], has_points=bool(points),
    )  # fmt: skip
    return AnyDay(to, left, bought, expected, found)


def _bought(portfolio: str, points: dict[str, int], cost_sek: int) -> list[Bought]:
    """The last decided weighings, newest first; the case's points are weighed as they were weighed there."""
    rounds = list(Round.objects.filter(state=RoundState.DECIDED.value).order_by("-held_on")[:YEARS])
    kept = {f.mark: f.content for f in Figures.objects.filter(mark__in=[str(r.outcome.get("figures", "")) for r in rounds])}
    found = []
    for one in rounds:
        content = kept.get(str(one.outcome.get("figures", "")))
        if content is None or portfolio not in {p["id"] for p in content["portfolios"]}:
            continue
        problem = from_dict(content)
        scale = Fraction(1_000_000, sum(c.weight for c in problem.criteria) or 1)
        last = last_krona(problem, one.outcome.get("selected", ()), portfolio=portfolio)
        own = Fraction(sum(c.weight * points.get(c.id, 0) for c in problem.criteria), cost_sek or 1) * scale
        lowest, best = (w.ratio * scale if w else None for w in (last.lowest_in, last.best_out))
        found.append(Bought(one, own, lowest, best))
    return found


def _expected(case: Application, on: date) -> list[Expected]:
    """Earlier years' hand-ins after this day, in the same focus area; years without any case at all are left out. Two queries."""
    if case.focus_area is None:
        return []
    rows = Application.objects.filter(
        focus_area__number=case.focus_area.number, submitted_on__year__gte=on.year - YEARS, submitted_on__year__lt=on.year
    )
    late = Q(submitted_on__month__gt=on.month) | Q(submitted_on__month=on.month, submitted_on__day__gt=on.day)
    years = rows.order_by().values("submitted_on__year").annotate(n=Count("pk", filter=late))
    sums = Grant.objects.filter(application__in=rows.filter(late)).order_by().values("application__submitted_on__year")
    granted = dict(sums.annotate(total=Sum("amount_sek")).values_list("application__submitted_on__year", "total"))
    found = sorted(((y["submitted_on__year"], y["n"]) for y in years), reverse=True)
    return [Expected(year, n, granted.get(year, 0)) for year, n in found]
