"""Overviews of the register of systems: each a chart, the same content as a table, and a file. Source: D1."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Section
from nytta.kit.lists import Asked, Listing
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.words import label

from ..lists.overviews import COSTS, LEFT, LIFE, QUADRANTS
from ..queries.overviews import COST_OF, answering_for, counted, lacking, summed, with_answering
from ..rules.overviews import HIGH_FROM
from ..terms import Ending, Flaw, Left, Quadrant
from . import diagrams
from .diagrams import MOST_BARS, MOST_LIVES
from .systems import trail

Figures = tuple[list[tuple[str, str]], list[str], list[Section]]


class Overview(ListPage):
    """One overview: figures and charts of all that the filter lets through, above the table of it. Source: D1."""

    template = "systems/overview.html"

    def figures(self, asked: Asked) -> Figures:
        """The large figures, what is said beside them, and the charts."""
        raise NotImplementedError

    def more(self, asked: Asked) -> dict[str, Any]:
        large, said, charts = self.figures(asked)
        crumbs = trail((gettext(Overviews.title), reverse("systems:overviews")), (gettext(self.listing.title), ""))
        return {"crumbs": crumbs, "figures": large, "said": [s for s in said if s], "charts": charts}


class Costs(Overview):
    """Cost by category and owner. Source: D1."""

    listing = COSTS

    def figures(self, asked: Asked) -> Figures:
        rows = asked.filtered()
        sums = summed(rows, [*COST_OF.values(), "total", "systems_count", "without_cost"])
        top = list(rows.order_by("-weight", "sort", "pk").values("name", "total", *COST_OF.values())[: MOST_BARS + 1])
        large = [(diagrams.category(name), diagrams.money(sums[f"sum_{name}"])) for name in COST_OF.values()]
        said = diagrams.of_all(sums["sum_without_cost"] or 0, sums["sum_systems_count"] or 0, gettext("uppgift om kostnad"))
        return [(gettext("Kostnad per år"), diagrams.money(sums["sum_total"])), *large], [said], diagrams.costs(top)


class Life(Overview):
    """What ends when. Source: D1 "life cycle"."""

    listing = LIFE

    def figures(self, asked: Asked) -> Figures:
        rows, on = asked.filtered(), asked.shown_day
        found = counted(rows, "ending", Ending)
        every, unknown = found.pop(None), found[Ending.UNKNOWN]
        coming = rows.filter(ends_from__isnull=False).order_by("end_first", "sort", "pk").values("name", "code", *diagrams.STARTS)
        said = [
            diagrams.of_all(unknown, every, gettext("uppgift om faser")),
            diagrams.of_all(found[Ending.OPEN], every, gettext("slutdag fast avvecklingen är planerad")),
        ]
        large = [(label(e), str(n)) for e, n in found.items() if e not in {Ending.UNKNOWN, Ending.OPEN}]
        return large, said, diagrams.lives(list(coming[: MOST_LIVES + 1]), on)


class Quadrants(Overview):
    """What value and technical fitness speak for. Source: D1."""

    listing = QUADRANTS

    def figures(self, asked: Asked) -> Figures:
        rows = asked.filtered()
        found = counted(rows, "quadrant", Quadrant)
        every = found.pop(None)
        cells = rows.filter(quadrant__isnull=False).order_by().values_list("technical_fitness", "business_value").annotate(n=Count("pk"))
        rule = gettext(
            "Regeln: %(high)s eller mer räknas som högt. Högt värde och god teknik: utveckla (invest). Högt värde och svag teknik: byt ut (migrate). Lågt värde och god teknik: behåll (tolerate). Lågt värde och svag teknik: avveckla (eliminate). Det är ett underlag för samtalet med ägaren, och inget beslut."
        ) % {"high": HIGH_FROM}  # fmt: skip
        unplaced = diagrams.of_all(every - sum(found.values()), every, gettext("något av betygen och är inte med i bilden"))
        return [(label(q), str(n)) for q, n in found.items()], [rule, unplaced], diagrams.scores(sorted(cells))


class LeftBehind(Overview):
    """Systems whose owner or representative has left, and who answers now. Source: D1; G3."""

    listing = LEFT

    def listed(self) -> Listing:
        asked = Asked(self.listing, self.person, self.request.GET, self.on.date())
        return replace(super().listed(), extra=lambda rows: with_answering(rows, asked.shown_day))

    def figures(self, asked: Asked) -> Figures:
        rows, on = asked.filtered(), asked.shown_day
        found = counted(rows, "left", Left)
        found.pop(None)
        persons = answering_for(on)[1]
        owners = rows.order_by().values("owner", "owner__name", "owner__sort")
        by_owner = list(owners.annotate(n=Count("pk"), **{f"n_{k}": Count("pk", filter=Q(left=k.value)) for k in Left}))
        nobody = sum(row["n"] for row in by_owner if row["owner"] not in persons)
        said = ngettext(
            "För %(n)s av dem finns ingen som företräder den som svarar.", "För %(n)s av dem finns ingen som företräder den som svarar.", nobody
        ) % {"n": nobody}  # fmt: skip
        without = lacking(Flaw.NO_REPRESENTATIVE, asked.values.get("organ", ""), on)
        never = ngettext(
            "Dessutom har %(n)s system ingen företrädare alls i registret.", "Dessutom har %(n)s system ingen företrädare alls i registret.", without
        ) % {"n": without}  # fmt: skip
        large = [(label(k), str(n)) for k, n in found.items()]
        return large, [said if nobody else "", never if without else ""], diagrams.left(by_owner)


EVERY: tuple[tuple[type[Overview], str, str], ...] = (
    (Life, "systems:life", _("Vad som avvecklas när, efter faserna i registret.")),
    (Quadrants, "systems:quadrants", _("Vad värdet för verksamheten och den tekniska lämpligheten talar för: utveckla, byt ut, behåll eller avveckla.")),
    (Costs, "systems:costs", _("Vad systemen kostar per år, delat på ägare och på de tre kategorierna.")),
    (LeftBehind, "systems:left", _("System vars ägare har upphört eller vars företrädare har slutat, och vem som svarar nu.")),
)  # fmt: skip


class Overviews(DetailPage):
    """All overviews, each with what it answers. Source: D1."""

    template = "systems/overviews.html"
    title = _("Översikter")

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        every = [(gettext(page.listing.title), gettext(what), reverse(route)) for page, route, what in EVERY]
        return {"title": gettext(self.title), "every": every, "crumbs": trail((gettext(self.title), ""))}
