"""Statuses and deviations."""

from django.db.models import QuerySet

from ..models import Project, StatusReport


def deviations() -> QuerySet[StatusReport]:
    """Deviations that the development council has not seen, the oldest first. Source: U5."""
    return StatusReport.objects.filter(deviates=True, seen_on=None).select_related("project__application").order_by("reported_on", "pk")


def last_report(project: Project) -> StatusReport | None:
    """The newest status."""
    return project.reports.first()
