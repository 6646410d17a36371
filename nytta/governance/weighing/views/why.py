"""Why and why not: one proposal in a scenario, with what would change it, and the figures that one may try."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from nytta.plain.money import sek

from .. import commands, policies
from ..models import Answer, Round, Scenario
from ..queries.entering import kept_from
from ..queries.room import Line, RoomPage, room_of_round
from ..queries.why import plain_answer, price_of, why_of
from ..terms import AnswerState, Question
from .room import InRoom, way
from .rows import Tried
from .said import Field, Said

URGENT = 15


class WhyView(InRoom):
    """The engine is asked when the page is opened; the page listens until the answer is there."""

    def get(self, request: HttpRequest, code: str, number: int, proposal: str) -> HttpResponseBase:
        return why_page(self, *self.found(code, number), proposal)


def why_page(view: InRoom, one: Round, scenario: Scenario, proposal: str, *, tried: Tried | None = None, status: int = 200) -> HttpResponse:
    """The page of a proposal; `tried`: what was asked there and refused, told beside its field with what was typed."""
    page = room_of_round(one, scenario)
    line = next((x for x in page.lines if x.code == proposal), None)
    if line is None:
        raise Http404
    if proposal in kept_from(one, view.person, view.on.date()):
        messages.warning(view.request, gettext("Du deltar inte i ärendet: du har jäv, eller ett föreslaget jäv som inte är avgjort."))
        return redirect("weighing:scenario", one.code, scenario.number)
    answer = asked(view, page, line)
    if "lage" in view.request.GET:
        return HttpResponse(f"<p{' data-done' if answer is None or answer.ended_at else ''}>{gettext('Räknas.')}</p>")
    around = view.around(one, scenario, "", line.title)
    may = policies.can_change(view.person, one, scenario, view.on.date())
    return render(view.request, "weighing/why.html", {**around, "may": may, **pieces(page, line, answer, tried)}, status=status)


def asked(view: InRoom, page: RoomPage, line: Line) -> Answer | None:
    """The question of what would change it; none for what is not weighed by points."""
    if line.granted or line.innovative:
        return None
    base = commands.figures(problem=page.problem, by=view.person, on=view.on)
    ask = {"proposal": line.code}
    return commands.ask(figures=base, kind=Question.WHY, what=ask, urgency=URGENT, by=view.person, on=view.on)


def pieces(page: RoomPage, line: Line, answer: Answer | None, tried: Tried | None) -> dict[str, Any]:
    """What the page's template needs."""
    waits = answer is not None and (answer.ended_at is None or plain_answer(page) is None)
    spans = [(p.criterion, f"{p.points} ({p.low}–{p.high})" if p.low is not None else str(p.points)) for p in line.points]
    costs = [(str(y), sek(c)) for y, c in zip(page.problem["years"], line.cost, strict=False)]
    own = fields(line, tried)
    return {
        "page": page, "line": line, "waits": waits and answer is not None and answer.state != AnswerState.FAILED.value,
        "answer": answer, "findings": why_of(page, line, answer), "price": price_of(page, answer), "said": Said(page, tried),
        "facts": [
            (gettext("Ärende"), line.case), (gettext("Förvaltning"), line.body), (gettext("Plats i listan"), line.position),
            (gettext("Värde"), line.value_said), (gettext("Värde per mkr"), line.worth_said),
        ],
        "costs": costs, "spans": spans, "fields": own, "loose": None if any(f.tried for f in own) else tried,
        "address": way("why", page.round.code, page.scenario.number, line.code),
    }  # fmt: skip


def fields(line: Line, tried: Tried | None) -> list[Field]:
    """Cost and points, each of which may be tried; what was refused with what was typed."""
    held = [(f"cost|{line.code}", gettext("Kostnad första året"), sek(line.cost[0], ""), "kr")]
    if not line.innovative:
        held += [
            (f"points|{line.code}|{p.criterion}", gettext("Poäng för %(name)s") % {"name": p.criterion}, str(p.points), "")
            for p in line.points
        ]
    return [
        Field(do, words, tried.value, suffix, tried) if tried and tried.do == do else Field(do, words, value, suffix)
        for do, words, value, suffix in held
    ]
