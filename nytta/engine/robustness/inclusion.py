"""How often each proposal is in the best set when the benefit turns out low, likely or high.

Source: docs/method.md; F16.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import add

from ..problem import BadProblem, Problem, Proposal, cost_by_year, value
from ..select import UNLIMITED, Budget, Infeasible, conflict, program, select
from .acceptance import FOR_THE_RECORD
from .portfolios import Portfolios
from .sampling import seed_of

USUAL = (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))
MOST_SETS, MOST_VALUES = 20_000, 20_000_000
LEVELS = ("low", "likely", "high")


@dataclass(frozen=True)
class Inclusion:
    """`probability` per proposal of being in the best set; `expected_regret`: how much less the `likely_optimum` is worth on
    average than the best set of each outcome (value, undivided). `samples` None = exact; else the number of draws, with `seed`.
    """

    likely_optimum: tuple[str, ...]
    probability: Mapping[str, Fraction]
    expected_regret: Fraction
    samples: int | None = None
    seed: int | None = None


def inclusion(
    problem: Problem,
    *,
    probabilities: Sequence[Fraction] = USUAL,
    together: bool = False,
    samples: int = FOR_THE_RECORD,
    seed: int | None = None,
    exact_up_to: int = MOST_VALUES,
    budget: Budget = UNLIMITED,
) -> Inclusion:
    """Low, likely or high per proposal with the stated probabilities (of sum 1): all its criteria together, proposals apart.

    `together`: one outcome for all, as when they have a common cause. Exact where outcomes x sets are at most `exact_up_to`
    (about 8 proposals of uncertain benefit), else sampled: one selection per draw. Source: docs/method.md; F16.
    """
    if len(probabilities) != 3 or sum(probabilities) != 1 or any(p < 0 for p in probabilities):
        raise BadProblem("probabilities", "not three probabilities with the sum 1")
    likely = select(problem, budget=budget).selected
    uncertain = [p.id for p in problem.proposals if at_level(p, "low") != at_level(p, "high")]
    sets = None if together or 3 ** len(uncertain) > exact_up_to else _feasible_sets(problem, exact_up_to // 3 ** len(uncertain))
    if sets is not None:
        return _exact(problem, sets, likely, uncertain, probabilities)
    if together:
        levels = iter([dict.fromkeys(uncertain, level) for level in LEVELS])
        outcomes: Iterable[tuple[dict[str, str], Fraction]] = zip(levels, probabilities, strict=True)
    else:
        seed = seed_of(problem) if seed is None else seed
        outcomes = ((drawn, Fraction(1, samples)) for drawn in _draws(uncertain, probabilities, samples, seed))
    probability, regret = {p.id: Fraction(0) for p in problem.proposals}, Fraction(0)
    for levels_of, share in outcomes:
        turned = _turned(problem, levels_of)
        found = select(turned, budget=budget)
        for name in found.selected:
            probability[name] += share
        regret += share * (found.value - value(turned, likely))
    return Inclusion(likely, probability, regret, None if together else samples, None if together else seed)


def at_level(proposal: Proposal, level: str) -> dict[str, int]:
    """The scores of a proposal as low, likely or high; what has no interval stays as it is. Source: docs/method.md."""
    other = {"low": proposal.low, "high": proposal.high}.get(level)
    return {**proposal.score, **(other or {})}


def _draws(uncertain: Sequence[str], probabilities: Sequence[Fraction], samples: int, seed: int) -> Iterator[dict[str, str]]:
    rng = random.Random(seed)
    low, most = probabilities[0], probabilities[0] + probabilities[1]
    for _ in range(samples):
        marks = {name: Fraction(rng.random()) for name in uncertain}
        yield {name: "low" if mark < low else "likely" if mark < most else "high" for name, mark in marks.items()}


def _turned(problem: Problem, levels: Mapping[str, str]) -> Problem:
    lines = tuple(replace(p, score=at_level(p, levels.get(p.id, "likely")), low=None, high=None) for p in problem.proposals)
    return replace(problem, proposals=lines)


def _feasible_sets(problem: Problem, most: int) -> list[frozenset[str]] | None:
    """All sets that keep the rules, the first by the tie rule (without value) first; None when there are too many."""
    asked = program(problem)
    found: list[int] = []
    for partials in Portfolios(asked, [()] * (len(asked.ids) + len(asked.products) + len(asked.counted))).walk(None):
        if len(partials) > min(most, MOST_SETS):
            return None
        found = [partial.chosen for partial in partials]
    if not found and asked.ids:
        raise Infeasible(conflict(problem))
    order = sorted(problem.proposals, key=lambda p: (p.submitted, p.id))

    def place(chosen: frozenset[str]) -> tuple[int, int, list[bool]]:
        cost = cost_by_year(problem, chosen)
        return cost[0], sum(cost), [p.id not in chosen for p in order]

    sets = [frozenset(name for column, name in enumerate(asked.ids) if bits >> column & 1) for bits in found or [0]]
    return sorted(sets, key=place)


def _exact(
    problem: Problem, sets: list[frozenset[str]], likely: tuple[str, ...], uncertain: list[str], probabilities: Sequence[Fraction]
) -> Inclusion:
    """Outcome by outcome, the values of all sets moved by one proposal at a time."""
    weights = {c.id: c.weight for c in problem.criteria}
    worth = {p.id: {k: sum(weights[c] * x for c, x in at_level(p, k).items()) for k in LEVELS} for p in problem.proposals}
    moves = [[[(worth[j][k] - worth[j]["likely"]) * (j in chosen) for chosen in sets] for k in LEVELS] for j in uncertain]
    own = sets.index(frozenset(likely))
    won, regret = [Fraction(0)] * len(sets), Fraction(0)
    waiting = [(0, Fraction(1), [value(problem, chosen) for chosen in sets])]
    while waiting:
        depth, share, values = waiting.pop()
        if depth < len(uncertain):
            outcomes = [(p, move) for p, move in zip(probabilities, moves[depth], strict=True) if p]
            waiting += [(depth + 1, share * p, list(map(add, values, move))) for p, move in outcomes]
            continue
        best = max(values)
        won[values.index(best)] += share
        regret += share * (best - values[own])
    probability = {p.id: sum((w for w, chosen in zip(won, sets, strict=True) if p.id in chosen), Fraction(0)) for p in problem.proposals}
    return Inclusion(likely, probability, regret)
