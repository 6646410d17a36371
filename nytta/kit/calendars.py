"""Calendars that other programs read: iCalendar (RFC 5545) with the rules of the city's zone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse

ZONE = ZoneInfo("Europe/Stockholm")
CALENDAR = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)


def feed(name: str, product: str, events: Iterable[Any]) -> bytes:
    """A calendar of events under a name, to be fetched again within the hour; `product` says what in Nytta made it."""
    from icalendar import Calendar, vDuration

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


def event() -> Any:
    """A new event (icalendar's), to be filled in and fed."""
    from icalendar import Event  # heavy (5 MB): loaded when the first calendar is made

    return Event()


def organizer(mail: str, name: str) -> Any:
    """Who an event is arranged by."""
    from icalendar import vCalAddress, vText

    found = vCalAddress(f"mailto:{mail}")
    found.params["cn"] = vText(name)
    return found


def host() -> str:
    """The site's host, which makes the names of events its own."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0] or "nytta"


def answer(content: bytes) -> HttpResponse:
    """A calendar as an answer that nobody between keeps."""
    return HttpResponse(content, content_type=CALENDAR, headers={"Cache-Control": "private, no-store"})
