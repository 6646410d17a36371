"""What is published of a decided weighing: the whole problem as a case that anybody can work out again, and what may be named in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nytta.city.records.models import Examination
from nytta.city.records.terms import Openness

from ..models import Answer, Figures, Round, Scenario
from ..rules import Problem, changed, forced, mark_of
from ..terms import Departed, Question
from .outcome import overriding

TITLE, FIGURES, VALUATION = "title", "figures", "valuation"  # the parts of a case, as they are examined


@dataclass(frozen=True)
class Shown:
    """What may be shown to anybody: {proposal: title or case code}, how many titles are withheld, and the cases whose figures are closed."""

    names: Mapping[str, str]
    untitled: int
    closed: tuple[str, ...]


def shown(one: Round) -> Shown:
    """Titles that somebody has found to be open, else the case's code; cases whose figures somebody has closed. One query. Source: O6."""
    codes = {str(n["code"]) for n in one.names.values()}
    last: dict[tuple[str, str], str] = {}
    rows = Examination.objects.filter(subject__in=codes, part__in=[TITLE, FIGURES, VALUATION]).order_by("pk")
    for subject, part, openness in rows.values_list("subject", "part", "openness"):
        last[subject, part] = openness
    is_open = {c for c in codes if last.get((c, TITLE)) == Openness.OPEN.value}
    closed = sorted({c for (c, part), o in last.items() if part != TITLE and o == Openness.CLOSED.value})
    names = {p: str(n["title"]) if n["code"] in is_open else str(n["code"]) for p, n in one.names.items()}
    return Shown(names, len(codes - is_open), tuple(closed))


@dataclass(frozen=True)
class Departing:
    """Where the director departed from the advice: the proposal as it may be called, how, and why."""

    name: str
    how: Departed
    reason: str


def director_departures(one: Round, names: Mapping[str, str]) -> list[Departing]:
    """Every departure of the decision from the advice, in the order they were kept. Source: F11."""
    kept = one.outcome.get("decision_departures", {})
    return [Departing(names[c], Departed(a["how"]), str(a["reason"])) for c, a in kept.items()]


def decided_problem(one: Round, scenario: Scenario) -> Problem:
    """The problem that the advice stands on: the round's figures with what was changed in the room."""
    kept = Figures.objects.filter(mark=one.outcome.get("figures", "")).first()
    if kept is not None:
        found: Problem = kept.content
        return found
    assert one.figures is not None
    return changed(one.figures.content, scenario.changes)


def published_case(one: Round, scenario: Scenario, names: Mapping[str, str]) -> dict[str, Any]:
    """The weighing as a case of the published contract: `python -m nytta.engine.answer < file.json` gives `expected.selected`.

    Everything beside kind, problem and ask is for the reader. Source: docs/method.md section 6.7; F16, U9.
    """
    problem, what = decided_problem(one, scenario), overriding(scenario.changes)
    by_hand = any(forced(scenario.changes))
    kind = Question.OVERRIDE if by_hand else Question.SELECT
    answer = next((a for a in Answer.objects.filter(figures=mark_of(problem), kind=kind.value) if not by_hand or _same(a.ask, what)), None)
    content = answer.content if answer else {}
    return {
        "kind": kind.value,
        "title": one.title,
        "problem": problem,
        "ask": what if by_hand else {},
        "expected": {"selected": content.get("selected", []), "value": content.get("value")},
        "record": {
            **{k: content[k] for k in ("method", "solver", "seed", "threads", "ties", "gap", "bound", "binding") if k in content},
            "state": answer.state if answer else "", "figures": mark_of(problem), "round": one.code, "year": one.year,
            "held_on": one.held_on.isoformat(), "price": one.outcome.get("price"), "best": one.outcome.get("best"),
        },
        "decision": {
            "granted": one.outcome.get("granted", {}), "reasons": one.outcome.get("decision_reasons", ""),
            "decided_on": one.decided_at.date().isoformat() if one.decided_at else None,
            "departures": {c: {**a, "said": Departed(a["how"]).sv} for c, a in one.outcome.get("decision_departures", {}).items()},
        },
        "sets": {
            "expected.selected": "Vad utvecklingsrådet tillstyrkte. Det är den mängden som räknas om ur problem och ask.",
            "decision.granted": "Vad som beviljades, i kronor. Det räknas inte om: där det skiljer sig från rådet står skälet i decision.departures.",
        },
        "weights": {
            **one.notes.get("lock", {}), "per_point": {c["id"]: c["weight"] for c in problem["criteria"]},
            "meaning": "said: ledamöternas sammanlagda andel av hela steget; steps: stegets poäng när vikterna låstes; "
                       "per_point: vad en poäng väger (said ÷ steps, i miljondelar), den vikt som räkningen använder.",
        },
        "names": dict(names),
        "how": "python -m nytta.engine.answer < file.json",
    }  # fmt: skip


def _same(ask: Mapping[str, Any], what: Mapping[str, Any]) -> bool:
    return all(sorted(ask.get(k, ())) == sorted(what[k]) for k in ("force_in", "force_out"))
