"""What other pages ask of the registers of systems and common solutions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit import words
from nytta.kit.panels import Block, Remains, panel, remains

from .models import System
from .queries import owned, solutions

words.tell(
    {
        "solution.add": _("förde in lösningen"),
        "system.register": _("förde in systemet"),
        "system.change": _("ändrade uppgifter om systemet"),
    }
)


@panel("exemption.solutions")
def that_may_be_exempted(on: date) -> Iterable[tuple[str, str]]:
    """(code, name) of the solutions that an exemption can be given from."""
    return solutions(on).values_list("code", "name")


SHOWN = 12


@panel("body.blocks", order=60)
def systems_of(body: Body, person: Any, on: date) -> list[Block]:
    """The systems that a body owns, on its page. Source: D1."""
    rows = list(owned([body.pk]).values_list("code", "name")[: SHOWN + 1])
    if not rows:
        return []
    url = f"{reverse('systems:list')}?owner={body.code}"
    return [
        Block(gettext("System"), "systems/_of_body.html", {"systems": rows[:SHOWN], "all_url": url if len(rows) > SHOWN else ""}, "system")
    ]


@panel("body.remains", order=65)
def left_without_owner(body: Body, last: date) -> list[Remains]:
    """The systems of a body that ends: they need another owner. Source: G3; O1."""

    def told(system: System) -> tuple[str, str]:
        return str(system), reverse("systems:change", args=[system.code])

    return [remains(gettext("System som organet äger"), owned([body.pk]), told, gettext("Välj den nämnd eller styrelse som tar över dem."))]
