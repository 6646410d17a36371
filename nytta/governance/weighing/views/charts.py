"""Charts that are also tables; the engine is asked for what they need when the page is opened."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from .. import commands
from ..models import Round
from ..queries import weights_given
from ..queries.outcome import answers_for
from ..queries.room import room_of_round
from ..rules import Problem, at_lock, changed, own_weights
from ..terms import Question
from .diagrams import Charts
from .room import InRoom

BESIDE = (Question.FRONTIER, Question.COST_FRONTIER, Question.MARGINAL, Question.INTERVAL, Question.FREQUENCY, Question.MEMBERS)
LATER = 70


class ChartsView(InRoom):
    """The screen's charts."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        one, scenario = self.found(code)
        problem = changed(one.figures.content, scenario.changes)  # type: ignore[union-attr]
        commands.ask_for(scenario=scenario, by=self.person, on=self.on)
        base = commands.figures(problem=problem, by=self.person, on=self.on)
        commands.ask_all(figures=base, asked=wanted(one, problem), by=self.person, on=self.on)
        answers = answers_for(problem, BESIDE)
        waits = any(a.ended_at is None for a in answers)
        if "lage" in request.GET:
            return HttpResponse(f"<p{'' if waits else ' data-done'}>{gettext('Räknas.')}</p>")
        around = self.around(one, scenario, "charts", gettext("Diagram"))
        found = Charts(room_of_round(one, scenario), answers).sections()
        return render(request, "weighing/charts.html", {**around, "sections": found, "waits": waits})


def wanted(one: Round, problem: Problem) -> list[tuple[Question, dict[str, Any], int]]:
    """The questions that the charts need beside the screen's own."""
    asked: list[tuple[Question, dict[str, Any], int]] = [(Question.COST_FRONTIER, {}, LATER)]
    for p in problem["portfolios"]:
        if frame := p["frame"][0]:
            asked.append((Question.FRONTIER, {"portfolio": p["id"], "low": frame // 2, "high": frame * 3 // 2}, LATER + 1))
    steps = at_lock(one.notes)[1]
    given = [{"name": str(w.person), "weights": own_weights(w.points, steps)} for w in weights_given(one)]
    return [*asked, (Question.MEMBERS, {"members": given}, LATER)] if given else asked
