"""What a token may say, and how long."""

import hashlib
import ipaddress
import re
from collections.abc import Collection
from datetime import datetime, timedelta

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import TokenState

MOST_DAYS = 365
PREFIX = "nytta_"
_SCOPE = re.compile(r"[a-z][a-z-]*:(read|write)")


def digest(text: str) -> str:
    """What is kept of a token instead of itself: SHA-256 in hexadecimal. A token is 256 random bits, so that no salt is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(*, expires_at: datetime, revoked_at: datetime | None, on: datetime) -> TokenState:
    """How a token stands on a moment; what was taken back stays so. Source: D14; O2."""
    if revoked_at is not None and revoked_at <= on:
        return TokenState.REVOKED
    return TokenState.IN_FORCE if on < expires_at else TokenState.EXPIRED


def token_valid(*, scopes: Collection[str], known: Collection[str], expires_at: datetime, on: datetime) -> Verdict:
    """Whether a token may be issued: with scopes that exist, and an end within a year. Source: D14; O2."""
    if not scopes:
        return no(
            "token_scopes", "Nyckeln behöver minst en behörighet.", "D14", "Välj vad programmet ska få läsa eller skriva.", field="scopes"
        )
    wrong = sorted(s for s in scopes if s not in known or not _SCOPE.fullmatch(s))
    if wrong:
        return no(
            "token_scope_unknown", "Behörigheten %(scope)s finns inte.", "D14", "Välj bland dem som visas.", field="scopes", scope=wrong[0]
        )
    if not on < expires_at <= on + timedelta(days=MOST_DAYS):
        return no("token_end", "Nyckeln ska gå ut inom ett år.", "D14", "Välj en dag inom ett år.", field="expires_on")
    return YES


def reaches(scopes: Collection[str], asked: str) -> bool:
    """Whether a token's scopes reach what is asked for; to write something is to be able to read it. Source: D14."""
    resource, _, deed = asked.partition(":")
    return asked in scopes or (deed == "read" and f"{resource}:write" in scopes)


def address_of(text: str) -> str:
    """An address as it is kept: in its short form, an IPv4 one in IPv6 dress as IPv4; "" for what is none. Source: D14."""
    try:
        one = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(one, "ipv4_mapped", None) or one)


def network_of(address: str) -> str:
    """The network around an address (IPv4 /24, IPv6 /48): what the audit, where nothing is ever removed, keeps of it. Source: D14; O2."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((one, 24 if one.version == 4 else 48), strict=False))
