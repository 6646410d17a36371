"""Accounts and sums of effects."""

from collections.abc import Sequence
from fractions import Fraction

from nytta.plain.verdicts import Finding, Verdict, verdict_of


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
