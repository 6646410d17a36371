"""Whether money comes back: ratios, payback, and the internal rate of return with all its roots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .discounting import Rates, present_values
from .exponentials import exponential_roots
from .numbers import ONE, ZERO, BadInput, Number, divided, number, numbers, powered, precise, rate, total
from .polynomials import positive_roots


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
    return npv_ratio(npv, total([number(investment, "investment"), number(running, "running")]))


def payback(cashflows: Sequence[Number], rates: Rates | None = None) -> Decimal | None:
    """Years until the cumulated flow is 0 or more again, interpolated inside the year; None when not within the horizon.

    The first flow is at year 0. What comes in before anything was paid has nothing to pay back; what never is below 0 is paid
    back at 0. With rates the flows are discounted first. Source: docs/method.md section 5.
    """
    flows = numbers(cashflows, "cashflows")
    if rates is not None:
        flows = present_values(flows, rates, range(len(flows)))
    before = ZERO
    with precise():
        for year, flow in enumerate(flows):
            if before < 0 <= before + flow:
                return year - 1 - before / flow
            before += flow
    return None if before < 0 else ZERO


@dataclass(frozen=True)
class Roots:
    """All rates above −100 % at which the net present value is 0, from the lowest; the rate of return when there is one."""

    values: tuple[Decimal, ...]

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
    return Roots(tuple(number(1 / x - 1, "irr") for x in reversed(found)))


def _dated(flows: Iterable[Any]) -> dict[date, Decimal]:
    """The sum of each day, in order of days."""
    made: dict[date, Decimal] = {}
    for i, (day, amount) in enumerate(flows):
        try:
            on = date.fromisoformat(str(day)[:10])
        except ValueError:
            raise BadInput("date", f"flows[{i}]", day, "a day is written 2013-03-01") from None
        made[on] = total([made.get(on, ZERO), number(amount, f"flows[{i}]")])
    if not made:
        raise BadInput("series", "flows", "", "at least one flow is wanted")
    return dict(sorted(made.items()))


def xnpv(flows: Iterable[Any], rate_: Number) -> Decimal:
    """Net present value of dated flows, actual days / 365 from the first."""
    dated, one = _dated(flows), rate(rate_)
    first = min(dated)
    with precise():
        return sum((a / powered(1 + one, Decimal((d - first).days) / 365) for d, a in dated.items()), ZERO)


def xirr(flows: Iterable[Any]) -> Roots:
    """The internal rates of return of dated flows, actual days / 365: every rate above −100 %, as for yearly flows."""
    dated = _dated(flows)
    first = min(dated)
    with precise():
        found = exponential_roots([(Decimal((d - first).days) / 365, a) for d, a in dated.items()])
        return Roots(tuple(sorted((-u).exp() - 1 for u in found)))


def mirr(cashflows: Sequence[Number], finance_rate: Number, reinvest_rate: Number) -> Decimal:
    """Modified internal rate of return: what is received grows at one rate, what is paid is discounted at another."""
    flows = numbers(cashflows, "cashflows")
    last = len(flows) - 1
    lent, kept = rate(finance_rate, "finance_rate"), rate(reinvest_rate, "reinvest_rate")
    with precise():
        paid = sum((-f / (1 + lent) ** t for t, f in enumerate(flows) if f < 0), ZERO)
        received = sum((f * (1 + kept) ** (last - t) for t, f in enumerate(flows) if f > 0), ZERO)
        if not paid or not received:
            raise BadInput("series", "cashflows", list(cashflows), "at least one flow in and one out")
        return powered(received / paid, ONE / last) - 1
