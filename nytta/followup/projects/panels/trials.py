"""Trials that have passed their date, on the portfolios' page and the case's. Source: P4; G1."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import Category
from nytta.kit.panels import Block, panel
from nytta.kit.prepared import PreparedThings

from .. import queries
from .case import day_of, known

SHOWN = ("code", "planned_end_on", "application__title")
_PAST = PreparedThings(
    lambda on: queries.past_its_date(on).select_related("application").only(*SHOWN).order_by("planned_end_on")[:20], date
)


@panel("portfolios.blocks", order=20)
def past_in_portfolios(person: Any, on: date | datetime) -> Iterable[Block]:
    """All trials that go on past their date. Source: P4; G1."""
    rows = _PAST(day_of(on))
    return [Block(gettext("Försök som har passerat sitt slutdatum"), "projects/_past.html", {"projects": rows}, "forsok")] if rows else []


@panel("case.blocks", order=5)
def past_on_case(application: Application, person: Any, on: date | datetime) -> Iterable[Block]:
    """That the case's trial goes on past its date; no query beside the one that finds the project. Source: P4; G1."""
    project = known(application) if application.category == Category.INNOVATIVE.value else None
    if project is None:
        return []
    project.application = application
    if not queries.is_past_its_date(project, day_of(on)):
        return []
    return [Block(gettext("Försöket har passerat sitt slutdatum"), "projects/_past.html", {"projects": [project]})]
