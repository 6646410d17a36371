"""A calendar that other programs read: iCalendar (RFC 5545) with the rules of the city's zone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit import calendars

from ..models import Circulation, Meeting
from ..terms import MeetingState


def calendar(name: str, meetings: Iterable[Meeting], circulations: Iterable[Circulation], on: datetime) -> bytes:
    """Meetings with their hours in the zone Europe/Stockholm, circulations on their last day. What the cases are about is not in it. Source: F10."""
    events = [*(_event(m, on) for m in meetings), *(_deadline(c, on) for c in circulations)]
    return calendars.feed(name, "Sammanträden", events)


def _event(meeting: Meeting, on: datetime) -> Any:
    event, cancelled = calendars.event(), MeetingState(meeting.state) is MeetingState.CANCELLED
    address = f"{settings.SITE_URL}{reverse('meetings:detail', args=[meeting.code])}"
    event.add("uid", f"{meeting.code}@{calendars.host()}")
    event.add("dtstamp", on.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", meeting.starts_at.astimezone(calendars.ZONE))
    event.add("dtend", meeting.ends_at.astimezone(calendars.ZONE))
    event.add("summary", f"{gettext('Inställt:')} {meeting.group}" if cancelled else str(meeting.group))
    event.add("location", meeting.place)
    event.add("url", address)
    event.add("description", f"{gettext('Föredragningslista och handlingar:')} {address}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("sequence", meeting.sequence)
    return event


def _deadline(circulation: Circulation, on: datetime) -> Any:
    event = calendars.event()
    address = f"{settings.SITE_URL}{reverse('meetings:circulation', args=[circulation.code])}"
    day: date = circulation.closes_on
    event.add("uid", f"{circulation.code}@{calendars.host()}")
    event.add("dtstamp", on.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", gettext("Sista dag att svara: %(group)s") % {"group": circulation.group})
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
