"""What the room shows: every proposal with its figures, the ranked list at once, and what the engine has said so far."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from nytta.engine.problem import Problem as Exact
from nytta.engine.problem import cost_by_year, costs, from_dict
from nytta.engine.rank import RankedList, in_words, rank, values_alone
from nytta.governance.applications.terms import PortfolioPart
from nytta.governance.portfolios.queries import portfolios
from nytta.governance.portfolios.queries.weighing import Room as Bar
from nytta.plain.verdicts import Finding

from ..models import Answer, Round, Scenario
from ..rules import GRANTED, Problem, changed, described, forced, in_force
from ..terms import AnswerState, Question
from .listening import BESIDE, mark_of_room
from .outcome import Outcome, answers_for, outcome_of
from .words import in_names


@dataclass(frozen=True)
class Point:
    """Points of one criterion, with low and high where the assessor gave a span."""

    criterion: str
    points: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Line:
    """One proposal. `value` is in weighted points (divided by the sum of weights); `worth` the same per million kronor of year 1.

    `forced` is "in", "out" or ""; `in_best` is None while it is not known; `often` is (times with, draws); `agenda` "all", "talk", "none" (of the draws) or "".
    """

    code: str
    title: str
    case: str
    body: str
    portfolio: str
    part: str
    category: str
    status: str
    granted: bool
    innovative: bool
    cost: tuple[int, ...]
    value: Fraction
    worth: Fraction | None
    position: int | None
    points: tuple[Point, ...]
    forced: str
    in_list: bool
    in_best: bool | None
    selected: bool
    often: tuple[int, int] | None
    agenda: str
    stops: tuple[Finding, ...]
    name: Mapping[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the ranked list and the best portfolio disagree on it."""
        return self.in_best is not None and self.in_best != self.in_list

    @property
    def worth_said(self) -> str:
        """Weighted points per million kronor with one decimal."""
        return "–" if self.worth is None else f"{float(self.worth):.1f}".replace(".", ",")

    @property
    def value_said(self) -> str:
        """Weighted points with one decimal."""
        return f"{float(self.value):.1f}".replace(".", ",")


@dataclass(frozen=True)
class RoomPage:
    """The room. Everything in it is worked out from the figures, the changes and the engine's answers alone."""

    round: Round
    scenario: Scenario
    problem: Problem
    exact: Exact
    ranked: RankedList
    lines: list[Line]
    bars: list[Bar]
    outcome: Outcome
    state: AnswerState
    answers: dict[tuple[str, str], Answer]
    changes: list[Finding]
    weights: dict[str, int]
    total_by_year: tuple[int, ...]
    list_value: Fraction
    best_value: Fraction | None
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> list[Line]:
        """Those that are ranked, in order of the list."""
        return [line for line in self.lines if not line.innovative and not line.granted]

    @property
    def innovative(self) -> list[Line]:
        """Innovative proposals by date of hand-in, without rank or points."""
        return [line for line in self.lines if line.innovative and not line.granted]

    @property
    def granted(self) -> list[Line]:
        """What is granted earlier in the year."""
        return [line for line in self.lines if line.granted]

    @property
    def agenda(self) -> list[Line]:
        """What the council should talk about: neither with whatever the weights, nor without."""
        return [line for line in self.rows if line.agenda == "talk"]

    @property
    def selected(self) -> list[Line]:
        """The set on the screen, what is granted before left out."""
        return [line for line in self.lines if line.selected and not line.granted]

    @property
    def mark(self) -> str:
        """Changes when anything on the page does: what a page that listens compares."""
        return mark_of_room(self.round, self.scenario, self.answers.values())

    @property
    def whole(self) -> int:
        """The sum of the weights, by which values are divided when they are shown."""
        return sum(self.weights.values()) or 1


def by_hand(problem: Problem, names: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem for the ranked list: what is taken in by hand stands first, what is left out by hand and innovations not taken are out."""
    force_in, force_out = forced(changes)
    lines = []
    for line in problem["proposals"]:
        code, status = line["id"], line["status"]
        if code in force_in:
            status = "mandatory" if status in ("free", "excluded") else status
        elif code in force_out or (names.get(code, {}).get("innovative") and status == "free"):
            status = "excluded"
        lines.append({**line, "status": status})
    return {**problem, "proposals": lines}


def room_of_round(one: Round, scenario: Scenario) -> RoomPage:
    """The room, in a constant number of queries. Source: docs/method.md section 6; F3, F11, F16."""
    assert one.figures is not None
    problem = changed(one.figures.content, scenario.changes)
    exact = from_dict(by_hand(problem, one.names, scenario.changes))
    rows = answers_for(problem, BESIDE)
    ranked, outcome = rank(exact), outcome_of(one, scenario, rows=rows)
    answers = {(a.kind, _asked(a)): a for a in rows}
    selected = set(outcome.selected) if outcome.selected or outcome.state is AnswerState.PROVED else set(ranked.selected)
    best = set(outcome.best) if outcome.best else None
    lines = _lines(one, problem, exact, ranked, selected, best, answers, scenario.changes)
    inside = [p["id"] for p in problem["proposals"] if p["id"] in selected or p["status"] == GRANTED]
    weights = {c["id"]: c["weight"] for c in problem["criteria"]}
    return RoomPage(
        round=one, scenario=scenario, problem=problem, exact=exact, ranked=ranked, lines=lines,
        bars=_bars(problem, {p.code: f"{p.code} {p.focus_area.said}" for p in portfolios(one.programme)}, {c: cost[0] for c, cost in costs(exact, inside).items()}), outcome=outcome, state=outcome.state, answers=answers,
        changes=[described(c, one.names) for c in in_force(scenario.changes)],
        weights=weights,
        total_by_year=cost_by_year(exact, inside), list_value=ranked.value,
        best_value=None if best is None else outcome.best_value,
        notes=one.notes,
    )  # fmt: skip


def _asked(answer: Answer) -> str:
    """What tells answers of one kind apart: the criterion, or the proposals taken by hand; "" where there is but one."""
    ask = answer.ask
    if "force_in" in ask:
        return f"{sorted(ask['force_in'])}|{sorted(ask['force_out'])}"
    return str(ask.get("criterion") or ask.get("portfolio") or ask.get("proposal") or "")


def _lines(
    one: Round, problem: Problem, exact: Exact, ranked: RankedList, selected: Collection[str], best: Collection[str] | None,
    answers: Mapping[tuple[str, str], Answer], changes: Sequence[Mapping[str, Any]],
) -> list[Line]:  # fmt: skip
    force_in, force_out = forced(changes)
    alone, steps = values_alone(exact), {s.id: s for s in ranked.steps}
    whole = sum(c["weight"] for c in problem["criteria"]) or 1
    frequency = answers.get((Question.FREQUENCY.value, ""))
    often = frequency.content.get("times", {}) if frequency else {}
    draws = int(frequency.content.get("draws", 0)) if frequency else 0
    position = {code: n for n, code in enumerate((c for c in ranked.order if _is_ranked(one, c)), 1)}
    found = []
    for line in problem["proposals"]:
        code, name = line["id"], one.names.get(line["id"], {})
        step, times = steps[code], (int(often[code]), draws) if code in often and draws else None
        stops = tuple(f for f in in_words(exact, ranked, code) if f.blocks) if step.stops and code not in force_out else ()
        cost = (*line["cost"], 0, 0, 0)[: len(problem["years"])]
        found.append(Line(
            code=code, title=str(name.get("title", code)), case=str(name.get("code", code)), body=str(name.get("body", line["body"])),
            portfolio=line["portfolio"], part=line["part"], category=str(name.get("category", "")), status=line["status"], granted=line["status"] == GRANTED,
            innovative=bool(name.get("innovative")), cost=cost, value=alone[code] / whole,
            worth=alone[code] / whole * 1_000_000 / cost[0] if cost[0] else None, position=position.get(code),
            points=tuple(_point(line, c["id"]) for c in problem["criteria"] if not c.get("sek_per_point")),
            forced="in" if code in force_in else "out" if code in force_out else "", in_list=code in ranked.selected,
            in_best=None if best is None else code in best or line["status"] == GRANTED,
            selected=code in selected or line["status"] == GRANTED, often=times, agenda=_agenda(times), stops=in_names(stops, one.names), name=name,
        ))  # fmt: skip
    return sorted(found, key=lambda x: (x.innovative, x.position or 0))


def _is_ranked(one: Round, code: str) -> bool:
    name = one.names.get(code, {})
    return not name.get("innovative") and not name.get("granted")


def _agenda(times: tuple[int, int] | None) -> str:
    """In all draws, in some, in none: what to talk about. A share of draws is never called core. Source: docs/method.md section 6."""
    if times is None:
        return ""
    return "all" if times[0] == times[1] else "none" if times[0] == 0 else "talk"


def _point(line: Mapping[str, Any], criterion: str) -> Point:
    low, high = (line.get(end, {}).get(criterion) for end in ("low", "high"))
    return Point(criterion, line["score"].get(criterion, 0), low, high)


def _bars(problem: Problem, called: Mapping[str, str], taken: Mapping[str, int]) -> list[Bar]:
    """Frames and parts of the year with what is granted and what the screen takes; `taken`: kronor of the year, after synergies."""
    year, bars = problem["years"][0], []
    for p in problem["portfolios"]:
        lines = [line for line in problem["proposals"] if line["portfolio"] == p["id"]]
        bar = _bar(p["id"], called.get(p["id"], p["id"]), year, p["frame"][0] or 0, lines, taken)
        for part, size in p.get("parts", {}).items():
            if size is not None:
                inner = _bar(f"{p['id']}:{part}", p["id"], year, size, [x for x in lines if x["part"] == part], taken)
                inner.part = PortfolioPart(part) if part in PortfolioPart.codes() else None
                bar.parts.append(inner)
        bars.append(bar)
    return bars


def _bar(key: str, name: str, year: int, amount: int, lines: Sequence[Mapping[str, Any]], taken: Mapping[str, int]) -> Bar:
    granted = sum(taken.get(x["id"], 0) for x in lines if x["status"] == GRANTED)
    marked = sum(taken.get(x["id"], 0) for x in lines if x["status"] != GRANTED)
    return Bar(key, name, year, amount, granted, marked_sek=marked)
