"""Whether money comes back: ratios, payback, and the internal rate of return with all its roots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .discounting import Rates, present_values
from .numbers import ONE, ZERO, BadInput, Number, divided, number, numbers, powered, precise, rate
from .polynomials import positive_roots, sign_changes

SMALLEST, LARGEST = Decimal("-0.999999"), Decimal(10) ** 9
GRID = 4000


def bcr(pv_benefits: Number, pv_costs: Number) -> Decimal | None:
    """Benefit-cost ratio; None (undefined, never 0 or ∞) when there is no cost."""
    costs = number(pv_costs, "pv_costs")
    return divided(number(pv_benefits, "pv_benefits"), costs) if costs else None


def npv_ratio(npv: Number, investment: Number) -> Decimal | None:
    """Net present value on the investment (NNK-i), or on all budget money (NNK-idu): NPV / PV of the money; None without it."""
    return bcr(npv, investment)


nnk_i = npv_ratio


def nnk_idu(npv: Number, investment: Number, running: Number) -> Decimal | None:
    """Net present value on investment, running and maintenance cost together."""
    return npv_ratio(npv, number(investment, "investment") + number(running, "running"))


def payback(cashflows: Sequence[Number], rates: Rates | None = None) -> Decimal | None:
    """Years until the cumulated flow is 0 or more, interpolated inside the year; None when not within the horizon.

    The first flow is at year 0. With rates the flows are discounted first. Source: docs/method.md section 5.
    """
    flows = numbers(cashflows, "cashflows")
    if rates is not None:
        flows = present_values(flows, rates, range(len(flows)))
    total = ZERO
    with precise():
        for year, flow in enumerate(flows):
            if total + flow >= 0:
                return ZERO if year == 0 else year - 1 + -total / flow if total < 0 else Decimal(year)
            total += flow
    return None


@dataclass(frozen=True)
class Roots:
    """All rates above −100 % at which the net present value is 0, from the lowest; the rate of return when there is one."""

    values: tuple[Decimal, ...]
    searched: bool = False  # on a grid: a pair of roots closer than its mesh may be missed

    @property
    def only(self) -> Decimal | None:
        """The internal rate of return; None when there is none, or more than one."""
        return self.values[0] if len(self.values) == 1 else None

    @property
    def ambiguous(self) -> bool:
        """Whether there are several, so that none of them may be called the rate of return."""
        return len(self.values) > 1


def irr(cashflows: Sequence[Number]) -> Roots:
    """The internal rates of return of yearly flows: every real root above −1, found exactly (Sturm), never by guessing.

    Source: docs/method.md section 5. With one sign change there is one root; with none, none.
    """
    found = positive_roots(numbers(cashflows, "cashflows"))
    with precise():
        return Roots(tuple(sorted(ONE / x - 1 for x in found)))


def _dated(flows: Iterable[Any]) -> list[tuple[date, Decimal]]:
    made = []
    for i, (day, amount) in enumerate(flows):
        try:
            on = day if isinstance(day, date) else date.fromisoformat(str(day))
        except ValueError:
            raise BadInput("date", f"flows[{i}]", day, "a day is written 2013-03-01") from None
        made.append((on, number(amount, f"flows[{i}]")))
    if not made:
        raise BadInput("series", "flows", "", "at least one flow is wanted")
    return sorted(made)


def xnpv(flows: Iterable[Any], rate_: Number) -> Decimal:
    """Net present value of dated flows, actual days / 365 from the first."""
    dated, one = _dated(flows), rate(rate_)
    with precise():
        return sum((a / powered(1 + one, Decimal((d - dated[0][0]).days) / 365) for d, a in dated), ZERO)


def xirr(flows: Iterable[Any]) -> Roots:
    """The internal rates of return of dated flows, actual days / 365.

    With one sign change the root is the only one; with more the line is searched and the answer says so.
    """
    dated = _dated(flows)
    changes = sign_changes([a for _, a in dated])
    if changes == 0:
        return Roots(())

    def worth(one: Decimal) -> Decimal:
        return xnpv(dated, one)

    steps = GRID if changes > 1 else 60
    with precise():
        marks = [(LARGEST + 1) ** (Decimal(i) / steps) * (1 + SMALLEST) ** (Decimal(steps - i) / steps) - 1 for i in range(steps + 1)]
    found: list[Decimal] = []
    before = worth(marks[0])
    for low, high in pairwise(marks):
        after = worth(high)
        if before == 0:
            found.append(low)
        elif before * after < 0:
            found.append(_between(worth, low, high))
        before = after
    return Roots(tuple(found), searched=changes > 1)


def _between(worth: Any, low: Decimal, high: Decimal) -> Decimal:
    sign = worth(low) > 0
    for _ in range(90):
        with precise():
            middle = (low + high) / 2
        value = worth(middle)
        if value == 0 or high - low < Decimal(10) ** -24 * (1 + abs(middle)):
            return middle
        low, high = (middle, high) if (value > 0) is sign else (low, middle)
    return low


def mirr(cashflows: Sequence[Number], finance_rate: Number, reinvest_rate: Number) -> Decimal:
    """Modified internal rate of return: what is received grows at one rate, what is paid is discounted at another."""
    flows, last = numbers(cashflows, "cashflows"), len(list(cashflows)) - 1
    lent, kept = rate(finance_rate, "finance_rate"), rate(reinvest_rate, "reinvest_rate")
    with precise():
        paid = sum((-f / (1 + lent) ** t for t, f in enumerate(flows) if f < 0), ZERO)
        received = sum((f * (1 + kept) ** (last - t) for t, f in enumerate(flows) if f > 0), ZERO)
        if not paid or not received:
            raise BadInput("series", "cashflows", cashflows, "at least one flow in and one out")
        return powered(received / paid, ONE / last) - 1
