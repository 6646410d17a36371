"""What a way out of a clash gives each party in a year. Pure. Source: F9; docs/method.md section 5."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nytta.engine.appraisal import Call, counted
from nytta.plain.money import split


@dataclass(frozen=True)
class Ask:
    """A claim's call in a year: a share 0-1 of a driver, or kronor of a budget line."""

    claim: int
    driver: str
    fraction: Fraction
    amount_sek: int | None = None


@dataclass(frozen=True)
class Given:
    """What a claim is given: its share of the driver (or kronor), and what is counted for it of the whole baseline."""

    claim: int
    fraction: Fraction
    amount_sek: int | None
    counted: Fraction


def given(asked: Sequence[Ask], standing: Sequence[Ask], new: Mapping[int, Fraction] | None, line: int | None = None) -> list[Given]:
    """What each party is given of a baseline in a year, beside what stands.

    `new` has the shares (kronor where `line`, the kronor of a budget line, is told) that were agreed on, never more than what was asked;
    None weighs together: a driver that is asked for beyond what is left is shared in proportion to what was asked, and the joint value is
    split in proportion to what each would give alone. Source: F9.
    """
    if line is not None:
        return _of_line(asked, line - sum(s.amount_sek or 0 for s in standing), new)
    shares = {a.claim: min(new.get(a.claim, a.fraction), a.fraction) for a in asked} if new is not None else _fitted(asked, standing)
    calls = [Call(str(s.claim), s.driver, s.fraction, decided=True) for s in standing]
    worth = counted([*calls, *(Call(str(a.claim), a.driver, shares[a.claim]) for a in asked)])
    return [Given(a.claim, shares[a.claim], None, worth.get(str(a.claim), Fraction(0))) for a in asked]


def _fitted(asked: Sequence[Ask], standing: Sequence[Ask]) -> dict[int, Fraction]:
    """The shares as asked for, scaled within a driver to what is left of it."""
    made: dict[int, Fraction] = {}
    for driver in {a.driver for a in asked}:
        here = [a for a in asked if a.driver == driver]
        whole, left = (sum((x.fraction for x in these if x.driver == driver), Fraction(0)) for these in (here, standing))
        left = max(1 - left, Fraction(0))
        made |= {a.claim: a.fraction * left / whole if whole > left else a.fraction for a in here}
    return made


def _of_line(asked: Sequence[Ask], left: int, new: Mapping[int, Fraction] | None) -> list[Given]:
    amounts = [a.amount_sek or 0 for a in asked]
    if new is not None:
        amounts = [min(int(new.get(a.claim, Fraction(amount))), amount) for a, amount in zip(asked, amounts, strict=True)]
    elif sum(amounts) > max(left, 0):
        amounts = split(max(left, 0), amounts)
    return [Given(a.claim, Fraction(0), amount, Fraction(0)) for a, amount in zip(asked, amounts, strict=True)]
