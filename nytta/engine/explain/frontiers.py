"""What a frame is worth: every step of the best value as one frame grows, as the year's cost grows, and for a stated sum more.

All by solving again; no prices of a relaxation. Source: docs/method.md "Frames as a question"; F3.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem, Problem, cost_by_year, exact
from ..rank import rank
from ..select import UNLIMITED, Budget, Infeasible, Program, Selection, Terms, best, conflict, cost_terms, program
from ..solver import Internal, Row
from .asking import in_order, proved, top, top_by_ties

MOST_POINTS = 200  # above this many the cost frontier is sampled


@dataclass(frozen=True)
class Step:
    """A frame of year 1 (kronor) from which the best value is `value`, with the best set there. A krona between two steps gains nothing."""

    frame_sek: int
    value: Fraction
    selected: tuple[str, ...]


@dataclass(frozen=True)
class FrameFrontier:
    """The steps of one portfolio from a low to a high frame, the least first; `complete` False when `most` steps were not enough."""

    portfolio: str
    steps: tuple[Step, ...]
    complete: bool = True

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind frame_frontier)."""
        return {"steps": [{"frame": s.frame_sek, "value": exact(s.value), "selected": list(s.selected)} for s in self.steps]}


def frame_frontier(
    problem: Problem, *, portfolio: str, low: int, high: int, most: int | None = None, budget: Budget = UNLIMITED
) -> FrameFrontier:
    """Every year-1 frame in [low, high] at which the best value rises; only this frame moves, parts and directed_max stay.

    The first step is `low`, or the least frame at which anything is feasible. Then the least frame with which one unit more can be
    reached, the best set there, and again. A few solves per step; at most `most` steps when given.
    Source: docs/method.md "Frames as a question"; F3.
    """
    _refuse_span(problem, portfolio, low, high)
    steps: list[Step] = []
    rule = f"frame:{portfolio}:{problem.years[0]}"
    own = next(p.frame[0] for p in problem.portfolios if p.id == portfolio) or 0
    asked = program(problem).moved({rule: low - own})
    least = top(asked.with_kronor({rule: -1}, most=high - low).aiming({asked.kronor_column: 1}, maximise=False), budget)
    while least is not None:
        if most is not None and len(steps) == most:
            return FrameFrontier(portfolio, tuple(steps), complete=False)
        here = top_by_ties(problem, asked.moved({rule: least.kronor}), budget)
        if here is None:  # the least set itself fits
            raise Internal(rule)
        steps.append(Step(low + least.kronor, here.objective * asked.unit, in_order(problem, here.chosen)))
        more = asked.adding(asked.at_least(here.objective + 1)).with_kronor({rule: -1}, most=high - low)
        least = top(more.aiming({asked.kronor_column: 1}, maximise=False), budget)
    return FrameFrontier(portfolio, tuple(steps))


@dataclass(frozen=True)
class Point:
    """A year-1 cost (kronor) with the greatest value that it buys, and the set by the tie rule."""

    cost_sek: int
    value: Fraction
    selected: tuple[str, ...]


@dataclass(frozen=True)
class CostFrontier:
    """The points, the cheapest first; none is beaten by a cheaper or equal cost with at least the value.

    `complete` False: there are more than were asked for, and these are the best at every whole per cent of the greatest cost.
    """

    points: tuple[Point, ...]
    complete: bool = True

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind cost_frontier)."""
        return {"points": [{"cost": p.cost_sek, "value": exact(p.value), "selected": list(p.selected)} for p in self.points]}


def cost_frontier(problem: Problem, *, most: int | None = MOST_POINTS, budget: Budget = UNLIMITED) -> CostFrontier:
    """Every pair of year-1 cost and value where nothing is as good and cheaper, or better and as cheap.

    From the best set down: at each point a krona less is allowed than it costs. A few solves per point. With more than `most`
    points (None = no limit) it is sampled, and says so. Infeasible when nothing is. Source: docs/method.md "Frames as a question"; F3.
    """
    asked, costs = program(problem), cost_terms(problem, [0])
    found: list[Point] = []
    here = _point(problem, asked, costs, None, budget)
    if here is None:
        raise Infeasible(conflict(problem, budget=budget))
    while here is not None and (most is None or len(found) < most):
        found.append(here)
        here = _point(problem, asked, costs, here.cost_sek - 1, budget)
    if here is None:
        return CostFrontier(tuple(reversed(found)))
    limits = [found[0].cost_sek * percent // 100 for percent in range(1, 101)]
    sampled = (_point(problem, asked, costs, limit, budget) for limit in limits)
    return CostFrontier(tuple(dict.fromkeys(point for point in sampled if point is not None)), complete=False)


def _point(problem: Problem, asked: Program, costs: Terms, limit: int | None, budget: Budget) -> Point | None:
    """The best set that costs at most `limit`; by the tie rule none of its value is cheaper."""
    held = asked if limit is None else asked.adding(Row(rule="cost", terms=costs, limit=limit))
    here = top_by_ties(problem, held, budget)
    if here is None:
        return None
    return Point(cost_by_year(problem, here.chosen)[0], here.objective * asked.unit, in_order(problem, here.chosen))


@dataclass(frozen=True)
class Marginal:
    """What a stated sum more in one portfolio's frame gives: `gain` in value, undivided, and who enters and leaves."""

    portfolio: str
    step_sek: int
    gain: Fraction
    enters: tuple[str, ...]
    leaves: tuple[str, ...]


def marginal_values(
    problem: Problem, *, step_sek: int, selection: Selection | None = None, budget: Budget = UNLIMITED
) -> tuple[Marginal, ...]:
    """Per portfolio the value of a stated sum more in its year-1 frame alone; parts and directed_max stay.

    One weighing anew per portfolio. `selection`: the best of the problem, when it is known.
    Source: docs/method.md "Frames as a question"; F3.
    """
    if step_sek < 0:
        raise BadProblem("step_sek", "negative")
    start = proved(selection or best(problem, budget=budget))
    asked = program(problem)
    found = []
    for portfolio in problem.portfolios:
        moved = asked.moved({f"frame:{portfolio.id}:{problem.years[0]}": step_sek})
        after = proved(best(problem, asked=moved, budget=budget))
        enters, leaves = (in_order(problem, ids) for ids in _both_ways(start.selected, after.selected))
        found.append(Marginal(portfolio.id, step_sek, after.value - start.value, enters, leaves))
    return tuple(found)


def _both_ways(before: Collection[str], after: Collection[str]) -> tuple[set[str], set[str]]:
    return set(after) - set(before), set(before) - set(after)


@dataclass(frozen=True)
class Worth:
    """A proposal's value alone per krona of year 1: weighted points, undivided."""

    id: str
    ratio: Fraction


@dataclass(frozen=True)
class LastKrona:
    """The least value per krona among the selected and the greatest among those left out; None where there is none."""

    lowest_in: Worth | None
    best_out: Worth | None


def last_krona(problem: Problem, chosen: Collection[str], *, portfolio: str | None = None) -> LastKrona:
    """What the last money buys, in one portfolio or in all: a case that comes later is held against these ratios.

    Only free proposals that cost something in year 1 count: the others are not chosen by what they give per krona. Ties: the one
    further down the ranked list inside, the one further up outside. Linear but for a sort. Source: docs/method.md "Frames as a question"; F3.
    """
    free = {p.id for p in problem.proposals if p.status == "free" and portfolio in (None, p.portfolio)}
    steps = [s for s in rank(problem).steps if s.id in free and s.cost_sek]
    inside = [Worth(s.id, s.ratio or Fraction(0)) for s in steps if s.id in set(chosen)]
    outside = [Worth(s.id, s.ratio or Fraction(0)) for s in steps if s.id not in set(chosen)]
    return LastKrona(inside[-1] if inside else None, outside[0] if outside else None)


def _refuse_span(problem: Problem, portfolio: str, low: int, high: int) -> None:
    if portfolio not in {p.id for p in problem.portfolios}:
        raise BadProblem("portfolio", f"unknown: {portfolio}")
    if low < 0:
        raise BadProblem("low", "negative")
    if high < low:
        raise BadProblem("high", "less than low")
