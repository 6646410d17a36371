"""When a system or a text does what a common solution does: a strict rule that stops, and a generous one that only hints.

Words come in as stems. Source: P7.1 "Det är inte tillåtet att etablera dubblerande funktioner"; D2.
"""

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction

from nytta.plain.verdicts import YES, Verdict, no

JOINED = 5  # letters from which a word counts as a part of a compound
NAMED = Fraction(1, 2)  # the share of a function's letters that a text must speak of to be told so
SMALL = {"från", "och", "för", "med", "till", "som", "den", "det", "av", "på", "i"}


def covers(solution: Collection[str], function: Collection[str]) -> bool:
    """Whether a written function is one that a solution covers: every word of the solution's stands in it. What stops a system."""
    return bool(solution) and set(solution) <= set(function)


def joined(word: str, other: str) -> bool:
    """Whether two words are one, or the longer a Swedish compound that begins or ends with the shorter: inloggning, inloggningsportal."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) >= JOINED and (long.startswith(short) or long.endswith(short)))


def spoken_of(wanted: Sequence[str], text: Collection[str]) -> Fraction:
    """How much of what is wanted a text speaks of, 0 to 1: the letters of the words found, compounds included, of all its letters.

    Small words count for nothing.
    """
    words = [w for w in dict.fromkeys(wanted) if w not in SMALL]
    found = sum(len(w) for w in words if any(joined(w, t) for t in text))
    return Fraction(found, sum(map(len, words))) if words else Fraction(0)


def names(wanted: Sequence[str], text: Collection[str]) -> bool:
    """Whether a text speaks of at least half of what is wanted; a hint, never a verdict."""
    return spoken_of(wanted, text) >= NAMED


def no_duplicate(*, covered: Sequence[str]) -> Verdict:
    """A new system may not do what a common solution does without an exemption; `covered` are the names of those without. Source: P7.1; D2."""
    if not covered:
        return YES
    return no(
        "system_duplicate", "Systemet gör det som redan täcks av en gemensam lösning: %(what)s.", "P7.1; D2",
        "Använd den gemensamma lösningen och välj den nedan, eller sök undantag och ange det här när det är beviljat.", field="functions",
        what=", ".join(covered),
    )  # fmt: skip


def exemption_carries(*, code: str, holds: bool, same_owner: bool, about: bool) -> Verdict:
    """Whether a system can stand on an exemption: it holds today, was given to the owner, and is from a solution that the system covers.

    Source: O5; D2.
    """
    if holds and same_owner and about:
        return YES
    why = (
        "Undantaget %(code)s gäller inte i dag." if not holds else "Undantaget %(code)s gäller en annan ägare." if not same_owner
        else "Undantaget %(code)s gäller en annan lösning än den som systemet täcker."
    )  # fmt: skip
    return no("system_exemption", why, "O5; D2", "Välj ett undantag som gäller för ägaren och lösningen.", field="exemption", code=code)


def period_known(*, first: date, last: date | None) -> Verdict:
    """A solution does not end before it begins. Source: D2."""
    if last is None or first <= last:
        return YES
    return no("period", "Sista dagen ligger före första dagen.", "D2", "Rätta datumen.", field="valid_until")
