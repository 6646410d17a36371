"""The room: what the screen shows, and what a page that listens is told."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit.pages import HousePage

from .. import commands, policies
from ..models import Round, Scenario
from ..queries import entering
from ..queries.deciding import lacking_of
from ..queries.listening import heard
from ..queries.room import RoomPage, room_of_round
from ..queries.why import conflict, differences
from .rows import Rows, Tried, lacks_said
from .said import Said


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
        lacks = lacking_of(page.round, self.on.date())
        return {
            "page": page, "may": may, "pen": pen, "tried": tried, "rows": Rows(page, may=bool(may), tried=tried, kept=kept, lacks=lacks),
            "lacks": lacks_said(page, lacks),
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
