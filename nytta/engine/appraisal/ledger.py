"""No saving counted twice: what claims on one baseline come to together, whose it is, and the rule of 100 %.

A claim calls on a share 0-1 of one driver of a baseline (volume, time, price). Within a driver shares add up; between drivers the rest
multiplies, since what is no longer done takes no time. Exact fractions throughout. Source: T; F9; docs/method.md section 5.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nytta.plain.money import split

from .numbers import BadInput, Number, number

WARN = Fraction(4, 5)


@dataclass(frozen=True)
class Call:
    """A claim as the rule needs it: who, which driver, how much of it (0-1), and whether it was decided before."""

    name: str
    driver: str
    fraction: Fraction
    decided: bool = False


def fraction_of(value: Number | Fraction, field: str = "fraction") -> Fraction:
    """A share as an exact fraction."""
    made = value if isinstance(value, Fraction) else Fraction(number(value, field))
    if not 0 <= made <= 1:
        raise BadInput("share", field, value, "a share is from 0 to 1")
    return made


def by_driver(calls: Iterable[Call]) -> dict[str, Fraction]:
    """The sum of shares in each driver."""
    found: dict[str, Fraction] = {}
    for call in calls:
        found[call.driver] = found.get(call.driver, Fraction(0)) + call.fraction
    return found


def saved_share(calls: Iterable[Call]) -> Fraction:
    """The share of the baseline that the claims save together: 1 − Π over drivers (1 − Σ shares); a driver saves at most all."""
    rest = Fraction(1)
    for total in by_driver(calls).values():
        rest *= 1 - min(total, Fraction(1))
    return 1 - rest


@dataclass(frozen=True)
class Clash:
    """A driver that is claimed beyond 100 %: how much in all, and by whom, in the order given."""

    driver: str
    total: Fraction
    names: tuple[str, ...]


def clashes(calls: Sequence[Call]) -> list[Clash]:
    """The drivers whose claims pass 100 %, with the names of those in the way."""
    sums = by_driver(calls)
    return [Clash(d, total, tuple(c.name for c in calls if c.driver == d)) for d, total in sums.items() if total > 1]


def warnings(calls: Iterable[Call], at: Fraction = WARN) -> dict[str, Fraction]:
    """The drivers that are claimed to at least 80 % and at most 100 %."""
    return {d: total for d, total in by_driver(calls).items() if at <= total <= 1}


def counted(calls: Sequence[Call]) -> dict[str, Fraction]:
    """{name: share of the baseline that is counted for it}: what was decided earlier stands, in the order given; those decided
    together now split the rest in proportion to what each would give alone. Always sums to `saved_share`.
    """
    done: list[Call] = []
    found: dict[str, Fraction] = {}
    for call in (c for c in calls if c.decided):
        found[call.name] = found.get(call.name, Fraction(0)) + saved_share([*done, call]) - saved_share(done)
        done.append(call)
    new = [c for c in calls if not c.decided]
    joint, alone = saved_share([*done, *new]) - saved_share(done), [c.fraction for c in new]
    whole = sum(alone, Fraction(0))
    for call, weight in zip(new, alone, strict=True):
        found[call.name] = found.get(call.name, Fraction(0)) + (joint * weight / whole if whole else Fraction(0))
    return found


def counted_amounts(calls: Sequence[Call], baseline: int) -> dict[str, int]:
    """The same in whole units of the baseline (hours, kronor), by largest remainder: they sum to the whole that is saved."""
    names = list(dict.fromkeys(c.name for c in calls))
    shares = counted(calls)
    total = saved_share(calls) * baseline
    weights = [shares[n] for n in names]
    whole = (total.numerator * 2 + total.denominator) // (2 * total.denominator)
    return dict(zip(names, split(whole, weights), strict=True)) if any(weights) else dict.fromkeys(names, 0)


def over_claimed(calls: Sequence[Call], baseline: int) -> Fraction:
    """What the claims taken one by one say above what they save together."""
    return (sum((c.fraction for c in calls), Fraction(0)) - saved_share(calls)) * baseline


def ledger_check(calls: Sequence[Call]) -> tuple[list[Clash], dict[str, Fraction]]:
    """(clashes, warnings) of the claims on one baseline and year."""
    return clashes(calls), warnings(calls)


def budget_line(line: int, amounts: Mapping[str, int]) -> tuple[int, bool]:
    """(what is left of a budget line after the claims in kronor, whether they fit)."""
    left = line - sum(amounts.values())
    return left, left >= 0


def parts_within(parent: Number, parts: Iterable[Number]) -> bool:
    """Whether a parent project's claim holds its parts' claims."""
    return sum((fraction_of(p) for p in parts), Fraction(0)) <= fraction_of(parent)


def as_decimal(value: Fraction, places: int = 8) -> Decimal:
    """A share as it is stored, rounded down so that stored shares never sum to more than 1."""
    scale = 10**places
    return Decimal(value.numerator * scale // value.denominator).scaleb(-places)
