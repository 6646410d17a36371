"""Reads of projects."""

from .conditions import Condition, condition_at, conditions_of, conditions_waiting, unmet
from .costs import Spent, booked, booked_by_day, by_project, codes, cost_file_of, cost_files, left_out_of, names_of, read_for, untied_rows
from .desk import to_accept, to_open, to_run, to_see
from .effects import Effect, Effects, Outcome, effects, missing_outcomes, outcomes
from .follow_up import follow_up_of
from .forecast import ENOUGH, Outlook, outlook, parts_of
from .late import due_of, late_projects, late_rows, late_since, since_last
from .lessons import Contact, Near, contacts_of, lesson_at, lessons_like, lessons_of, open_lessons, with_uses
from .money import Year, granted_sek, planned_sek, years_of
from .opening import (
    Booked,
    benefits_decided,
    booked_at,
    coach_before,
    coaches_to_choose,
    first_decision,
    money_decided,
    money_of_case,
    proposed_steps,
)
from .projects import granted_not_opened, project_at, project_of
from .status import begun_from, decided_of, deviations, draft_of, last_report, limits_on

__all__ = [
    "ENOUGH",
    "Booked",
    "Condition",
    "Contact",
    "Effect",
    "Effects",
    "Near",
    "Outcome",
    "Outlook",
    "Spent",
    "Year",
    "begun_from",
    "benefits_decided",
    "booked",
    "booked_at",
    "booked_by_day",
    "by_project",
    "coach_before",
    "coaches_to_choose",
    "codes",
    "condition_at",
    "conditions_of",
    "conditions_waiting",
    "contacts_of",
    "cost_file_of",
    "cost_files",
    "decided_of",
    "deviations",
    "draft_of",
    "due_of",
    "effects",
    "first_decision",
    "follow_up_of",
    "granted_not_opened",
    "granted_sek",
    "last_report",
    "late_projects",
    "late_rows",
    "late_since",
    "left_out_of",
    "lesson_at",
    "lessons_like",
    "lessons_of",
    "limits_on",
    "missing_outcomes",
    "money_decided",
    "money_of_case",
    "names_of",
    "open_lessons",
    "outcomes",
    "outlook",
    "parts_of",
    "planned_sek",
    "project_at",
    "project_of",
    "proposed_steps",
    "read_for",
    "since_last",
    "to_accept",
    "to_open",
    "to_run",
    "to_see",
    "unmet",
    "untied_rows",
    "with_uses",
    "years_of",
]
