"""The set that is worth most within every rule, with its proof or with what is left to prove.

Source: docs/method.md; F2, F3.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from ..problem import BadProblem, Problem, broken, ceilings, cost_by_portfolio, cost_by_year, exact
from ..rank import rank
from ..solver import Internal
from .conflict import Infeasible, Undecided, conflict
from .enumeration import best_of_all
from .rows import Program, program
from .settling import UNLIMITED, Budget, Found, less, settle, solver_version
from .starting import nearby, told_at_once
from .ties import Tied, untie
from .tighter import Kept, rules_key


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The best set in problem order. `state`: `proved` (nothing is worth more) or `interim` (`bound` is what nothing can pass).

    `ties`: `alone` (no other set is worth as much), `settled` (the tie rule chose among several), `open` (not proved).
    `bound` None = not known. `binding`: the ceilings that no proposal left out fits under. Value: weighted points, undivided.
    """

    selected: tuple[str, ...]
    value: Fraction
    cost_by_year: tuple[int, ...]
    cost_by_portfolio: Mapping[str, int]
    state: str
    ties: str
    bound: Fraction | None
    binding: tuple[str, ...]
    solver: str
    seed: int
    threads: int
    nodes: int

    @property
    def gap(self) -> Fraction | None:
        """How much more than this set any set can be worth, as a share of it; 0 when proved, None when not known."""
        if self.bound is None or self.bound == self.value:
            return None if self.bound is None else Fraction(0)
        return self.bound / self.value - 1 if self.value > 0 else None

    @property
    def gap_per_mille(self) -> int | None:
        """The gap in tenths of a per cent, rounded up."""
        return None if self.gap is None else -(-self.gap.numerator * 1000 // self.gap.denominator)

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind select)."""
        return {
            "selected": list(self.selected),
            "value": exact(self.value),
            "cost_by_year": list(self.cost_by_year),
            "cost_by_portfolio": dict(self.cost_by_portfolio),
        }


def select(
    problem: Problem,
    *,
    budget: Budget = UNLIMITED,
    kept: Kept | None = None,
    near: Collection[str] = (),
    progress: Callable[[Selection], None] | None = None,
    none: Callable[[], None] | None = None,
) -> Selection:
    """The feasible set of greatest value; then of least cost in year 1; then over all years; then the earliest submitted.

    Infeasible(conflict) when no set keeps the rules; Undecided when the budget ends before a set is known. `progress` is called
    with each better set while the proof runs. `kept`: rows from `keep`, which change the time and nothing else; not used when they
    belong to other rules. `near`: the best set of a problem much like this one, to start from; it too changes the time, and what is
    told first, and nothing else. `none` is called as soon as it is known that no set keeps the rules: naming them takes longer. Without a budget the answer is proved, ties too. Source: docs/method.md; F2.
    """
    return best(problem, budget=budget, kept=kept, near=near, progress=progress, none=none)


def best(
    problem: Problem,
    *,
    force_in: Collection[str] = (),
    force_out: Collection[str] = (),
    budget: Budget = UNLIMITED,
    asked: Program | None = None,
    kept: Kept | None = None,
    near: Collection[str] = (),
    progress: Callable[[Selection], None] | None = None,
    none: Callable[[], None] | None = None,
) -> Selection:
    """As `select`, with proposals forced in or out against the proposal of the method: the rules `in:ID`, `out:ID`.

    `asked`: another program of the same problem (rows added, or limits moved and then without `kept`) to settle by the same tie
    rule. Source: docs/method.md; F2, F3.
    """
    changed = asked is not None
    asked = (asked or program(problem)).forced(inside=_known(problem, force_in), outside=_known(problem, force_out))
    told = None if progress is None else _teller(problem, asked, budget, progress)
    quick = asked.adding(*kept.rows) if kept is not None and kept.key == rules_key(problem) else asked
    near = near or (rank(problem).selected if told else ())  # what waits to be told has the ranked list to start from at least
    start = nearby(asked, near, budget=budget) if near else None
    if told is not None:
        told(told_at_once(quick, start))
    found = settle(quick, budget=budget, start=start, progress=told)
    if found.state == "infeasible":
        if none is not None:
            none()
        raise Infeasible(conflict(problem, asked=asked, budget=budget))
    if found.chosen is None:
        return _from_list(problem, asked, found, budget)
    tied = Tied(found.chosen, False, False)
    if found.state == "optimal":
        tied = untie(problem, quick, found.chosen, budget=less(budget, found))
    if not changed and broken(problem, tied.chosen):
        raise Internal(broken(problem, tied.chosen)[0])
    return _selection(problem, asked, found, tied, budget)


def optimal_count(problem: Problem, *, budget: Budget = UNLIMITED, most: int = 1000) -> int | None:
    """How many feasible sets have the greatest value: counted by enumeration when the problem is small, else set by set with
    each one found forbidden; None when there are more than `most` or the budget ends. Source: docs/method.md; F2.
    """
    asked = program(problem)
    if _free(asked) <= budget.enumerate_up_to:
        return best_of_all(asked, counting=True).count
    found = settle(asked, budget=budget)
    if found.chosen is None or found.state != "optimal":
        return None if found.state == "interrupted" else 0
    level = asked.adding(asked.at_least(found.objective or 0))
    for count in range(1, most + 1):
        level = level.adding(level.other_than(found.chosen or ()))
        found = settle(level, budget=budget)
        if found.state == "infeasible":
            return count
        if found.chosen is None:
            return None
    return None


def binding(problem: Problem, chosen: Collection[str]) -> tuple[str, ...]:
    """The ceilings that bind: what is left under each is less than some proposal outside the set would use of it alone.

    In the order of the rules; exact. Source: docs/method.md; F2.
    """
    inside = set(chosen)
    active = {s.id for s in problem.synergies if inside.issuperset(s.members)}
    excluded = {p.id for p in problem.proposals if p.status == "excluded"}
    found = []
    for top in ceilings(problem):
        used = sum(amount for j, amount in top.use.items() if j in inside)
        used += sum(amount for s, amount in top.synergy_use.items() if s in active)
        if any(used + amount > top.limit for j, amount in top.use.items() if j not in inside and j not in excluded):
            found.append(top.rule)
    return tuple(found)


def _known(problem: Problem, names: Collection[str]) -> Collection[str]:
    known = {p.id for p in problem.proposals}
    for name in names:
        if name not in known:
            raise BadProblem("force", f"unknown: {name}")
    return names


def _free(asked: Program) -> int:
    return len(asked.ids) - len({fixing.column for fixing in asked.fixings})


def _from_list(problem: Problem, asked: Program, found: Found, budget: Budget) -> Selection:
    """When the solver found nothing in time, the ranked list is an answer if it breaks nothing."""
    listed = frozenset(rank(problem).selected)
    bound = None if found.bound is None else found.bound * asked.unit
    if asked.broken(listed):
        raise Undecided(None, bound)
    return _selection(problem, asked, found, Tied(listed, False, False), budget)


def _selection(problem: Problem, asked: Program, found: Found, tied: Tied, budget: Budget) -> Selection:
    proved = found.state == "optimal"
    worth = asked.objective_of(tied.chosen) * asked.unit
    return Selection(
        selected=tuple(p.id for p in problem.proposals if p.id in tied.chosen),
        value=worth,
        cost_by_year=cost_by_year(problem, tied.chosen),
        cost_by_portfolio=cost_by_portfolio(problem, tied.chosen),
        state="proved" if proved else "interim",
        ties=("alone" if tied.alone else "settled") if tied.proved else "open",
        bound=worth if proved else None if found.bound is None else found.bound * asked.unit,
        binding=binding(problem, tied.chosen),
        solver=solver_version(budget, free=_free(asked)),
        seed=budget.seed,
        threads=budget.threads,
        nodes=found.nodes,
    )


def _teller(problem: Problem, asked: Program, budget: Budget, progress: Callable[[Selection], None]) -> Callable[[Found], None]:
    """Tells each better set once, with the least bound that has been seen: the solver says a start again, and has no bound then."""
    seen: list[Found] = []

    def told(found: Found) -> None:
        bounds = [one.bound for one in (found, *seen[-1:]) if one.bound is not None]
        now = replace(found, bound=min(bounds, default=None))
        new = not seen or (now.objective, now.bound) != (seen[-1].objective, seen[-1].bound)
        seen.append(now)
        if now.chosen is not None and new:
            progress(_selection(problem, asked, now, Tied(now.chosen, False, False), budget))

    return told
