"""What a project will have cost when it is done, and when that is: by earned value where the plan is in parts, else by its pace.

Whole kronor in and out, exact fractions between, rounded half up once at the end. Source: U5; ADR 0029.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from ..terms import Method

NEVER = 36_525  # days: what takes longer has no end
LOW, MIDDLE, HIGH = Decimal("0.1"), Decimal("0.5"), Decimal("0.9")


def whole(exact: Fraction) -> int:
    """Whole kronor, half up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass(frozen=True)
class PartOfPlan:
    """One part of a plan: kronor (> 0), first and last day, and how much of it is done in percent (0-100)."""

    planned_sek: int
    starts_on: date
    ends_on: date
    done_percent: int = 0

    def planned_by(self, on: date) -> Fraction:
        """What should have been earned by the end of a day, spread evenly over the part's days."""
        days = (self.ends_on - self.starts_on).days + 1
        gone = min(max((on - self.starts_on).days + 1, 0), days)
        return Fraction(self.planned_sek * gone, days)

    @property
    def earned(self) -> Fraction:
        """What has been earned of it."""
        return Fraction(self.planned_sek * self.done_percent, 100)


@dataclass(frozen=True)
class EarnedValue:
    """How a plan in parts stands on a day. Kronor: the whole plan, planned by now, earned, spent; shares: cost and schedule; what follows."""

    plan_sek: int
    planned_sek: int
    earned_sek: int
    spent_sek: int
    cost_index: Fraction | None
    schedule_index: Fraction | None
    at_completion_sek: int | None
    ends_on: date | None


def earned_value(*, parts: Sequence[PartOfPlan], spent_sek: int, on: date) -> EarnedValue | None:
    """PV, EV, AC, CPI = EV / AC, SPI = EV / PV, EAC = plan / CPI, and the end at the pace so far; None without parts.

    An index whose divisor is 0 is undefined and not 1, and so is what follows from it. The end is by earned schedule: the
    planned days that what is earned took by the plan, against the days that have gone. Source: U5; ADR 0029.
    """
    if not parts:
        return None
    plan = sum(p.planned_sek for p in parts)
    planned, earned = sum((p.planned_by(on) for p in parts), Fraction(0)), sum((p.earned for p in parts), Fraction(0))
    cost = earned / spent_sek if spent_sek > 0 else None
    schedule = earned / planned if planned else None
    final = whole(plan / cost) if cost else None
    return EarnedValue(plan, whole(planned), whole(earned), spent_sek, cost, schedule, final, end_at_pace(parts=parts, on=on))


def end_at_pace(*, parts: Sequence[PartOfPlan], on: date) -> date | None:
    """The day on which the plan is done at the pace so far; None while nothing is earned, or when it takes a hundred years. Source: U5."""
    first, last = min(p.starts_on for p in parts), max(p.ends_on for p in parts)
    earned, plan = sum((p.earned for p in parts), Fraction(0)), sum(p.planned_sek for p in parts)
    gone, days = (on - first).days + 1, (last - first).days + 1
    if earned <= 0 or gone <= 0:
        return None
    if earned >= plan:
        return on
    wanted = _up(days * gone / _scheduled(parts, first, days, earned))
    return first + timedelta(days=wanted - 1) if wanted <= NEVER else None


def _up(exact: Fraction) -> int:
    return -(-exact.numerator // exact.denominator)


def _scheduled(parts: Sequence[PartOfPlan], first: date, days: int, earned: Fraction) -> Fraction:
    """How many days in the plan should have earned as much: a fraction of a day within the day on which it is reached."""
    low, high = 0, days
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _planned(parts, first, middle) >= earned else (middle, high)
    before, after = _planned(parts, first, low), _planned(parts, first, high)
    return low + (earned - before) / (after - before)


def _planned(parts: Sequence[PartOfPlan], first: date, days: int) -> Fraction:
    return sum((p.planned_by(first + timedelta(days=days - 1)) for p in parts), Fraction(0))


@dataclass(frozen=True)
class Class:
    """The city's own closed projects: how many, and their actual cost / planned at 10, 50 and 90 percent of them."""

    n: int
    quantiles: Mapping[Decimal, Decimal]


@dataclass(frozen=True)
class Forecast:
    """What a project comes to: by which method, kronor, and low and high where the city has a class of its own (else None and n = 0)."""

    method: Method
    sek: int
    low_sek: int | None = None
    high_sek: int | None = None
    n: int = 0


def forecast(
    *,
    planned_sek: int,
    spent_sek: int,
    starts_on: date,
    ends_on: date,
    on: date,
    parts: Sequence[PartOfPlan] = (),
    own: Class | None = None,
) -> Forecast | None:
    """The final cost. Earned value where the plan is in parts and something is earned; else the pace; before anything is spent the plan
    times the median of the class. None when none of them can be reckoned.

    The interval: what remains, times the class's 10 and 90 percent quantile over its median; so it narrows as the money is
    spent, and holds the forecast. Without a class there is none. Source: U5; ADR 0029.
    """
    earned = earned_value(parts=parts, spent_sek=spent_sek, on=on)
    if earned and earned.at_completion_sek is not None:
        return _with_interval(Method.EARNED, max(earned.at_completion_sek, spent_sek), spent_sek, own)
    gone, days = (on - starts_on).days + 1, (ends_on - starts_on).days + 1
    if spent_sek > 0 and 0 < gone <= days:
        return _with_interval(Method.PACE, whole(Fraction(spent_sek * days, gone)), spent_sek, own)
    if spent_sek <= 0 and own and planned_sek > 0:
        low, middle, high = (whole(planned_sek * Fraction(own.quantiles[q])) for q in (LOW, MIDDLE, HIGH))
        return Forecast(Method.CLASS, middle, low, high, own.n)
    return None


def _with_interval(method: Method, sek: int, spent_sek: int, own: Class | None) -> Forecast:
    if own is None or not own.quantiles[MIDDLE]:
        return Forecast(method, sek)
    left, middle = sek - spent_sek, Fraction(own.quantiles[MIDDLE])
    low, high = (spent_sek + whole(left * Fraction(own.quantiles[q]) / middle) for q in (LOW, HIGH))
    return Forecast(method, sek, low, high, own.n)


@dataclass(frozen=True)
class BurnPoint:
    """A month's end: planned and spent until then in kronor; spent is None for what has not come."""

    on: date
    planned_sek: int
    spent_sek: int | None


def burn(
    *, spent: Iterable[tuple[date, int]], planned_sek: int, starts_on: date, ends_on: date, on: date, parts: Sequence[PartOfPlan] = ()
) -> list[BurnPoint]:
    """Planned against spent at the end of each month from the start to the later of the end and the day asked for.

    `spent` is (day, öre of that day), corrections below 0; rounded once, for the sum. Without parts the plan is spread evenly. Source: U5.
    """
    rows = sorted(spent)
    first = min([starts_on, *(day for day, _ in rows)])
    plan = list(parts) or [PartOfPlan(planned_sek, starts_on, max(starts_on, ends_on))]
    points = []
    for end in month_ends(first, max(ends_on, on, *(p.ends_on for p in plan))):
        begun = end.replace(day=1) <= on
        points.append(BurnPoint(end, whole(sum((p.planned_by(end) for p in plan), Fraction(0))),
                                whole(Fraction(sum(ore for day, ore in rows if day <= min(end, on)), 100)) if begun else None))  # fmt: skip
    return points


def month_ends(first: date, last: date) -> list[date]:
    """The last day of each month from the one of the first day to the one of the last."""
    ends, year, month = [], first.year, first.month
    while (year, month) <= (last.year, last.month):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        ends.append(date(year, month, 1) - timedelta(days=1))
    return ends
