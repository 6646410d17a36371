"""One question settled: by enumeration when it is small, else by the solver, and counted again in whole numbers.

Source: docs/method.md; F2.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

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
    `bound` a whole number that no set can pass. All in the program's own units. `seconds`: what the solver took.
    """

    state: str
    chosen: frozenset[str] | None = None
    objective: int | None = None
    bound: int | None = None
    nodes: int = 0
    seconds: float = field(default=0.0, compare=False)


Progress = Callable[[Found], None]


def solver_version(budget: Budget = UNLIMITED, *, free: int | None = None) -> str:
    """What settles a question, for the record: the solver with its version, or `enumeration`.

    `free`: how many proposals nothing holds. Source: docs/method.md; F2.
    """
    small = free is not None and free <= budget.enumerate_up_to
    return "enumeration" if small else solver.version() or "enumeration"


def settle(asked: Program, *, budget: Budget = UNLIMITED, start: Collection[str] | None = None, progress: Progress | None = None) -> Found:
    """The best set of a program, that there is none, or the best so far when the budget ran out.

    With an aim and no limit, balances are left out until an answer breaks one. The set keeps every row, counted in whole numbers; Internal otherwise.
    `start`: a set known to keep the rows. Overflow when a number is too large. Source: docs/method.md; F2.
    """
    held = {fixing.column: fixing.amount for fixing in asked.fixings}
    if any(held[fixing.column] != fixing.amount for fixing in asked.fixings) or _hopeless(asked, held):
        return Found(state="infeasible")
    if len(asked.ids) - len(held) <= max(0, budget.enumerate_up_to) or not solver.available():
        return _enumerated(asked, budget)
    return _solved(asked, budget, start, progress)


def _hopeless(asked: Program, held: Mapping[int, int]) -> bool:
    """Whether what is held breaks a row whatever else is chosen, as when the fixed proposals cost more than a frame."""
    tops = [1] * (len(asked.ids) + len(asked.products)) + [counted.baseline for counted in asked.counted]
    moving = asked.kronor.coefficients if asked.kronor else {}
    for row in asked.rows:
        least = sum(a * held[j] if j in held else min(0, a) * tops[j] for j, a in row.terms.items())
        if least > row.limit and row.rule not in moving:
            return True
    return False


def _enumerated(asked: Program, budget: Budget) -> Found:
    check_overflow(asked)
    seen = best_of_all(asked, nodes=budget.nodes)
    state = ("infeasible" if seen.chosen is None else "optimal") if seen.done else "interrupted"
    bound = seen.objective if seen.done else None
    return Found(state=state, chosen=seen.chosen, objective=seen.objective, bound=bound, nodes=seen.nodes)


def _solved(asked: Program, budget: Budget, start: Collection[str] | None, progress: Progress | None) -> Found:
    """Without limits the balances are left out until an answer breaks one; with limits the set found may be the last, so it keeps all."""
    moving = asked.kronor.coefficients if asked.kronor else {}  # their rows settle the kronor, so they are never left out
    unlimited = budget.seconds is None and budget.nodes is None
    late: set[str] = set()
    if unlimited and asked.objective:  # without an aim the first set found breaks them
        late = {row.rule for row in asked.rows if row.rule.startswith(LATE) and row.rule not in moving}
    nodes = 0
    while True:
        made = model(asked, leaving=late)
        first = None if start is None else asked.columns_of(start) + ([asked.kronor_of(start) or 0] if asked.kronor else [])
        outcome = solver.solve(made, limits=budget, start=first, progress=_listener(asked, progress))
        nodes += outcome.nodes
        if outcome.state == "infeasible" or outcome.columns is None:
            return Found(state=outcome.state, bound=outcome.bound, nodes=nodes, seconds=outcome.seconds)
        chosen = _chosen(asked, outcome.columns)
        broken = asked.broken(chosen)
        if any(rule not in late for rule in broken):
            raise Internal(next(rule for rule in broken if rule not in late))
        if not broken:
            return _judged(asked, chosen, replace(outcome, nodes=nodes))
        late -= set(broken)


def _judged(asked: Program, chosen: frozenset[str], outcome: solver.Outcome) -> Found:
    """Proved when the bound does not pass the set's own objective, counted in whole numbers."""
    worth, bound = asked.objective_of(chosen), outcome.bound
    reached = bound is not None and (bound <= worth if asked.maximise else bound >= worth)
    if outcome.state == "optimal" and not reached:
        raise Internal("bound")
    return Found(
        state="optimal" if reached else "interrupted",
        chosen=chosen,
        objective=worth,
        bound=worth if reached else bound,
        nodes=outcome.nodes,
        seconds=outcome.seconds,
    )


def less(budget: Budget, found: Found) -> Budget:
    """What is left of the budget's seconds after an answer; its nodes are counted for each solve by itself."""
    return budget if budget.seconds is None else replace(budget, seconds=max(0.0, budget.seconds - found.seconds))


def _chosen(asked: Program, columns: Collection[int]) -> frozenset[str]:
    return frozenset(name for name, inside in zip(asked.ids, columns, strict=False) if inside)


def _listener(asked: Program, progress: Progress | None) -> Callable[[solver.Interim], None] | None:
    if progress is None:
        return None

    def told(interim: solver.Interim) -> None:
        chosen = _chosen(asked, interim.columns)
        if not asked.broken(chosen):
            progress(Found(state="interrupted", chosen=chosen, objective=asked.objective_of(chosen), bound=interim.bound))

    return told
