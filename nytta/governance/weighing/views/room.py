"""The room: what the screen shows, a change of it, and what a page that listens is told."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.pages import HousePage
from nytta.kit.words import said
from nytta.plain.verdicts import Refused, Verdict, no

from .. import commands, policies
from ..forms.room import AskForm
from ..models import Round, Scenario
from ..queries import entering
from ..queries.listening import heard
from ..queries.room import RoomPage, room_of_round
from ..queries.why import conflict, differences
from ..rules import described
from .rows import Rows, Tried
from .said import Said

BACK: dict[str, Callable[..., Scenario]] = {"undo": commands.undo, "redo": commands.redo, "start_again": commands.start_again}


def way(name: str, *args: Any) -> str:
    """An address of the weighing."""
    return reverse(f"weighing:{name}", args=args)


class InRoom(HousePage):
    """A page of a round that is open or later, for those who may enter."""

    def found(self, code: str, number: int | None = None) -> tuple[Round, Scenario]:
        """The round and its scenario: the screen's, where no number is given."""
        one, scenario = entering.in_room(code, number)
        if one is None or scenario is None or one.figures_id is None or not policies.can_enter(self.person, self.on.date()):
            raise Http404
        return one, scenario

    def around(self, one: Round, scenario: Scenario, here: str, title: str) -> dict[str, Any]:
        """What all pages of the room have at their head."""
        links = [
            ("room", gettext("Rummet"), way("room", one.code)), ("compare", gettext("Scenarier"), way("compare", one.code)),
            ("charts", gettext("Diagram"), way("charts", one.code)), ("advise", gettext("Råd"), way("advise", one.code)),
        ]  # fmt: skip
        crumbs = [(gettext("Vägningar"), way("list")), (one.title, way("detail", one.code)), (title, self.request.path)]
        return {"title": title, "one": one, "scenario": scenario, "links": links, "here": here, "crumbs": crumbs}


class RoomView(InRoom):
    """The screen, or a kept scenario shared by link. Opening it asks the engine for what is not answered."""

    def get(self, request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
        one, scenario = self.found(code, number)
        commands.ask_for(scenario=scenario, by=self.person, on=self.on)
        return self.shown(one, scenario)

    def shown(self, one: Round, scenario: Scenario, tried: Tried | None = None, status: int = 200) -> HttpResponse:
        """The whole page, or the piece of it that changes."""
        page = room_of_round(one, scenario)
        template = "weighing/_room.html" if self.request.headers.get("X-Piece") else "weighing/room.html"
        title = gettext("Rummet: %(title)s") % {"title": one.title} if scenario.is_screen else scenario.name
        around = self.around(one, scenario, "room" if scenario.is_screen else "compare", title)
        return render(self.request, template, {**around, **self.pieces(page, tried)}, status=status)

    def pieces(self, page: RoomPage, tried: Tried | None) -> dict[str, Any]:
        """What the room's template needs."""
        may = policies.can_change(self.person, page.round, page.scenario, self.on.date())
        pen = policies.can_take_pen(self.person, page.round, self.on.date())
        kept = entering.kept_from(page.round, self.person, self.on.date())
        return {
            "page": page, "may": may, "pen": pen, "tried": tried, "rows": Rows(page, may=bool(may), tried=tried, kept=kept),
            "said": Said(page, tried), "differences": differences(page), "conflict": conflict(page), "made": self.on,
            "can_renew": policies.can_renew(self.person, page.round, self.on.date()),
        }  # fmt: skip


class StateView(RoomView):
    """What a page that listens is told: nothing while nothing has changed, else the piece anew."""

    def get(self, request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
        asked = request.GET.get("nummer", "")
        one, scenario = self.found(code, int(asked) if asked.isdecimal() else None)
        if heard(one, scenario) == request.GET.get("mark"):
            return HttpResponse(status=204)
        return self.shown(one, scenario)


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
            return self.shown(*self.found(code, number), tried, status=409)
        commands.ask_for(scenario=scenario, by=self.person, on=self.on)
        if request.headers.get("X-Piece"):
            return self.shown(*self.found(code, scenario.number))
        return redirect(self.address(one, scenario))

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
