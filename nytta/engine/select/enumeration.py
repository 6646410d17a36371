"""Every set of proposals tried in order, in whole numbers: the answer where there is no solver, and for small problems.

Source: docs/method.md; F2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..solver import Internal, Row
from .rows import Program


@dataclass(frozen=True)
class Visited:
    """`chosen`: the best set, None when there is none; `count`: sets with its objective; `done` False when `nodes` ran out."""

    chosen: frozenset[str] | None
    objective: int | None
    count: int
    done: bool
    nodes: int


def best_of_all(asked: Program, *, nodes: int | None = None, counting: bool = False) -> Visited:
    """The best set by going through all, leaving out branches that must break a row or cannot reach the best so far.

    `counting` also counts the sets that are as good. Time: 2^n at worst, n the proposals not held; `nodes` cuts it.
    Source: docs/method.md; F2.
    """
    search = _Search(asked, counting)
    done = True
    for visited, _ in enumerate(search.walk(), 1):
        search.nodes = visited
        if nodes is not None and visited >= nodes:
            done = False
            break
    objective = None if search.best is None else search.best if asked.maximise else -search.best
    return Visited(search.chosen, objective, search.count, done, search.nodes)


class _Search:
    """`least[r]`: the least that row r can still add up to; `most`: the most that the objective can still reach."""

    def __init__(self, asked: Program, counting: bool) -> None:
        self.asked, self.counting = asked, counting
        sign = 1 if asked.maximise else -1
        self.objective = {column: amount * sign for column, amount in asked.objective.items()}
        self.kronor_worth = self.objective.pop(asked.kronor_column, 0) if asked.kronor else 0
        self.tops = [1] * (len(asked.ids) + len(asked.products)) + [c.baseline for c in asked.counted]
        self.rows: list[Row] = list(asked.rows)
        self.each = [asked.kronor.coefficients.get(row.rule, 0) if asked.kronor else 0 for row in self.rows]
        self.uses: list[list[tuple[int, int]]] = [[] for _ in self.tops]
        for index, row in enumerate(self.rows):
            for column, amount in row.terms.items():
                self.uses[column].append((index, amount))
        self.least = [sum(min(0, a) * self.tops[j] for j, a in row.terms.items()) for row in self.rows]
        self.most = sum(max(0, amount) * self.tops[column] for column, amount in self.objective.items())
        self.held = self._held()
        self.known = [0] * len(self.tops)
        self.settled_at = self._settled_at()
        self.best: int | None = None
        self.chosen: frozenset[str] | None = None
        self.count = self.nodes = 0

    def _held(self) -> list[tuple[int, ...]]:
        held = [(1, 0)] * len(self.asked.ids)
        found: list[tuple[int, ...]] = list(held)
        for fixing in self.asked.fixings:
            found[fixing.column] = tuple(x for x in found[fixing.column] if x == fixing.amount)
        return found

    def _settled_at(self) -> list[list[int]]:
        """Per proposal the columns that are known once it is, itself first."""
        count, found = len(self.asked.ids), [[j] for j in range(len(self.asked.ids))]
        members = [*self.asked.products, *(tuple(c.claims) for c in self.asked.counted)]
        for column, of in enumerate(members, count):
            if of:
                found[max(of)].append(column)
        return found

    def walk(self, depth: int = 0) -> Iterator[None]:
        """One step per set or part of a set looked at; the best stands in `best` and `chosen`."""
        worth = self._worth()
        if worth is None:
            return
        yield
        if depth == len(self.asked.ids):
            self._take(worth)
            return
        for amount in self.held[depth]:
            self.known[depth] = amount
            changes = [(column, self._amount(column)) for column in self.settled_at[depth]]
            self._move(changes, 1)
            yield from self.walk(depth + 1)
            self._move(changes, -1)

    def _amount(self, column: int) -> int:
        count, products = len(self.asked.ids), len(self.asked.products)
        if column < count:
            return self.known[column]
        if column < count + products:
            return int(all(self.known[m] for m in self.asked.products[column - count]))
        counted = self.asked.counted[column - count - products]
        return min(counted.baseline, sum(amount for j, amount in counted.claims.items() if self.known[j]))

    def _move(self, changes: list[tuple[int, int]], sign: int) -> None:
        for column, amount in changes:
            top = self.tops[column]
            for row, each in self.uses[column]:
                self.least[row] += sign * (each * amount - min(0, each) * top)
            worth = self.objective.get(column, 0)
            self.most += sign * (worth * amount - max(0, worth) * top)

    def _worth(self) -> int | None:
        """The most that can still be reached, None when a row must break or the best is out of reach."""
        least, most = 0, self.asked.kronor.most if self.asked.kronor else 0
        for row, used, each in zip(self.rows, self.least, self.each, strict=True):
            room = row.limit - used
            if each < 0:
                least = max(least, -(room // -each))
            elif each > 0:
                most = room // each if most is None else min(most, room // each)
            elif room < 0:
                return None
        if most is not None and least > most:
            return None
        if self.kronor_worth > 0 and most is None:
            raise Internal("nothing limits the kronor")
        kronor = (most or 0) if self.kronor_worth > 0 else least
        worth = self.most + self.kronor_worth * kronor
        beaten = self.best is not None and (worth < self.best if self.counting else worth <= self.best)
        return None if beaten else worth

    def _take(self, worth: int) -> None:
        if self.best is not None and worth == self.best:
            self.count += 1
            return
        self.best, self.count = worth, 1
        self.chosen = frozenset(name for name, inside in zip(self.asked.ids, self.known, strict=False) if inside)
