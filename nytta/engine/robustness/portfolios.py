"""Every portfolio that keeps all rules and that none of those compared with it beats, proposal by proposal.

Source: docs/method.md; F16.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import ge

from ..select import Program
from .knapsack import TooMany

Vector = tuple[int, ...]


@dataclass(frozen=True)
class Partial:
    """Some proposals decided. `used` per row of the program (no less than what can no longer break it), `open_ends` what the
    synergies and savings not yet settled stand at, `worth` the sum of vectors, `chosen` the proposals in as bits by column.
    """

    used: Vector
    open_ends: Vector
    worth: Vector
    chosen: int


Beats = Callable[[Partial, Partial], bool]


class Portfolios:
    """A program with a vector of whole numbers per column; what remains to be decided is summed beforehand for each row."""

    def __init__(self, asked: Program, vectors: Sequence[Vector]) -> None:
        self.asked, self.vectors = asked, vectors
        count = len(asked.ids)
        members = [*asked.products, *(tuple(c.claims) for c in asked.counted)]
        self.last = [max(of, default=-1) for of in members]
        self.joins = [[k for k, of in enumerate(members) if column in of] for column in range(count)]
        self.held: list[set[int]] = [{0, 1} for _ in range(count)]
        for fixing in asked.fixings:
            self.held[fixing.column] &= {fixing.amount}
        settled_at = [*range(count), *self.last]
        self.least, self.most = ([self._remaining(edge, depth, settled_at) for depth in range(count + 1)] for edge in (min, max))

    def _remaining(self, edge: Callable[[int, int], int], depth: int, settled_at: Sequence[int]) -> Vector:
        """Per row, the least or the most that columns settled from `depth` on can add."""
        return tuple(sum(edge(0, amount) for column, amount in row.terms.items() if settled_at[column] >= depth) for row in self.asked.rows)

    def unbeaten(self, beats: Beats, *, most: int, most_compared: int) -> list[Partial]:
        """The portfolios that keep every row and that no other `beats`; while some are undecided, none that uses no more of anything.

        TooMany when more than `most` are left at once, or when more than `most_compared` pairs would have to be compared.
        """
        now = [Partial((0,) * len(self.asked.rows), (1,) * len(self.asked.products) + (0,) * len(self.asked.counted), self._none(), 0)]
        for column in range(len(self.asked.ids)):
            following = (self._with(partial, column, amount) for partial in now for amount in sorted(self.held[column]))
            now = [partial for partial in following if partial is not None]
            now, compared = _unbeaten(now, beats, most_compared)
            most_compared -= compared
            if len(now) > most:
                raise TooMany(most)
        return now

    def _none(self) -> Vector:
        return (0,) * (len(self.vectors[0]) if self.vectors else 0)

    def _with(self, partial: Partial, column: int, amount: int) -> Partial | None:
        """One proposal more decided; None when a row can no longer be kept."""
        amounts = {column: amount} if amount else {}
        open_ends = list(partial.open_ends)
        for which in self.joins[column]:
            open_ends[which] = self._joined(which, column, amount, open_ends[which])
            if self.last[which] == column:
                amounts[len(self.asked.ids) + which] = open_ends[which]
                open_ends[which] = 0
        used = []
        for row, before, least, most in zip(self.asked.rows, partial.used, self.least[column + 1], self.most[column + 1], strict=True):
            after = before + sum(row.terms.get(k, 0) * x for k, x in amounts.items())
            if after + least > row.limit:
                return None
            used.append(max(after, row.limit - most))
        worth = partial.worth
        for k, x in amounts.items():
            worth = tuple(a + x * b for a, b in zip(worth, self.vectors[k], strict=True))
        return Partial(tuple(used), tuple(open_ends), worth, partial.chosen | amount << column)

    def _joined(self, which: int, column: int, amount: int, before: int) -> int:
        products = len(self.asked.products)
        if which < products:
            return before & amount
        counted = self.asked.counted[which - products]
        return min(counted.baseline, before + counted.claims[column] * amount)


def _unbeaten(partials: list[Partial], beats: Beats, most_compared: int) -> tuple[list[Partial], int]:
    """Who beats must have a greater sum of worth than who is beaten, so each is held against those before it. Also: how many pairs."""
    partials.sort(key=lambda partial: (partial.open_ends, -sum(partial.worth)))
    found: list[Partial] = []
    compared = 0
    for _, alike in groupby(partials, key=lambda partial: partial.open_ends):
        kept: list[Partial] = []
        for partial in alike:
            compared += len(kept)
            if compared > most_compared:
                raise TooMany(len(found) + len(kept))
            if not any(all(map(ge, partial.used, other.used)) and beats(other, partial) for other in kept):
                kept.append(partial)
        found += kept
    return found, compared
