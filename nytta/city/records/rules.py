"""Numbers by the city's pattern, and whether a mandate reaches."""

import string
from datetime import date

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no


def registry_number(*, pattern: str, year: int, number: int) -> str:
    """The case's number by the city's pattern, with the places {year} and {number}, e.g. `KS {year}/{number:04d}`.

    ValueError when the pattern has other places or lacks {number}. Source: O6; ADR 0001 (diarienummer).
    """
    places = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
    if "number" not in places or not places <= {"year", "number"}:
        raise ValueError(pattern)
    return pattern.format(year=year, number=number)


def pattern_valid(*, pattern: str) -> Verdict:
    """Whether a pattern gives every case a number of its own. Source: O6."""
    try:
        fits = registry_number(pattern=pattern, year=2026, number=1) != registry_number(pattern=pattern, year=2026, number=2)
    except (ValueError, LookupError, AttributeError):
        fits = False
    if fits and len(registry_number(pattern=pattern, year=2026, number=99_999)) <= 40:
        return YES
    return no(
        "registry_pattern", "Mönstret ger inget eget nummer åt varje ärende.", "O6",
        "Skriv till exempel KS {year}/{number:04d}.", field="registry_pattern",
    )  # fmt: skip


def within_limit(*, limit_sek: int | None, amount_sek: int, clause: str) -> Verdict:
    """Whether a delegation's limit in kronor reaches an amount; None is no limit. Source: F11."""
    if limit_sek is None or amount_sek <= limit_sek:
        return YES
    return no(
        "delegation_limit", "Delegationen räcker till %(limit)s; beloppet är %(amount)s.", clause,
        "Låt styrelsen besluta, eller ändra delegationen.", limit=sek(limit_sek), amount=sek(amount_sek),
    )  # fmt: skip


def period_valid(*, first: date, last: date | None) -> Verdict:
    """A term must not end before it begins. Source: O2."""
    if last is None or first <= last:
        return YES
    return no("period", "Sista dagen ligger före första dagen.", "O2", "Rätta datumen.", field="valid_until")


def seat_valid(*, chair: bool, substitute: bool) -> Verdict:
    """A chair is an ordinary member. Source: O2; ADR 0017."""
    if chair and substitute:
        return no("chair_ordinary", "Ordföranden är ordinarie ledamot.", "O2", "Välj ordförande eller ersättare.", field="chair")
    return YES
