"""What waits on somebody in meetings: minutes to approve, notices, circulations."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.governance.preparation.queries import in_conflict
from nytta.kit.work import Waiting, worklist

from ..models import Approval, Circulation, Meeting
from ..terms import CirculationState, MeetingState
from . import groups
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
    answered = Circulation.objects.filter(votes__person=person).values("pk")
    asked = Circulation.objects.filter(state=CirculationState.OPEN.value, group__code__in=codes).exclude(pk__in=answered)
    barred = in_conflict(person, [c.application_id for c in asked]) if asked else set()
    for c in asked[:50]:
        if c.application_id not in barred:
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
