"""The decision basis as files, and the page where anybody reads a decided weighing and moves its weights."""

import json
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.kit.exports import XLSX
from nytta.kit.pages import DetailPage, HousePage, file

from .. import commands, documents, policies, queries
from ..models import Limit, Round
from ..queries.moved import Moved, moved
from ..queries.published import Shown, director_departures, published_case, shown
from ..queries.room import room_of_round
from ..rules import Problem
from ..terms import RoundState


def open_to(page: HousePage, code: str) -> tuple[Round, bool]:
    """A weighing that may be read: decided ones by anybody, others by those who may enter; and whether the reader is one of these."""
    one = queries.round_at(code)
    inside = bool(policies.can_enter(page.person, page.on.date()))
    if one is None or one.figures is None or not (inside or RoundState(one.state) is RoundState.DECIDED):
        raise Http404
    return one, inside


class BasisFile(HousePage):
    """The decision basis: pdf for the archive, xlsx, and json that anybody can work out again."""

    public = True

    def get(self, request: HttpRequest, code: str, form: str) -> HttpResponse:
        one, inside = open_to(self, code)
        scenario, open_ = queries.screen_of(one), shown(one)
        if scenario is None or (open_.closed and not inside):
            raise Http404
        names = {p: str(n["title"]) for p, n in one.names.items()} if inside else dict(open_.names)
        if form == "json":
            made = json.dumps(published_case(one, scenario, names), ensure_ascii=False, indent=1).encode()
            return file(made, "application/json", f"{one.code}.json")
        members = queries.weights_given(one)
        page = room_of_round(one, scenario)
        report = documents.basis(page, city=the_city().name, names=names, members=members, limits=list(Limit.objects.filter(round=one)))
        if form == "xlsx":
            return file(documents.workbook(report), XLSX, f"{one.code}.xlsx")
        return self.pdf(archived(report, DocumentKind.BASIS, registry="", on=self.on.date()), f"{one.code}.pdf")


def _price(departure: dict[str, Any], problem: Problem) -> str:
    price = departure.get("price")
    return "" if price is None else documents.points(Fraction(price), problem)


class PublishedPage(DetailPage):
    """A decided weighing for anybody: what was weighed, what came of it and why, the files, and the weights to move."""

    public = True
    template = "weighing/published.html"

    def thing(self, **address: Any) -> Round:
        one, self.inside = open_to(self, address["code"])
        if RoundState(one.state) is not RoundState.DECIDED:
            raise Http404
        return one

    def context(self, thing: Round) -> dict[str, Any]:
        scenario, open_ = queries.screen_of(thing), shown(thing)
        assert scenario is not None
        found = moved(thing, scenario, self.request.GET, open_.names)
        return {
            "title": thing.title, "one": thing, "found": found, "shown": open_, "closed": bool(open_.closed) and not self.inside,
            "queue": self._asked(found, open_), "criteria": [(c, found.weights[c.code]) for c in thing.criteria.all()],
            "crumbs": [(gettext("Portföljer"), reverse("portfolios:list")), (thing.title, self.request.path)],
            "departures": [(open_.names[c], d, _price(d, found.decided)) for c, d in thing.outcome.get("departures", {}).items()],
            "apart": director_departures(thing, open_.names),
        }  # fmt: skip

    def _asked(self, found: Moved, open_: Shown) -> bool:
        """Ask the engine for the best with the moved weights, unless too many wait; whether there is a queue."""
        if found.answer is not None or not found.is_moved or open_.closed or not found.weighs:
            return False
        return not commands.ask_publicly(problem=found.problem, by=None, on=self.on)
