"""A published weighing with the weights that a reader moved: the ranked list at once, the best portfolio when the engine has answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nytta.engine.problem import from_dict
from nytta.engine.rank import rank

from ..models import Answer, Round, Scenario
from ..rules import Problem, mark_of
from ..terms import AnswerState, Question
from .outcome import DONE
from .published import decided_problem
from .room import by_hand

MOST = 1_000


@dataclass(frozen=True)
class Row:
    """One proposal: its name, cost, whether it was decided, is in the list and in the best portfolio (None: not known) with these weights, and in how many draws it is in."""

    name: str
    portfolio: str
    cost_sek: int
    decided: bool
    in_list: bool
    in_best: bool | None
    times: int | None = None


@dataclass(frozen=True)
class Moved:
    """What the page shows, of the problem as `decided` and with the weights moved. `weights` are in thousandths; `answer` is the engine's, None while it has none."""

    decided: Problem
    problem: Problem
    weights: Mapping[str, int]
    is_moved: bool
    weighs: bool
    rows: list[Row]
    answer: Answer | None
    state: AnswerState
    differing: int
    draws: int = 0

    @property
    def waits(self) -> bool:
        """Whether the best portfolio is being worked out."""
        return self.weighs and self.state is AnswerState.WAITING


def moved(one: Round, scenario: Scenario, asked: Mapping[str, Any], names: Mapping[str, str]) -> Moved:
    """The decided problem with the weights in an address; what cannot be read there is as it was decided. Source: F16."""
    decided = decided_problem(one, scenario)
    whole = sum(c["weight"] for c in decided["criteria"]) or 1
    before = {c["id"]: int(Fraction(c["weight"] * MOST, whole)) for c in decided["criteria"]}
    weights = {c: _whole(asked.get(f"vikt-{c}", ""), w) for c, w in before.items()}
    is_moved, weighs = weights != before, any(weights.values())
    criteria = [{**c, "weight": weights[c["id"]]} for c in decided["criteria"]] if is_moved else decided["criteria"]
    problem: Problem = {**decided, "criteria": criteria}
    listed = set(rank(from_dict(by_hand(problem, one.names, []))).selected)
    answer = Answer.objects.filter(figures=mark_of(problem), kind=Question.SELECT.value).first()
    best = set(answer.content.get("selected", ())) if answer and AnswerState(answer.state) in DONE else None
    chosen = set(one.outcome.get("granted", one.outcome.get("selected", ())))
    drawn = Answer.objects.filter(figures=mark_of(decided), kind=Question.FREQUENCY.value, state=AnswerState.SAMPLED.value).first()
    times = drawn.content.get("times", {}) if drawn else {}
    rows = [
        Row(
            names[p["id"]],
            p["portfolio"],
            p["cost"][0],
            p["id"] in chosen,
            p["id"] in listed,
            None if best is None else p["id"] in best,
            times.get(p["id"]),
        )
        for p in decided["proposals"]
        if p["id"] in names and not one.names[p["id"]].get("granted")
    ]
    state = AnswerState(answer.state) if answer else AnswerState.WAITING
    differing = sum(r.decided != (r.in_list if r.in_best is None else r.in_best) for r in rows)
    draws = int(drawn.content.get("draws", 0)) if drawn else 0
    return Moved(decided, problem, weights, is_moved, weighs, rows, answer, state, differing, draws)


def _whole(text: Any, otherwise: int) -> int:
    return min(int(text), MOST) if str(text).isdecimal() and len(str(text)) <= 6 else otherwise
