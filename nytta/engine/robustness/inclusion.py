"""How often each proposal is in the best set when the benefit turns out low, likely or high.

Source: docs/method.md; F16.
"""

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from ..problem import BadProblem, Problem, Proposal, cost_by_year, value
from ..select import UNLIMITED, Budget, Program, program, select
from .acceptance import FOR_THE_RECORD
from .knapsack import TooMany
from .portfolios import Partial, Portfolios
from .sampling import seed_of

USUAL = (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))
MOST_SETS, MOST_COMPARED, MOST_VALUES = 20_000, 1_000_000, 5_000_000
LEVELS = ("low", "likely", "high")
Outcome = tuple[Fraction, dict[str, str]]  # its probability, and the level of each uncertain proposal


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
    (about 11 proposals of uncertain benefit), else sampled: one selection per draw. Source: docs/method.md; F16.
    """
    if len(probabilities) != 3 or sum(probabilities) != 1 or any(p < 0 for p in probabilities):
        raise BadProblem("probabilities", "not three probabilities with the sum 1")
    likely = select(problem, budget=budget).selected
    uncertain = [p.id for p in problem.proposals if at_level(p, "low") != at_level(p, "high")]
    sets = None if together else _possible_winners(problem)
    if sets is not None and 3 ** len(uncertain) * len(sets) <= exact_up_to:
        return Inclusion(likely, *_over_sets(problem, sets, likely, _outcomes(uncertain, probabilities)))
    if together:
        levels = [(p, dict.fromkeys(uncertain, level)) for level, p in zip(LEVELS, probabilities, strict=True)]
        return Inclusion(likely, *_by_selection(problem, likely, levels, budget))
    seed = seed_of(problem) if seed is None else seed
    drawn = _draws(uncertain, probabilities, samples, seed)
    counted = _by_selection(problem, likely, drawn, budget) if sets is None else _over_sets(problem, sets, likely, drawn)
    return Inclusion(likely, *counted, samples, seed)


def at_level(proposal: Proposal, level: str) -> dict[str, int]:
    """The scores of a proposal as low, likely or high; what has no interval stays as it is. Source: docs/method.md."""
    other = {"low": proposal.low, "high": proposal.high}.get(level)
    return {**proposal.score, **(other or {})}


def interval_values(problem: Problem, asked: Program) -> tuple[Fraction, dict[int, int], dict[int, int]]:
    """A unit of value, and per column of the program its value at low and at high as a whole number of units.

    Synergies and savings are certain: the same at both. Source: docs/method.md.
    """
    weights = {c.id: c.weight for c in problem.criteria}
    shared = {column: amount * asked.unit for column, amount in asked.objective.items() if column >= len(asked.ids)}
    unit = Fraction(1, math.lcm(1, *(amount.denominator for amount in shared.values())))
    ends = [[Fraction(sum(weights[c] * x for c, x in at_level(p, k).items())) for p in problem.proposals] for k in ("low", "high")]
    low, high = ({column: int(x / unit) for column, x in {**dict(enumerate(end)), **shared}.items()} for end in ends)
    return unit, low, high


def _outcomes(uncertain: Sequence[str], probabilities: Sequence[Fraction]) -> Iterator[Outcome]:
    for levels in product(range(3), repeat=len(uncertain)):
        share = math.prod((probabilities[level] for level in levels), start=Fraction(1))
        if share:
            yield share, {name: LEVELS[level] for name, level in zip(uncertain, levels, strict=True)}


def _draws(uncertain: Sequence[str], probabilities: Sequence[Fraction], samples: int, seed: int) -> Iterator[Outcome]:
    rng = random.Random(seed)
    low, most = probabilities[0], probabilities[0] + probabilities[1]
    for _ in range(samples):
        marks = {name: Fraction(rng.random()) for name in uncertain}
        yield Fraction(1, samples), {name: "low" if m < low else "likely" if m < most else "high" for name, m in marks.items()}


def _by_selection(
    problem: Problem, likely: Sequence[str], outcomes: Iterable[Outcome], budget: Budget
) -> tuple[dict[str, Fraction], Fraction]:
    """One selection for each outcome."""
    probability, regret = {p.id: Fraction(0) for p in problem.proposals}, Fraction(0)
    for share, levels in outcomes:
        lines = tuple(replace(p, score=at_level(p, levels.get(p.id, "likely")), low=None, high=None) for p in problem.proposals)
        turned = replace(problem, proposals=lines)
        found = select(turned, budget=budget)
        for name in found.selected:
            probability[name] += share
        regret += share * (found.value - value(turned, likely))
    return probability, regret


def _possible_winners(problem: Problem) -> list[frozenset[str]] | None:
    """All feasible sets but those worth less than another in every outcome, the first by the tie rule (without value) first.

    None when there are too many to go through.
    """
    asked = program(problem)
    _, low, high = interval_values(problem, asked)
    spread = [high[column] - low[column] for column in range(len(asked.ids))]

    def beats(one: Partial, other: Partial) -> bool:
        """Even with what only the other has at its best."""
        only = other.chosen & ~one.chosen
        gain = one.worth[0] - other.worth[0]
        return gain > 0 and gain > sum([more for column, more in enumerate(spread) if only >> column & 1])

    columns = len(asked.ids) + len(asked.products) + len(asked.counted)
    portfolios = Portfolios(asked, [(low.get(k, 0), high.get(k, 0)) for k in range(columns)])
    try:
        found = portfolios.unbeaten(beats, most=MOST_SETS, most_compared=MOST_COMPARED)
    except TooMany:
        return None
    order = sorted(problem.proposals, key=lambda p: (p.submitted, p.id))

    def place(chosen: frozenset[str]) -> tuple[int, int, list[bool]]:
        cost = cost_by_year(problem, chosen)
        return cost[0], sum(cost), [p.id not in chosen for p in order]

    sets = [frozenset(name for column, name in enumerate(asked.ids) if partial.chosen >> column & 1) for partial in found]
    return sorted(sets, key=place)


def _over_sets(
    problem: Problem, sets: Sequence[frozenset[str]], likely: Sequence[str], outcomes: Iterable[Outcome]
) -> tuple[dict[str, Fraction], Fraction]:
    """The values of all sets in each outcome, moved from those of the outcome before by the proposals that differ."""
    weights = {c.id: c.weight for c in problem.criteria}
    worth = {p.id: {k: sum(weights[c] * x for c, x in at_level(p, k).items()) for k in LEVELS} for p in problem.proposals}
    holds = {j: [int(j in chosen) for chosen in sets] for j in worth}
    exact = [value(problem, chosen) for chosen in sets]
    scale = math.lcm(1, *(amount.denominator for amount in exact))
    values, now = [int(amount * scale) for amount in exact], dict.fromkeys(worth, "likely")
    own = sets.index(frozenset(likely))
    won, regret = [Fraction(0)] * len(sets), Fraction(0)
    for share, levels in outcomes:
        for name, level in levels.items():
            if level != now[name]:
                change = (worth[name][level] - worth[name][now[name]]) * scale
                values = [before + change * holding for before, holding in zip(values, holds[name], strict=True)]
                now[name] = level
        best = max(values)
        won[values.index(best)] += share
        regret += share * (best - values[own])
    probability = {j: sum((w for w, chosen in zip(won, sets, strict=True) if j in chosen), Fraction(0)) for j in worth}
    return probability, regret / scale
