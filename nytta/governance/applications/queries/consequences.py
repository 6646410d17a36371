"""What a new dated figure changes: undecided cases, their net present value and their order by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nytta.governance.benefits.queries import lines_of_many
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.rules.figures import Line
from nytta.governance.benefits.rules.parameters import Parameters, Row, in_force
from nytta.governance.benefits.terms import Ledger, Side, View

from ..models import Application
from ..terms import CLOSED_STATES, CaseState, Category
from .calculation import developed_until


@dataclass(frozen=True)
class Change:
    """A case with its net present value in whole kronor and its place before and after."""

    code: str
    title: str
    before: int
    after: int
    place_before: int
    place_after: int


def changed_order(row: Row, on: date) -> list[Change]:
    """Undecided registered cases, those that change place first; two queries whatever their number. Source: F7."""
    closed = [s.value for s in (*CLOSED_STATES, CaseState.DRAFT)]
    cases = list(
        Application.objects.exclude(state__in=closed)
        .exclude(category=Category.INNOVATIVE.value)
        .select_related("calculation")
        .order_by("pk")
    )
    lines = lines_of_many([a.calculation_id for a in cases])
    now = parameters_on(on)
    then = in_force([*now.rows, row], max(on, row.valid_from))
    before, after = ({a.pk: _worth(a, lines, p) for a in cases} for p in (now, then))
    places = [_places({k: v[1] for k, v in worth.items()}) for worth in (before, after)]
    found = [Change(a.code, a.title, int(before[a.pk][0]), int(after[a.pk][0]), places[0][a.pk], places[1][a.pk]) for a in cases]
    return sorted(found, key=lambda c: (c.place_before == c.place_after, c.place_after))


def _worth(a: Application, lines: Mapping[int, list[Line]], parameters: Parameters) -> tuple[Decimal, Decimal]:
    """(net present value, the same per krona of investment) of the city's all benefit, by the trusted side."""
    mine = lines[a.calculation_id]
    basis = figures.basis_of(
        mine, parameters.discount, parameters.horizon(a.category or Category.DIFFERENTIATING.value), developed_until(a)
    )
    if basis is None:
        return Decimal(0), Decimal(0)
    side = Side(a.calculation.trusted)
    given = figures.likely(mine, side)
    npv = figures.npv_of(mine, given, View.ALL, basis)
    invested = basis.worth(figures.by_year(mine, given, View.ALL, Ledger.DEVELOPMENT))
    return npv, npv / invested if invested else Decimal(0)


def _places(ratios: Mapping[int, Decimal]) -> dict[int, int]:
    """Place from the best; ties in the order of the cases."""
    return {key: n for n, key in enumerate(sorted(ratios, key=lambda k: -ratios[k]), 1)}
