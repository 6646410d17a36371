"""Why and why not: one proposal in a scenario, with what would change it, and the figures that one may try."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from nytta.plain.money import sek

from .. import commands, policies
from ..models import Answer
from ..queries.entering import kept_from
from ..queries.room import Line, RoomPage, room_of_round
from ..queries.why import plain_answer, price_of, why_of
from ..terms import AnswerState, Question
from .room import InRoom
from .said import Field, Said

URGENT = 15


class WhyView(InRoom):
    """The engine is asked when the page is opened; the page listens until the answer is there."""

    def get(self, request: HttpRequest, code: str, number: int, proposal: str) -> HttpResponseBase:
        one, scenario = self.found(code, number)
        page = room_of_round(one, scenario)
        line = next((x for x in page.lines if x.code == proposal), None)
        if line is None:
            raise Http404
        if proposal in kept_from(one, self.person, self.on.date()):
            messages.warning(request, gettext("Du deltar inte i ärendet: du har jäv, eller ett föreslaget jäv som inte är avgjort."))
            return redirect("weighing:scenario", code, number)
        answer = self.asked(page, line)
        if "lage" in request.GET:
            return HttpResponse(f"<p{' data-done' if answer is None or answer.ended_at else ''}>{gettext('Räknas.')}</p>")
        around = self.around(one, scenario, "", line.title)
        return render(request, "weighing/why.html", {**around, **self.pieces(page, line, answer)})

    def asked(self, page: RoomPage, line: Line) -> Answer | None:
        """The question of what would change it; none for what is not weighed by points."""
        if line.granted or line.innovative:
            return None
        base = commands.figures(problem=page.problem, by=self.person, on=self.on)
        ask = {"proposal": line.code}
        return commands.ask(figures=base, kind=Question.WHY, what=ask, urgency=URGENT, by=self.person, on=self.on)

    def pieces(self, page: RoomPage, line: Line, answer: Answer | None) -> dict[str, Any]:
        """What the page's template needs."""
        may = policies.can_change(self.person, page.round, page.scenario, self.on.date())
        waits = answer is not None and (answer.ended_at is None or plain_answer(page) is None)
        spans = [(p.criterion, f"{p.points} ({p.low}–{p.high})" if p.low is not None else str(p.points)) for p in line.points]
        costs = [(str(y), sek(c)) for y, c in zip(page.problem["years"], line.cost, strict=False)]
        return {
            "page": page, "line": line, "may": may, "waits": waits and answer is not None and answer.state != AnswerState.FAILED.value,
            "answer": answer, "findings": why_of(page, line, answer), "price": price_of(page, answer), "said": Said(page, None),
            "facts": [
                (gettext("Ärende"), line.case), (gettext("Förvaltning"), line.body), (gettext("Plats i listan"), line.position),
                (gettext("Värde"), line.value_said), (gettext("Värde per mkr"), line.worth_said),
            ],
            "costs": costs, "spans": spans, "fields": fields(line),
        }  # fmt: skip


def fields(line: Line) -> list[Field]:
    """Cost and points, each of which may be tried."""
    cost = Field(f"cost|{line.code}", gettext("Kostnad första året"), sek(line.cost[0], ""), "kr")
    points = [
        Field(f"points|{line.code}|{p.criterion}", gettext("Poäng för %(name)s") % {"name": p.criterion}, str(p.points), "")
        for p in line.points
    ]
    return [cost, *([] if line.innovative else points)]
