"""How much costs and times have been underestimated before, and what that says of a new plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from .numbers import NEAR, ZERO, BadInput, Number, number, numbers, precise, share, total

LEAST = 20  # closed projects before a class of one's own is used


@dataclass(frozen=True)
class Bounds:
    """Upper and lower bound in percent, of duration, capital and operating cost; None where the source has none."""

    duration_upper: int | None
    duration_lower: int | None
    capex_upper: int | None = None
    capex_lower: int | None = None
    opex_upper: int | None = None
    opex_lower: int | None = None


# Mott MacDonald for HM Treasury, Review of Large Public Procurement in the UK (2002), table 2. Outsourcing was measured on
# operating expenditure and has no duration.
BOUNDS: Mapping[str, Bounds] = {
    "standard_buildings": Bounds(4, 1, 24, 2),
    "non_standard_buildings": Bounds(39, 2, 51, 4),
    "standard_civil_engineering": Bounds(20, 1, 44, 3),
    "non_standard_civil_engineering": Bounds(25, 3, 66, 6),
    "equipment_development": Bounds(54, 10, 200, 10),
    "outsourcing": Bounds(None, None, None, None, 41, 0),
}


def optimism_bias_table(project_type: str) -> Bounds:
    """The bounds of a project type."""
    if project_type not in BOUNDS:
        raise BadInput("project_type", "project_type", project_type, "one of " + ", ".join(BOUNDS))
    return BOUNDS[project_type]


@dataclass(frozen=True)
class Bias:
    """What is left of a bound when some of what causes it is dealt with, and the adjusted figures."""

    managed_share: Decimal
    resultant_bias: Decimal
    unmitigated: tuple[Decimal, ...]
    adjusted: tuple[Decimal, ...]


def _bound(value: Number) -> Decimal:
    if (made := number(value, "upper_bound")) < 0:
        raise BadInput("bound", "upper_bound", value, "a bound is not negative")
    return made


def managed_share(contributions: Iterable[tuple[Number, Number]]) -> Decimal:
    """Σ share × mitigation over the contributing factors, as (share of the bias, mitigation), each 0-1; the shares sum to at most 1."""
    pairs = [(share(s, "share"), share(m, "mitigation")) for s, m in contributions]
    if (whole := total(s for s, _ in pairs)) > 1 + NEAR:
        raise BadInput("share", "contributions", whole, "the shares sum to at most 1")
    with precise():
        return sum((s * m for s, m in pairs), ZERO)


def optimism_bias(base: Sequence[Number], upper_bound: Number, mitigation: Number = 0) -> Bias:
    """base × (1 + upper bound × (1 − mitigation)), for each of the figures. Source: docs/method.md section 5."""
    figures, bound, managed = numbers(base, "base"), _bound(upper_bound), share(mitigation, "mitigation")
    with precise():
        bias = bound * (1 - managed)
        return Bias(managed, bias, tuple(b * (1 + bound) for b in figures), tuple(b * (1 + bias) for b in figures))


def optimism_bias_combined(parts: Iterable[tuple[Number, Number]]) -> Decimal:
    """The bound of a project of several types: Σ share of cost × bound; the shares sum to 1."""
    pairs = [(share(s, "share"), _bound(b)) for s, b in parts]
    if abs((whole := total(s for s, _ in pairs)) - 1) > NEAR:
        raise BadInput("share", "parts", whole, "the shares sum to 1")
    with precise():
        return sum((s * b for s, b in pairs), ZERO)


def quantile(values: Sequence[Number], at: Number, method: str = "linear") -> Decimal:
    """The quantile of a sample: `linear` between neighbours (Hyndman & Fan 7), or `nearest` rank (their 1)."""
    found, where = sorted(numbers(values, "values")), share(at, "quantile")
    if not found:
        raise BadInput("series", "values", "", "at least one value is wanted")
    if method not in ("linear", "nearest"):
        raise BadInput("method", "method", method, "linear or nearest")
    with precise():
        if method == "nearest":
            return found[max(ceil(where * len(found)), 1) - 1]
        place = where * (len(found) - 1)
        below = int(place)
        above = min(below + 1, len(found) - 1)
        return found[below] + (found[above] - found[below]) * (place - below)


@dataclass(frozen=True)
class ReferenceClass:
    """How actual stood to planned in n finished projects: quantiles of actual / planned."""

    n: int
    quantiles: Mapping[Decimal, Decimal]
    enough: bool

    def forecast(self, planned: Number, at: Number = "0.5") -> Decimal:
        """A plan times the quantile asked for."""
        if (asked := number(at, "quantile")) not in self.quantiles:
            raise BadInput("quantile", "quantile", at, "one of " + ", ".join(str(q) for q in self.quantiles))
        with precise():
            return number(planned, "planned") * self.quantiles[asked]


def reference_class(
    pairs: Iterable[tuple[Number, Number]], quantiles: Sequence[Number] = ("0.5", "0.9"), method: str = "linear", least: int = LEAST
) -> ReferenceClass:
    """The class of (planned, actual) pairs; planned above 0. The tail is fat: median and 90 % quantile, never the mean.

    Source: docs/method.md section 5.
    """
    ratios = []
    for planned, actual in pairs:
        plan, was = number(planned, "planned"), number(actual, "actual")
        if plan <= 0:
            raise BadInput("planned", "planned", planned, "what was planned is above 0")
        if was < 0:
            raise BadInput("actual", "actual", actual, "the outcome is not below 0")
        with precise():
            ratios.append(was / plan)
    asked = [share(q, "quantile") for q in quantiles]
    return ReferenceClass(len(ratios), {q: quantile(ratios, q, method) for q in asked} if ratios else {}, len(ratios) >= least)


def expected_value(risks: Iterable[tuple[Number, Number]]) -> tuple[Decimal, Decimal]:
    """(Σ probability × impact, Σ impact) of a risk register, as (probability 0-1, impact)."""
    pairs = [(share(p, "probability"), number(i, "impact")) for p, i in risks]
    with precise():
        return sum((p * i for p, i in pairs), ZERO), sum((i for _, i in pairs), ZERO)
