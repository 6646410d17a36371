"""Named scenarios side by side."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import sek

from ..queries import entering
from ..queries.compared import Compared, compared
from .room import InRoom, way

NONE = "–"


class CompareView(InRoom):
    """What each scenario changes, and what follows."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        one, screen = self.found(code)
        every = compared(one, entering.scenarios_of(one))
        around = self.around(one, screen, "compare", gettext("Scenarier"))
        cards = [(c, way("room", code) if c.scenario.is_screen else way("scenario", code, c.scenario.number)) for c in every]
        return render(request, "weighing/compare.html", {**around, "cards": cards, "section": section(every)})


def section(every: list[Compared]) -> Section:
    """The figures side by side, as a table."""
    columns = [Column(gettext("Scenario")), Column(gettext("Läge")), Column(gettext("Värde"), True), Column(gettext("Kostnad"), True),
               Column(gettext("Pris"), True), Column(gettext("In kommer")), Column(gettext("Ut går"))]  # fmt: skip
    return Section("", table=Table(gettext("Scenarierna sida vid sida"), columns, [row(c) for c in every]))


def row(c: Compared) -> list[str]:
    """One scenario."""
    cost = NONE if c.cost_sek is None else sek(c.cost_sek)
    return [
        gettext("Rummet") if c.scenario.is_screen else c.scenario.name, label(c.outcome.state), c.value or NONE, cost, c.price or NONE, ", ".join(c.enters) or NONE,
        ", ".join(c.leaves) or NONE,
    ]  # fmt: skip
