"""Among sets of equal value: least cost in year 1, then over all years, then the earliest submitted; so one set is the answer.

Source: docs/method.md; F2.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..problem import Problem
from ..solver import Row
from .rows import Program, Terms, cost_terms
from .settling import UNLIMITED, Budget, less, settle

BLOCK = 20  # proposals whose order of submission is settled in one solve: 2^19 is far below what a float holds


@dataclass(frozen=True)
class Tied:
    """`chosen` is the set by the tie rule; `alone` whether no other set has the value; `proved` False when the budget ran out
    (then the set is the best known, and only its value is proved).
    """

    chosen: frozenset[str]
    alone: bool
    proved: bool = True


def untie(problem: Problem, asked: Program, chosen: frozenset[str], *, budget: Budget = UNLIMITED) -> Tied:
    """The one set by the tie rule among those of `asked` with the objective that `chosen` has, which must be the best.

    First the best of all other sets is asked for: when it is worth less there is nothing to settle (one solve, about as long as the
    first). Otherwise costs are made least one after the other, each held where it came, and the order of submission is walked in
    blocks, with the question in between whether another set is left. Source: docs/method.md; F2.
    """
    top = asked.objective_of(chosen)
    other = settle(asked.adding(asked.other_than(chosen)), budget=budget)
    if other.state == "infeasible" or (other.bound is not None and other.bound < top):
        return Tied(chosen, True)
    if other.objective != top:
        return Tied(chosen, False, False)
    level, left = asked.adding(asked.at_least(top)), less(budget, other)
    best, proved = chosen, True
    for years in (range(1), range(len(problem.years))):
        costs = cost_terms(problem, years)
        found = settle(_costing(level, costs), budget=left, start=best)
        left = less(left, found)
        proved = proved and found.state == "optimal"
        if found.chosen is None:
            return Tied(best, False, False)
        best = found.chosen
        level = level.adding(Row(rule="cost", terms=costs, limit=_sum(level, costs, best)))
    return _earliest(problem, level, best, proved, left)


def _earliest(problem: Problem, level: Program, best: frozenset[str], proved: bool, budget: Budget) -> Tied:
    order = [level.place[p.id] for p in sorted(problem.proposals, key=lambda p: (p.submitted, p.id))]
    for first in range(0, len(order), BLOCK):
        other = settle(level.adding(level.other_than(best)), budget=budget)  # by value: without an aim it is far slower
        if other.state == "infeasible":
            return Tied(best, False, proved)
        block = order[first : first + BLOCK]
        marks = {column: 1 << (len(block) - 1 - i) for i, column in enumerate(block)}
        budget = less(budget, other)
        found = settle(level.aiming(marks), budget=budget, start=best)
        budget = less(budget, found)
        proved = proved and found.state == "optimal"
        if found.chosen is None:
            return Tied(best, False, False)
        best = found.chosen
        inside = {column for column in block if level.ids[column] in best}
        level = level.forced(inside=[level.ids[j] for j in inside], outside=[level.ids[j] for j in block if j not in inside])
    return Tied(best, False, proved)


def _costing(level: Program, costs: Mapping[int, int]) -> Program:
    return level.aiming(costs, maximise=False)


def _sum(level: Program, terms: Terms, chosen: frozenset[str]) -> int:
    columns = level.columns_of(chosen)
    return sum(amount * columns[column] for column, amount in terms.items())
