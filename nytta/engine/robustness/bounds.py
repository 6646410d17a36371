"""What a half-made portfolio of a knapsack could at best become, and which of them may still become efficient.

All in whole numbers: a bound rounded the wrong way would lose a portfolio. Source: docs/method.md; F16.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import ge, mul

Vector = tuple[int, ...]  # an item or a state is (weight, points by objective); a point is its objectives alone


class Completion:
    """The best additions from a number of items in one direction (direction x points), as the knapsack relaxation has it.

    The items stand by gain per weight: all are taken up to the first that does not fit, and of that one a part.
    """

    def __init__(self, direction: Vector, items: Iterable[Vector]) -> None:
        self.direction = direction
        self.weights, self.gains, self.points = [0], [0], [(0,) * len(direction)]
        self.next: list[tuple[int, int]] = []
        for item in items:
            gain = sum(map(mul, direction, item[1:]))
            self.next.append((gain, item[0] or 1))
            self.weights.append(self.weights[-1] + item[0])
            self.gains.append(self.gains[-1] + gain)
            self.points.append(plus(self.points[-1], item[1:]))
        self.next.append((0, 1))

    def more(self, left: int) -> int:
        """The most that can be added with this much weight left, rounded down."""
        taken = bisect_right(self.weights, left) - 1
        gain, weight = self.next[taken]
        return self.gains[taken] + (left - self.weights[taken]) * gain // weight

    def found(self, state: Vector, left: int) -> Vector:
        """A point that the state surely can come to: with the whole items."""
        return plus(state[1:], self.points[bisect_right(self.weights, left) - 1])


class Completions:
    """Completions by direction and number of items decided; items in the order in which they are decided."""

    def __init__(self, items: Sequence[Vector], capacity: int) -> None:
        self.items, self.capacity = items, capacity
        self.by_ratio: dict[Vector, list[int]] = {}

    def of(self, direction: Vector, decided: int) -> Completion:
        """The completion in a direction from the items not yet decided."""
        if direction not in self.by_ratio:
            self.by_ratio[direction] = sorted(range(len(self.items)), key=lambda i: self._falling_ratio(direction, i))
        return Completion(direction, (self.items[i] for i in self.by_ratio[direction] if i >= decided))

    def _falling_ratio(self, direction: Vector, index: int) -> tuple[int, int]:
        """Exact in whole numbers: two different ratios of weights up to the capacity differ by more than the shift cuts off."""
        weight, gain = self.items[index][0], sum(map(mul, direction, self.items[index][1:]))
        return (0, 0) if not weight else (1, -((gain << 2 * self.capacity.bit_length()) // weight))


class Corners:
    """Two objectives. An efficient point lies at or beyond a corner of the staircase of the points found so far; a state
    none of whose corners can be reached, in the direction of the staircase's own outer edges, is given up.
    """

    def __init__(self, found: Sequence[Vector], completions: Completions, decided: int) -> None:
        self.capacity = completions.capacity
        self.first = [-point[0] for point in found] + [0]  # corner i: at least -first[i] and at least second[i]
        self.second = [0] + [point[1] for point in found]
        self.ends = completions.of((1, 0), decided), completions.of((0, 1), decided)
        self.edges: list[tuple[Completion, int]] = []  # with the last corner below each
        self.edge_of = [0]
        for start, end in _outer_edges(found):
            direction = (found[end][1] - found[start][1], found[start][0] - found[end][0])
            self.edge_of += [len(self.edges)] * (end - start)
            self.edges.append((completions.of(direction, decided), end))

    def reached(self, state: Vector) -> Vector | None:
        """A point that the state can come to, when it may become efficient; else None."""
        left = self.capacity - state[0]
        lowest = bisect_left(self.first, -state[1] - self.ends[0].more(left))
        highest = bisect_right(self.second, state[2] + self.ends[1].more(left)) - 1
        if lowest > highest:
            return None
        if lowest == 0 or highest == len(self.first) - 1:
            return self.ends[lowest != 0].found(state, left)
        for edge, last in self.edges[self.edge_of[lowest] : self.edge_of[highest] + 1]:
            a, b = edge.direction
            best = a * state[1] + b * state[2] + edge.more(left)
            for corner in range(lowest, min(highest, last) + 1):
                if b * self.second[corner] - a * self.first[corner] <= best:
                    return edge.found(state, left)
            lowest = last + 1
        return None


class Ideals:
    """Any number of objectives. A state is given up when the best it could come to in each objective by itself is dominated
    by a point found.
    """

    def __init__(self, found: Sequence[Vector], completions: Completions, decided: int) -> None:
        self.capacity = completions.capacity
        self.found = list(found)
        count = len(found[0])
        self.ends = [completions.of(tuple(int(i == k) for i in range(count)), decided) for k in range(count)]

    def reached(self, state: Vector) -> Vector | None:
        """A point that the state can come to, when it may become efficient; else None."""
        left = self.capacity - state[0]
        ideal = tuple(points + end.more(left) for points, end in zip(state[1:], self.ends, strict=True))
        for place, point in enumerate(self.found):
            if dominates(point, ideal):
                self.found[0], self.found[place] = point, self.found[0]
                return None
        return self.ends[sum(state) % len(self.ends)].found(state, left)


def first_points(completions: Completions, count: int) -> list[Vector]:
    """Points found at once, by value per weight in directions spread over the objectives."""
    totals = [max(1, sum(item[k + 1] for item in completions.items)) for k in range(count)]
    start = (0,) * (count + 1)
    points = set()
    for shares in _spread(count, max(4, 60 // count**2)):
        direction = tuple(share * max(totals) // total for share, total in zip(shares, totals, strict=True))
        points.add(completions.of(direction, 0).found(start, completions.capacity))
    return efficient_points(points)


def efficient_points(points: Iterable[Vector]) -> list[Vector]:
    """Those that no other dominates, in falling order."""
    found: list[Vector] = []
    for point in sorted(set(points), reverse=True):
        if not any(dominates(other, point) for other in (found[-1:] if len(point) == 2 else found)):
            found.append(point)
    return found


def dominates(one: Vector, other: Vector) -> bool:
    """Nowhere lower, and not the same."""
    return all(map(ge, one, other)) and one != other


def plus(one: Vector, other: Vector) -> Vector:
    """The sum, place by place."""
    return tuple(map(int.__add__, one, other))


def _outer_edges(found: Sequence[Vector]) -> Iterator[tuple[int, int]]:
    """Neighbours on the upper hull of points in falling order, by their places."""
    hull: list[int] = []
    for place, point in enumerate(found):
        while len(hull) > 1:
            (ax, ay), (bx, by) = found[hull[-2]], found[hull[-1]]
            if (bx - ax) * (point[1] - ay) < (by - ay) * (point[0] - ax):
                break
            hull.pop()
        hull.append(place)
    yield from pairwise(hull)


def _spread(count: int, steps: int) -> Iterator[Vector]:
    """All vectors of `count` whole numbers >= 0 with the sum `steps`."""
    if count == 1:
        yield (steps,)
        return
    for share in range(steps + 1):
        for rest in _spread(count - 1, steps - share):
            yield (share, *rest)
