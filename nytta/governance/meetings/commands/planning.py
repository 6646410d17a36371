"""Before a meeting: plan it, draw its agenda from what waits, call to it with the papers as they are sent, move or cancel it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.kit import audit, notices, numbers
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import Verdict, no, require

from .. import policies
from ..flow import MEETING
from ..models import Attendance, Group, Item, Meeting, Paper
from ..queries import agenda, groups
from ..queries.meetings import items_of
from ..queries.papers import OWN, Sent, marks
from ..rules import hours_valid
from ..terms import ItemKind, MeetingState, Part
from .groups import keep_group


def _go(meeting: Meeting, name: str) -> None:
    meeting.state = MEETING.next(MeetingState(meeting.state), name).value


@act
def plan(*, group: Group, starts_at: datetime, ends_at: datetime, place: str, secretary: Person, by: Person, on: datetime) -> Meeting:
    """Plan a meeting of a group; nobody is called yet. Source: P5; F10, F11."""
    require(policies.can_plan(by, group, on.date()))
    require(hours_valid(starts_at=starts_at, ends_at=ends_at, on=on))
    group = keep_group(group=group, by=by, on=on)
    meeting = Meeting.objects.create(
        code=numbers.next_code("M", on.year), group=group, starts_at=starts_at, ends_at=ends_at, place=place, secretary=secretary,
        chair=groups.chair_of(group, starts_at.date()), created_by=by, created_at=on,
    )  # fmt: skip
    audit.note(subject=meeting.code, act="meeting.plan", by=by, on=on, changes={"starts_at": starts_at, "place": place})
    return meeting


@act
def move_meeting(*, meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str, by: Person, on: datetime) -> Meeting:
    """Change when and where; those who are called already are told, and their calendars follow. Source: F10."""
    meeting = locked(meeting)
    called = MeetingState(meeting.state) is MeetingState.CALLED
    require(policies.can_run(by, meeting, "move" if called else "plan", on.date()))
    require(hours_valid(starts_at=starts_at, ends_at=ends_at, on=on))
    values = {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    changes = audit.changes_of(meeting, values)
    meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place
    meeting.sequence += 1
    meeting.save()
    audit.note(subject=meeting.code, act="meeting.move", by=by, on=on, changes=changes)
    if called and changes:
        _tell(meeting, "moved", on)
    return meeting


def _next_number(meeting: Meeting) -> int:
    return (Item.objects.filter(meeting=meeting).order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _may_add(meeting: Meeting, by: Person, on: datetime) -> bool:
    """Whether the notice is sent; refused where nothing can be added any more."""
    called = MeetingState(meeting.state) is not MeetingState.DRAFT
    require(policies.can_run(by, meeting, "add" if called else "plan", on.date()))
    return called


@act
def add_case(*, meeting: Meeting, keys: Sequence[str], by: Person, on: datetime) -> list[Item]:
    """Put cases that wait for the group on the agenda; one that is there already stays as it is. Source: F10, F11, F13."""
    meeting = locked(meeting)
    called = _may_add(meeting, by, on)
    waiting = {c.key: c for c in agenda.waiting(meeting.group)}
    there = set(Item.objects.filter(meeting=meeting).values_list("application", "year"))
    made = []
    for key in keys:
        if key not in waiting:
            require(no("agenda_case", "%(code)s väntar inte på gruppen.", "F10", "Välj bland ärenden som väntar.", field="cases", code=key))
        case = waiting[key]
        if (case.application.pk, case.year) in there:
            continue
        made.append(Item.objects.create(
            meeting=meeting, number=_next_number(meeting), kind=case.kind.value, application=case.application, year=case.year,
            title=case.title, after_notice=called,
        ))  # fmt: skip
    audit.note(subject=meeting.code, act="meeting.agenda", by=by, on=on, changes={"added": [None, [i.title for i in made]]})
    return made


@act
def add_point(*, meeting: Meeting, title: str, text: str, by: Person, on: datetime) -> Item:
    """Put something else on the agenda. Source: F10."""
    meeting = locked(meeting)
    called = _may_add(meeting, by, on)
    audit.note(subject=meeting.code, act="meeting.agenda", by=by, on=on, changes={"added": [title]})
    return Item.objects.create(
        meeting=meeting, number=_next_number(meeting), kind=ItemKind.FREE.value, title=title, text=text, after_notice=called
    )


@act
def drop_item(*, item: Item, by: Person, on: datetime) -> None:
    """Take an item off the agenda before the notice; the others close up. Source: F10."""
    meeting = locked(item.meeting)
    require(policies.can_run(by, meeting, "plan", on.date()))
    audit.note(subject=meeting.code, act="meeting.agenda", by=by, on=on, changes={"removed": [item.title]})
    item.delete()
    for number, one in enumerate(Item.objects.filter(meeting=meeting).order_by("number"), 1):
        if one.number != number:
            Item.objects.filter(pk=one.pk).update(number=number)


@act
def call(*, meeting: Meeting, papers: Sequence[Sent], by: Person, on: datetime) -> Meeting:
    """Send the notice: the papers are frozen as they are, members and substitutes are called by mail and on their desks. Source: F10, F11.

    Refused where a case has changed since the papers were made.
    """
    meeting = locked(meeting)
    require(policies.can_run(by, meeting, "call", on.date()))
    items = items_of(meeting)
    if not items:
        require(no("agenda_empty", "Föredragningslistan är tom.", "F10", "Sätt upp minst en punkt innan du kallar."))
    require(_as_sent(items, papers))
    _freeze(meeting, {i.number: i for i in items}, papers, on)
    sitting = groups.seats(meeting.group, meeting.starts_at.date())
    for seat in sitting:
        part = Part.SUBSTITUTE if seat.substitute else Part.MEMBER
        Attendance.objects.get_or_create(meeting=meeting, person=seat.person, defaults={"part": part.value})
    Attendance.objects.get_or_create(meeting=meeting, person=meeting.secretary, defaults={"part": Part.SECRETARY.value})
    _go(meeting, "call")
    meeting.called_at, meeting.sequence = on, meeting.sequence + 1
    meeting.save(update_fields=["state", "called_at", "sequence"])
    audit.note(subject=meeting.code, act="meeting.call", by=by, on=on, changes={"papers": len(papers), "items": len(items)})
    _tell(meeting, "called", on)
    return meeting


def _as_sent(items: Sequence[Item], papers: Sequence[Sent]) -> Verdict:
    today = marks(i.application_id for i in items if i.application_id)
    by_number = {i.number: i for i in items}
    for paper in papers:
        item = by_number.get(paper.item)
        if item is None or paper.source == OWN:
            continue
        if today.get(item.application_id or 0, {}).get(paper.source) != paper.mark:
            return no("papers_stale", "%(title)s ändrades medan kallelsen gjordes.", "F10", "Kalla igen.", title=item.title)
    return Verdict()


def _freeze(meeting: Meeting, items: dict[int, Item], papers: Sequence[Sent], on: datetime) -> None:
    Paper.objects.bulk_create(
        Paper(
            meeting=meeting, item=items.get(p.item), number=number, title=p.title[:200], filename=p.filename[:200],
            content_type=p.content_type, content=p.content, size=len(p.content), sha256=hashlib.sha256(p.content).hexdigest(),
            source=p.source, mark=p.mark, sections=list(p.sections), sent_at=on,
        )
        for number, p in enumerate(papers, 1)
    )  # fmt: skip


@act
def cancel(*, meeting: Meeting, reason: str, by: Person, on: datetime) -> Meeting:
    """Cancel a meeting that has not begun; those who were called are told, the cases go on waiting. Source: F10."""
    meeting = locked(meeting)
    require(policies.can_run(by, meeting, "cancel", on.date()))
    called = meeting.called_at is not None
    _go(meeting, "cancel")
    meeting.cancelled_reason, meeting.sequence = reason, meeting.sequence + 1
    meeting.save(update_fields=["state", "cancelled_reason", "sequence"])
    audit.note(subject=meeting.code, act="meeting.cancel", by=by, on=on, reason=reason)
    if called:
        _tell(meeting, "cancelled", on)
    return meeting


def _tell(meeting: Meeting, what: str, on: datetime) -> None:
    """A mail to each who is called, in their own language; what the cases are about is not in it."""
    for one in _called(meeting):
        with override(one.letter_language):
            notices.put(key=f"meeting-{meeting.code}-{meeting.sequence}-{one.pk}", to=one.email, subject=_subject(meeting, what),
                        body=_body(meeting, what), on=on)  # fmt: skip


def _called(meeting: Meeting) -> Iterable[Person]:
    return [a.person for a in Attendance.objects.filter(meeting=meeting).select_related("person").order_by("pk")]


def _subject(meeting: Meeting, what: str) -> str:
    day = timezone.localtime(meeting.starts_at).date().isoformat()
    values = {"group": meeting.group.shown, "day": day}
    if what == "cancelled":
        return gettext("Inställt möte: %(group)s %(day)s") % values
    return (gettext("Ändrat möte: %(group)s %(day)s") if what == "moved" else gettext("Kallelse: %(group)s %(day)s")) % values


def _body(meeting: Meeting, what: str) -> str:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    when = gettext("%(day)s klockan %(from)s–%(to)s, %(place)s.") % {
        "day": start.date().isoformat(), "from": f"{start:%H:%M}", "to": f"{end:%H:%M}", "place": meeting.place,
    }  # fmt: skip
    address = f"{settings.SITE_URL}{reverse('meetings:detail', args=[meeting.code])}"
    lines = [meeting.group.shown, when]
    if what == "cancelled":
        lines.append(gettext("Mötet är inställt. Skäl: %(reason)s") % {"reason": meeting.cancelled_reason})
    else:
        lines += [gettext("Föredragningslista och handlingar:"), address]
        lines.append(gettext("Ta ställning till jäv i varje ärende före mötet. Den som inte kan komma säger till sin ersättare."))
    return "\n\n".join(lines)
