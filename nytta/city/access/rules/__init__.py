"""What a token may say, and how long."""

import hashlib
import ipaddress
import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import AccountState, TokenState

MOST_DAYS = 365
OWN_MOST_DAYS = 90
LEADS = (30, 7)
PREFIX = "nytta_"
_SCOPE = re.compile(r"[a-z][a-z-]*:(read|write)")
_ACCOUNT = re.compile(r"[a-z][a-z0-9-]{2,38}[a-z0-9]")


def digest(text: str) -> str:
    """What is kept of a token instead of itself: SHA-256 in hexadecimal. A token is 256 random bits, so that no salt is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(*, expires_at: datetime, revoked_at: datetime | None, on: datetime) -> TokenState:
    """How a token stands on a moment; what was taken back stays so. Source: D14; O2."""
    if revoked_at is not None and revoked_at <= on:
        return TokenState.REVOKED
    return TokenState.IN_FORCE if on < expires_at else TokenState.EXPIRED


def token_valid(
    *, scopes: Collection[str], known: Collection[str], expires_at: datetime, on: datetime, most_days: int = MOST_DAYS
) -> Verdict:
    """Whether a token may be issued: with scopes that exist, and an end within so many days. Source: D14; O2."""
    if not scopes:
        return no(
            "token_scopes", "Nyckeln behöver minst en behörighet.", "D14", "Välj vad programmet ska få läsa eller skriva.", field="scopes"
        )
    wrong = sorted(s for s in scopes if s not in known or not _SCOPE.fullmatch(s))
    if wrong:
        return no(
            "token_scope_unknown", "Behörigheten %(scope)s finns inte.", "D14", "Välj bland dem som visas.", field="scopes", scope=wrong[0]
        )
    if not on < expires_at <= on + timedelta(days=most_days):
        return no(
            "token_end", "Nyckeln ska gå ut inom %(days)s dagar.", "D14; O2", "Välj en tidigare dag, och utfärda en ny nyckel i tid.",
            field="expires_on", days=most_days,
        )  # fmt: skip
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


def account_named(username: str) -> Verdict:
    """Whether a service account may have a name: small letters, digits and hyphens, 4 to 40 of them. Source: D14."""
    if _ACCOUNT.fullmatch(username):
        return YES
    return no(
        "program_name", "Kontots namn består av 4–40 små bokstäver a–z, siffror och bindestreck, och börjar med en bokstav.", "D14",
        "Skriv till exempel byggr-koppling.", field="username",
    )  # fmt: skip


def account_state(*, closed: bool, body_stands: bool) -> AccountState:
    """How a service account stands: closed stays closed; one whose body has ended is stopped. Source: D14; O2."""
    if closed:
        return AccountState.CLOSED
    return AccountState.OPEN if body_stands else AccountState.STOPPED


def due_lead(*, issued_on: date, last_on: date, on: date) -> int | None:
    """Of how many days' notice a token's end is told on a day (30 or 7), or None: never of more than half of its whole time.

    A token of 30 days is told of 7 days before it ends and not on its first day. Source: D14.
    """
    left, whole = (last_on - on).days, (last_on - issued_on).days
    return next((lead for lead in sorted(LEADS) if 0 <= left <= lead and lead * 2 <= whole), None)
