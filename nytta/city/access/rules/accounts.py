"""How long one waits after wrong tries, what a browser is called, and how strong a second step is."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import Factor, InvitationKind, Strength

FREE_TRIES = 5
FREE_TRIES_NETWORK = 100
ENTRIES_PER_MINUTE = 600  # steps to and from providers of log-in by one address, which a city hall may share
FIRST_WAIT, MOST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
NETWORK_FORGOTTEN_AFTER = timedelta(minutes=15)
FEW_CODES = 3
LASTS = {InvitationKind.FIRST: timedelta(days=7), InvitationKind.NEW: timedelta(days=3), InvitationKind.FORGOTTEN: timedelta(hours=1)}
_BROWSERS = (
    (r"\bEdgA?/", "Edge"), (r"\b(OPR|Opera)/", "Opera"), (r"\bSamsungBrowser/", "Samsung Internet"), (r"\b(Firefox|FxiOS)/", "Firefox"),
    (r"\b(HeadlessChrome|Chrome|CriOS|Chromium)/", "Chrome"), (r"\bSafari/", "Safari"), (r"^curl/", "curl"), (r"^python-", "Python"),
)  # fmt: skip
_SYSTEMS = (
    (r"iPhone", "iPhone"), (r"iPad", "iPad"), (r"Android", "Android"), (r"Windows", "Windows"), (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"), (r"Linux|X11", "Linux"),
)  # fmt: skip


def wait_after(*, fails: int, free: int = FREE_TRIES) -> timedelta:
    """How long the next try waits after so many wrong ones in a row: none while some are free, then 30 s doubled up to 15 minutes.

    Source: D14; OWASP ASVS 5.0.0, 6.3.1.
    """
    if fails < free:
        return timedelta()
    doubled: int = 2 ** min(fails - free, 10)
    return min(FIRST_WAIT * doubled, MOST_WAIT)


def device_words(agent: str) -> str:
    """What a browser and its system are called by people, from its own line about itself; nothing where it says neither. Source: D14."""
    found = [next((name for pattern, name in known if re.search(pattern, agent)), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in found if part)


def strength_of(factors: Collection[Factor]) -> Strength | None:
    """How strong what somebody has shown is besides a password; None where it is the password alone. Source: D14."""
    if Factor.PASSKEY in factors:
        return Strength.PHISHING_RESISTANT
    return Strength.ANY if {Factor.TOTP, Factor.RECOVERY} & set(factors) else None


def enough(*, asked: Strength, shown: Strength | None) -> bool:
    """Whether what was shown meets what is asked. Source: D14."""
    return shown is Strength.PHISHING_RESISTANT or (shown is Strength.ANY and asked is Strength.ANY)


def strictest(asked: Collection[Strength]) -> Strength | None:
    """The strongest of what several rules ask. Source: D14."""
    if not asked:
        return None
    return Strength.PHISHING_RESISTANT if Strength.PHISHING_RESISTANT in asked else Strength.ANY


def requirement_valid(*, role: str, act: str, from_day: date, decided_by: str, on: date) -> Verdict:
    """Whether a demand of a second step may be recorded: for one role or one act, from today or later, decided by somebody. Source: D14; O2."""
    if bool(role) == bool(act):
        return no("factor_one", "Kravet gäller ett uppdrag eller en rätt, inte båda.", "D14", "Välj det ena.", field="role")
    if from_day < on:
        return no(
            "factor_day", "Kravet kan inte gälla från en dag som har varit.", "D14", "Välj i dag eller en senare dag.", field="from_day"
        )
    if not decided_by.strip():
        return no("factor_decided", "Skriv vem som har bestämt kravet.", "O2", "Ange vem och vilken paragraf.", field="decided_by")
    return YES


def invitation_usable(*, expires_at: datetime, used_at: datetime | None, active: bool, on: datetime) -> Verdict:
    """Whether an invitation still opens: once, in time, for somebody who may log in. The refusal does not tell which. Source: O2; D14."""
    if used_at is None and on < expires_at and active:
        return YES
    return no("invitation", "Länken gäller inte längre.", "O2; D14", "Be den som bjöd in dig om en ny, eller beställ ett nytt lösenord.")


def short_of_codes(left: int | None) -> bool:
    """Whether somebody has so few recovery codes left that they should be told; None where they have none by choice. Source: D14."""
    return left is not None and left <= FEW_CODES
