"""A question put to `select` that has to be answered for certain: the proved answer, or None when nothing is feasible.

Source: docs/method.md; F3.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem, Problem, Proposal, exact
from ..select import Budget, Program, Selection, Undecided, nearby, settle, untie


@dataclass(frozen=True)
class Answer:
    """A set that is proved best by the program's objective (whole numbers), with the kronor that it goes with (0 when not asked)."""

    chosen: frozenset[str]
    objective: int
    kronor: int = 0


def top(asked: Program, budget: Budget, near: Collection[str] = ()) -> Answer | None:
    """A set of greatest objective, ties left open; None when no set keeps the rules. Undecided when the budget ends first.

    `near`: a set that is good for a question much like this one, to start from.

    Source: docs/method.md; F3.
    """
    found = settle(asked, budget=budget, start=nearby(asked, near, budget=budget) if near else None)
    if found.state == "infeasible":
        return None
    if found.state != "optimal" or found.chosen is None or found.objective is None:
        raise Undecided(found.chosen, found.bound)
    return Answer(found.chosen, found.objective, (asked.kronor_of(found.chosen) or 0) if asked.kronor else 0)


def top_by_ties(
    problem: Problem, asked: Program, budget: Budget, near: Collection[str] = (), *, found: Answer | None = None
) -> Answer | None:
    """The one set by the tie rule; None, Undecided and `near` as in `top`. `found`: what `top` said, when it is known.

    Source: docs/method.md; F3.
    """
    found = found or top(asked, budget, near)
    if found is None:
        return None
    tied = untie(problem, asked, found.chosen, budget=budget)
    if not tied.proved:
        raise Undecided(tied.chosen, found.objective)
    return Answer(tied.chosen, found.objective)


def proved(selection: Selection) -> Selection:
    """The selection itself; Undecided unless it is proved best and its ties are settled."""
    if selection.state != "proved" or selection.ties == "open":
        raise Undecided(selection.selected, selection.bound)
    return selection


def in_order(problem: Problem, chosen: Collection[str]) -> tuple[str, ...]:
    """Proposals in the order of the problem."""
    return tuple(p.id for p in problem.proposals if p.id in chosen)


def named(problem: Problem, proposal: str, field: str) -> Proposal:
    """The proposal of that id; BadProblem at `field` when there is none."""
    for line in problem.proposals:
        if line.id == proposal:
            return line
    raise BadProblem(field, f"unknown: {proposal}")


def as_list(ids: Iterable[str] | None) -> list[str] | None:
    """For JSON."""
    return None if ids is None else list(ids)


def exact_or_none(number: Fraction | None) -> int | str | None:
    """For JSON."""
    return None if number is None else exact(number)
