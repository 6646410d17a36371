"""How far the members agree: Kendall's W on what they say, and proposal by member on what follows from it.

Source: docs/method.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem

Scores = Sequence[int | Fraction]


@dataclass(frozen=True)
class Agreement:
    """`rank_sums` per item (rank 1 = highest score); `w` from 0 to 1, None when every judge ties everything."""

    rank_sums: tuple[Fraction, ...]
    w: Fraction | None


@dataclass(frozen=True)
class Disagreement:
    """One proposal: the members in whose weights it is in, and their share of all members."""

    id: str
    members: tuple[str, ...]
    share: Fraction


def mid_ranks(scores: Scores) -> tuple[Fraction, ...]:
    """The rank of each, 1 = highest; those that tie share the mean of their places. Source: docs/method.md."""
    places: dict[int | Fraction, list[int]] = {}
    for place, score in enumerate(sorted(scores, reverse=True), 1):
        places.setdefault(score, []).append(place)
    return tuple(Fraction(sum(places[score]), len(places[score])) for score in scores)


def kendall_w(scores: Sequence[Scores]) -> Agreement:
    """Kendall's coefficient of concordance with mid-ranks and tie correction, exact; `scores[judge][item]`.

    W = 12 S / (m² (n³ - n) - m T): S the squared distances of the rank sums from their mean, T the sum of t³ - t over every
    judge's groups of ties. Nothing is said of chance: below five judges no p-value would mean anything. Source: docs/method.md.
    """
    if not scores or not scores[0]:
        raise BadProblem("scores", "no judges or no items")
    for judge, row in enumerate(scores):
        if len(row) != len(scores[0]):
            raise BadProblem(f"scores[{judge}]", f"not {len(scores[0])} items")
    m, n = len(scores), len(scores[0])
    sums = tuple(sum(column, Fraction(0)) for column in zip(*map(mid_ranks, scores), strict=True))
    ties = sum(t**3 - t for row in scores for t in Counter(row).values())
    spread = sum(((total - Fraction(m * (n + 1), 2)) ** 2 for total in sums), Fraction(0))
    possible = m * m * (n**3 - n) - m * ties
    return Agreement(sums, 12 * spread / possible if possible else None)


def disagreement(selected: Mapping[str, Collection[str]], proposals: Sequence[str]) -> tuple[Disagreement, ...]:
    """The map of disagreement, proposal by member, sorted by share (most first, then in the order of `proposals`).

    `selected` is the best set in each member's own weights. Source: docs/method.md; N8.
    """
    if not selected:
        raise BadProblem("selected", "no members")
    rows = []
    for proposal_id in proposals:
        members = tuple(member for member, chosen in selected.items() if proposal_id in chosen)
        rows.append(Disagreement(proposal_id, members, Fraction(len(members), len(selected))))
    return tuple(sorted(rows, key=lambda row: -row.share))
