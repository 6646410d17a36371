"""No saving counted twice: what claims on one baseline come to together, whose it is, and the rule of 100 %.

A claim calls on a share 0-1 of one driver of a baseline (volume, time, price). Within a driver shares add up; between drivers the rest
multiplies, since what is no longer done takes no time. Exact fractions throughout. Source: T; F9; docs/method.md section 5.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import prod

from nytta.plain.money import split

from .numbers import BadInput, Number, count, number

WARN = Fraction(4, 5)


@dataclass(frozen=True)
class Call:
    """A claim as the rule needs it: who, which driver, how much of it (0-1), whether it was decided before, and in which weighing.

    Decided claims of the same weighing were split together; one without a weighing was decided alone.
    """

    name: str
    driver: str
    fraction: Fraction
    decided: bool = False
    weighing: object = None


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


def _weighings(calls: Sequence[Call]) -> list[list[Call]]:
    """The claims by weighing: the decided ones in the order given, last those that are weighed now."""
    groups: dict[object, list[Call]] = {}
    for i, call in enumerate(c for c in calls if c.decided):
        groups.setdefault((i,) if call.weighing is None else call.weighing, []).append(call)
    return [*groups.values(), [c for c in calls if not c.decided]]


def counted(calls: Sequence[Call]) -> dict[str, Fraction]:
    """{name: share of the baseline that is counted for it}: what was decided earlier stands, in the order given; those decided
    together split what is left in proportion to what each would give alone. Always sums to `saved_share`.
    """
    done: list[Call] = []
    found = {c.name: Fraction(0) for c in calls}
    for group in _weighings(calls):
        joint, whole = saved_share([*done, *group]) - saved_share(done), sum((c.fraction for c in group), Fraction(0))
        for call in group:
            found[call.name] += joint * call.fraction / whole if whole else 0
        done += group
    return found


def counted_amounts(calls: Sequence[Call], baseline: Number) -> dict[str, int]:
    """The same in whole units of the baseline (hours, kronor), by largest remainder: they sum to the whole that is saved.

    Each weighing is rounded for itself, so that what was decided earlier stands to the unit when later claims come.
    """
    size = _size(baseline)
    done: list[Call] = []
    found, before = {c.name: 0 for c in calls}, 0
    for group in _weighings(calls):
        done += group
        after = whole_of(saved_share(done) * size)
        if any(c.fraction for c in group):
            for call, part in zip(group, split(after - before, [c.fraction for c in group]), strict=True):
                found[call.name] += part
        before = after
    return found


def whole_of(value: Fraction) -> int:
    """Whole units of a share of a baseline, half up."""
    return (value.numerator * 2 + value.denominator) // (2 * value.denominator)


def _size(baseline: Number) -> Fraction:
    if (made := Fraction(number(baseline, "baseline"))) < 0:
        raise BadInput("negative", "baseline", baseline, "not below 0")
    return made


def overlaps(calls: Sequence[Call], baseline: Number = 1) -> dict[tuple[str, ...], Fraction]:
    """What claims on different drivers count twice or win back: a pair −baseline × f × f, a triple + baseline × f × f × f.

    Added to what the claims say alone they give the whole that is saved, as long as no driver is claimed beyond 100 %.
    """
    found: dict[tuple[str, ...], Fraction] = {}
    for size in range(2, len(by_driver(calls)) + 1):
        for group in combinations(calls, size):
            if len({c.driver for c in group}) == size:
                names = tuple(c.name for c in group)
                found[names] = found.get(names, Fraction(0)) + (-1) ** (size + 1) * _size(baseline) * prod(c.fraction for c in group)
    return found


def over_claimed(calls: Sequence[Call], baseline: Number) -> Fraction:
    """What the claims taken one by one say above what they save together."""
    return (sum((c.fraction for c in calls), Fraction(0)) - saved_share(calls)) * _size(baseline)


def ledger_check(calls: Sequence[Call]) -> tuple[list[Clash], dict[str, Fraction]]:
    """(clashes, warnings) of the claims on one baseline and year."""
    return clashes(calls), warnings(calls)


def budget_line(line: Number, amounts: Mapping[str, Number]) -> tuple[int, bool]:
    """(what is left of a budget line after the claims in whole kronor, whether they fit)."""
    left = count(line, "line") - sum(count(v, f"amounts.{name}") for name, v in amounts.items())
    return left, left >= 0


def parts_within(parent: Number, parts: Iterable[Number]) -> bool:
    """Whether a parent project's claim holds its parts' claims."""
    return sum((fraction_of(p) for p in parts), Fraction(0)) <= fraction_of(parent)


def as_decimal(value: Fraction, places: int = 8) -> Decimal:
    """A share as it is stored, rounded down so that stored shares never sum to more than 1."""
    scale = 10**places
    return Decimal(value.numerator * scale // value.denominator).scaleb(-places)
