"""One set of weights from the members' own.

Source: docs/method.md.
"""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from ..problem import BadProblem

Weights = Sequence[int | Fraction]


def normalised(weights: Weights, field: str = "weights") -> tuple[Fraction, ...]:
    """Weights >= 0 as shares that sum to 1; all 0, none or a negative one is refused. Source: docs/method.md."""
    total = sum(weights)
    if any(weight < 0 for weight in weights):
        raise BadProblem(field, "negative")
    if not total:
        raise BadProblem(field, "a weight of 0 everywhere")
    return tuple(Fraction(weight) / total for weight in weights)


def mean_weights(members: Sequence[Weights]) -> tuple[Fraction, ...]:
    """The arithmetic mean of the members' normalised weights; sums to 1. Source: docs/method.md; N8."""
    shares = _shares(members)
    return tuple(sum(column, Fraction(0)) / len(shares) for column in zip(*shares, strict=True))


def median_weights(members: Sequence[Weights]) -> tuple[Fraction, ...]:
    """The median of each criterion over the members' normalised weights, then normalised again; one extreme member
    moves it little. Refused when every median is 0. Source: docs/method.md; N8.
    """
    return normalised([median(column) for column in zip(*_shares(members), strict=True)])


def _shares(members: Sequence[Weights]) -> list[tuple[Fraction, ...]]:
    if not members:
        raise BadProblem("weights", "no members")
    for index, weights in enumerate(members):
        if len(weights) != len(members[0]):
            raise BadProblem(f"weights[{index}]", f"not {len(members[0])} weights")
    return [normalised(weights, f"weights[{index}]") for index, weights in enumerate(members)]
