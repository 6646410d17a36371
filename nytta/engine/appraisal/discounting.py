"""What money at other times is worth: rates that change by year, present values, annuities, price levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .numbers import HUNDRED, MOST_PERIODS, ONE, BadInput, Number, count, divided, number, numbers, precise, rate, same_length, total

START, MID, END = "start", "mid", "end"


@dataclass(frozen=True)
class Step:
    """A rate that holds from a year to a year, both included; None has no end. Year 1 is the first that is discounted."""

    from_year: int
    to_year: int | None
    rate: Decimal


@dataclass(frozen=True)
class Schedule:
    """Rates by year. The rate of year k applies to year k alone."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        for step in self.steps:
            if step.to_year is not None and step.to_year < step.from_year:
                raise BadInput("schedule", "to_year", step.to_year, f"not before from_year, {step.from_year}")
        for one, then in pairwise(self.steps):
            if one.to_year is None or one.to_year >= then.from_year:
                raise BadInput("schedule", "from_year", then.from_year, "a year has one rate: the steps do not overlap")

    @classmethod
    def flat(cls, one: Number) -> "Schedule":
        """One rate for all years."""
        return cls((Step(1, None, rate(one)),))

    @classmethod
    def of(cls, steps: "Rates") -> "Schedule":
        """From one rate, [{from_year, to_year, rate}], {year: rate}, or the rates of year 1, 2 … in a row."""
        if isinstance(steps, Schedule):
            return steps
        if isinstance(steps, str) or not isinstance(steps, Iterable):
            return cls.flat(steps)
        rows = steps.items() if isinstance(steps, Mapping) else enumerate(steps, 1)
        made = [
            Step(count(s["from_year"], "from_year"), None if s.get("to_year") is None else count(s["to_year"], "to_year"), rate(s["rate"]))
            if isinstance(s, Mapping)
            else Step(count(year, "year"), count(year, "year"), rate(s))
            for year, s in rows
        ]
        return cls(tuple(sorted(made, key=lambda s: s.from_year)))

    def rate(self, year: int) -> Decimal:
        """The rate of a year (1, 2 …); a year without one is refused."""
        for step in self.steps:
            if step.from_year <= year and (step.to_year is None or year <= step.to_year):
                return step.rate
        raise BadInput("schedule", "schedule", year, "every year has a rate")


Rates = Schedule | Number | Iterable[Mapping[str, Any] | Number] | Mapping[Any, Number]


def discount_factors(schedule: Rates, years: Iterable[int], timing: str = START) -> list[Decimal]:
    """The factor of each year t (0, 1 …): the product over k = 1..t of 1/(1 + rate of k); year 0 is 1.

    With `timing` mid the flow falls in the middle of period t and the exponent is t + 0.5; with end it is t + 1.
    Source: docs/method.md section 5; HM Treasury Green Book (2022) chapter 5.
    """
    if timing not in (START, MID, END):
        raise BadInput("timing", "timing", timing, "start, mid or end")
    rates, wanted = Schedule.of(schedule), [count(y, "years", 0, MOST_PERIODS) + (timing == END) for y in years]
    factors = [ONE]
    with precise():
        for year in range(1, max(wanted, default=0) + 1):
            factors.append(factors[-1] / (1 + rates.rate(year)))
        if timing == MID:
            return [factors[y] / (1 + rates.rate(y + 1)).sqrt() for y in wanted]
    return [factors[y] for y in wanted]


def present_values(amount: Number | Sequence[Number], schedule: Rates, years: Sequence[int], timing: str = START) -> list[Decimal]:
    """The present value of an amount in each of the years, or of one amount for each year."""
    factors = discount_factors(schedule, years, timing)
    amounts = (
        [number(amount, "amount")] * len(factors)
        if isinstance(amount, str) or not isinstance(amount, Sequence)
        else numbers(amount, "amount")
    )
    same_length(amounts, factors, "amount")
    with precise():
        return [a * f for a, f in zip(amounts, factors, strict=True)]


def npv(cashflows: Sequence[Number], rate: Rates, first_period: int = 0, timing: str = START) -> Decimal:
    """Net present value: Σ flow × factor. `first_period` 0 leaves the first flow undiscounted, 1 is the spreadsheet's way.

    Source: docs/method.md section 5.
    """
    flows, first = numbers(cashflows, "cashflows"), count(first_period, "first_period")
    return total(present_values(flows, rate, range(first, first + len(flows)), timing))


def annuity_factor(rate: Rates, periods: int, *, due: bool = False) -> Decimal:
    """What a krona today is as an equal sum at the end of each of so many periods: r / (1 − (1+r)^−n); 1/n at 0 %.

    With `due` the sum falls at the beginning of each period.
    """
    wanted = count(periods, "periods", 1, MOST_PERIODS)
    return divided(ONE, total(discount_factors(rate, range(wanted), START if due else END)))


def annuity(principal: Number, rate: Rates, periods: int, *, due: bool = False) -> Decimal:
    """The equal payment a period that pays a sum back with interest; `due` at the beginning of each period."""
    with precise():
        return number(principal, "principal") * annuity_factor(rate, periods, due=due)


def straight_line(principal: Number, periods: int) -> Decimal:
    """The equal write-off a period."""
    return divided(number(principal, "principal"), Decimal(count(periods, "periods", 1, MOST_PERIODS)))


def annualised(value: Number, rate: Rates, periods: int) -> Decimal:
    """A net present value as an equal sum a year over the horizon. Source: docs/method.md section 5."""
    with precise():
        return number(value, "npv") * annuity_factor(rate, periods)


def capital_charges(
    investment: Number, rates_percent: Mapping[int, Number], first_year: int, periods: int
) -> list[tuple[int, Decimal, Decimal]]:
    """(year, write-off, interest on what is left at the year's start) by straight write-off and the internal rate of each year.

    A year without a rate is refused: the rate is never made up. Source: SKR, internränta.
    """
    left, off, rows = number(investment, "investment"), straight_line(investment, periods), []
    first = count(first_year, "first_year")
    with precise():
        for year in range(first, first + count(periods, "periods", 1)):
            if year not in rates_percent:
                raise BadInput("rate_table", "rates_percent", year, "the year has a decided internal rate")
            rows.append((year, off, left * rate(number(rates_percent[year], "rates_percent") / HUNDRED, "rates_percent")))
            left -= off
    return rows


def price_rebase(amount: Number, index_from: Number, index_to: Number) -> Decimal:
    """An amount in another year's prices: × index of that year / index of its own."""
    start, end = number(index_from, "index_from"), number(index_to, "index_to")
    for field, index in (("index_from", start), ("index_to", end)):
        if index <= 0:
            raise BadInput("index", field, index, "a price index is above 0")
    with precise():
        return number(amount, "amount") * end / start


def inflation(index_from: Number, index_to: Number) -> Decimal:
    """The price change between two index values, in percent."""
    with precise():
        return (price_rebase(1, index_from, index_to) - 1) * HUNDRED


def real_rate(nominal: Number, prices: Number) -> Decimal:
    """The real rate behind a nominal one when prices rise: (1 + n)/(1 + p) − 1 (Fisher)."""
    with precise():
        return (1 + rate(nominal, "nominal")) / (1 + rate(prices, "inflation")) - 1


def nominal_rate(real: Number, prices: Number) -> Decimal:
    """The nominal rate of a real one when prices rise: (1 + r)(1 + p) − 1."""
    with precise():
        return (1 + rate(real, "real")) * (1 + rate(prices, "inflation")) - 1


def stpr(delta: Number, L: Number, mu: Number, g: Number) -> Decimal:
    """The social rate of time preference: δ + L + μ × g. Source: HM Treasury Green Book, annex 6."""
    with precise():
        return number(delta, "delta") + number(L, "L") + number(mu, "mu") * number(g, "g")


# SKR's proposed internal rate by year, percent (nominal, for capital costs in internal accounts, never a discount rate of
# society). Read in SKR's circulars 2016-2024; 2013-2015 and 2021 were not, and stand out.
SKR_INTERNAL_RATE: Mapping[int, Decimal] = {
    2016: Decimal("2.4"), 2017: Decimal("1.75"), 2018: Decimal("1.75"), 2019: Decimal("1.5"), 2020: Decimal("1.5"), 2022: Decimal("1.0"),
    2023: Decimal("1.25"), 2024: Decimal("2.5"), 2025: Decimal("2.5"),
}  # fmt: skip


def rate_table(years: Iterable[int], table: Mapping[int, Decimal] = SKR_INTERNAL_RATE) -> dict[int, Decimal | None]:
    """The rate of each year in percent; None where the table has none."""
    return {count(y, "years"): table.get(count(y, "years")) for y in years}
