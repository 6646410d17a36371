"""In how many weightings a proposal is in the best set: exact along the share of one of two criteria, else by sampling.

Source: docs/method.md; F16.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem, Problem, points
from ..select import UNLIMITED, Budget, Selection, best, program
from .polytope import Allowed
from .sampling import draws_of_weights, seed_of

LIVE, FOR_THE_RECORD = 200, 1_000
SQUARE = Fraction(9604, 2500)  # 1.96 squared: 95 %
FINE = 10**6


@dataclass(frozen=True)
class Sampled:
    """`hits`: in how many of `samples` draws each proposal is in the best set. All draws is not core: only what was drawn is seen."""

    hits: Mapping[str, int]
    samples: int
    seed: int

    def frequency(self, proposal: str) -> Fraction:
        """The share of the draws that hold the proposal."""
        return Fraction(self.hits[proposal], self.samples)

    def interval(self, proposal: str) -> tuple[Fraction, Fraction]:
        """The 95 % Wilson interval of the frequency."""
        return wilson(self.hits[proposal], self.samples)


@dataclass(frozen=True)
class _Line:
    """A set's value along the share t of the criterion: start at t = 0, end at t = 1."""

    start: Fraction
    end: Fraction

    def at(self, share: Fraction) -> Fraction:
        return self.start + share * (self.end - self.start)


def acceptance(problem: Problem, *, criterion: str, low: Fraction, high: Fraction, budget: Budget = UNLIMITED) -> dict[str, Fraction]:
    """Per proposal the exact share of [low, high] in which it is in the best set, when the share of one of two criteria is
    uniform there; 0 <= low <= high <= 1. The criteria's own weights are not used.

    By the upper envelope of lines: the best sets at both ends, then where their lines cross, until nothing new is found. On each
    piece the tie rule settles between sets of the same line. A few solves per piece. Source: docs/method.md; F16.
    """
    ids = [c.id for c in problem.criteria]
    if len(ids) != 2 or criterion not in ids:
        raise BadProblem("criterion", "not one of two criteria")
    if not 0 <= low <= high <= 1:
        raise BadProblem("low", "not 0 <= low <= high <= 1")
    other = next(c for c in ids if c != criterion)

    def top(share: Fraction) -> Selection:
        return best(problem, asked=program(problem, weights={criterion: share, other: 1 - share}), budget=budget)

    def line(share: Fraction) -> _Line:
        total = points(problem, top(share).selected)
        return _Line(total[other], total[criterion])

    if low == high:
        inside = top(low).selected
        return {p.id: Fraction(int(p.id in inside)) for p in problem.proposals}
    edges = _breaks(low, line(low), high, line(high), line)
    frequency = {p.id: Fraction(0) for p in problem.proposals}
    for start, end in zip([low, *edges], [*edges, high], strict=True):
        for name in top((start + end) / 2).selected if start < end else ():
            frequency[name] += (end - start) / (high - low)
    return frequency


def _breaks(start: Fraction, first: _Line, end: Fraction, last: _Line, line: Callable[[Fraction], _Line]) -> list[Fraction]:
    """Where the best line changes between two shares, in order."""
    slopes = (first.end - first.start) - (last.end - last.start)
    if first == last or not slopes:
        return []
    cross = (last.start - first.start) / slopes
    if not start < cross < end:
        return []
    between = line(cross)
    if between.at(cross) == first.at(cross):
        return [cross]
    return [*_breaks(start, first, cross, between, line), *_breaks(cross, between, end, last, line)]


def sampled_acceptance(
    problem: Problem,
    *,
    weights: Sequence[Allowed] = (),
    samples: int = LIVE,
    seed: int | None = None,
    budget: Budget = UNLIMITED,
) -> Sampled:
    """Per proposal in how many draws of allowed weights it is in the best set (by the tie rule): one selection per draw.

    200 draws live, 1,000 for the record. The seed is that of the problem unless stated. Source: docs/method.md; F16.
    """
    seed = seed_of(problem) if seed is None else seed
    criteria = [c.id for c in problem.criteria]
    drawn = draws_of_weights(len(criteria), weights, samples=samples, seed=seed)
    chosen = (best(problem, asked=program(problem, weights=dict(zip(criteria, w, strict=True))), budget=budget).selected for w in drawn)
    return counted(problem, chosen, samples, seed)


def counted(problem: Problem, chosen: Iterable[Sequence[str]], samples: int, seed: int) -> Sampled:
    """How many of the chosen sets hold each proposal."""
    hits = {p.id: 0 for p in problem.proposals}
    for selected in chosen:
        for name in selected:
            hits[name] += 1
    return Sampled(hits, samples, seed)


def wilson(hits: int, samples: int) -> tuple[Fraction, Fraction]:
    """The 95 % Wilson interval of a share, rounded outwards to a millionth; samples >= 1. Source: docs/method.md; F16."""
    if not 0 <= hits <= samples or not samples:
        raise BadProblem("hits", "not between 0 and the number of samples")
    share = Fraction(hits, samples)
    middle = share + SQUARE / (2 * samples)
    square = SQUARE * (share * (1 - share) / samples + SQUARE / (4 * samples**2))
    root = math.isqrt(square.numerator * FINE**2 // square.denominator) + 1
    whole = 1 + SQUARE / samples
    low, high = (middle - Fraction(root, FINE)) / whole, (middle + Fraction(root, FINE)) / whole
    least = Fraction(math.floor(low * FINE), FINE) if hits else Fraction(0)
    most = Fraction(math.ceil(high * FINE), FINE) if hits < samples else Fraction(1)
    return max(Fraction(0), least), min(Fraction(1), most)
