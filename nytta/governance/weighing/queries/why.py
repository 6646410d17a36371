"""Why and why not: sentences made from the figures and the engine's answers, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from nytta.engine.explain import Lacking, Sparing, rules_in_words, shown, why
from nytta.engine.problem import from_dict
from nytta.engine.rank import in_words, rank
from nytta.engine.select import Selection
from nytta.plain.money import sek
from nytta.plain.verdicts import Finding

from ..models import Answer
from ..terms import AnswerState, Question
from .room import Line, RoomPage
from .words import in_names

READ = (AnswerState.PROVED.value, AnswerState.INTERIM.value)


def selection_of(content: Mapping[str, Any]) -> Selection:
    """The engine's answer as it gave it."""
    return Selection(
        selected=tuple(content["selected"]), value=Fraction(content["value"]), cost_by_year=tuple(content["cost_by_year"]),
        cost_by_portfolio=content["cost_by_portfolio"], state=content.get("state", "proved"), ties=content["ties"],
        bound=None if content["bound"] is None else Fraction(content["bound"]), binding=tuple(content["binding"]), solver=content["solver"],
        seed=content["seed"], threads=content["threads"], nodes=content["nodes"],
    )  # fmt: skip


def plain_answer(page: RoomPage) -> Answer | None:
    """What the engine says is best with nothing done by hand, when it has said it."""
    answer = page.answers.get((Question.SELECT.value, ""))
    return answer if answer and answer.state in READ and answer.content.get("selected") is not None else None


def conflict(page: RoomPage) -> tuple[Finding, ...]:
    """The rules that cannot all be kept, in words; none when that is not so."""
    found = [a for a in page.answers.values() if a.state == AnswerState.INFEASIBLE.value and a.content.get("conflict")]
    if page.state is not AnswerState.INFEASIBLE or not found:
        return ()
    content = min(found, key=lambda a: (a.urgency, a.pk)).content
    said = in_names(rules_in_words(from_dict(page.outcome.problem), content["conflict"]), page.round.names)
    lacks = content.get("lacks")
    return (
        *said,
        *([Finding("conflict.lacks", "Tillsammans behöver de %(amount)s till.", "", params={"amount": sek(lacks)})] if lacks else []),
    )


def differences(page: RoomPage) -> list[tuple[Line, tuple[Finding, ...]]]:
    """Each proposal on which the ranked list and the best portfolio differ, with what stopped it in the one where it is not."""
    plain = plain_answer(page)
    if plain is None:
        return []
    exact, best, found = from_dict(page.outcome.problem), selection_of(plain.content), []
    for line in page.lines:
        if line.differs and not line.granted and not line.forced:
            said = in_words(page.exact, page.ranked, line.code) if line.in_best else why(exact, best, page.ranked, line.code)
            found.append((line, in_names([f for f in said if f.blocks], page.round.names)))
    return found


def why_of(page: RoomPage, line: Line, answer: Answer | None) -> tuple[Finding, ...]:
    """Why one proposal is in the best portfolio or not; with what would change it, when the engine has answered."""
    plain = plain_answer(page)
    if plain is None:
        return ()
    exact = from_dict(page.outcome.problem)
    change = None if answer is None or answer.state not in READ else _change(answer.content)
    found = why(exact, selection_of(plain.content), rank(exact), line.code, change=change, drawn=line.often)
    place = {"position": line.position, "count": len(page.rows)}  # as on the screen: innovative and granted ones are not ranked there
    placed = (replace(f, params={**f.params, **place}) if f.rule == "rank.position" else f for f in found)
    return in_names(placed, page.round.names)


def price_of(page: RoomPage, answer: Answer | None) -> tuple[str, ...]:
    """What it costs to take it in (or leave it out) by hand, in weighted points; empty while it is not known."""
    if answer is None or answer.state not in READ:
        return ()
    change = _change(answer.content)
    price = change.gain_needed if isinstance(change, Lacking) else change.margin
    return () if price is None else shown(page.exact, price)


def _change(content: Mapping[str, Any]) -> Lacking | Sparing:
    """What the engine said would change the outcome, as it gave it."""
    own: dict[str, Any] = {
        "id": content["proposal"], "selected": tuple(content["selected"]), "turned": _set(content["turned"]),
        "value_in": _number(content["value_in"]), "value_out": _number(content["value_out"]),
    }  # fmt: skip
    if content["proposal"] in content["selected"]:
        return Sparing(
            **own,
            margin=_number(content["margin"]),
            cost_rise_tolerated=content["cost_rise_tolerated"],
            frame_cut_out=content["frame_cut_out"],
        )
    return Lacking(
        **own, gain_needed=_number(content["gain_needed"]), extra_frame=content["extra_frame"], with_extra_frame=_set(content["with_extra_frame"]),
        enters=_set(content["extra_frame_enters"]), leaves=_set(content["extra_frame_leaves"]), cost_cut=content["cost_cut"],
    )  # fmt: skip


def _number(text: Any) -> Any:
    return None if text is None else Fraction(text)


def _set(codes: Any) -> Any:
    return None if codes is None else tuple(codes)
