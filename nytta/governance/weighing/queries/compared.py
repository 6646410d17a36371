"""Named scenarios side by side, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from nytta.engine.explain import shown
from nytta.engine.problem import from_dict, value
from nytta.plain.verdicts import Finding

from ..models import Answer, Round, Scenario
from ..rules import GRANTED, described, in_force
from ..terms import AnswerState, Question
from .listening import figures_of
from .outcome import Outcome, outcome_of


@dataclass(frozen=True)
class Compared:
    """One scenario beside what was best before anything was changed: `value` and `price` as shown, "" while not known."""

    scenario: Scenario
    changes: tuple[Finding, ...]
    outcome: Outcome
    value: str
    cost_sek: int | None
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    price: str


def compared(one: Round, scenarios: Sequence[Scenario]) -> list[Compared]:
    """Each scenario with what it changes, its value and cost, what enters and leaves against the figures as opened, and its price.

    Values are each by the scenario's own weights and figures. Source: F16.
    """
    marks = {s.pk: figures_of(one, s.changes) for s in scenarios}
    by_figures: dict[str, list[Answer]] = defaultdict(list)
    kinds = [Question.SELECT.value, Question.OVERRIDE.value]
    for answer in Answer.objects.filter(figures__in={*marks.values(), one.figures_id}, kind__in=kinds):
        by_figures[str(answer.figures_id)].append(answer)
    first = next((a for a in by_figures[str(one.figures_id)] if a.kind == Question.SELECT.value), None)
    before = None if first is None else first.content.get("selected")
    return [_compared(one, s, by_figures[marks[s.pk]], before) for s in scenarios]


def _compared(one: Round, scenario: Scenario, rows: list[Answer], before: Sequence[str] | None) -> Compared:
    outcome = outcome_of(one, scenario, rows=rows)
    exact, names = from_dict(outcome.problem), one.names
    fixed = [p["id"] for p in outcome.problem["proposals"] if p["status"] == GRANTED]
    known = outcome.state in (AnswerState.PROVED, AnswerState.INTERIM)
    now, old = {*outcome.selected, *fixed}, set(before or ())
    both = known and before is not None
    worth = value(exact, now) if known else Fraction(0)
    return Compared(
        scenario, tuple(described(c, names) for c in in_force(scenario.changes)), outcome,
        shown(exact, worth)[0] if known else "", sum(p.cost[0] for p in exact.proposals if p.id in now) if known else None,
        _titles(names, now - old) if both else (), _titles(names, old - now) if both else (),
        shown(exact, outcome.price)[0] if outcome.price and known else "",
    )  # fmt: skip


def _titles(names: dict[str, dict[str, str]], codes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(str(names.get(c, {}).get("title", c)) for c in codes))
