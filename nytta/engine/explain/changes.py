"""What would have changed the outcome for one proposal: the least money or points that it lacks, or the most it can stand.

Source: docs/method.md "What would have changed it"; F3.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from ..problem import Balance, Problem, Proposal, exact
from ..select import UNLIMITED, Budget, Program, Selection, best, program
from ..solver import Row
from .asking import Answer, as_list, exact_or_none, in_order, named, proved, top, top_by_ties


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """What a proposal that is left out lacks. Values are weighted points, not divided by the sum of weights; kronor of year 1.

    `value_in`, `value_out`: the best value with and without it. `gain_needed`: value that it lacks to be level. `extra_frame`: the
    least kronor more in its ceilings with which some best set holds it; `with_extra_frame` is the best such set, `enters` and
    `leaves` its difference from `selected`. `cost_cut`: the least kronor off its cost. `turned`: the best set that holds it as things
    are. None = not by this means.
    """

    id: str
    selected: tuple[str, ...]
    turned: tuple[str, ...] | None
    value_in: Fraction | None
    value_out: Fraction
    gain_needed: Fraction | None
    extra_frame: int | None
    with_extra_frame: tuple[str, ...] | None
    enters: tuple[str, ...] | None
    leaves: tuple[str, ...] | None
    cost_cut: int | None

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind smallest_change)."""
        return {
            "selected": False,
            "value_in": exact_or_none(self.value_in),
            "value_out": exact(self.value_out),
            "gain_needed": exact_or_none(self.gain_needed),
            "extra_frame": self.extra_frame,
            "with_extra_frame": as_list(self.with_extra_frame),
            "extra_frame_enters": as_list(self.enters),
            "extra_frame_leaves": as_list(self.leaves),
            "cost_cut": self.cost_cut,
        }


@dataclass(frozen=True, kw_only=True)
class Sparing:
    """What a selected proposal can stand. Values and kronor as in `Lacking`.

    `margin`: value that it can lose and still be level (None = nothing is feasible without it). `cost_rise_tolerated`: the most
    kronor that its cost can rise. `frame_cut_out`: the least kronor less in its ceilings with which no best set holds it (None =
    held until nothing is left in one of them). `turned`: the best set without it.
    """

    id: str
    selected: tuple[str, ...]
    turned: tuple[str, ...] | None
    value_in: Fraction
    value_out: Fraction | None
    margin: Fraction | None
    cost_rise_tolerated: int | None
    frame_cut_out: int | None

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind smallest_change)."""
        return {
            "selected": True,
            "value_in": exact(self.value_in),
            "value_out": exact_or_none(self.value_out),
            "margin": exact_or_none(self.margin),
            "cost_rise_tolerated": self.cost_rise_tolerated,
            "frame_cut_out": self.frame_cut_out,
        }


def smallest_change(
    problem: Problem, *, proposal: str, selection: Selection | None = None, budget: Budget = UNLIMITED
) -> Lacking | Sparing:
    """What would have put a proposal in, or what it can stand before it falls out; all amounts counted off sets in whole numbers.

    Level counts as in: the tie rule decides. Not monotone: a still larger frame may push it out again, so the amounts are "the
    smallest", never "from". `selection`: the proved best set of the problem, when it is known. About ten solves.
    Infeasible when nothing is feasible, Undecided when `budget` ends first. Source: docs/method.md "What would have changed it"; F3.
    """
    line = named(problem, proposal, "proposal")
    chosen = proved(selection or best(problem, budget=budget)).selected
    inside = proposal in chosen
    asked = program(problem)
    turn = asked.forced(outside=[proposal]) if inside else asked.forced(inside=[proposal])
    turned = top_by_ties(problem, turn, budget, chosen)
    question = _Question(problem, line, asked, budget)
    kept = asked.objective_of(chosen)
    if inside:
        return question.sparing(chosen, kept, turned)
    return question.lacking(chosen, kept, turned)


def points_needed(problem: Problem, gain: Fraction) -> dict[str, int | None]:
    """A gain in value as whole points on one criterion alone, rounded up; None where more than 100 would be needed.

    Criteria measured in kronor have no points of their own and are left out. Source: docs/method.md "What would have changed it"; F3.
    """
    found: dict[str, int | None] = {}
    for criterion in problem.criteria:
        if criterion.sek_per_point is None:
            needed = math.ceil(gain / criterion.weight) if criterion.weight else 101
            found[criterion.id] = needed if needed <= 100 else None
    return found


class _Question:
    """One proposal's problem as rows, with the ceilings that its money falls under."""

    def __init__(self, problem: Problem, line: Proposal, asked: Program, budget: Budget) -> None:
        self.problem, self.line, self.asked, self.budget = problem, line, asked, budget
        self.tops = own_ceilings(problem, line)
        self.kronor = {asked.kronor_column: 1}

    def top(self, asked: Program, near: Collection[str]) -> Answer | None:
        return top(asked, self.budget, near)

    def lacking(self, chosen: tuple[str, ...], kept: int, turned: Answer | None) -> Lacking:
        value_in = None if turned is None else turned.objective * self.asked.unit
        value_out = kept * self.asked.unit
        extra, holding = self.extra_frame(kept, frozenset(chosen))
        return Lacking(
            id=self.line.id,
            selected=chosen,
            turned=None if turned is None else in_order(self.problem, turned.chosen),
            value_in=value_in,
            value_out=value_out,
            gain_needed=None if value_in is None else value_out - value_in,
            extra_frame=extra,
            with_extra_frame=None if holding is None else in_order(self.problem, holding),
            enters=None if holding is None else in_order(self.problem, holding - set(chosen)),
            leaves=None if holding is None else in_order(self.problem, set(chosen) - holding),
            cost_cut=self.cost_cut(kept, frozenset(chosen)),
        )

    def sparing(self, chosen: tuple[str, ...], kept: int, turned: Answer | None) -> Sparing:
        value_in = kept * self.asked.unit
        value_out = None if turned is None else turned.objective * self.asked.unit
        bound = None if turned is None else turned.objective
        return Sparing(
            id=self.line.id,
            selected=chosen,
            turned=None if turned is None else in_order(self.problem, turned.chosen),
            value_in=value_in,
            value_out=value_out,
            margin=None if value_out is None else value_in - value_out,
            cost_rise_tolerated=self.cost_rise(bound, chosen),
            frame_cut_out=self.frame_cut_out(bound, chosen),
        )

    def held(self, at_least: int | None) -> Program:
        """With the proposal in, and worth at least this much."""
        asked = self.asked.forced(inside=[self.line.id])
        return asked if at_least is None else asked.adding(self.asked.at_least(at_least))

    def extra_frame(self, bound: int, chosen: frozenset[str]) -> tuple[int | None, frozenset[str] | None]:
        """Each turn raises what has to be reached, to what the same money gives without the proposal; so it ends."""
        near = chosen | {self.line.id}
        while True:
            each = dict.fromkeys(self.tops, -1)
            least = self.top(self.held(bound).with_kronor(each).aiming(self.kronor, maximise=False), near)
            if least is None:
                return None, None
            moved = self.asked.moved(dict.fromkeys(self.tops, least.kronor))
            without = self.top(moved.forced(outside=[self.line.id]), chosen)
            holding = moved.forced(inside=[self.line.id])
            reached = without is None or without.objective <= max(bound, self.asked.objective_of(least.chosen))
            inside = None if reached else self.top(holding, least.chosen)
            if reached or (inside is not None and without is not None and inside.objective >= without.objective):
                best_holding = top_by_ties(self.problem, holding, self.budget, least.chosen, found=inside)
                return least.kronor, None if best_holding is None else best_holding.chosen
            assert without is not None
            bound = without.objective

    def frame_cut_out(self, bound: int | None, near: Collection[str]) -> int | None:
        """Each turn finds how far the cut can go while what is without the proposal at the cut before is reached with it.

        As a larger cut never gives more, not reaching it at that cut is the end.
        """
        limit, cut = min(self.tops.values()), 0
        while cut <= limit:
            moved = self.held(bound).moved(dict.fromkeys(self.tops, -cut))
            most = self.top(moved.with_kronor(dict.fromkeys(self.tops, 1), most=limit - cut).aiming(self.kronor), near)
            if most is None:
                return cut
            near = most.chosen
            cut += most.kronor + 1
            less = self.asked.moved(dict.fromkeys(self.tops, -cut)).forced(outside=[self.line.id])
            without = self.top(less, near) if cut <= limit else None
            bound = None if without is None else without.objective
        return None

    def cost_cut(self, bound: int, chosen: frozenset[str]) -> int | None:
        """At most its cost after synergies; without the proposal nothing depends on what it costs."""
        charged = enumerate(self.problem.synergies, len(self.asked.ids))
        saved = {column: -s.cost[0] for column, s in charged if s.charged_to == self.line.id and s.cost and s.cost[0]}
        own = Row(rule=f"cost:{self.line.id}", terms=saved, limit=self.line.cost[0] if self.line.cost else 0)
        asked = self.held(bound).adding(own).with_kronor({**self.cost_change(-1), own.rule: 1})
        least = self.top(asked.aiming(self.kronor, maximise=False), chosen | {self.line.id})
        return None if least is None else least.kronor

    def cost_rise(self, bound: int | None, chosen: Collection[str]) -> int | None:
        asked = self.held(bound).with_kronor(self.cost_change(1), most=min(self.tops.values()))
        most = self.top(asked.aiming(self.kronor), chosen)
        return None if most is None else most.kronor

    def cost_change(self, sign: int) -> dict[str, int]:
        """What a krona more (or less) on the proposal, when it is in, adds to each rule that counts its kronor of year 1."""
        found = dict.fromkeys(self.tops, sign)
        for balance in self.problem.balances:
            if balance.measure == "cost":
                found |= {rule: sign * each for rule, each in _in_balance(balance, self.line.id) if each}
        return found


def _in_balance(balance: Balance, proposal: str) -> list[tuple[str, int]]:
    within = balance.base == "selected" and (balance.within is None or proposal in balance.within)
    found = []
    for edge, share, sign in (("min", balance.min_share, 1), ("max", balance.max_share, -1)):
        if share is not None:
            each = share.numerator * within - share.denominator * (proposal in balance.members)
            found.append((f"balance:{balance.id}:{edge}", sign * each))
    return found


def own_ceilings(problem: Problem, line: Proposal) -> dict[str, int]:
    """The ceilings of year 1 that a proposal's money falls under, with kronor: its frame, its part and, if directed, directed_max.

    Source: docs/method.md "What would have changed it"; F3.
    """
    home = next(p for p in problem.portfolios if p.id == line.portfolio)
    limits = {f"frame:{home.id}:{problem.years[0]}": home.frame[0], f"part:{home.id}:{line.part}": home.parts.get(line.part)}
    if line.directed:
        limits[f"directed:{home.id}"] = home.directed_max
    return {rule: limit for rule, limit in limits.items() if limit is not None}
