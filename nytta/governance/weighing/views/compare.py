"""Named scenarios side by side."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from nytta.kit.documents import Column, Section, Table
from nytta.kit.words import label
from nytta.plain.money import sek

from ..models import Round
from ..queries import entering
from ..queries.compared import Compared, compared, contested
from ..rules import MOST_DRAWN
from .room import InRoom, way

NONE = "–"


class CompareView(InRoom):
    """What each scenario changes, and what follows."""

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        one, screen = self.found(code)
        every = compared(one, entering.scenarios_of(one))
        around = self.around(one, screen, "compare", gettext("Scenarier"))
        cards = [(c, way("room", code) if c.scenario.is_screen else way("scenario", code, c.scenario.number)) for c in every]
        return render(request, "weighing/compare.html", {**around, "cards": cards, "sections": [section(every), accepted(one, every)]})


def section(every: list[Compared]) -> Section:
    """The figures side by side, as a table."""
    columns = [Column(gettext("Scenario")), Column(gettext("Läge")), Column(gettext("Värde"), True), Column(gettext("Kostnad"), True),
               Column(gettext("Pris"), True), Column(gettext("In kommer")), Column(gettext("Ut går"))]  # fmt: skip
    return Section("", table=Table(gettext("Scenarierna sida vid sida"), columns, [row(c) for c in every]))


def accepted(one: Round, every: list[Compared]) -> Section:
    """In how many of the drawn weightings each proposal is in, scenario by scenario: those that are not alike everywhere."""
    title, (codes, alike) = gettext("Hur ofta varje förslag är med"), contested(one, every)
    if not any(c.draws for c in every):
        waits = gettext("Räknas: vikterna dras slumpvis många gånger för varje scenario. Ladda om sidan om en stund.")
        none = gettext("Inga vikter är dragna: öppna ett scenario så görs det, när förslagen är högst %(most)s.") % {"most": MOST_DRAWN}
        return Section(title, [waits if any(c.waits for c in every) else none])
    texts = [
        gettext("Först står om förslaget är med i scenariots urval, sedan i hur många dragna viktningar det är med i den bästa portföljen med scenariots siffror. Det som är gjort för hand räknas inte i dragningarna."),
        ngettext("%(count)s förslag är lika i alla scenarier och dragningar och visas inte.", "%(count)s förslag är lika i alla scenarier och dragningar och visas inte.", alike) % {"count": alike} if alike else "",
    ]  # fmt: skip
    if not codes:
        return Section(title, texts[1:])
    columns = [Column(gettext("Förslag")), *(Column(_name(c)) for c in every)]
    rows = [[str(one.names[code].get("title", code)), *(_cell(c, code) for c in every)] for code in codes]
    return Section(title, [t for t in texts if t], table=Table(title, columns, rows))


def _name(c: Compared) -> str:
    return gettext("Rummet") if c.scenario.is_screen else c.scenario.name


def _cell(c: Compared, code: str) -> str:
    inside, times = c.said(code)
    words = gettext("Med") if inside else gettext("Inte med")
    return words if times is None else gettext("%(words)s, %(count)s av %(draws)s") % {"words": words, "count": times, "draws": c.draws}


def row(c: Compared) -> list[str]:
    """One scenario."""
    cost = NONE if c.cost_sek is None else sek(c.cost_sek)
    return [
        _name(c), label(c.outcome.state), c.value or NONE, cost, c.price or NONE, ", ".join(c.enters) or NONE,
        ", ".join(c.leaves) or NONE,
    ]  # fmt: skip
