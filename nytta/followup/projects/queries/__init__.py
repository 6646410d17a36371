"""Reads of projects."""

from .desk import to_accept, to_open, to_run, to_see
from .effects import Effect, Effects, Outcome, effects, missing_outcomes, outcomes
from .lessons import Contact, Near, contacts_of, lesson_at, lessons_like, lessons_of, open_lessons, with_uses
from .money import Year, granted_sek, planned_sek, years_of
from .projects import granted_not_opened, project_at, project_of
from .status import begun_from, decided_of, deviations, draft_of, last_report, limits_on

__all__ = [
    "Contact",
    "Effect",
    "Effects",
    "Near",
    "Outcome",
    "Year",
    "begun_from",
    "contacts_of",
    "decided_of",
    "deviations",
    "draft_of",
    "effects",
    "granted_not_opened",
    "granted_sek",
    "last_report",
    "lesson_at",
    "lessons_like",
    "lessons_of",
    "limits_on",
    "missing_outcomes",
    "open_lessons",
    "outcomes",
    "planned_sek",
    "project_at",
    "project_of",
    "to_accept",
    "to_open",
    "to_run",
    "to_see",
    "with_uses",
    "years_of",
]
