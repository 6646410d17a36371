"""Deviations for the development council. Source: U5."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.kit.panels import Block, panel

from .. import policies, queries
from .case import day_of


@panel("weighing.blocks")
def deviations_block(person: Person | None, on: date | datetime) -> Iterable[Block]:
    """Deviations that the development council has not seen. Source: U5."""
    rows = list(queries.deviations()[:20])
    may = bool(policies.can_see_deviation(person, day_of(on)))
    return (
        [Block(gettext("Avvikelser i pågående projekt"), "projects/_deviations.html", {"reports": rows, "may_see": may}, "avvikelser")]
        if rows
        else []
    )
