"""Where a case came from that was not applied for here."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from nytta.governance.applications.models import Application
from nytta.kit.panels import Block, panel

from ..queries.transfer import origin_of


@panel("case.blocks", order=15)
def came_from(application: Application, person: Any, on: date | datetime) -> Iterable[Block]:
    """File, row, decision, old number, and what the source lacks. Source: F4."""
    found = origin_of(application)
    return [Block(gettext("Varifrån ärendet kommer"), "projects/_came_from.html", found, "ursprung")] if found else []
