"""All efficient portfolios of a knapsack with one resource and one or more objectives; equal vectors are different portfolios.

Dynamic programming over the items. A state is (weight, points by objective), with the number of ways to come to it. It is given
up only when another weighs no more and has a different and nowhere lower vector, or when the best that it could become cannot
be efficient. What is not found is proved not to be there. Source: docs/method.md; F16.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import ge, neg

from ..problem import BadProblem
from ..published import Knapsack
from .bounds import Completions, Corners, Ideals, Vector, efficient_points, first_points, plus

Layer = dict[Vector, int]


class TooMany(ArithmeticError):
    """More than `limit` portfolios or states: too many to list."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def __str__(self) -> str:
        return f"more than {self.limit}: too many to list"


@dataclass(frozen=True)
class Efficient:
    """`points` in falling order and the number of `portfolios`; per item, how many of them contain it (`core_counts`)."""

    points: tuple[Vector, ...]
    portfolios: int
    core_counts: tuple[int, ...]
    order: tuple[int, ...]
    items: tuple[Vector, ...]
    layers: tuple[Layer, ...]

    def sets(self) -> Iterator[frozenset[int]]:
        """Each efficient portfolio as its items, numbered from 0."""
        waiting: list[tuple[int, Vector, frozenset[int]]] = [(0, state, frozenset()) for state in self.layers[0]]
        while waiting:
            depth, state, chosen = waiting.pop()
            if depth == len(self.order):
                yield chosen
                continue
            item = self.order[depth]
            for following, more in ((state, chosen), (plus(state, self.items[item]), chosen | {item})):
                if following in self.layers[depth + 1]:
                    waiting.append((depth + 1, following, more))


def efficient(knapsack: Knapsack, *, limit: int = 0) -> Efficient:
    """The complete set of efficient portfolios, counted; whole numbers >= 0 throughout.

    More than `limit` states at once (0 = no limit) raises TooMany. Two objectives: 50 items in about 0.2 s and 100 in 0.5-30 s;
    three: 20 items in about 1 s. Source: docs/method.md; F16.
    """
    if len(knapsack.limits) != 1 or not knapsack.profits or not knapsack.profits[0]:
        raise BadProblem("file", "not a knapsack with one resource and one or more objectives")
    items = tuple((*w, *p) for w, p in zip(knapsack.weights, knapsack.profits, strict=True))
    totals = [max(1, sum(column)) for column in zip(*knapsack.profits, strict=True)]
    share = [sum((Fraction(p, t) for p, t in zip(item[1:], totals, strict=True)), Fraction(0)) for item in items]
    order = tuple(sorted(range(len(items)), key=lambda j: (items[j][0] > 0, -share[j] / (items[j][0] or 1))))
    layers = _forward([items[j] for j in order], knapsack.limits[0], limit)
    return _counted(items, order, layers)


def _forward(items: Sequence[Vector], capacity: int, limit: int) -> list[Layer]:
    """By number of items decided, the states that may become efficient and the ways to each."""
    completions = Completions([item for item in items if item[0] <= capacity], capacity)
    count = len(items[0]) - 1
    found = first_points(completions, count)
    layers: list[Layer] = [{(0,) * (count + 1): 1}]
    fitting = 0
    for item in items:
        ways = dict(layers[-1])
        if item[0] <= capacity:
            fitting += 1
            for state, number in layers[-1].items():
                if state[0] + item[0] <= capacity:
                    taken = plus(state, item)
                    ways[taken] = ways.get(taken, 0) + number
        prospects = (Corners if count == 2 else Ideals)(found, completions, fitting)
        reached = {state: point for state in ways if (point := prospects.reached(state)) is not None}
        found = efficient_points([*found, *reached.values()])
        layers.append({state: ways[state] for state in _undominated(list(reached))})
        if limit and len(layers[-1]) > limit:
            raise TooMany(limit)
    points = set(found)
    layers[-1] = {state: number for state, number in layers[-1].items() if state[1:] in points}
    return layers


def _undominated(states: list[Vector]) -> Iterator[Vector]:
    """Those that no lighter or equally heavy state dominates."""
    states.sort(key=lambda state: (-state[0], *state[1:]), reverse=True)
    if states and len(states[0]) == 3:
        yield from _undominated_pairs(states)
        return
    kept: list[Vector] = []  # in falling order, so that only the beginning can dominate; none dominates another
    for state in states:
        point = state[1:]
        place = bisect_left(kept, tuple(map(neg, point)), key=lambda other: tuple(map(neg, other)))
        if not any(all(map(ge, other, point)) and other != point for other in kept[:place]):
            kept[place:] = [point, *(other for other in kept[place:] if not all(map(ge, point, other)))]
            yield state


def _undominated_pairs(states: Sequence[Vector]) -> Iterator[Vector]:
    """The same for two objectives, in n log n: a staircase with the first falling (kept with its sign turned), the second rising."""
    first: list[int] = []
    second: list[int] = []
    for state in states:
        _, a, b = state
        place = bisect_right(first, -a) - 1
        if place >= 0 and second[place] >= b:
            if second[place] == b and first[place] == -a:
                yield state
            continue
        start = bisect_left(first, -a)
        end = bisect_right(second, b, start)
        first[start:end], second[start:end] = [-a], [b]
        yield state


def _counted(items: tuple[Vector, ...], order: tuple[int, ...], layers: list[Layer]) -> Efficient:
    """Backwards: only what leads to an efficient portfolio is kept, and each item counted through the states it joins."""
    counts = [0] * len(items)
    onward: Layer = dict.fromkeys(layers[-1], 1)
    kept = [onward]
    for depth in range(len(order) - 1, -1, -1):
        item, back = items[order[depth]], {}
        for state, number in layers[depth].items():
            taken = onward.get(plus(state, item), 0)
            counts[order[depth]] += number * taken
            if ways := taken + onward.get(state, 0):
                back[state] = ways
        onward = back
        kept.append(back)
    points = tuple(sorted({state[1:] for state in layers[-1]}, reverse=True))
    return Efficient(points, sum(onward.values()), tuple(counts), order, items, tuple(reversed(kept)))
