"""Meetings: who may see them, their items with what one may read, who was there, worklists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.preparation.queries import in_conflict, those_in_conflict

from ..models import Approval, Attendance, Dissent, Group, Item, Meeting, Minutes, MinutesText
from ..terms import MeetingState
from . import groups

ALL_SEE = (Role.PROJECT_OFFICE, Role.CITY_DIRECTOR, Role.REGISTRAR, Role.AUDITOR)
_PEOPLE = ("group", "chair", "secretary", "first_approver", "second_approver")


def sees_all(person: Person | None, on: date) -> bool:
    """Whether somebody sees every group's meetings: the office, the director, the registrar and the auditor."""
    return any(has_role(person, role, on) for role in ALL_SEE)


def meetings_for(person: Person | None, on: date) -> QuerySet[Meeting]:
    """The meetings that somebody may see: those of their groups; approved ones everybody who works in the city. Source: O6."""
    if person is None or not person.pk:
        return Meeting.objects.none()
    if sees_all(person, on):
        return Meeting.objects.all()
    mine = Q(group__code__in=groups.codes_of(person, on)) | Q(secretary=person)
    return Meeting.objects.filter(mine | Q(state=MeetingState.APPROVED.value))


def meeting_at(person: Person | None, code: str, on: date) -> Meeting | None:
    """A meeting under a code, for those who may see it."""
    return meetings_for(person, on).select_related(*_PEOPLE).filter(code=code).first()


def open_to_all(code: str) -> Meeting | None:
    """A meeting whose minutes are approved, for anybody."""
    return Meeting.objects.select_related(*_PEOPLE).filter(code=code, state=MeetingState.APPROVED.value).first()


@dataclass(frozen=True)
class Row:
    """An item as a reader sees it: `closed` where the reader has a conflict of interest and does not see the deliberation."""

    item: Item
    closed: bool
    dissents: Sequence[Dissent]


def items_of(meeting: Meeting) -> list[Item]:
    """The agenda in order, with the cases."""
    return list(Item.objects.filter(meeting=meeting).select_related("application__applicant_body", "signed_by").order_by("number"))


def rows_for(person: Person | None, meeting: Meeting) -> list[Row]:
    """The agenda as somebody sees it: who has a conflict of interest sees that an item is there, and no more, until the minutes are approved."""
    items = items_of(meeting)
    barred = conflicted_items(person, items)
    said: dict[int, list[Dissent]] = {}
    for one in Dissent.objects.filter(item__meeting=meeting).select_related("person").order_by("pk"):
        said.setdefault(one.item_id, []).append(one)
    return [Row(i, i.pk in barred, said.get(i.pk, [])) for i in items]


def conflicted_items(person: Person | None, items: Iterable[Item]) -> set[int]:
    """Keys of the items whose case somebody has a conflict of interest in; one query. Source: F10."""
    found = list(items)
    cases = in_conflict(person, [i.application_id for i in found if i.application_id]) if person else set()
    return {i.pk for i in found if i.application_id in cases}


def unread_by(items: Iterable[Item], first: Person, second: Person, there: Iterable[int]) -> list[int]:
    """Numbers of the items in which both have a conflict of interest, though somebody who was there (keys) has none. Source: F10, U9."""
    found, present = list(items), list(there)
    both = conflicted_items(first, found) & conflicted_items(second, found)
    cases = [(i.number, i.application) for i in found if i.pk in both]
    return [n for n, case in cases if case is not None and set(present) - those_in_conflict(present, case)]


def item_at(meeting: Meeting, number: int) -> Item | None:
    """An item by its number."""
    found = Item.objects.select_related("application__applicant_body", "application__focus_area", "meeting__group", "meeting__chair")
    return found.filter(meeting=meeting, number=number).first()


def attending(meeting: Meeting) -> list[Attendance]:
    """Who is called or was there, by part and name."""
    return list(Attendance.objects.filter(meeting=meeting).select_related("person", "stands_for").order_by("part", "person__name", "pk"))


def attends(person: Person | None, meeting: Meeting) -> bool:
    """Whether somebody is noted as there."""
    return person is not None and Attendance.objects.filter(meeting=meeting, person=person, present=True).exists()


def approvals_of(meeting: Meeting) -> list[Approval]:
    """Who has approved, of which text."""
    return list(Approval.objects.filter(meeting=meeting).select_related("person").order_by("pk"))


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The approved minutes, in their chain."""
    return Minutes.objects.filter(meeting_code=meeting.code).first()


def minutes_on(application: Application) -> list[MinutesText]:
    """The approved minutes of the meetings that had a case on the agenda, the oldest first; those disposed of are not there. Source: U9."""
    codes = Item.objects.filter(application=application).values("meeting__code")
    rows = MinutesText.objects.filter(minutes__meeting_code__in=codes)
    return list(rows.select_related("minutes").order_by("minutes__number"))


def of_group(group: Group, person: Person | None, on: date) -> list[Meeting]:
    """A group's latest meetings, as far as somebody may see them."""
    return list(meetings_for(person, on).filter(group__code=group.code).order_by("-starts_at")[:10])


def next_of(codes: Iterable[str], since: datetime) -> QuerySet[Meeting]:
    """Meetings of some groups that a calendar shows: called or cancelled after a call, from a year back."""
    rows = Meeting.objects.filter(group__code__in=list(codes), starts_at__gte=since - timedelta(days=365)).exclude(called_at=None)
    return rows.select_related("group").order_by("starts_at", "pk")


def people_of(keys: Iterable[Any]) -> dict[int, Person]:
    """Persons by key."""
    return {p.pk: p for p in Person.objects.filter(pk__in=list(keys), is_active=True)}
