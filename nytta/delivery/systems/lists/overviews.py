"""The overviews' tables: what a chief information officer asks of the register of systems."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import with_those_below
from nytta.kit.lists import Column, Filter, Listing

from ..queries.overviews import UNKNOWN, bodies_with_systems, costs_of_owners
from ..terms import Category


def body_filter(path: str) -> Filter:
    """Narrow to a body and those below it, as they belong together on the day that is told of."""

    def narrowed(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
        return rows.filter(**{f"{path}__in": with_those_below(value, on)})

    return Filter("organ", _("Organ, med dem under"), "", lambda person: bodies_with_systems(), narrowed)


COSTS = Listing(
    name="systems:costs",
    title=_("Kostnad per kategori och ägare"),
    one=_("ägare"),
    many=_("ägare"),
    rows=lambda person: Body.objects.all(),
    as_on=costs_of_owners,
    columns=(
        Column("name", _("Systemägare"), "name", sort="sort", link=True),
        Column("systems", _("System"), "systems_count", kind="number", sort="systems_count"),
        *(Column(c.value, c.sv, c.value, kind="money", sort=c.value) for c in Category),
        Column(UNKNOWN, _("Kategori saknas"), UNKNOWN, kind="money", sort=UNKNOWN),
        Column("total", _("Kostnad per år"), "total", kind="money", sort="weight"),
        Column("without", _("Kostnad saknas"), "without_cost", kind="number", sort="without_cost"),
    ),
    url=lambda code: f"{reverse('systems:list')}?owner={code}",
    order=("-weight", "sort"),
    filters=(body_filter("pk"),),
    help=_(
        "Vad systemen kostar per år enligt registret, för de system som finns den valda dagen. Kostnad, kategori och ägare är de som registret har i dag. En kostnad som saknas räknas inte som noll: den är inte med i summan, och antalet visas."
    ),
    empty=_("När någon nämnd eller styrelse äger ett system i registret visas här vad systemen kostar."),
)
