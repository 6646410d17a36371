"""Weights drawn uniformly from what is allowed, the same in every run: whole-number steps, a stated seed, only `random()`.

Source: docs/method.md; F16.
"""

import hashlib
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction

from ..problem import Problem
from .polytope import Allowed, Weights, extreme_points, simplex

STEPS = 10**6
TRIES, FEWEST = 1_000, 10  # fewer than 1 of 100 pass: rejection is given up
BURN_IN, KEPT_EVERY = 200, 20


def canonical_json(problem: Problem) -> str:
    """The problem as one text: fields sorted by name, lists in their order, no spaces, shares as "3/10"."""
    return json.dumps(asdict(problem), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def seed_of(problem: Problem) -> int:
    """The first 8 bytes of the SHA-256 of the canonical JSON, as a whole number. Source: docs/method.md; F16."""
    return int.from_bytes(hashlib.sha256(canonical_json(problem).encode()).digest()[:8], "big")


def draws_of_weights(count: int, rows: Sequence[Allowed] = (), *, samples: int, seed: int) -> Iterator[Weights]:
    """`samples` sets of weights, uniform on {w >= 0, sum 1, rows}; exact fractions that keep every row.

    Without rows: the differences between sorted steps. A full rank order: the same, sorted. Otherwise those of the simplex that
    pass, or, when fewer than 1 of 100 do, hit-and-run (200 steps first, then every 20th). Source: docs/method.md; F16.
    """
    corners = extreme_points(rows, count)
    order = _rank_order(rows, count)
    rng = random.Random(seed)
    if order is not None:
        for _ in range(samples):
            falling = sorted(_uniform(rng, count), reverse=True)
            yield tuple(falling[order.index(i)] for i in range(count))
        return
    trial = random.Random(seed)
    passing = sum(_allowed(_uniform(trial, count), rows) for _ in range(TRIES)) if rows else TRIES
    source = _rejection(rng, count, rows) if passing >= FEWEST else _hit_and_run(rng, corners, (*simplex(count), *rows))
    for _, weights in zip(range(samples), source, strict=False):
        yield weights


def _uniform(rng: random.Random, count: int) -> Weights:
    cuts = sorted(int(rng.random() * STEPS) for _ in range(count - 1))
    return tuple(Fraction(b - a, STEPS) for a, b in zip([0, *cuts], [*cuts, STEPS], strict=True))


def _allowed(weights: Weights, rows: Sequence[Allowed]) -> bool:
    return all(row.room(weights) >= 0 for row in rows)


def _rejection(rng: random.Random, count: int, rows: Sequence[Allowed]) -> Iterator[Weights]:
    while True:
        weights = _uniform(rng, count)
        if _allowed(weights, rows):
            yield weights


def _rank_order(rows: Sequence[Allowed], count: int) -> list[int] | None:
    """The criteria from the heaviest when the rows say exactly that, each before the next; else None."""
    after: dict[int, int] = {}
    for row in rows:
        signs = sorted((a, i) for i, a in enumerate(row.coefficients) if a)
        if row.at_least or len(signs) != 2 or signs[0][0] != -signs[1][0] or signs[1][1] in after:
            return None
        after[signs[1][1]] = signs[0][1]
    starts = [i for i in range(count) if i not in after.values()]
    order = starts if len(starts) == 1 and len(after) == count - 1 else []
    while order and order[-1] in after and len(order) < count:
        order.append(after[order[-1]])
    return order if len(order) == count else None


def _hit_and_run(rng: random.Random, corners: Sequence[Weights], rows: Sequence[Allowed]) -> Iterator[Weights]:
    """Steps of a millionth along edges from the first corner, so that each point keeps what the rows fix; a step that leaves is not made."""
    origin, edges = corners[0], _independent(corners)
    here = tuple(Fraction(1, len(corners)) * sum(c[i] for c in corners) for i in range(len(origin)))
    place = [Fraction(round(x * STEPS), STEPS) for x in _coordinates(here, origin, edges)]
    if not _allowed(_point(origin, edges, place), rows):
        place = list(_coordinates(here, origin, edges))
    step = 0
    while True:
        step += 1
        place = _moved(rng, origin, edges, rows, place)
        if step > BURN_IN and step % KEPT_EVERY == 0:
            yield _point(origin, edges, place)


def _moved(rng: random.Random, origin: Weights, edges: Sequence[Weights], rows: Sequence[Allowed], place: list[Fraction]) -> list[Fraction]:
    ways = [Fraction(int(rng.random() * 2001) - 1000) for _ in edges]
    share = Fraction(int(rng.random() * STEPS), STEPS)
    now, ahead = _point(origin, edges, place), _point(origin, edges, [x + d for x, d in zip(place, ways, strict=True)])
    least, most = None, None
    for row in rows:
        room, slope = row.room(now), row.room(ahead) - row.room(now)
        if slope > 0 and (least is None or -room / slope > least):
            least = -room / slope
        if slope < 0 and (most is None or -room / slope < most):
            most = -room / slope
    if least is None or most is None:
        return place
    length = least + share * (most - least)
    moved = [Fraction(math.floor((x + length * d) * STEPS), STEPS) for x, d in zip(place, ways, strict=True)]
    return moved if _allowed(_point(origin, edges, moved), rows) else place


def _point(origin: Weights, edges: Sequence[Weights], place: Sequence[Fraction]) -> Weights:
    return tuple(o + sum((x * edge[i] for x, edge in zip(place, edges, strict=True)), Fraction(0)) for i, o in enumerate(origin))


def _independent(corners: Sequence[Weights]) -> list[Weights]:
    """Edges from the first corner that span all that the corners do."""
    found: list[Weights] = []
    reduced: list[list[Fraction]] = []
    for corner in corners[1:]:
        edge = [a - b for a, b in zip(corner, corners[0], strict=True)]
        rest = list(edge)
        for row in reduced:
            lead = next(i for i, x in enumerate(row) if x)
            rest = [x - rest[lead] / row[lead] * y for x, y in zip(rest, row, strict=True)]
        if any(rest):
            reduced.append(rest)
            found.append(tuple(edge))
    return found


def _coordinates(point: Weights, origin: Weights, edges: Sequence[Weights]) -> tuple[Fraction, ...]:
    """Where a point of the span stands along the edges: Gauss-Jordan in fractions."""
    rows = [[edge[i] for edge in edges] + [point[i] - origin[i]] for i in range(len(origin))]
    for column in range(len(edges)):
        pivot = next(r for r in rows[column:] if r[column])
        rows.remove(pivot)
        pivot = [x / pivot[column] for x in pivot]
        rows = [[x - row[column] * y for x, y in zip(row, pivot, strict=True)] for row in rows]
        rows.insert(column, pivot)
    return tuple(row[-1] for row in rows[: len(edges)])
