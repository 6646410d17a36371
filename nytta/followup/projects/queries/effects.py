"""Decided against realised, and the sums of effects."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Sum

from nytta.governance.benefits.models import Figure
from nytta.governance.benefits.queries import items_of, sums_of_many
from nytta.governance.benefits.rules import Sums
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.models import Grant

from ..models import Project
from ..rules import effect_share
from ..terms import ProjectState


def missing_outcomes(project: Project) -> list[str]:
    """Decided benefit and running-cost items without a realised figure."""
    wanted = [b.value for b in (*BENEFITS, Ledger.RUNNING)]
    decided = Figure.objects.filter(item__calculation=project.application.calculation_id, item__ledger__in=wanted, side=Side.DECIDED.value)
    have = Figure.objects.filter(item__calculation=project.application.calculation_id, side=Side.REALISED.value).values("item")
    return sorted(set(decided.exclude(item__in=have).values_list("item__label", flat=True)))


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
