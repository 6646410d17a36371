"""Reads of goals and focus areas."""

from django.db.models import QuerySet

from nytta.city.records.models import Programme

from .models import Contribution, CouncilGoal, FocusArea


def goals_of(programme: Programme | None) -> QuerySet[CouncilGoal]:
    """The city council's goals in a programme."""
    return CouncilGoal.objects.filter(programme=programme).order_by("code")


def areas_of(programme: Programme | None) -> QuerySet[FocusArea]:
    """The focus areas of a programme."""
    return FocusArea.objects.filter(programme=programme).order_by("number")


def matrix(programme: Programme) -> list[tuple[FocusArea, list[Contribution]]]:
    """Figure 2: each focus area with its contribution to each goal, in two queries. Source: P3; N2."""
    areas = areas_of(programme).prefetch_related("contributions__goal")
    return [(area, sorted(area.contributions.all(), key=lambda c: c.goal.code)) for area in areas]
