"""The register of what the city must be able to do."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Column, Filter, Listing

from ..models import Capability
from ..queries.capabilities import Tree, capabilities_on, choices, named, with_carried
from .systems import day_of


def _within(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    tree = Tree()
    return rows.filter(pk__in=tree.under(tree.keys[code]) if code in tree.keys else [])


CAPABILITIES = Listing(
    name="systems:capabilities",
    title=_("Förmågor"),
    one=_("förmåga"),
    many=_("förmågor"),
    rows=lambda person: Capability.objects.all(),
    as_on=lambda rows, on: rows.filter(capabilities_on(on)),
    extra=lambda rows: rows.annotate(shown=named()),
    dated=lambda rows, person: with_carried(rows, day_of(person)),
    columns=(
        Column("name", _("Förmåga"), "shown", link=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("parent", _("Ligger under"), "shown_parent"),
        Column("systems", _("System"), "systems_count", kind="number"),
        Column("retired", _("Avslutad"), "retired_on", kind="day", sort="retired_on"),
    ),
    url=lambda code: reverse("systems:capability", args=[code]),
    order=("code",),
    filters=(Filter("inom", _("Inom förmåga"), _within, choices),),
    help=_(
        "Vad kommunen ska kunna göra, oavsett i vilket system. Varje system anger vilka förmågor det bär, och översikten visar vilka organ som har system för dem. Välj en tidigare dag för att se förmågor som har avslutats sedan dess."
    ),
    empty=_(
        "Här står kommunens förmågor. Projektkontoret eller registratorn för in den första, eller hela kartan från en modell i ArchiMate."
    ),
)
