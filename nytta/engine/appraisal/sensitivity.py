"""What a result hangs on: each thing at its low and its high, how much it must at least be, and how one sum becomes another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .numbers import ONE, BadInput, Number, difference, divided, number, whole


@dataclass(frozen=True)
class Swing:
    """The result when one thing is at its low and at its high, the others as likely."""

    name: str
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        """How far the result moves."""
        return abs(self.high - self.low)


def tornado(swings: Sequence[Swing]) -> list[Swing]:
    """The widest first; ties in the order given."""
    return sorted(swings, key=lambda s: -s.width)


def low_likely_high(low: Number, likely: Number, high: Number, field: str = "figure") -> tuple[Decimal, Decimal, Decimal]:
    """Three estimates in order; refused otherwise."""
    a, b, c = number(low, f"{field}.low"), number(likely, f"{field}.likely"), number(high, f"{field}.high")
    if not a <= b <= c:
        raise BadInput("low_likely_high", field, f"{a} {b} {c}", "low ≤ likely ≤ high")
    return a, b, c


def break_even(npv: Number, worth: Number) -> Decimal | None:
    """The multiple of one item at which the net present value is 0, the others unchanged: 1 − NPV / its part of the NPV.

    `worth` is the item's present value with its sign (a cost is negative). None for an item that is worth nothing.
    """
    part = number(worth, "worth")
    return difference(ONE, divided(number(npv, "npv"), part)) if part else None


@dataclass(frozen=True)
class Stair:
    """A step from one sum to another, in whole units; the first and last stand on the ground."""

    name: str
    start: int
    end: int
    total: bool = False


def waterfall(first: str, last: str, start: Number, changes: Mapping[str, Number]) -> list[Stair]:
    """From a sum to another by named changes. Rounded where each step ends, so that the steps always meet; no change, no step."""
    at = number(start, "start")
    rows = [Stair(first, 0, whole(at), True)]
    for name, change in changes.items():
        after = at + number(change, f"changes.{name}")
        if whole(after) != whole(at):
            rows.append(Stair(name, whole(at), whole(after)))
        at = after
    return [*rows, Stair(last, 0, whole(at), True)]
