"""What a chief information officer asks of the register of systems, counted in SQL. Source: D1."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from nytta.city.organisation.models import Body

from ..models import System
from ..terms import Category
from .systems import there_on

UNKNOWN = "unknown"
COST_OF = {**{c.value: c.value for c in Category}, "": UNKNOWN}
"""The annotation that holds the cost of each category; of no category, `unknown`."""


def bodies_with_systems() -> Sequence[tuple[str, str]]:
    """(code, name) of the bodies that own systems and of those that they belong to, in Swedish order. One query."""
    owns = Exists(System.objects.filter(owner=OuterRef("pk")))
    rows = {
        row[0]: row[1:] for row in Body.objects.order_by("sort").annotate(owns=owns).values_list("pk", "code", "name", "parent", "owns")
    }
    found: set[int] = set()
    for pk, (_, _, _, here) in rows.items():
        step: int | None = pk if here else None
        while step is not None and step not in found:
            found.add(step)
            step = rows[step][2]
    return [(code, name) for pk, (code, name, _, _) in rows.items() if pk in found]


def costs_of_owners(rows: QuerySet[Body], on: date) -> QuerySet[Any]:
    """The owners of systems that there are on a day, with what these cost per year by category, and how many tell no cost.

    `total`, and the cost of each category by COST_OF: null where no system of it tells its cost; `weight` to order by,
    the same on both databases. Source: D1.
    """
    mine = System.objects.filter(there_on(on), owner=OuterRef("pk")).order_by().values("owner")

    def of_mine(figure: Any) -> Subquery:
        return Subquery(mine.annotate(figure=figure).values("figure"))

    by_category = {name: of_mine(Sum("cost_per_year_sek", filter=Q(category=code))) for code, name in COST_OF.items()}
    return rows.annotate(systems_count=of_mine(Count("pk"))).filter(systems_count__gt=0).annotate(
        **by_category, total=of_mine(Sum("cost_per_year_sek")), without_cost=of_mine(Count("pk", filter=Q(cost_per_year_sek=None))),
    ).annotate(weight=Coalesce("total", Value(-1)))  # fmt: skip


def summed(rows: QuerySet[Any], names: Iterable[str]) -> dict[str, Any]:
    """The sums of some figures over all rows, null where none is known. One query."""
    return rows.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in names})
