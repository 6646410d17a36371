"""Statuses, deviations, and what a new status begins from."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from nytta.city.records.queries import rule_set_in_force

from ..models import Project, StatusDraft, StatusReport
from ..rules import Decided, Limits, limits_of
from .money import planned_sek

CARRIED = ("spent_sek", "forecast_sek", "forecast_end_on", "scope_percent", "benefit_percent", "risk_probability", "risk_impact")


def limits_on(on: date) -> Limits:
    """What the rule set in force says of projects. Source: O4; U5."""
    rules = rule_set_in_force(on)
    return limits_of(rules.content if rules else {})


def decided_of(project: Project) -> Decided:
    """What a project's figures are held against."""
    return Decided(planned_sek(project), project.planned_end_on)


def deviations() -> QuerySet[StatusReport]:
    """Deviations that the development council has not seen, the oldest first. Source: U5."""
    return StatusReport.objects.filter(deviates=True, seen_on=None).select_related("project__application").order_by("reported_on", "pk")


def last_report(project: Project) -> StatusReport | None:
    """The newest status."""
    return project.reports.first()


def draft_of(project: Project) -> StatusDraft | None:
    """The status that has been begun and not handed in."""
    return StatusDraft.objects.filter(project=project).select_related("by").first()


def begun_from(project: Project, spent_sek: int | None = None) -> dict[str, Any]:
    """What a new status holds from the start: as booked, else as last time, else as decided. Source: U5 (prefilled)."""
    last = last_report(project)
    decided = {"forecast_sek": planned_sek(project), "forecast_end_on": project.planned_end_on, "scope_percent": 100, "benefit_percent": 100,
               "risk_probability": 1, "risk_impact": 1}  # fmt: skip
    if last is None:
        return {"spent_sek": spent_sek or 0, **decided, "risk_text": ""}
    before = {name: getattr(last, name) for name in CARRIED}
    if spent_sek is not None:
        before["spent_sek"] = spent_sek
    return {**decided, **{k: v for k, v in before.items() if v is not None}, "risk_text": last.risk_text}
