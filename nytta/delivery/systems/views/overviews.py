"""Overviews of the register of systems: each a chart, the same content as a table, and a file. Source: D1."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.charts import MILLIONS
from nytta.kit.documents import Section
from nytta.kit.lists import Asked
from nytta.kit.pages import DetailPage, ListPage
from nytta.kit.words import label
from nytta.plain.money import sek

from ..lists.overviews import COSTS
from ..queries.overviews import COST_OF, UNKNOWN, summed
from ..terms import Category
from . import diagrams
from .systems import trail

MOST_BARS = 20


class Overview(ListPage):
    """One overview: figures and charts of all that the filter lets through, above the table of it. Source: D1."""

    template = "systems/overview.html"

    def figures(self, asked: Asked) -> tuple[list[tuple[str, str]], list[str], list[Section]]:
        """The large figures, what is said beside them (what is missing first), and the charts."""
        raise NotImplementedError

    def more(self, asked: Asked) -> dict[str, Any]:
        large, said, charts = self.figures(asked)
        crumbs = trail((gettext(Overviews.title), reverse("systems:overviews")), (gettext(self.listing.title), ""))
        return {"crumbs": crumbs, "figures": large, "said": [s for s in said if s], "charts": charts}


class Costs(Overview):
    """Cost by category and owner. Source: D1."""

    listing = COSTS

    def figures(self, asked: Asked) -> tuple[list[tuple[str, str]], list[str], list[Section]]:
        rows = asked.filtered()
        sums = summed(rows, [*COST_OF.values(), "total", "systems_count", "without_cost"])
        top = list(rows.order_by("-weight", "sort", "pk").values("name", "total", *COST_OF.values())[: MOST_BARS + 1])
        large = [(_category(name), _money(sums[f"sum_{name}"])) for name in COST_OF.values()]
        said = diagrams.of_all(sums["sum_without_cost"] or 0, sums["sum_systems_count"] or 0, gettext("uppgift om kostnad"))
        return [(gettext("Kostnad per år"), _money(sums["sum_total"])), *large], [said], _cost_chart(top)


def _category(name: str) -> str:
    return gettext("Kategori saknas") if name == UNKNOWN else label(Category(name))


def _money(amount: int | None) -> str:
    return "–" if amount is None else sek(amount)


def _cost_chart(top: Sequence[dict[str, Any]]) -> list[Section]:
    pieces = [
        diagrams.Part(row["name"], _category(c), row[c], f"{row['name']}, {_category(c).lower()}: {sek(row[c])}")
        for row in top[:MOST_BARS] if row["total"] is not None
        for c in COST_OF.values() if row[c]
    ]  # fmt: skip
    kinds = [_category(c) for c in COST_OF.values()]
    spec = diagrams.stacked(pieces, x=gettext("Miljoner kronor per år"), x_label=MILLIONS, kinds=kinds, colors=diagrams.BY_CATEGORY)
    return diagrams.drawn(
        gettext("Kostnad per år, ägare för ägare"), gettext("Varje stapel är en ägare, delad efter systemens kategori. Dyrast överst."),
        spec if pieces else None, MOST_BARS if len(top) > MOST_BARS else 0,
    )  # fmt: skip


EVERY: tuple[tuple[type[Overview], str, str], ...] = (
    (Costs, "systems:costs", _("Vad systemen kostar per år, delat på ägare och på de tre kategorierna.")),
)


class Overviews(DetailPage):
    """All overviews, each with what it answers. Source: D1."""

    template = "systems/overviews.html"
    title = _("Översikter")

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        every = [(gettext(page.listing.title), gettext(what), reverse(route)) for page, route, what in EVERY]
        return {"title": gettext(self.title), "every": every, "crumbs": trail((gettext(self.title), ""))}
