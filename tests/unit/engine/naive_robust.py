"""The definitions of robustness read literally on every subset: no pruning, nothing kept from one question to the next."""

from fractions import Fraction
from itertools import combinations, product
from typing import Any

from . import naive

F = Fraction
Raw = dict[str, Any]


def feasible(raw: Raw) -> list[frozenset[str]]:
    """Every set that breaks no rule."""
    ids = [line["id"] for line in raw["proposals"]]
    sets = [frozenset(some) for size in range(len(ids) + 1) for some in combinations(ids, size)]
    return [
        s for s in sets if not naive.broken(raw, set(s)) and not any(x["status"] == "excluded" and x["id"] in s for x in raw["proposals"])
    ]


def extreme_points(rows: list[tuple[list[Fraction], Fraction]], count: int) -> set[tuple[Fraction, ...]]:
    """Every choice of count - 1 rows fulfilled with equality."""
    units = [([F(int(i == k)) for i in range(count)], F(0)) for k in range(count)]
    found = set()
    for some in combinations([*units, *rows], count - 1):
        point = _solved([(list(a), b) for a, b in some] + [([F(1)] * count, F(1))], count)
        if point is not None and all(sum(x * y for x, y in zip(a, point, strict=True)) >= b for a, b in [*units, *rows]):
            found.add(point)
    return found


def _solved(rows: list[tuple[list[Fraction], Fraction]], count: int) -> tuple[Fraction, ...] | None:
    table = [[*a, b] for a, b in rows]
    for column in range(count):
        pivot = next((r for r in range(column, count) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [x / table[column][column] for x in table[column]]
        for r in range(count):
            if r != column:
                table[r] = [x - table[r][column] * y for x, y in zip(table[r], table[column], strict=True)]
    return tuple(row[-1] for row in table)


def _points(raw: Raw, level: str) -> dict[str, dict[str, int]]:
    return {line["id"]: {**line["score"], **(line.get(level) or {})} for line in raw["proposals"]}


def certain(raw: Raw, chosen: frozenset[str], weights: dict[str, Fraction]) -> Fraction:
    """What synergies and savings are worth."""
    bare = {**raw, "proposals": [{**line, "score": {}} for line in raw["proposals"]]}
    bare["criteria"] = [{**c, "weight": weights[c["id"]]} for c in raw["criteria"]]
    return naive.value(bare, set(chosen))


def non_dominated(raw: Raw, corners: list[tuple[Fraction, ...]]) -> set[frozenset[str]]:
    """The definition of dominance over every pair of feasible sets."""
    sets, low, high = feasible(raw), _points(raw, "low"), _points(raw, "high")
    names = [c["id"] for c in raw["criteria"]]
    weightings = [dict(zip(names, corner, strict=True)) for corner in corners]
    sure = {s: [certain(raw, s, w) for w in weightings] for s in sets}

    def worth(some: frozenset[str], level: dict[str, dict[str, int]], w: dict[str, Fraction]) -> Fraction:
        return sum((w[c] * x for j in some for c, x in level[j].items()), F(0))

    def dominates(p: frozenset[str], q: frozenset[str]) -> bool:
        more = [a - b for a, b in zip(sure[p], sure[q], strict=True)]
        least = [worth(p - q, low, w) - worth(q - p, high, w) + m for w, m in zip(weightings, more, strict=True)]
        most = [worth(p - q, high, w) - worth(q - p, low, w) + m for w, m in zip(weightings, more, strict=True)]
        return all(x >= 0 for x in least) and any(x > 0 for x in most)

    return {q for q in sets if not any(dominates(p, q) for p in sets)}


def first(raw: Raw, sets: list[frozenset[str]], *worths: dict[frozenset[str], Fraction]) -> frozenset[str]:
    """The first by worths (greatest first), then the tie rule."""
    order = [x["id"] for x in sorted(raw["proposals"], key=lambda x: (x["submitted"], x["id"]))]

    def place(s: frozenset[str]) -> tuple[Any, ...]:
        costs = [sum(naive.cost(raw, set(s), j, t) for j in s) for t in range(len(raw["years"]))]
        return (*(-w[s] for w in worths), costs[0], sum(costs), [j not in s for j in order])

    return min(sets, key=place)


def inclusion(raw: Raw, probabilities: list[Fraction]) -> tuple[frozenset[str], dict[str, Fraction], Fraction]:
    """Every outcome of every proposal."""
    sets, ids = feasible(raw), [line["id"] for line in raw["proposals"]]
    likely = first(raw, sets, {s: F(naive.value(raw, set(s))) for s in sets})
    probability, regret = dict.fromkeys(ids, F(0)), F(0)
    for levels in product(range(3), repeat=len(ids)):
        share = F(1)
        for level in levels:
            share *= probabilities[level]
        lines = [
            {**x, "score": {**x["score"], **(x.get(("low", "score", "high")[k]) or {})}}
            for x, k in zip(raw["proposals"], levels, strict=True)
        ]
        worth = {s: F(naive.value({**raw, "proposals": lines}, set(s))) for s in sets}
        best = first(raw, sets, worth)
        regret += share * (worth[best] - worth[likely])
        for j in best:
            probability[j] += share
    return likely, probability, regret


def interval_regret(raw: Raw) -> tuple[frozenset[str], Fraction, dict[frozenset[str], Fraction]]:
    """The greatest regret of every set against every other."""
    sets, low, high = feasible(raw), _points(raw, "low"), _points(raw, "high")
    weights = {c["id"]: F(c["weight"]) for c in raw["criteria"]}
    sure = {s: certain(raw, s, weights) for s in sets}
    worth = [{j: sum(weights[c] * x for c, x in level[j].items()) for j in level} for level in (low, high)]
    regret = {s: max(sum(worth[1][j] for j in r - s) - sum(worth[0][j] for j in s - r) + sure[r] - sure[s] for r in sets) for s in sets}
    value = {s: F(naive.value(raw, set(s))) for s in sets}
    best = first(raw, sets, {s: -x for s, x in regret.items()}, value)
    return best, regret[best], regret


def scenario_regret(raw: Raw, scenarios: list[tuple[Fraction, dict[str, Fraction]]]) -> list[tuple[frozenset[str], Fraction, Fraction]]:
    """Least greatest, then least expected regret."""
    sets = feasible(raw)
    worth = [{s: sum((v.get(j, F(0)) for j in s), F(0)) for s in sets} for _, v in scenarios]
    regrets = {s: [max(w.values()) - w[s] for w in worth] for s in sets}
    greatest = {s: -max(r) for s, r in regrets.items()}
    expected = {s: -sum(p * x for (p, _), x in zip(scenarios, r, strict=True)) for s, r in regrets.items()}
    best = first(raw, sets, greatest, expected), first(raw, sets, expected, greatest)
    return [(s, -greatest[s], -expected[s]) for s in best]
