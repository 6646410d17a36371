"""One press in the room, or on a proposal's own page: done, or told beside its control with what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from nytta.kit.words import said
from nytta.plain.verdicts import Refused, Verdict, no

from .. import commands
from ..forms.room import AskForm
from ..models import Round, Scenario
from ..queries import entering
from ..rules import described
from .room import RoomView, way
from .rows import Tried
from .why import why_page

BACK: dict[str, Callable[..., Scenario]] = {"undo": commands.undo, "redo": commands.redo, "start_again": commands.start_again}


class ChangeView(RoomView):
    """One press in the room; a refusal is told beside its control."""

    def get(self, request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
        return redirect("weighing:scenario", code, number)

    def post(self, request: HttpRequest, code: str, number: int) -> HttpResponseBase:
        one, scenario = self.found(code, number)
        form = AskForm(request.POST)
        try:
            scenario = self.done(one, scenario, form)
        except Refused as refused:
            tried = Tried(request.POST.get("do", "")[:200], request.POST.get("value", "")[:40], refused.verdict)
            return self.told(*self.found(code, number), tried)
        commands.ask_for(scenario=scenario, by=self.person, on=self.on)
        if request.headers.get("X-Piece"):
            return self.shown(*self.found(code, scenario.number))
        return redirect(self.address(one, scenario))

    def told(self, one: Round, scenario: Scenario, tried: Tried) -> HttpResponse:
        """The page that the press came from, with what was refused."""
        if (asked := self.request.POST.get("from", "")) in one.names:
            return why_page(self, one, scenario, asked, tried=tried, status=409)
        return self.shown(one, scenario, tried, status=409)

    def address(self, one: Round, scenario: Scenario) -> str:
        """Where the press came from: a proposal's own page, the screen or the scenario."""
        if (asked := self.request.POST.get("from", "")) in one.names:
            return way("why", one.code, scenario.number, asked)
        return way("room", one.code) if scenario.is_screen else way("scenario", one.code, scenario.number)

    def done(self, one: Round, scenario: Scenario, form: AskForm) -> Scenario:
        """Do what was asked: one command."""
        if not form.is_valid():
            raise Refused(_unread(form))
        act, by = form.cleaned_data["do"].partition("|")[0], {"by": self.person, "on": self.on}
        if what := form.what():
            return commands.change(scenario=scenario, what=what, seen=form.cleaned_data["seen"] or 0, **by)
        if act in BACK:
            return BACK[act](scenario=scenario, seen=form.cleaned_data["seen"] or 0, **by)
        return self.other(act, one, scenario, form, by)

    def other(self, act: str, one: Round, scenario: Scenario, form: AskForm, by: dict[str, Any]) -> Scenario:
        """The acts on the room itself."""
        if act == "keep":
            return commands.keep_scenario(scenario=scenario, name=form.cleaned_data["name"], **by)
        if act == "pen":
            commands.take_pen(one=one, **by)
        elif act == "pen_down":
            commands.put_down_pen(one=one, **by)
        elif act == "renew":
            self.renewed(one, commands.renew(one=one, **by))
        elif act == "again":
            for answer in entering.broken_off(one, scenario):
                commands.ask_again(answer=answer, **by)
        else:
            raise Refused(
                no("change", "Det går inte att ändra ”%(what)s” i rummet.", "F16", "Välj en av ändringarna på sidan.", what=act[:40])
            )
        return entering.in_room(one.code, scenario.number)[1] or scenario

    def renewed(self, one: Round, lost: list[dict[str, Any]]) -> None:
        """Say that the figures are today's, and which changes no longer fit and are taken out."""
        messages.success(self.request, gettext("Underlaget är förnyat."))
        for change in lost:
            what = said(described(change, one.names))
            messages.warning(self.request, gettext("Passar inte längre och är borttaget: %(what)s") % {"what": what})


def _unread(form: AskForm) -> Verdict:
    errors = " ".join(str(e) for field in form.errors.values() for e in field)
    return no("change", "%(why)s", "F16", "Rätta talet och försök igen.", why=errors)
