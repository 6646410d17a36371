"""A calendar that other programs read: iCalendar (RFC 5545) with the rules of the city's zone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from icalendar import Calendar, Event, vDuration

from ..models import Circulation, Meeting
from ..terms import MeetingState

ZONE = ZoneInfo("Europe/Stockholm")
CALENDAR = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)


def calendar(name: str, meetings: Iterable[Meeting], circulations: Iterable[Circulation], on: datetime) -> bytes:
    """Meetings with their hours in the zone Europe/Stockholm, circulations on their last day. What the cases are about is not in it. Source: F10."""
    made = Calendar()
    made.add("prodid", "-//Nytta//Sammanträden//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE.key)
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        made.add_component(_event(meeting, on))
    for circulation in circulations:
        made.add_component(_deadline(circulation, on))
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def _event(meeting: Meeting, on: datetime) -> Event:
    event, cancelled = Event(), MeetingState(meeting.state) is MeetingState.CANCELLED
    address = f"{settings.SITE_URL}{reverse('meetings:detail', args=[meeting.code])}"
    event.add("uid", f"{meeting.code}@{_host()}")
    event.add("dtstamp", on.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", meeting.starts_at.astimezone(ZONE))
    event.add("dtend", meeting.ends_at.astimezone(ZONE))
    event.add("summary", f"{gettext('Inställt:')} {meeting.group}" if cancelled else str(meeting.group))
    event.add("location", meeting.place)
    event.add("url", address)
    event.add("description", f"{gettext('Föredragningslista och handlingar:')} {address}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("sequence", meeting.sequence)
    return event


def _deadline(circulation: Circulation, on: datetime) -> Event:
    event = Event()
    address = f"{settings.SITE_URL}{reverse('meetings:circulation', args=[circulation.code])}"
    day: date = circulation.closes_on
    event.add("uid", f"{circulation.code}@{_host()}")
    event.add("dtstamp", on.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", gettext("Sista dag att svara: %(group)s") % {"group": circulation.group})
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _host() -> str:
    return settings.SITE_URL.partition("://")[2].partition("/")[0] or "nytta"
