"""Named scenarios side by side, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    often: Mapping[str, int]
    draws: int
    waits: bool  # whether weights are being drawn

    def said(self, code: str) -> tuple[bool, int | None]:
        """Whether a proposal is in the scenario's set, and in how many of the draws it is in the best; None while that is not known."""
        return code in self.outcome.selected, self.often.get(code) if self.draws else None


def compared(one: Round, scenarios: Sequence[Scenario]) -> list[Compared]:
    """Each scenario with what it changes, its value and cost, what enters and leaves against the figures as opened, and its price.

    Values are each by the scenario's own weights and figures. Source: F16.
    """
    marks = {s.pk: figures_of(one, s.changes) for s in scenarios}
    by_figures: dict[str, list[Answer]] = defaultdict(list)
    kinds = [Question.SELECT.value, Question.OVERRIDE.value, Question.FREQUENCY.value]
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
    drawn = next((a for a in rows if a.kind == Question.FREQUENCY.value), None)
    return Compared(
        scenario, tuple(described(c, names) for c in in_force(scenario.changes)), outcome,
        shown(exact, worth)[0] if known else "", sum(p.cost[0] for p in exact.proposals if p.id in now) if known else None,
        _titles(names, now - old) if both else (), _titles(names, old - now) if both else (),
        shown(exact, outcome.price)[0] if outcome.price and known else "",
        drawn.content.get("times", {}) if drawn else {}, int(drawn.content.get("draws", 0)) if drawn else 0,
        drawn is not None and drawn.ended_at is None,
    )  # fmt: skip


def _titles(names: dict[str, dict[str, str]], codes: set[str]) -> tuple[str, ...]:
    return tuple(sorted(str(names.get(c, {}).get("title", c)) for c in codes))


def contested(one: Round, every: Sequence[Compared]) -> tuple[list[str], int]:
    """The proposals that are not alike in all scenarios and all draws, those in most draws first; and how many are alike. Source: F16."""
    codes = {
        p["id"]: None
        for c in every
        for p in c.outcome.problem["proposals"]
        if p["status"] != GRANTED and not one.names[p["id"]].get("innovative")
    }
    found = []
    for code in codes:
        said = [c.said(code) for c in every]
        sure = all(times in (0, c.draws) for c, (_, times) in zip(every, said, strict=True) if times is not None)
        if len(set(said)) > 1 or not sure:
            found.append(code)
    found.sort(key=lambda code: (-max((c.said(code)[1] or 0) for c in every), code))
    return found, len(codes) - len(found)
