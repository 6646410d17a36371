"""Why there is no set at all: rules that cannot all hold, none of which can be spared.

Source: docs/method.md; F2, F3.
"""

import math
from dataclasses import dataclass, field

from .. import solver
from ..problem import Problem, rule_names
from ..solver import Internal, Model, Row
from .rows import Program, model, program
from .settling import UNLIMITED, Budget, settle


class Infeasible(Exception):
    """No set keeps every rule. `conflict` names rules that cannot all hold, each needed for that, in the order of the rules."""

    def __init__(self, conflict: tuple[str, ...]) -> None:
        super().__init__(conflict)
        self.conflict = conflict


class Undecided(Exception):
    """The budget ran out before it was known whether any set keeps the rules. `best`: a set when there is one; `bound`: what no
    set's value can pass, when known.
    """

    def __init__(self, best: object = None, bound: object = None) -> None:
        super().__init__(best, bound)
        self.best = best
        self.bound = bound


def conflict(problem: Problem, *, asked: Program | None = None, budget: Budget = UNLIMITED) -> tuple[str, ...]:
    """An irreducible conflict by the deletion filter: each rule in order is tried without; it stays out when there is still no
    set. `asked`: the problem's program with forcings, whose rules (`in:ID`, `out:ID`) come last.

    Empty when the rules can all hold. Undecided when the budget runs out. Solves: at most about one per rule kept x log of all,
    as rules are dropped by halves where that gives the same, and without a solve while the relaxation says that the others imply
    them. Source: docs/method.md; F2.
    """
    whole = (asked or program(problem)).aiming({})
    names = [rule for rule in rule_names(problem)]
    names += [rule for rule in dict.fromkeys(f.rule for f in whole.fixings) if rule not in set(names)]
    trial = _Trial(whole, budget)
    if trial.possible(set()):
        return ()
    dropped: set[str] = set()
    spans = [names]
    while spans:
        span = spans.pop(0)
        if trial.spared(span, dropped):
            dropped |= set(span)
        elif len(span) > 1:
            spans = [span[: len(span) // 2], span[len(span) // 2 :], *spans]
    return tuple(rule for rule in names if rule not in dropped)


@dataclass
class _Trial:
    """Sets seen so far answer for every choice of rules that they keep."""

    whole: Program
    budget: Budget
    seen: list[set[str]] = field(default_factory=list)

    def spared(self, span: list[str], dropped: set[str]) -> bool:
        """Whether there is still no set when the span is dropped too."""
        without = dropped | set(span)
        return not self.seen_without(without) and (self.implied(span, dropped) or not self.possible(without))

    def seen_without(self, dropped: set[str]) -> bool:
        """Whether a set seen before keeps all rules but the dropped ones."""
        return any(broken <= dropped for broken in self.seen)

    def implied(self, span: list[str], dropped: set[str]) -> bool:
        """Whether each rule of the span, dropped in its turn, is kept anyway by what the relaxation of the rest allows."""
        if not solver.available() or self.whole.kronor or any(fixing.rule in span for fixing in self.whole.fixings):
            return False
        left = set(dropped)
        for rule in span:
            left.add(rule)
            rest = model(self.whole.without(left))
            for row in self.whole.rows:
                if row.rule == rule and not _kept(rest, row):
                    return False
        return True

    def possible(self, dropped: set[str]) -> bool:
        """Whether some set keeps all rules but the dropped ones."""
        if self.seen_without(dropped):
            return True
        found = settle(self.whole.without(dropped), budget=self.budget)
        if found.chosen is not None:
            self.seen.append(set(self.whole.broken(found.chosen)))
            return True
        if found.state == "interrupted":
            raise Undecided
        return False


def _kept(rest: Model, row: Row) -> bool:
    """Whether nothing that the rest allows can break the row, by the relaxation; in whole steps of what its numbers have in common."""
    step = math.gcd(*row.terms.values()) or 1
    try:
        most = solver.bound_of(
            Model(columns=rest.columns, rows=rest.rows, objective={j: amount // step for j, amount in row.terms.items()})
        )
    except Internal:  # the relaxation has no set at all, or says nothing
        return False
    return most is not None and most <= row.limit // step
