"""Changes as a calendar, after the profile MAINTNOTE, so that what watches networks and services can read it too. Source: D4."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from nytta.kit import calendars

from ..models import ChangeNotice
from ..terms import Impact, NoticeState

UTC = ZoneInfo("UTC")
PRODUCT = "Ändringar"
IMPACTS = {Impact.NONE: "NO-IMPACT", Impact.REDUCED: "REDUCED-REDUNDANCY", Impact.DEGRADED: "DEGRADED", Impact.OUTAGE: "OUTAGE"}
STATES = {
    NoticeState.ANNOUNCED: "TENTATIVE", NoticeState.GOING_AHEAD: "CONFIRMED", NoticeState.DONE: "COMPLETED", NoticeState.CANCELLED: "CANCELLED",
}  # fmt: skip


def changes(name: str, notices: Iterable[tuple[ChangeNotice, Sequence[str]]], on: datetime) -> bytes:
    """Announced changes, each with the codes of the systems that it reaches, for who works in the city."""
    return calendars.feed(name, PRODUCT, [_event(n, n.title, reached, "changes:detail", on) for n, reached in notices])


def outages(name: str, notices: Iterable[ChangeNotice], on: datetime) -> bytes:
    """Planned outages that are public: the text for the public, and nothing of what lies behind."""
    return calendars.feed(name, PRODUCT, [_event(n, n.public_text, (), "changes:outage", on) for n in notices])


def status_of(notice: ChangeNotice, on: datetime) -> str:
    """The profile's status: one that is settled and goes on now is in process."""
    state = NoticeState(notice.state)
    return "IN-PROCESS" if state is NoticeState.GOING_AHEAD and notice.starts_at <= on < notice.ends_at else STATES[state]


def _event(notice: ChangeNotice, summary: str, reached: Sequence[str], page: str, on: datetime) -> Any:
    event, address = calendars.event(), f"{settings.SITE_URL}{reverse(page, args=[notice.code])}"
    cancelled = NoticeState(notice.state) is NoticeState.CANCELLED
    event.add("uid", f"{notice.code}@{calendars.host()}")
    event.add("sequence", notice.sequence)
    event.add("dtstamp", notice.changed_at.astimezone(UTC))
    event.add("dtstart", notice.starts_at.astimezone(UTC))
    event.add("dtend", notice.ends_at.astimezone(UTC))
    event.add("summary", f"{gettext('Inställt:')} {summary}" if cancelled else f"{notice.system.name}: {summary}")
    event.add("url", address)
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if NoticeState(notice.state) is NoticeState.ANNOUNCED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event["organizer"] = calendars.organizer(settings.DEFAULT_FROM_EMAIL, notice.system.owner.name)
    event.add("x-maintnote-provider", calendars.host())
    event.add("x-maintnote-account", notice.system.owner.code)
    event.add("x-maintnote-maintenance-id", notice.code)
    for code in (notice.system.code, *reached):
        event.add("x-maintnote-object-id", code)
    event.add("x-maintnote-impact", IMPACTS[Impact(notice.impact)])
    event.add("x-maintnote-status", status_of(notice, on))
    return event
