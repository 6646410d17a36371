"""The weights that the council agrees are possible, by their extreme points.

Source: docs/method.md; F16.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem

MOST_CRITERIA = 8
Weights = tuple[Fraction, ...]


@dataclass(frozen=True)
class Allowed:
    """One statement about the weights: coefficients x weights >= at_least."""

    coefficients: Weights
    at_least: Fraction

    def room(self, weights: Weights) -> Fraction:
        """How far the weights are inside; negative when they are not."""
        return sum((a * w for a, w in zip(self.coefficients, weights, strict=True)), -self.at_least)


def simplex(count: int) -> tuple[Allowed, ...]:
    """That no weight is negative; that they sum to 1 is understood throughout."""
    return tuple(Allowed(unit, Fraction(0)) for unit in _units(count))


def extreme_points(rows: Sequence[Allowed], count: int) -> tuple[Weights, ...]:
    """The extreme points of {w >= 0, sum 1, rows}, exact, in falling order; 1 to 8 criteria.

    One row after the other cuts the simplex: what lies inside stays, and each edge that is cut gives a point. Two points make an
    edge when no third fulfils with equality all that both do. BadProblem when no weights are left. Source: docs/method.md; F16.
    """
    if not 1 <= count <= MOST_CRITERIA:
        raise BadProblem("criteria", f"not 1 to {MOST_CRITERIA}")
    kept = list(simplex(count))
    points = _units(count)
    for index, row in enumerate(rows):
        if len(row.coefficients) != count:
            raise BadProblem(f"weights[{index}].coefficients", f"not {count} numbers")
        points = _cut(points, kept, row)
        if not points:
            raise BadProblem(f"weights[{index}]", "no weights are left")
        kept.append(row)
    return tuple(sorted(points, reverse=True))


def _cut(points: list[Weights], kept: Sequence[Allowed], row: Allowed) -> list[Weights]:
    room = {point: row.room(point) for point in points}
    tight = {point: frozenset(i for i, old in enumerate(kept) if not old.room(point)) for point in points}
    found = {point: None for point in points if room[point] >= 0}
    for inner in (p for p in points if room[p] > 0):
        for outer in (p for p in points if room[p] < 0):
            shared = tight[inner] & tight[outer]
            if not any(shared <= tight[other] for other in points if other not in (inner, outer)):
                share = room[inner] / (room[inner] - room[outer])
                found[tuple(a + share * (b - a) for a, b in zip(inner, outer, strict=True))] = None
    return list(found)


def _units(count: int) -> list[Weights]:
    return [tuple(Fraction(int(i == k)) for i in range(count)) for k in range(count)]
