"""Sessions in a table of the house's own: found by a query that is composed once, listed and ended by person.

The row is kept under a digest of the cookie's value, so that whoever reads the database enters nowhere by it. It ends at
once when it is removed, after a time without a request, and after a time in all. Source: ADR 0037.
"""

import hashlib
import ipaddress
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from . import clock
from .models import KeptSession
from .prepared import PreparedThings

SEEN_EVERY = timedelta(minutes=5)
_SESSION = PreparedThings(lambda key: KeptSession.objects.filter(pk=key, expire_date__gt=Now()).select_related("person"), str)


def kept_under(cookie: str) -> str:
    """What a session's row is found by: SHA-256 of the cookie's value, which is 160 random bits."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def network_of(address: str) -> str:
    """The network that an address stands in, and not the address: the first 24 bits of IPv4, the first 48 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


@cache
def _judge() -> Callable[[int, dict[str, Any], date], str]:
    return import_string(settings.SESSION_JUDGE) if settings.SESSION_JUDGE else lambda person, data, on: ""


class SessionStore(db.SessionStore):
    """Django's, over the house's own rows."""

    row: KeptSession | None = None
    asked_from: tuple[str, str] = ("", "")  # network, user agent of the request that uses it

    @classmethod
    def get_model_class(cls) -> Any:
        return KeptSession

    def _get_session_from_db(self) -> Any:
        self.row = next(iter(_SESSION(kept_under(self.session_key))), None) if self.session_key else None
        if self.row and self.row.person_id and self.row.seen_at + timedelta(minutes=settings.SESSION_IDLE_MINUTES) <= clock.machine():
            self.row = None
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        return KeptSession.objects.filter(pk=kept_under(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        now, row = clock.machine(), self.row
        person = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        if row is None or row.person_id != person:
            network, agent = self.asked_from
            row = KeptSession(person_id=person, begun_at=now, seen_at=now, network=network, agent=agent, judged_at=now)
            row.lacks = _judge()(person, data, clock.today()) if person else ""
        row.key, row.session_data = kept_under(self._get_or_create_session_key()), self.encode(data)  # type: ignore[attr-defined]
        last = row.begun_at + timedelta(seconds=settings.SESSION_COOKIE_AGE) if person else self.get_expiry_date()
        row.expire_date = min(self.get_expiry_date(), last)
        self.row = row
        return row

    def delete(self, session_key: str | None = None) -> None:
        if session_key := session_key or self.session_key:
            KeptSession.objects.filter(pk=kept_under(session_key)).delete()

    def judged(self) -> str:
        """What the person of this session lacks and must set up before anything else ("" for nothing).

        Judged anew every five minutes, at each request while something is lacking, and the row is marked as seen with it.
        """
        row, now = self.row, clock.machine()
        if row is None or row.person_id is None:
            return ""
        due = row.seen_at + SEEN_EVERY <= now
        if due or row.lacks or row.judged_at is None:
            row.lacks, row.judged_at = _judge()(row.person_id, self._session, clock.today()), now  # type: ignore[attr-defined]
            row.seen_at = now if due else row.seen_at
            row.network = self.asked_from[0] or row.network
            KeptSession.objects.filter(pk=row.key).update(
                lacks=row.lacks, judged_at=row.judged_at, seen_at=row.seen_at, network=row.network
            )
        return row.lacks

    @classmethod
    def clear_expired(cls) -> None:
        KeptSession.objects.filter(expire_date__lt=Now()).delete()


def sessions_of(person: int, on: datetime | None = None) -> QuerySet[KeptSession]:
    """A person's sessions that still open something, the last used first."""
    now = on or clock.machine()
    used = now - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return KeptSession.objects.filter(person=person, expire_date__gt=now, seen_at__gt=used).order_by("-seen_at", "key")


def end_sessions(person: int, *, but: str = "", only: str = "") -> int:
    """End a person's sessions: all, all `but` the one kept under a key, or `only` one; how many ended."""
    rows = KeptSession.objects.filter(person=person)
    rows = rows.filter(pk=only) if only else rows.exclude(pk=but) if but else rows
    return rows.delete()[0]


def judge_anew(person: int | None = None) -> None:
    """Have the next request of a person's sessions (or of everybody's) judged anew."""
    rows = KeptSession.objects.exclude(person=None)
    (rows.filter(person=person) if person else rows).update(judged_at=None)
