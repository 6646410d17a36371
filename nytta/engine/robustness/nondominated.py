"""Robust Portfolio Modeling: the portfolios that nothing dominates, whatever the allowed weights and scores, and what they share.

Liesiö, Mild & Salo, EJOR 181 (2007) and 190 (2008). Source: docs/method.md; F16.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from operator import ge

from ..problem import FIXED, Problem
from ..published import Knapsack
from ..select import Infeasible, Program, conflict, program
from .knapsack import TooMany, efficient
from .polytope import Allowed, Weights, extreme_points
from .portfolios import Partial, Portfolios, Vector

MOST_PORTFOLIOS, MOST_COMPARED = 20_000, 200_000_000


@dataclass(frozen=True)
class Robust:
    """`non_dominated` portfolios (each in problem order) and per proposal the share of them that contain it (`core_index`).

    It counts portfolios and is no probability: write "in 46 of 52 non-dominated portfolios".
    """

    extreme_points: tuple[Weights, ...]
    non_dominated: tuple[tuple[str, ...], ...]
    core_index: Mapping[str, Fraction]

    @property
    def core(self) -> tuple[str, ...]:
        """In all of them: take it whatever the weights."""
        return tuple(name for name, index in self.core_index.items() if index == 1)

    @property
    def exterior(self) -> tuple[str, ...]:
        """In none of them: leave it."""
        return tuple(name for name, index in self.core_index.items() if index == 0)

    @property
    def borderline(self) -> tuple[str, ...]:
        """In some of them: what to talk about."""
        return tuple(name for name, index in self.core_index.items() if 0 < index < 1)


def non_dominated(problem: Problem, *, weights: Sequence[Allowed] = (), limit: int = MOST_PORTFOLIOS) -> Robust:
    """All feasible portfolios that no feasible one dominates, exact, with every rule, synergies and savings.

    p dominates q when it is worth at least as much for all allowed weights and scores, and more for some: at each extreme point
    what only p has at its low less what only q has at its high is >= 0, and with low and high exchanged > 0 at some. Proposal by
    proposal, dropping what is dominated by another that uses no more of anything. The criteria's own weights are not used.
    Infeasible when nothing keeps the rules; TooMany above `limit`, or above 200 million comparisons (half a minute;
    about 20 proposals with intervals). Source: docs/method.md; F16.
    """
    points = extreme_points(weights, len(problem.criteria))
    asked = program(problem)
    sets = _as_knapsack(problem, asked, points, limit)
    if sets is None:
        sets = _by_proposal(problem, asked, points, limit)
    if not sets:
        raise Infeasible(conflict(problem))
    counts = {p.id: sum(p.id in chosen for chosen in sets) for p in problem.proposals}
    portfolios = sorted(tuple(p.id for p in problem.proposals if p.id in chosen) for chosen in sets)
    return Robust(points, tuple(portfolios), {name: Fraction(count, len(sets)) for name, count in counts.items()})


def _by_proposal(problem: Problem, asked: Program, points: Sequence[Weights], limit: int) -> list[frozenset[str]]:
    low, high = (_vectors(problem, asked, points, edge) for edge in ("low", "high"))
    spread = [tuple(h - w for w, h in zip(*pair, strict=True)) for pair in zip(low, high, strict=True)]
    count = len(points)
    uncertain = sum(1 << column for column, vector in enumerate(spread[: len(asked.ids)]) if any(vector))

    @cache
    def between(chosen: int) -> Vector:
        rows = [spread[column] for column in range(len(asked.ids)) if chosen >> column & 1]
        return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * count

    def dominates(one: Partial, other: Partial) -> bool:
        """The spread of what only the other has is what it may gain on the one, and the other way round."""
        if not all(map(ge, one.worth, other.worth)):
            return False
        others = between(other.chosen & ~one.chosen & uncertain)
        own = between(one.chosen & ~other.chosen & uncertain)
        gains = [a - b for a, b in zip(one.worth[:count], other.worth[:count], strict=True)]
        return all(map(ge, gains, others)) and any(g + more > 0 for g, more in zip(gains, own, strict=True))

    portfolios = Portfolios(asked, [a + b for a, b in zip(low, high, strict=True)])
    found = portfolios.unbeaten(dominates, most=limit, most_compared=MOST_COMPARED)
    return [frozenset(name for column, name in enumerate(asked.ids) if partial.chosen >> column & 1) for partial in found]


def _vectors(problem: Problem, asked: Program, points: Sequence[Weights], edge: str) -> list[Vector]:
    """Per column its value at each extreme point, with scores at `low`, likely (`score`) or `high`; times one whole number."""
    criteria = [c.id for c in problem.criteria]
    rates = {c.id: c.sek_per_point or 1 for c in problem.criteria}
    rows: list[Mapping[str, int | Fraction]] = [{**p.score, **(getattr(p, edge) or {})} for p in problem.proposals]
    rows += [s.score for s in problem.synergies]
    for saving, counted in zip(problem.savings, asked.counted, strict=True):
        rows.append({saving.criterion: Fraction(counted.step_sek, rates[saving.criterion])})
    scale = math.lcm(1, *(w.denominator for point in points for w in point), *(Fraction(x).denominator for r in rows for x in r.values()))
    return [tuple(int(sum(w * row.get(c, 0) for c, w in zip(criteria, point, strict=True)) * scale**2) for point in points) for row in rows]


def _as_knapsack(problem: Problem, asked: Program, points: Sequence[Weights], limit: int) -> list[frozenset[str]] | None:
    """Much faster when all scores are points and one ceiling is the only rule; None when they are not."""
    lines = {p.id: p for p in problem.proposals}
    exact = not any((getattr(p, edge) or p.score).items() - p.score.items() for p in lines.values() for edge in ("low", "high"))
    rows = [row for row in asked.rows if sum(max(0, amount) for amount in row.terms.values()) > row.limit]
    ceiling = len(rows) == 1 and all(amount >= 0 for amount in rows[0].terms.values())
    free = [name for name in asked.ids if lines[name].status == "free"]
    if not exact or not ceiling or problem.synergies or problem.savings or not free:
        return None
    fixed = frozenset(name for name in asked.ids if lines[name].status in FIXED)
    use = {name: rows[0].terms.get(asked.place[name], 0) for name in asked.ids}
    left = rows[0].limit - sum(use[name] for name in fixed)
    if left < 0:
        return []
    vectors = _vectors(problem, asked, points, "score")
    profits = tuple(vectors[asked.place[name]] for name in free)
    found = efficient(Knapsack((left,), tuple((use[name],) for name in free), profits), limit=limit)
    if found.portfolios > limit:
        raise TooMany(limit)
    return [fixed | {free[item] for item in chosen} for chosen in found.sets()]
