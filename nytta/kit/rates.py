"""How often somebody may ask: one counter for each key and minute, exact over all web processes.

A call is one statement, which takes and counts at the same time; a call that is refused writes nothing.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from .jobs import often, work
from .models import Job, RateCount

KEPT_MINUTES = 10
_COUNT = (
    'INSERT INTO "{table}" ("key", "minute", "count") VALUES (%s, %s, 1) ON CONFLICT ("key", "minute") '
    'DO UPDATE SET "count" = "{table}"."count" + 1 WHERE "{table}"."count" < %s RETURNING "count"'
)


@dataclass(frozen=True)
class Admission:
    """Whether a call is let in, how many more there may be this minute, and in how many seconds the next minute begins."""

    ok: bool
    limit: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """What an answer says of the limit; one that refuses says when to come back. Source: RFC 9110 section 10.2.3."""
        said = {
            "RateLimit-Limit": str(self.limit), "RateLimit-Remaining": str(self.remaining), "RateLimit-Reset": str(self.reset_seconds),
        }  # fmt: skip
        return said if self.ok else said | {"Retry-After": str(self.reset_seconds)}


def admitted(key: str, per_minute: int, on: datetime) -> Admission:
    """Count one call under a key and say whether it is let in: at most `per_minute` in each whole minute of the clock."""
    seconds = int(on.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=RateCount._meta.db_table), [key, seconds // 60, per_minute])
        row = cursor.fetchone()
    return Admission(row is not None, per_minute, per_minute - row[0] if row else 0, 60 - seconds % 60)


def address_key(address: str) -> str:
    """The key of somebody who is known by an address alone. An IPv6 network of 64 bits is one; the address itself is not kept."""
    try:
        one = ipaddress.ip_address(address)
        mapped = getattr(one, "ipv4_mapped", None) or one
        text = str(ipaddress.ip_network((mapped, 64 if mapped.version == 6 else 32), strict=False))
    except ValueError:
        text = "unknown"
    return f"ip:{salted_hmac('nytta.kit.rates', text, algorithm='sha256').hexdigest()[:40]}"


@work("kit.rates")
def forget(job: Job) -> dict[str, Any]:
    """Remove the counters of minutes that are over."""
    oldest = int(job.run_after.timestamp()) // 60 - KEPT_MINUTES
    return {"removed": RateCount.objects.filter(minute__lt=oldest).delete()[0]}


often("kit.rates", 10)
