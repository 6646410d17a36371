"""Since when a case has been where it is: what a desk says, so that a wait is that of whoever it waits on."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from ..models import Application, Passage


def with_entry(rows: QuerySet[Application]) -> QuerySet[Any]:
    """The cases with the day on which they came to the state that they are in. Source: F5; F15."""
    stays = Passage.objects.filter(application=OuterRef("pk"), left_on=None).order_by("-pk")
    return rows.annotate(entered_on=Subquery(stays.values("entered_on")[:1]))


def since(case: Application) -> date | None:
    """The day that `with_entry` found; of a case without one, that of its hand-in."""
    return getattr(case, "entered_on", None) or case.submitted_on
