"""Numbers as the module takes and gives them, and the one error that wrong input ends in."""

from collections.abc import Collection, Iterable, Mapping, Sized
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

Number = int | Decimal | Fraction | float | str
PRECISION = 40  # significant figures of everything that is not exact
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
LARGEST_POWER = 400  # of ten, up or down: beyond it somebody's finger slipped, and exact arithmetic would never end
MOST_PERIODS = 1200  # a hundred years of months
NEAR = Decimal("1e-9")  # how near 1 a sum of shares written with decimals has to come


class BadInput(ValueError):
    """Input that is refused: the rule's code, the field, its value, and the rule in words. Source: docs/method.md section 5."""

    def __init__(self, code: str, field: str, value: Any, rule: str) -> None:
        super().__init__(f"{field} = {value!s:.80}: {rule}")
        self.code, self.field, self.value, self.rule = code, field, value, rule


def number(value: Any, field: str) -> Decimal:
    """The value as a Decimal; a float counts as the decimal that it is written as. Yes/no, NaN, ∞ and 1e401 are refused."""
    if isinstance(value, Decimal):
        made = value
    elif isinstance(value, Fraction):
        made = divided(Decimal(value.numerator), Decimal(value.denominator))
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadInput("number", field, value, "a number is wanted")
    else:
        try:
            made = Decimal(repr(float(value)) if isinstance(value, float) else value)
        except ArithmeticError:
            raise BadInput("number", field, value, "a number is wanted") from None
    if not made.is_finite():
        raise BadInput("number", field, value, "a finite number is wanted")
    if made and abs(made.adjusted()) > LARGEST_POWER:
        raise BadInput("number", field, value, f"a number between 1e-{LARGEST_POWER} and 1e{LARGEST_POWER} is wanted")
    return made


def numbers(values: Iterable[Any], field: str) -> list[Decimal]:
    """A series of numbers; the field of a bad one carries its place."""
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise BadInput("series", field, values, "a series of numbers is wanted")
    return [number(v, f"{field}[{i}]") for i, v in enumerate(values)]


def share(value: Any, field: str) -> Decimal:
    """A share from 0 to 1."""
    made = number(value, field)
    if not 0 <= made <= 1:
        raise BadInput("share", field, value, "a share is from 0 to 1")
    return made


def rate(value: Any, field: str = "rate") -> Decimal:
    """A rate as a fraction, above −1."""
    made = number(value, field)
    if made <= -1:
        raise BadInput("rate", field, value, "a rate is above −100 %")
    return made


def count(value: Any, field: str, least: int = 0, most: int | None = None) -> int:
    """A whole number, at least `least` and at most `most`."""
    made = number(value, field)
    if made != made.to_integral_value() or made < least:
        raise BadInput("count", field, value, f"a whole number of at least {least} is wanted")
    if most is not None and made > most:
        raise BadInput("count", field, value, f"a whole number of at most {most} is wanted")
    return int(made)


def same_length(first: Sized, second: Sized, field: str) -> None:
    """Two series that belong together are equally long."""
    if len(first) != len(second):
        raise BadInput("length", field, f"{len(first)} and {len(second)}", "the series are equally long")


def one_price_year(years: Iterable[Any], field: str = "price_year") -> None:
    """Amounts that are added are in the prices of one year."""
    if len(found := sorted({str(y) for y in years})) > 1:
        raise BadInput("price_year", field, ", ".join(found), "all amounts are in the prices of one year: rebase them first")


def unit_given(unit: Any, field: str = "unit") -> str:
    """A quantity says what it counts."""
    if not isinstance(unit, str) or not unit.strip():
        raise BadInput("unit", field, "" if unit is None else unit, "a quantity has a unit")
    return unit.strip()


def known_version(version: Any, known: Collection[Any], field: str = "baseline_version") -> None:
    """A claim names a version of its baseline that exists."""
    if version not in known:
        raise BadInput("baseline_version", field, version, "the version of the baseline exists")


def total(values: Iterable[Decimal]) -> Decimal:
    """A sum in full precision."""
    with precise():
        return sum(values, ZERO)


def difference(a: Decimal, b: Decimal) -> Decimal:
    """a − b in full precision."""
    with precise():
        return a - b


def precise() -> Any:
    """The context in which everything here is computed: the caller's own precision changes nothing."""
    return localcontext(Context(prec=PRECISION, rounding=ROUND_HALF_UP))


def divided(a: Decimal, b: Decimal) -> Decimal:
    """a / b in full precision; the caller has seen to it that b is not 0."""
    with precise():
        return a / b


def powered(base: Decimal, exponent: Decimal | int) -> Decimal:
    """base ** exponent in full precision, for a base above 0."""
    with precise():
        return base**exponent


def whole(amount: Decimal) -> int:
    """Whole kronor, half up: the one place where money is rounded, and only when somebody asks."""
    return int(amount.to_integral_value(ROUND_HALF_UP))
