"""Calendars that other programs read: iCalendar (RFC 5545) with the rules of the city's zone."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from icalendar import Calendar, Event, vDuration

ZONE = ZoneInfo("Europe/Stockholm")
CALENDAR = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)


def feed(name: str, product: str, events: Iterable[Event]) -> bytes:
    """A calendar of events under a name, to be fetched again within the hour; `product` says what in Nytta made it."""
    made = Calendar()
    made.add("prodid", f"-//Nytta//{product}//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE.key)
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def host() -> str:
    """The site's host, which makes the names of events its own."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0] or "nytta"


def answer(content: bytes) -> HttpResponse:
    """A calendar as an answer that nobody between keeps."""
    return HttpResponse(content, content_type=CALENDAR, headers={"Cache-Control": "private, no-store"})
