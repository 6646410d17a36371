"""What can be asked for, paid and paid back."""

from datetime import date

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no


def requestable(*, amount_sek: int, available_sek: int, asked_sek: int, year: int, on: date) -> Verdict:
    """A part of the money that is free and not asked for already, of this year or what is left of an earlier one. Source: P5; U5, F13."""
    if amount_sek <= 0:
        return no("amount", "Beloppet måste vara större än noll.", "P5; U5", "Skriv beloppet i kronor.", field="amount_sek")
    if year > on.year:
        return no("year_ahead", "Pengarna för %(year)s kan rekvireras från och med %(year)s-01-01.", "P5; F13", "Välj ett år som har börjat.",
                  field="allocation", year=year)  # fmt: skip
    left = available_sek - asked_sek
    if amount_sek > left:
        return no("request_left", "%(amount)s är mer än de %(left)s som är fria för %(year)s när andra rekvisitioner som väntar är borträknade.",
                  "P5; U5", "Minska beloppet, ta tillbaka en annan rekvisition eller begär mer pengar som ett eget förslag.", field="amount_sek",
                  amount=sek(amount_sek), left=sek(max(left, 0)), year=year)  # fmt: skip
    return YES


def payable(*, amount_sek: int, reserved_sek: int, reference: str) -> Verdict:
    """A payment is at most what is reserved, and has the finance system's reference. Source: P5; U5."""
    if not 0 < amount_sek <= reserved_sek:
        return no("paid_within", "Betalningen ska vara mellan 1 kr och de %(reserved)s som är reserverade.", "P5; U5",
                  "Rätta beloppet. Det som inte betalas släpps och blir fritt igen.", field="amount_sek", reserved=sek(reserved_sek))  # fmt: skip
    if not reference.strip():
        return no("reference", "Skriv ekonomisystemets verifikation.", "P5; U5", "Numret står på verifikationen.", field="reference")
    return YES


def repayable(*, amount_sek: int, paid_sek: int, reference: str) -> Verdict:
    """What is paid back is at most what was paid, and has the finance system's reference. Source: P5; U5."""
    if not 0 < amount_sek <= paid_sek:
        return no("repaid_within", "Återbetalningen ska vara mellan 1 kr och de %(paid)s som är utbetalda.", "P5; U5", "Rätta beloppet.",
                  field="amount_sek", paid=sek(paid_sek))  # fmt: skip
    if not reference.strip():
        return no("reference", "Skriv ekonomisystemets verifikation.", "P5; U5", "Numret står på verifikationen.", field="reference")
    return YES
