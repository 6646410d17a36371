"""Eliciting weights: what each criterion can vary by at hand, weights from swings or from an order, and the known traps.

Source: docs/method.md; N8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .group import mid_ranks
from .problem import BadProblem, Problem

ALIKE = Fraction(9, 10)


@dataclass(frozen=True)
class Range:
    """The total points of one criterion with nothing in (`worst`) and with all proposals at hand (`best`)."""

    criterion: str
    worst: Fraction
    best: Fraction


@dataclass(frozen=True)
class Alike:
    """Two criteria that order the proposals nearly alike: ask whether they are the same benefit. `squared` is rank correlation²."""

    first: str
    second: str
    squared: Fraction


def ranges(problem: Problem) -> tuple[Range, ...]:
    """Per criterion the worst and the best total over the proposals at hand, between which a swing is judged.

    Own points and counted savings; no synergies, and no frame, which would make the range depend on other criteria.
    Source: docs/method.md; N8.
    """
    points = _points(problem, capped=True)
    return tuple(Range(criterion, Fraction(0), sum(row, Fraction(0))) for criterion, row in points.items())


def refuse_changed_ranges(shown: Sequence[Range], now: Sequence[Range]) -> None:
    """BadProblem when a range is no longer the one that the weights were judged by. Source: docs/method.md."""
    before = {row.criterion: row for row in shown}
    for row in now:
        if before.get(row.criterion) != row:
            raise BadProblem(f"ranges[{row.criterion}]", "changed since it was shown")
    if len(before) != len(now):
        raise BadProblem("ranges", "changed since they were shown")


def swing_weights(swings: Mapping[str, int]) -> dict[str, Fraction]:
    """Swings as shares that sum to 1. The swing that would be made first is 100, the others 0-100 beside it, whole numbers.

    Source: docs/method.md; N8.
    """
    for criterion, swing in swings.items():
        if not 0 <= swing <= 100:
            raise BadProblem(f"swings[{criterion}]", "not 0-100")
    if max(swings.values(), default=0) != 100:
        raise BadProblem("swings", "the first swing is not 100")
    return {criterion: Fraction(swing, sum(swings.values())) for criterion, swing in swings.items()}


def rank_order_centroid(n: int) -> tuple[Fraction, ...]:
    """Weights of n >= 1 criteria when only their order is known, most important first: wᵢ = (1/n) x (1/i + … + 1/n).

    Source: docs/method.md.
    """
    if n < 1:
        raise BadProblem("n", "less than 1")
    weights = [Fraction(0)]
    for k in range(n, 0, -1):
        weights.append(weights[-1] + Fraction(1, n * k))
    return tuple(reversed(weights[1:]))


def double_counting(problem: Problem) -> tuple[Alike, ...]:
    """The pairs of criteria whose rank correlation (Spearman's, mid-ranks) over the proposals is above 0.9; exact.

    A criterion by which all proposals are level is like no other. Source: docs/method.md.
    """
    ranked = {criterion: mid_ranks(row) for criterion, row in _points(problem, capped=False).items() if row}
    names = list(ranked)
    found = []
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            together, squares = _covariation(ranked[first], ranked[second])
            if together > 0 and together**2 > ALIKE**2 * squares:
                found.append(Alike(first, second, together**2 / squares))
    return tuple(found)


def _points(problem: Problem, *, capped: bool) -> dict[str, list[Fraction]]:
    """Per criterion, the points of each proposal by itself; a saving's claims together make its counted points when capped."""
    rates = {criterion.id: criterion.sek_per_point for criterion in problem.criteria}
    found = {criterion: [Fraction(p.score.get(criterion, 0)) for p in problem.proposals] for criterion in rates}
    for saving in problem.savings:
        claimed = sum(saving.claims.values())
        kept = Fraction(min(saving.baseline, claimed), claimed) if capped and claimed else Fraction(1)
        for index, proposal in enumerate(problem.proposals):
            claim = saving.claims.get(proposal.id, 0)
            found[saving.criterion][index] += claim * kept / (rates[saving.criterion] or 1)
    return found


def _covariation(a: Sequence[Fraction], b: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The sum of products of the distances from the means, and the product of the sums of their squares."""
    x, y = ([value - sum(row, Fraction(0)) / len(row) for value in row] for row in (a, b))
    together = sum((p * q for p, q in zip(x, y, strict=True)), Fraction(0))
    return together, sum((p * p for p in x), Fraction(0)) * sum((q * q for q in y), Fraction(0))
