"""What waits on somebody in meetings: minutes to approve, notices, circulations."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.kit.work import Waiting, worklist

from ..models import Approval, Meeting, Vote
from ..terms import MeetingState
from . import groups
from .circulation import asked_of
from .minutes import content_of, mark_of


@worklist
def to_do(person: Person, on: date) -> Iterable[Waiting]:
    """Minutes to approve, notices of meetings to come, circulations to answer."""
    lines = [_line(gettext("Justera protokollet"), m, "approve", m.closed_at, 1) for m in _to_approve(person)]
    codes = groups.codes_of(person, on)
    if not codes:
        return lines
    coming = Meeting.objects.filter(group__code__in=codes, state__in=[MeetingState.CALLED.value, MeetingState.OPEN.value])
    for m in coming.select_related("group").order_by("starts_at")[:20]:
        lines.append(_line(gettext("Kallad till möte"), m, "detail", m.called_at, 3))
    asked = asked_of(person, codes)
    answered = set(Vote.objects.filter(circulation__in=asked, person=person).values_list("circulation", flat=True)) if asked else set()
    for c in [c for c in asked if c.pk not in answered][:50]:
        until = gettext("senast %(day)s") % {"day": c.closes_on.isoformat()}
        url = reverse("meetings:circulation", args=[c.code])
        lines.append(Waiting(gettext("Svara i cirkulation"), c.title, c.code, url, c.started_at.date(), until, 1))
    return lines


def _to_approve(person: Person) -> list[Meeting]:
    """Meetings whose minutes wait for a person's approval: never given, or given of another text than they are now."""
    mine = Q(first_approver=person) | Q(second_approver=person)
    related = ("group", "chair", "secretary", "first_approver", "second_approver")
    waiting = list(Meeting.objects.filter(mine, state=MeetingState.MINUTES.value).select_related(*related))
    if not waiting:
        return []
    given = set(Approval.objects.filter(person=person, meeting__in=waiting).values_list("meeting", "sha256"))
    before = {key for key, _ in given}
    return [m for m in waiting if m.pk not in before or (m.pk, mark_of(content_of(m))) not in given]


def _line(what: str, meeting: Meeting, page: str, since: datetime | None, order: int) -> Waiting:
    when = meeting.starts_at.date().isoformat()
    url = reverse(f"meetings:{page}", args=[meeting.code])
    return Waiting(what, str(meeting.group), meeting.code, url, since.date() if since else None, when, order)
