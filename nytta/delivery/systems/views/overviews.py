"""Overviews of the register of systems: each a chart, the same content as a table, and a file. Source: D1."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Section
from nytta.kit.lists import Asked, Listing
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.words import label

from ..lists.overviews import COSTS, HEAT, LEFT, LIFE, QUADRANTS, UPTAKE, columns_of
from ..models import Capability, Supports, System
from ..queries import solutions
from ..queries.capabilities import Tree, named
from ..queries.overviews import (
    COST_OF,
    answering_for,
    beside,
    counted,
    heat,
    lacking,
    of_owners,
    owners_of,
    summed,
    with_answering,
    with_beside,
    with_heat,
    with_uptake,
)
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
        self.answering = answering_for(Asked(self.listing, self.person, self.request.GET, self.on.date()).shown_day)
        return replace(super().listed(), extra=lambda rows: with_answering(rows, self.answering))

    def figures(self, asked: Asked) -> Figures:
        rows, on = asked.filtered(), asked.shown_day
        found = counted(rows, "left", Left)
        found.pop(None)
        owners = rows.order_by().values("owner", "owner__name", "owner__sort")
        by_owner = list(owners.annotate(n=Count("pk"), **{f"n_{k}": Count("pk", filter=Q(left=k.value)) for k in Left}))
        nobody = sum(row["n"] for row in by_owner if row["owner"] not in self.answering[1])
        said = ngettext(
            "För %(n)s av dem finns ingen som företräder den som svarar.", "För %(n)s av dem finns ingen som företräder den som svarar.", nobody
        ) % {"n": nobody}  # fmt: skip
        without = lacking(Flaw.NO_REPRESENTATIVE, asked.values.get("organ", ""), on)
        never = ngettext(
            "Dessutom har %(n)s system ingen företrädare alls i registret.", "Dessutom har %(n)s system ingen företrädare alls i registret.", without
        ) % {"n": without}  # fmt: skip
        large = [(label(k), str(n)) for k, n in found.items()]
        return large, [said if nobody else "", never if without else ""], diagrams.left(by_owner)


class _Counted(Overview):
    """An overview whose rows are not narrowed by a body, but what is counted in them."""

    @cached_property
    def asked_for(self) -> Asked:
        """What the address asks for, before the columns are known."""
        return Asked(self.listing, self.person, self.request.GET, self.on.date())

    def systems(self) -> QuerySet[System]:
        """The systems that are counted."""
        return of_owners(self.asked_for.values.get("organ", ""), self.asked_for.shown_day)


class HeatMap(_Counted):
    """Which bodies have systems for which capabilities. Source: D1 "business capabilities"."""

    listing = HEAT

    def listed(self) -> Listing:
        tree = Tree(self.asked_for.shown_day)
        groups, lowest = tree.level(self.asked_for.values.get("formaga", "")), tree.lowest()
        self.found = heat(groups, self.systems())
        return replace(
            super().listed(), columns=columns_of(self.found), rows=lambda person: Capability.objects.filter(pk__in=groups),
            extra=lambda rows: with_heat(rows.annotate(shown=named()), self.found),
            url=lambda code: f"{reverse('systems:list')}?formaga={code}" if code in lowest else HEAT.url(code),
        )  # fmt: skip

    def figures(self, asked: Asked) -> Figures:
        every, lacks = (
            self.systems().aggregate(n=Count("pk"), lacks=Count("pk", filter=~Q(pk__in=Supports.objects.values("system")))).values()
        )
        rows = dict(asked.listing.extra(asked.filtered()).order_by("code").values_list("pk", "shown"))
        bare = [name for pk, name in rows.items() if not any(a == pk for a, _ in self.found.cells)]
        large = [
            (gettext("Förmågor"), str(len(rows))),
            (gettext("Utan system"), str(len(bare))),
            (gettext("Antal organ"), str(len(self.found.bodies))),
        ]
        said = [
            diagrams.of_all(lacks, every, gettext("uppgift om förmåga och är inte med i bilden")),
            gettext("Inget system bär: %(names)s.") % {"names": diagrams.some(bare)} if bare else "",
        ]  # fmt: skip
        return large, said, diagrams.heat_map(rows, self.found)


class Uptake(_Counted):
    """Common solutions and their uptake. Source: D1; D2."""

    listing = UPTAKE

    def listed(self) -> Listing:
        on, systems = self.asked_for.shown_day, self.systems()
        self.beside, self.any_beside = beside(solutions(on), systems)
        owners = owners_of(systems)
        return replace(
            super().listed(), as_on=lambda rows, day: with_uptake(rows, day, systems),
            extra=lambda rows: with_beside(rows, self.beside, owners),
        )  # fmt: skip

    def figures(self, asked: Asked) -> Figures:
        every, part, mute = self.systems().aggregate(
            n=Count("pk"), part=Count("solution"), mute=Count("pk", filter=Q(functions=[]))
        ).values()  # fmt: skip
        rows = list(
            asked.listing.extra(asked.filtered()).order_by(*self.listing.order).values("name", "systems_count", "beside")[: MOST_BARS + 1]
        )
        large = [
            (gettext("System"), str(every)), (gettext("Ingår i någon lösning"), str(part)),
            (gettext("Står vid sidan av någon lösning"), str(self.any_beside)),
        ]  # fmt: skip
        return large, [diagrams.of_all(mute, every, gettext("funktioner och kan inte jämföras med lösningarna"))], diagrams.uptake(rows)


EVERY: tuple[tuple[type[Overview], str, str], ...] = (
    (Life, "systems:life", _("Vad som avvecklas när, efter faserna i registret.")),
    (Quadrants, "systems:quadrants", _("Vad värdet för verksamheten och den tekniska lämpligheten talar för: utveckla, byt ut, behåll eller avveckla.")),
    (HeatMap, "systems:heat", _("Vilka organ som har system för vilka förmågor, och vilka förmågor som inget system bär.")),
    (Costs, "systems:costs", _("Vad systemen kostar per år, delat på ägare och på de tre kategorierna.")),
    (LeftBehind, "systems:left", _("System vars ägare har upphört eller vars företrädare har slutat, och vem som svarar nu.")),
    (Uptake, "systems:uptake", _("Hur många system och ägare som använder varje gemensam lösning, och hur många som står vid sidan av.")),
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
