"""What may be regretted: over intervals of value, and over stated scenarios.

Source: docs/method.md; F16.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..problem import BadProblem, Problem, exact
from ..select import UNLIMITED, Budget, Infeasible, Program, Undecided, best, conflict, program, settle, whole
from ..solver import Row
from .inclusion import interval_values

RULE = "regret"


@dataclass(frozen=True)
class IntervalRegret:
    """`selected` has the least greatest regret (value, undivided), beside the set that is best by the likely values."""

    selected: tuple[str, ...]
    max_regret: Fraction
    likely_optimum: tuple[str, ...]
    likely_optimum_max_regret: Fraction
    additive: bool


@dataclass(frozen=True)
class Scenario:
    """One future: its probability and what each proposal is worth in it (those not named: 0)."""

    probability: Fraction
    value: Mapping[str, Fraction]


@dataclass(frozen=True)
class ScenarioRegret:
    """A set with its greatest and its expected regret over the scenarios."""

    selected: tuple[str, ...]
    max_regret: Fraction
    expected_regret: Fraction

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases."""
        return {
            "selected": list(self.selected),
            "max_regret": exact(self.max_regret),
            "expected_regret": exact(self.expected_regret),
        }


def interval_regret(problem: Problem, *, budget: Budget = UNLIMITED) -> IntervalRegret:
    """The set of least greatest regret when every value lies anywhere in [low, high], proposals apart and weights fixed; ties by
    the tie rule.

    By row generation: the least r with every rival so far at most r ahead, the worst rival of the answer, again until it is not
    ahead of r. Two selections a round; for up to about 40 proposals. `additive` False: there are synergies or savings, taken as
    certain. Source: docs/method.md; F16.
    """
    game = _Intervals(problem, budget)
    likely = best(problem, budget=budget)
    likely_set = frozenset(likely.selected)
    game.add_rival(likely_set)
    while True:
        found = _settled(problem, game.level.with_kronor({RULE: -1}).aiming({game.level.kronor_column: 1}, maximise=False), budget)
        least = game.level.with_kronor({RULE: -1}).kronor_of(found) or 0
        if game.add_worst_rival(found) <= least:
            break
    while True:
        held = game.level.moved({RULE: least}).aiming(game.asked.objective, unit=game.asked.unit)
        selected = best(problem, asked=held, budget=budget).selected
        if game.add_worst_rival(frozenset(selected)) <= least:
            break
    regret_of_likely = game.add_worst_rival(likely_set) * game.unit
    return IntervalRegret(selected, least * game.unit, likely.selected, regret_of_likely, not (problem.synergies or problem.savings))


def max_regret(problem: Problem, chosen: Sequence[str], *, budget: Budget = UNLIMITED) -> Fraction:
    """The greatest regret of one given set (the selected, the ranked list, the council's own): one selection.

    Source: docs/method.md; F16.
    """
    game = _Intervals(problem, budget)
    return game.add_worst_rival(frozenset(chosen)) * game.unit


class _Intervals:
    """Values of every column at low and at high in whole numbers of one `unit`, and the rows of the rivals so far."""

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem, self.budget = problem, budget
        self.asked = self.level = program(problem)
        self.unit, self.low, self.high = interval_values(problem, self.asked)

    def add_worst_rival(self, chosen: frozenset[str]) -> int:
        """The greatest regret of a set, in units; the rival who gives it joins the rows."""
        against = self._against(chosen, self.low, self.high)
        rival = _settled(self.problem, self.asked.aiming(against), self.budget)
        self.add_rival(rival)
        columns = self.asked.columns_of(chosen)
        return self._sum(against, rival) - sum(amount * columns[k] for k, amount in self._against(chosen, self.low, self.low).items())

    def add_rival(self, rival: frozenset[str]) -> None:
        """A row: what the rival has at its best is at most r above what is chosen, shared proposals counted alike."""
        terms = self._against(rival, self.high, self.low)
        row = Row(rule=RULE, terms={k: -amount for k, amount in terms.items()}, limit=-self._sum(terms, rival))
        if row not in self.level.rows:
            self.level = self.level.adding(row)

    def _against(self, chosen: frozenset[str], inside: Mapping[int, int], outside: Mapping[int, int]) -> dict[int, int]:
        """Per column the amount of `inside` for proposals of the set, of `outside` for the others; what is certain alike."""
        ids = self.asked.ids
        return {k: inside[k] if k < len(ids) and ids[k] in chosen else x for k, x in outside.items()}

    def _sum(self, terms: Mapping[int, int], chosen: frozenset[str]) -> int:
        columns = self.asked.columns_of(chosen)
        return sum(amount * columns[k] for k, amount in terms.items())


def scenario_regret(
    problem: Problem, scenarios: Sequence[Scenario], *, budget: Budget = UNLIMITED
) -> tuple[ScenarioRegret, ScenarioRegret]:
    """The feasible set of least greatest regret, and that of least expected regret. Regret in a scenario: the best value there
    less the set's own. Ties: the other regret, then the tie rule without value. The problem's scores are not used.

    The probabilities sum to 1. One selection per scenario and three for each answer. Source: docs/method.md; F16.
    """
    if sum(scenario.probability for scenario in scenarios) != 1 or any(s.probability < 0 for s in scenarios):
        raise BadProblem("scenarios", "the probabilities do not sum to 1")
    asked = program(problem)
    unit = Fraction(1, math.lcm(1, *(x.denominator for s in scenarios for x in s.value.values())))
    terms = [{asked.place[name]: int(x / unit) for name, x in s.value.items()} for s in scenarios]
    tops = [asked.aiming(t).objective_of(_settled(problem, asked.aiming(t), budget)) for t in terms]
    rows = [Row(rule=RULE, terms={k: -x for k, x in t.items()}, limit=-top) for t, top in zip(terms, tops, strict=True)]
    mean = {
        k: sum((s.probability * t.get(k, 0) for s, t in zip(scenarios, terms, strict=True)), Fraction(0)) for k in range(len(asked.ids))
    }
    expected, _ = whole(mean)

    def least_greatest(level: Program) -> Program:
        """Held to the least greatest regret."""
        free = level.adding(*rows).with_kronor({RULE: -1})
        found = _settled(problem, free.aiming({free.kronor_column: 1}, maximise=False), budget)
        return level.adding(*rows).moved({RULE: free.kronor_of(found) or 0})

    def least_expected(level: Program) -> Program:
        """Held to the least expected regret."""
        aimed = level.aiming(expected)
        return aimed.adding(aimed.at_least(aimed.objective_of(_settled(problem, aimed, budget))))

    def outcome(level: Program) -> ScenarioRegret:
        selected = best(problem, asked=level.aiming({}), budget=budget).selected
        columns = asked.columns_of(selected)
        regrets = [(top - sum(x * columns[k] for k, x in t.items())) * unit for t, top in zip(terms, tops, strict=True)]
        mean_regret = sum((s.probability * regret for s, regret in zip(scenarios, regrets, strict=True)), Fraction(0))
        return ScenarioRegret(selected, max(regrets), mean_regret)

    return outcome(least_expected(least_greatest(asked))), outcome(least_greatest(least_expected(asked)))


def _settled(problem: Problem, asked: Program, budget: Budget) -> frozenset[str]:
    found = settle(asked, budget=budget)
    if found.state == "infeasible":
        raise Infeasible(conflict(problem))
    if found.chosen is None or found.state != "optimal":
        raise Undecided(found.chosen, found.bound)
    return found.chosen
