"""Rows of a sheet become drafts: one by one, or many at once with the same written as by one and one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.governance.benefits.commands import ItemText, open_filled
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act
from nytta.kit.models import AuditRow
from nytta.needs.goals.models import CouncilGoal
from nytta.needs.intake.models import Idea
from nytta.plain.verdicts import require

from .. import policies
from ..flow import CASE
from ..models import Application, GoalLink, Passage
from ..terms import CaseState
from .cases import start, write


@dataclass(frozen=True)
class Draft:
    """One row of a sheet as it is to be written; `key` is the same for the same row each time."""

    key: str
    title: str
    body: Body
    values: Mapping[str, Any]
    goals: Mapping[CouncilGoal, str]
    items: Sequence[ItemText]
    idea: Idea | None = None


@act
def import_application(*, draft: Draft, by: Person, on: datetime) -> Application | None:
    """Begin and write a draft from one row of a sheet; None when the row's key is in already. Source: F6 (repeatable import)."""
    require(policies.can_import(by, on.date()))
    if Application.objects.filter(external_id=draft.key).exists():
        return None
    application = start(title=draft.title, applicant_body=draft.body, idea=draft.idea, external_id=draft.key, by=by, on=on)
    return write(application=application, values=draft.values, goals=draft.goals, items=draft.items, by=by, on=on)


@act
def import_applications(*, drafts: Sequence[Draft], by: Person, on: datetime) -> list[str]:
    """The codes of the drafts begun from rows of different keys, in order; a row whose key is in already adds nothing.

    What is written is what `import_application` writes for each; no draft has an idea. Source: F6 (repeatable import).
    """
    require(policies.can_import(by, on.date()) + policies.can_start(by, on.date()))
    there = set(Application.objects.filter(external_id__in=[d.key for d in drafts]).values_list("external_id", flat=True))
    new = [d for d in drafts if d.key not in there]
    if not new:
        return []
    codes = numbers.next_codes("A", on.year, len(new))
    filled = {code: draft.items for code, draft in zip(codes, new, strict=True)}
    calculations, figures = open_filled(filled=filled, price_year=on.year, by=by, on=on)
    cases = [
        Application(
            code=c.code, title=d.title, applicant_body=d.body, created_by=by, created_on=on.date(), external_id=d.key, calculation=c
        )
        for c, d in zip(calculations, new, strict=True)
    ]
    notes = _written(cases, new, {row.subject: row for row in figures}, by, on)
    Application.objects.bulk_create(cases)
    draft_state = CaseState.DRAFT
    Passage.objects.bulk_create([
        Passage(application=a, state=draft_state.value, waits_on=CASE.waits_on[draft_state], entered_on=on.date()) for a in cases
    ])  # fmt: skip
    GoalLink.objects.bulk_create([
        GoalLink(application=a, goal=goal, text=text) for a, d in zip(cases, new, strict=True) for goal, text in d.goals.items()
    ])  # fmt: skip
    audit.note_all(notes)
    search.put_all("case", {a.code: (a.title, a.summary, a.code) for a in cases if a.edition > 1})
    return codes


def _written(
    cases: Sequence[Application], drafts: Sequence[Draft], figures: Mapping[str, AuditRow], by: Person, on: datetime
) -> list[AuditRow]:
    """Put the rows' values on the cases, not yet saved; the audit rows of each case, in the order of its acts."""
    notes = []
    for case, draft in zip(cases, drafts, strict=True):
        notes.append(audit.noted(subject=case.code, act="case.start", by=by, on=on, changes={"idea": ""}))
        changes = audit.changes_of(case, draft.values)
        for name in changes:
            setattr(case, name, draft.values[name])
        if draft.goals:
            changes["goals"] = ["", ", ".join(sorted(g.code for g in draft.goals))]
        if case.code in figures:
            changes["figures"] = ["", ""]
            notes.append(figures[case.code])
        if changes:
            case.field_editions = {name: [case.edition + 1, str(by)] for name in changes}
            case.edition += 1
            notes.append(audit.noted(subject=case.code, act="case.write", by=by, on=on, changes=changes))
    return notes
