"""A set to start from, made of one that was good for a question much like this: it shortens the proof and is an answer at once.

It decides how soon something can be shown, never what is shown in the end. Source: docs/method.md; F2, F16.
"""

from collections.abc import Collection
from dataclasses import replace

from ..solver import Internal, available, bound_of
from .rows import Program, model
from .settling import Budget, Found, settle

NODES = 100  # of the small question; it is mostly settled at once
WIDE = ("balance:", "value", "other", "prices")  # rows that hold nearly everything: who shares them is no neighbour


def nearby(asked: Program, near: Collection[str], *, budget: Budget) -> frozenset[str] | None:
    """`near` itself when it keeps every row; else the best set that differs from it only among those who share a row with what is
    broken. None when there is no such set, or the small search did not find one.

    `near` may hold proposals that the program does not know. Deterministic: it is cut by nodes, not by time. Source: docs/method.md; F2.
    """
    held = frozenset(name for name in near if name in asked.place)
    broken = asked.broken(held)
    fixed = {fixing.column for fixing in asked.fixings}
    if not broken:
        return held
    if not available() or len(asked.ids) - len(fixed) <= budget.enumerate_up_to:  # trying all sets has no use for a start
        return None
    around = _around(asked, held, set(broken))
    still = [name for name, column in asked.place.items() if column not in around and column not in fixed]
    small = asked.forced(inside=[name for name in still if name in held], outside=[name for name in still if name not in held])
    return settle(small, budget=replace(budget, nodes=NODES, seconds=None, enumerate_up_to=0)).chosen


def told_at_once(asked: Program, start: Collection[str] | None) -> Found:
    """A start (None: there is none) as an answer that is not proved, with what the relaxation says that no set can pass."""
    try:
        bound = bound_of(model(asked)) if available() else None
    except Internal:  # the relaxation says nothing
        bound = None
    return Found(state="interrupted", chosen=None if start is None else frozenset(start),
                 objective=None if start is None else asked.objective_of(start), bound=bound)  # fmt: skip


def _around(asked: Program, held: Collection[str], broken: Collection[str]) -> set[int]:
    """The proposals of what is broken and all who share a row with one of them."""
    count = len(asked.ids)
    first = {f.column for f in asked.fixings if (asked.ids[f.column] in held) != bool(f.amount)}
    narrow = [(row, _proposals(asked, row.terms)) for row in asked.rows if not row.rule.startswith(WIDE)]
    for row, members in narrow:
        if row.rule in broken:
            first |= members
    found = set(first)
    for _, members in narrow:
        if members & first:
            found |= members
    return {column for column in found if column < count}


def _proposals(asked: Program, columns: Collection[int]) -> set[int]:
    """The proposals of some columns: of a synergy its members."""
    count = len(asked.ids)
    found = {column for column in columns if column < count}
    for column in columns:
        if count <= column < count + len(asked.products):
            found |= set(asked.products[column - count])
    return found
