"""Deviations, and the sums of effects."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of

from .terms import Light


def deviates(
    *,
    time: Light,
    money: Light,
    benefits: Light,
    forecast_sek: int,
    granted_sek: int,
    forecast_end_on: date,
    planned_end_on: date,
) -> bool:
    """Whether a status is shown to the development council: a red light, more money, or a later end. Source: U5.

    `granted_sek` is what is granted and, of a case over several years, committed for those that are not decided yet.
    """
    return Light.RED in (time, money, benefits) or forecast_sek > granted_sek or forecast_end_on > planned_end_on


def status_given(*, deviation: bool, comment: str) -> Verdict:
    """A deviation is explained. Source: U5."""
    if deviation and not comment.strip():
        return no("deviation", "Läget avviker från planen: skriv vad som har hänt och vad som görs.", "U5",
                  "Skriv en kommentar.", field="comment")  # fmt: skip
    return YES


def closable(*, delivered: str, lessons: str) -> Verdict:
    """What a project hands over when it asks to close. Source: P5 step 7; F6, N6."""
    found = []
    if not delivered.strip():
        found.append(Finding("delivered", "Skriv vad projektet har lämnat över.", "F6", "Beskriv leveranserna.", {}, "delivered"))
    if not lessons.strip():
        found.append(Finding("lessons", "Skriv projektets erfarenheter.", "N6", "Skriv det som andra har nytta av.", {}, "lessons"))
    return verdict_of(found)


def effect_complete(*, missing: Sequence[str], explanation: str) -> Verdict:
    """Realised values for every decided item, and an explanation. Source: U6; docs/method.md."""
    found = [
        Finding("realised", "Utfall saknas för ”%(item)s”.", "U6", "Fyll i utfallet, 0 om nyttan uteblev.", {"item": m}) for m in missing
    ]
    if not explanation.strip():
        found.append(Finding("explanation", "Förklaring saknas.", "U6", "Skriv varför utfallet blev som det blev.", {}, "explanation"))
    return verdict_of(found)


def effect_share(*, net_sek: int, invested_sek: int) -> Fraction | None:
    """Realised yearly net effect of closed projects as a share of their investment; None when nothing is invested. Source: E7.2; U6."""
    return Fraction(net_sek, invested_sek) if invested_sek else None
