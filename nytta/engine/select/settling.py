"""One question settled: by enumeration when it is small, else by the solver, and counted again in whole numbers.

Source: docs/method.md; F2.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from .. import solver
from ..solver import Internal, Limits
from .enumeration import best_of_all
from .rows import Program, check_overflow, model

LATE = "balance:"  # rules that are seldom near: left out first, added when the answer breaks them


@dataclass(frozen=True, kw_only=True)
class Budget(Limits):
    """How far every solve may go. With at most `enumerate_up_to` proposals that nothing holds, all sets are tried instead."""

    enumerate_up_to: int = 15


UNLIMITED = Budget()


@dataclass(frozen=True, kw_only=True)
class Found:
    """`state`: `optimal`, `infeasible` or `interrupted`; `chosen` is the set with its `objective`, None when there is none so far;
    `bound` a whole number that no set can pass. All in the program's own units.
    """

    state: str
    chosen: frozenset[str] | None = None
    objective: int | None = None
    bound: int | None = None
    nodes: int = 0


Progress = Callable[[Found], None]


def solver_version(budget: Budget = UNLIMITED, *, free: int | None = None) -> str:
    """What settles a question, for the record: the solver with its version, or `enumeration`.

    `free`: how many proposals nothing holds. Source: docs/method.md; F2.
    """
    small = free is not None and free <= budget.enumerate_up_to
    return "enumeration" if small else solver.version() or "enumeration"


def settle(asked: Program, *, budget: Budget = UNLIMITED, start: Collection[str] | None = None, progress: Progress | None = None) -> Found:
    """The best set of a program, that there is none, or the best so far when the budget ran out.

    Balances are left out until an answer breaks one. The set keeps every row, counted in whole numbers; Internal otherwise.
    `start`: a set known to keep the rows. Overflow when a number is too large. Source: docs/method.md; F2.
    """
    check_overflow(asked)
    held = {fixing.column: fixing.amount for fixing in asked.fixings}
    if any(held[fixing.column] != fixing.amount for fixing in asked.fixings):
        return Found(state="infeasible")
    if len(asked.ids) - len(held) <= max(0, budget.enumerate_up_to) or not solver.available():
        return _enumerated(asked, budget)
    return _solved(asked, budget, start, progress)


def _enumerated(asked: Program, budget: Budget) -> Found:
    seen = best_of_all(asked, nodes=budget.nodes)
    state = ("infeasible" if seen.chosen is None else "optimal") if seen.done else "interrupted"
    bound = seen.objective if seen.done else None
    return Found(state=state, chosen=seen.chosen, objective=seen.objective, bound=bound, nodes=seen.nodes)


def _solved(asked: Program, budget: Budget, start: Collection[str] | None, progress: Progress | None) -> Found:
    moving = asked.kronor.coefficients if asked.kronor else {}  # their rows settle the kronor, so they are never left out
    late = {row.rule for row in asked.rows if row.rule.startswith(LATE) and row.rule not in moving}
    best: Found | None = None
    bounds: list[int] = []
    nodes, left = 0, budget
    while True:
        made = model(asked, leaving=late)
        first = None if start is None else asked.columns_of(start) + ([asked.kronor_of(start) or 0] if asked.kronor else [])
        outcome = solver.solve(made, limits=_limits(left), start=first, progress=_listener(asked, progress))
        nodes += outcome.nodes
        bounds += [] if outcome.bound is None else [outcome.bound]
        if outcome.state == "infeasible":
            return Found(state="infeasible", nodes=nodes)
        chosen = None if outcome.columns is None else _chosen(asked, outcome.columns)
        broken = () if chosen is None else asked.broken(chosen)
        if any(rule not in late for rule in broken):
            raise Internal(next(rule for rule in broken if rule not in late))
        if chosen is not None and not broken:
            best = Found(state=outcome.state, chosen=chosen, objective=asked.objective_of(chosen))
        if not broken:
            break
        late -= set(broken)
        left = _left(left, outcome)
        if left.seconds == 0 or left.nodes == 0:
            break
    return _judged(asked, best, outcome.state if not broken else "interrupted", bounds, nodes)


def _judged(asked: Program, best: Found | None, state: str, bounds: list[int], nodes: int) -> Found:
    bound = None if not bounds else min(bounds) if asked.maximise else max(bounds)
    if best is None or best.objective is None:
        return Found(state="interrupted", bound=bound, nodes=nodes)
    reached = bound is not None and (bound <= best.objective if asked.maximise else bound >= best.objective)
    if state == "optimal" and not reached:
        raise Internal("bound")
    return replace(best, state="optimal" if reached else "interrupted", bound=best.objective if reached else bound, nodes=nodes)


def _chosen(asked: Program, columns: Collection[int]) -> frozenset[str]:
    return frozenset(name for name, inside in zip(asked.ids, columns, strict=False) if inside)


def _limits(budget: Budget) -> Limits:
    return Limits(nodes=budget.nodes, seconds=budget.seconds, threads=budget.threads, seed=budget.seed)


def _left(budget: Budget, outcome: solver.Outcome) -> Budget:
    """What is left of the budget after a solve."""
    nodes = None if budget.nodes is None else max(0, budget.nodes - outcome.nodes)
    seconds = None if budget.seconds is None else max(0.0, budget.seconds - outcome.seconds)
    return replace(budget, nodes=nodes, seconds=seconds)


def _listener(asked: Program, progress: Progress | None) -> Callable[[solver.Interim], None] | None:
    if progress is None:
        return None

    def told(interim: solver.Interim) -> None:
        chosen = _chosen(asked, interim.columns)
        if not asked.broken(chosen):
            progress(Found(state="interrupted", chosen=chosen, objective=asked.objective_of(chosen), bound=interim.bound))

    return told
