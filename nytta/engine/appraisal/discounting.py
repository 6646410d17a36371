"""What money at other times is worth: rates that change by year, present values, annuities, price levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .numbers import HUNDRED, ONE, ZERO, BadInput, Number, count, divided, number, numbers, precise, rate

START, MID = "start", "mid"


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

    @classmethod
    def flat(cls, one: Number) -> "Schedule":
        """One rate for all years."""
        return cls((Step(1, None, rate(one)),))

    @classmethod
    def of(cls, steps: "Rates") -> "Schedule":
        """From [{from_year, to_year, rate}], or from a single rate."""
        if isinstance(steps, Schedule):
            return steps
        if isinstance(steps, str) or not isinstance(steps, Iterable):
            return cls.flat(steps)
        made = [
            Step(count(s["from_year"], "from_year"), None if s.get("to_year") is None else count(s["to_year"], "to_year"), rate(s["rate"]))
            for s in steps
        ]
        return cls(tuple(sorted(made, key=lambda s: s.from_year)))  # fmt: skip

    def rate(self, year: int) -> Decimal:
        """The rate of a year (1, 2 …); a year without one is refused."""
        for step in self.steps:
            if step.from_year <= year and (step.to_year is None or year <= step.to_year):
                return step.rate
        raise BadInput("schedule", "schedule", year, "every year has a rate")


Rates = Schedule | Number | Iterable[Mapping[str, Any]]


def discount_factors(schedule: Rates, years: Iterable[int], timing: str = START) -> list[Decimal]:
    """The factor of each year t (0, 1 …): the product over k = 1..t of 1/(1 + rate of k); year 0 is 1.

    With `timing` mid the flow falls in the middle of period t and the exponent is t + 0.5. Source: docs/method.md section 5;
    HM Treasury Green Book (2022) chapter 5.
    """
    if timing not in (START, MID):
        raise BadInput("timing", "timing", timing, "start or mid")
    rates, wanted = Schedule.of(schedule), [count(y, "years") for y in years]
    factors = [ONE]
    with precise():
        for year in range(1, max(wanted, default=0) + 1):
            factors.append(factors[-1] / (1 + rates.rate(year)))
        if timing == MID:
            return [factors[y] / (1 + rates.rate(y + 1)).sqrt() for y in wanted]
    return [factors[y] for y in wanted]


def present_values(amount: Number | Sequence[Number], schedule: Rates, years: Sequence[int]) -> list[Decimal]:
    """The present value of an amount in each of the years, or of one amount for each year."""
    factors = discount_factors(schedule, years)
    amounts = (
        [number(amount, "amount")] * len(factors)
        if isinstance(amount, str) or not isinstance(amount, Sequence)
        else numbers(amount, "amount")
    )
    if len(amounts) != len(factors):
        raise BadInput("length", "amount", f"{len(amounts)} and {len(factors)}", "the series are equally long")
    with precise():
        return [a * f for a, f in zip(amounts, factors, strict=True)]


def npv(cashflows: Sequence[Number], rate: Rates, first_period: int = 0) -> Decimal:
    """Net present value: Σ flow × factor. `first_period` 0 leaves the first flow undiscounted, 1 is the spreadsheet's way.

    Source: docs/method.md section 5.
    """
    flows, first = numbers(cashflows, "cashflows"), count(first_period, "first_period")
    return sum(present_values(flows, rate, range(first, first + len(flows))), ZERO)


def annuity_factor(rate: Rates, periods: int) -> Decimal:
    """What a krona today is as an equal sum at the end of each of so many periods: r / (1 − (1+r)^−n); 1/n at 0 %."""
    wanted = count(periods, "periods", 1)
    with precise():
        return ONE / sum(discount_factors(rate, range(1, wanted + 1)), ZERO)


def annuity(principal: Number, rate: Rates, periods: int, *, due: bool = False) -> Decimal:
    """The equal payment a period that pays a sum back with interest; `due` at the beginning of each period."""
    with precise():
        paid = number(principal, "principal") * annuity_factor(rate, periods)
        return paid / (1 + Schedule.of(rate).rate(1)) if due else paid


def straight_line(principal: Number, periods: int) -> Decimal:
    """The equal write-off a period."""
    return divided(number(principal, "principal"), Decimal(count(periods, "periods", 1)))


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
    with precise():
        for year in range(first_year, first_year + periods):
            if year not in rates_percent:
                raise BadInput("rate_table", "rates", year, "the year has a decided internal rate")
            rows.append((year, off, left * number(rates_percent[year], "rates") / HUNDRED))
            left -= off
    return rows


def price_rebase(amount: Number, index_from: Number, index_to: Number) -> Decimal:
    """An amount in another year's prices: × index of that year / index of its own."""
    start = number(index_from, "index_from")
    if start <= 0 or number(index_to, "index_to") <= 0:
        raise BadInput("index", "index", index_from, "a price index is above 0")
    with precise():
        return number(amount, "amount") * number(index_to, "index_to") / start


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
