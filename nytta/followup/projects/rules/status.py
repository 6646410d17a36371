"""Deviations."""

from datetime import date

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import Light


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
