"""What the screen comes to: the council's set beside what the engine found best, each departure with its price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Q

from nytta.engine.problem import cost_by_year, from_dict
from nytta.plain.verdicts import YES, Verdict, no

from ..models import Answer, Round, Scenario
from ..rules import GRANTED, Problem, changed, forced, mark_of
from ..terms import AnswerState, Question

DONE = (AnswerState.PROVED, AnswerState.INTERIM)


@dataclass(frozen=True)
class Departure:
    """A proposal that was taken in or left out by hand against what the engine found best; `price` in weighted points, None: not known yet."""

    code: str
    title: str
    taken: bool
    price: Fraction | None
    within_uncertainty: bool = False

    def kept(self) -> dict[str, Any]:
        """For the record."""
        return {"taken": self.taken, "price": None if self.price is None else str(self.price)}


@dataclass(frozen=True)
class Outcome:
    """The set on the screen (`selected`), the best without anything done by hand (`best`), and what the difference costs."""

    problem: Problem
    proposals: tuple[str, ...]
    selected: tuple[str, ...]
    best: tuple[str, ...]
    state: AnswerState
    gap: str
    price: Fraction | None
    value: Fraction
    best_value: Fraction
    departures: tuple[Departure, ...]
    engine: Mapping[str, Any]
    ready: Verdict

    @property
    def share(self) -> Fraction | None:
        """The whole price as a share of the best value; None where nothing is lost or not known yet."""
        return self.price / self.best_value if self.price and self.best_value else None

    def kept(self) -> dict[str, Any]:
        """For the record: what anybody needs to recompute it."""
        return {
            "figures": mark_of(self.problem), "selected": list(self.selected), "best": list(self.best), "state": self.state.value,
            "gap": self.gap, "price": None if self.price is None else str(self.price), "engine": dict(self.engine),
            "cost_by_year": list(cost_by_year(from_dict(self.problem), self.selected)),
        }  # fmt: skip


def answers_for(problem: Problem, kinds: Sequence[Question]) -> list[Answer]:
    """All answers about a problem of these kinds, in one query."""
    return list(Answer.objects.filter(figures=mark_of(problem), kind__in=[k.value for k in kinds]))


def proved_best(answer: Answer) -> dict[str, Any] | None:
    """The best portfolio of an answer's figures, where it is proved already and so need not be worked out again."""
    row = Answer.objects.filter(figures=answer.figures_id, kind=Question.SELECT.value, state=AnswerState.PROVED.value).first()
    return {k: row.content.get(k) for k in ("selected", "value", "ties")} if row else None


LATELY = 6  # answers of the screen to look through


def near_set(answer: Answer) -> list[str]:
    """A set that was found a moment ago for the same figures or on the same screen, to start from; empty when there is none.

    It need not keep the rules of the question: the engine makes it fit. Source: docs/method.md section 6; F16.
    """
    same = Q(figures=answer.figures_id)
    of_screen = same | Q(asked_for=answer.asked_for) if answer.asked_for else same
    rows = Answer.objects.filter(of_screen, kind__in=[Question.SELECT.value, Question.OVERRIDE.value]).exclude(pk=answer.pk)
    lately = rows.order_by("-asked_at", "-pk").values_list("figures", "kind", "content")[:LATELY]
    found = [
        (figures != answer.figures_id, kind != Question.SELECT.value, content["selected"])
        for figures, kind, content in lately
        if content.get("selected")
    ]
    return list(min(found, key=lambda one: one[:2])[2]) if found else []


def overriding(changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The question of what is done by hand, in the words of the published contract."""
    force_in, force_out = forced(changes)
    return {"force_in": force_in, "force_out": force_out}


def outcome_of(one: Round, scenario: Scenario, *, rows: Sequence[Answer] | None = None) -> Outcome:
    """What the screen comes to, from the engine's answers alone; `ready` says what is lacking before anybody may advise.

    `rows`: the answers about its figures, where they are read already.

    Only a proved answer, or one with its remaining gap, may stand in a decision basis. Source: docs/method.md section 6; F11, F16.
    """
    assert one.figures is not None
    problem = changed(one.figures.content, scenario.changes)
    rows = answers_for(problem, [Question.SELECT, Question.OVERRIDE]) if rows is None else rows
    plain = next((a for a in rows if a.kind == Question.SELECT.value), None)
    by_ask = {_text(a.ask): a for a in rows if a.kind == Question.OVERRIDE.value}
    what = overriding(scenario.changes)
    any_forced = bool(what["force_in"] or what["force_out"])
    held = by_ask.get(_text(what)) if any_forced else plain
    best = tuple(plain.content.get("selected", ())) if plain else ()
    selected = tuple(held.content.get("selected", ())) if held else ()
    verdict = _ready(held) + (_ready(plain) if any_forced else YES)
    names, fixed = one.names, {p["id"] for p in problem["proposals"] if p["status"] == GRANTED}
    departures = tuple(
        _departure(c, str(names[c]["title"]), c in what["force_in"], by_ask.get(_text(_alone(c, what))))
        for c in (*what["force_in"], *what["force_out"])
        if (c in best) != (c in what["force_in"])
    )
    return Outcome(
        problem, tuple(p["id"] for p in problem["proposals"] if p["id"] not in fixed), tuple(s for s in selected if s not in fixed),
        tuple(s for s in best if s not in fixed), AnswerState(held.state) if held else AnswerState.WAITING,
        str(held.content.get("gap", "")) if held else "", _price(held) if any_forced else Fraction(0), _value(held), _value(plain), departures,
        {k: held.content[k] for k in ("solver", "seed", "threads", "method") if held and k in held.content}, verdict,
    )  # fmt: skip


def _departure(code: str, title: str, taken: bool, answer: Answer | None) -> Departure:
    return Departure(code, title, taken, _price(answer), bool(answer and answer.content.get("within_uncertainty")))


def _value(answer: Answer | None) -> Fraction:
    return Fraction(answer.content.get("value", 0)) if answer else Fraction(0)


def _alone(code: str, what: Mapping[str, Any]) -> dict[str, Any]:
    taken = code in what["force_in"]
    return {"force_in": [code] if taken else [], "force_out": [] if taken else [code]}


def _text(what: Mapping[str, Any]) -> str:
    return f"{sorted(what.get('force_in', ()))}|{sorted(what.get('force_out', ()))}"


def _price(answer: Answer | None) -> Fraction | None:
    price = answer.content.get("price") if answer else None
    return None if price is None else Fraction(price)


def _ready(answer: Answer | None) -> Verdict:
    if answer is None or answer.state == AnswerState.WAITING.value:
        return no("answer", "Räkningen är inte klar än.", "F16", "Vänta tills det står bevisad, eller hur mycket bättre något kan vara.")
    if AnswerState(answer.state) not in DONE:
        return no("answer", "Det som står på skärmen går inte att råda om: reglerna går inte ihop, eller räkningen avbröts.", "F16",
                  "Ta tillbaka en ändring, eller räkna igen.")  # fmt: skip
    return YES
