"""What time and units cost: burdens, savings a unit, and splits of what is shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nytta.plain.money import split

from .discounting import npv
from .numbers import MOST_PERIODS, BadInput, Number, count, divided, number, precise, share, total


@dataclass(frozen=True)
class Burden:
    """Responses, hours and cost of several groups of respondents, and in all."""

    row_cost: tuple[Decimal, ...]
    responses: Decimal
    hours: Decimal
    cost: Decimal


def _amount(value: Number, field: str) -> Decimal:
    made = number(value, field)
    if made < 0:
        raise BadInput("negative", field, value, "not below 0")
    return made


def time_burden(rate_per_hour: Number, rows: Sequence[tuple[Number, Number]]) -> Burden:
    """Price × quantity: for each (responses, hours each), responses × hours × rate. Source: Standard Cost Model."""
    price, zero = _amount(rate_per_hour, "rate_per_hour"), Decimal(0)
    pairs = [(_amount(r, "responses"), _amount(h, "hours")) for r, h in rows]
    with precise():
        costs = tuple(r * h * price for r, h in pairs)
        return Burden(costs, sum((r for r, _ in pairs), zero), sum((r * h for r, h in pairs), zero), sum(costs, zero))


def time_burden_npv(
    entities: Number, per_year: Number, hours: Number, rate_per_hour: Number, years: int, discount_rate: Number, first_period: int = 1
) -> tuple[Decimal, Decimal, Decimal]:
    """(cost of one occurrence, yearly cost, present value over the years) of something that many do several times a year."""
    with precise():
        once = _amount(hours, "hours") * _amount(rate_per_hour, "rate_per_hour")
        yearly = once * _amount(entities, "entities") * _amount(per_year, "per_year")
    return once, yearly, npv([yearly] * count(years, "years", 1, MOST_PERIODS), discount_rate, first_period)


def unit_saving(from_cost: Number, to_cost: Number, cases: Number = 1) -> tuple[Decimal, Decimal]:
    """(saving a case, saving in all) when cases move from one channel to another; negative when the new one costs more."""
    with precise():
        each = _amount(from_cost, "from_cost") - _amount(to_cost, "to_cost")
        return each, each * _amount(cases, "cases")


def time_saved(volume: Number, take_up: Number, minutes: Number, rate_per_hour: Number) -> tuple[Decimal, Decimal]:
    """(hours, what they are worth) of a year: volume × take-up (0-1) × minutes saved / 60 × loaded hourly cost. Source: F7."""
    part = share(take_up, "take_up")
    with precise():
        hours = divided(_amount(volume, "volume") * part * _amount(minutes, "minutes"), Decimal(60))
        return hours, hours * _amount(rate_per_hour, "rate_per_hour")


def running_cost_burden(yearly_cost: Number, it_budget: Number | None) -> Decimal | None:
    """Yearly running and maintenance cost / the owner's yearly IT budget; None when the budget is not known. Source: F1."""
    budget = _amount(it_budget, "it_budget") if it_budget is not None else None
    return divided(_amount(yearly_cost, "yearly_cost"), budget) if budget else None


def effect_on_invested(net_effect: Number, invested: Number) -> Decimal | None:
    """Realised yearly net effect / what was invested, in percent; None when nothing was. Source: E7.2; U6."""
    money = _amount(invested, "invested")
    with precise():
        return number(net_effect, "net_effect") * 100 / money if money else None


def allocation(cost: Number, drivers: Mapping[str, Number]) -> dict[str, Decimal]:
    """A shared cost by measured use, exactly; see `largest_remainder` for whole kronor."""
    use = {name: _amount(v, f"drivers.{name}") for name, v in drivers.items()}
    whole = total(use.values())
    if not whole:
        raise BadInput("drivers", "drivers", 0, "somebody uses what is shared")
    with precise():
        return {name: number(cost, "cost") * v / whole for name, v in use.items()}


def largest_remainder(total: Number, weights: Sequence[Number]) -> list[int]:
    """A whole amount split in proportion to weights; ties go to the first; the parts sum to the whole."""
    if (amount := number(total, "total")) != amount.to_integral_value():
        raise BadInput("count", "total", total, "whole kronor")
    exact = [Fraction(number(w, f"weights[{i}]")) for i, w in enumerate(weights)]
    if not exact or any(w < 0 for w in exact) or not any(exact):
        raise BadInput("weight", "weights", list(weights), "weights are not negative, and not all 0")
    return split(int(amount), exact)
