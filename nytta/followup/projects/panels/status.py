"""Deviations for the development council. Source: U5."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.kit.panels import Block, panel
from nytta.kit.words import label

from .. import policies, queries
from ..models import StatusReport
from ..rules import due_on
from ..terms import Light, Measure
from .case import day_of

SHOWN = 10


def astray(report: StatusReport, on: date) -> StatusReport:
    """A deviation with how long it has waited, and its lights that are not green."""
    lights = [(measure, getattr(report, measure.value)) for measure in Measure]
    report.waited = (on - report.reported_on).days  # type: ignore[attr-defined]
    report.astray = [(label(m), v, Light(v).sv) for m, v in lights if v and v != Light.GREEN.value]  # type: ignore[attr-defined]
    return report


@panel("weighing.blocks")
def deviations_block(person: Person | None, on: date | datetime) -> Iterable[Block]:
    """Deviations that the development council has not seen. Source: U5."""
    rows = [astray(report, day_of(on)) for report in queries.deviations()[:20]]
    may = bool(policies.can_see_deviation(person, day_of(on)))
    return (
        [Block(gettext("Avvikelser i pågående projekt"), "projects/_deviations.html", {"reports": rows, "may_see": may}, "avvikelser")]
        if rows
        else []
    )


@panel("portfolios.blocks", order=60)
def late_block(person: Person | None, on: date | datetime) -> Iterable[Block]:
    """Projects whose status is late, for all who may see the portfolios; two queries. Source: U5."""
    day = day_of(on)
    limits, late = queries.limits_on(day), queries.first_late(day, SHOWN)
    rows = [(one, (day - due_on(last_on=one.since, portfolio=one.portfolio, limits=limits)).days) for one in late]
    url = f"{reverse('projects:list')}?late=sen"
    return [Block(gettext("Projekt med sen lägesrapport"), "projects/_late.html", {"rows": rows, "url": url}, "sena")] if rows else []
