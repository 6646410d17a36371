"""Between which shares of the weights the best set stays best, one criterion at a time.

Source: docs/method.md "Weight interval"; F3.
"""

from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem, Problem, exact, points
from ..select import UNLIMITED, Budget, Selection, best, program
from .asking import proved, top


@dataclass(frozen=True, kw_only=True)
class WeightInterval:
    """`selected` is a best set while the criterion has a share of the total weight from `low` to `high` (both included, 0-1),
    the others keeping their proportions; `share_now` is its share. `past_low` and `past_high` are sets that are level with it at each
    end and worth more past it (None where it is best to 0 or 1), `value_low` and `value_high` what it is worth there, in points.
    """

    criterion: str
    selected: tuple[str, ...]
    share_now: Fraction
    low: Fraction
    high: Fraction
    past_low: tuple[str, ...] | None = None
    past_high: tuple[str, ...] | None = None
    value_low: Fraction = Fraction(0)
    value_high: Fraction = Fraction(0)

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind weight_interval)."""
        shares = {"share_now": exact(self.share_now), "low": exact(self.low), "high": exact(self.high)}
        return {"selected": list(self.selected), **shares}


def weight_interval(problem: Problem, *, criterion: str, selection: Selection | None = None, budget: Budget = UNLIMITED) -> WeightInterval:
    """How far one weight can move before another set is worth more than the selected.

    From each end: the best set there; while it is worth more than the selected, the share where the two are level is the new end.
    Few solves, exact fractions. When the other criteria weigh nothing they are worth nothing at every share. Infeasible when
    nothing is feasible; BadProblem when all weights are 0. Source: docs/method.md "Weight interval"; F3.
    """
    weights = {c.id: c.weight for c in problem.criteria}
    whole = sum(weights.values())
    if criterion not in weights:
        raise BadProblem("criterion", f"unknown: {criterion}")
    if not whole:
        raise BadProblem("criteria", "all weights are 0")
    chosen = proved(selection or best(problem, budget=budget)).selected
    lines = _Lines(problem, criterion)
    now = Fraction(weights[criterion], whole)
    (low, past_low), (high, past_high) = (lines.end(chosen, edge, budget) for edge in (Fraction(0), Fraction(1)))
    zero, one = lines.at_ends(chosen)
    return WeightInterval(
        criterion=criterion, selected=chosen, share_now=now, low=low, high=high, past_low=past_low, past_high=past_high,
        value_low=zero * (1 - low) + one * low, value_high=zero * (1 - high) + one * high,
    )  # fmt: skip


class _Lines:
    """The value of a set as a line over the criterion's share: its points on the criterion, against the mean of the others."""

    def __init__(self, problem: Problem, criterion: str) -> None:
        self.problem, self.criterion = problem, criterion
        self.others = {c.id: c.weight for c in problem.criteria if c.id != criterion}
        self.whole = sum(self.others.values()) or 1

    def at_ends(self, chosen: tuple[str, ...] | frozenset[str]) -> tuple[Fraction, Fraction]:
        total = points(self.problem, chosen)
        rest = sum((weight * total[c] for c, weight in self.others.items()), Fraction(0))
        return rest / self.whole, total[self.criterion]

    def end(self, chosen: tuple[str, ...], share: Fraction, budget: Budget) -> tuple[Fraction, tuple[str, ...] | None]:
        """The share nearest to `share` (0 or 1) at which the chosen set is still best, and the set that is worth more past it."""
        zero, one = self.at_ends(chosen)
        past: tuple[str, ...] | None = None
        while True:
            weights = {c: (1 - share) * weight for c, weight in self.others.items()}
            rival = top(program(self.problem, weights={**weights, self.criterion: share * self.whole}), budget)
            theirs = (zero, one) if rival is None else self.at_ends(rival.chosen)
            behind = theirs[0] - zero, theirs[1] - one
            if rival is None or behind[0] * (1 - share) + behind[1] * share <= 0:
                return share, past
            past = tuple(sorted(rival.chosen))
            share = behind[0] / (behind[0] - behind[1])
