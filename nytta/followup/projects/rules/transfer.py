"""Whether what comes in from an older register adds up, to the krona."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Finding, Verdict, no

from ..terms import TransferColumn as C


@dataclass(frozen=True)
class OldMoney:
    """The money of one project as an older register says it, in kronor; `by_year` as far as the years are known."""

    decided_sek: int
    paid_sek: int
    remaining_sek: int
    by_year: Mapping[int, int]
    paid_until: date | None = None


def reconciled(money: OldMoney, on: date) -> Iterator[Finding]:
    """What does not add up in a row: decided = paid + remaining, and paid = the sum of its years where they are given. Source: T; F4."""
    if money.decided_sek <= 0:
        yield Finding(
            "transfer_decided", "Inget belopp är beslutat.", "F4", "Skriv det beslutade beloppet, eller ta bort raden.", {}, C.DECIDED.value
        )
    gap = money.decided_sek - money.paid_sek - money.remaining_sek
    if gap:
        yield Finding(
            "transfer_row", "Beslutat %(decided)s är inte betalt %(paid)s plus återstår %(remaining)s: skillnaden är %(gap)s.", "T; F4",
            "Rätta det belopp som är fel.",
            {"decided": sek(money.decided_sek), "paid": sek(money.paid_sek), "remaining": sek(money.remaining_sek), "gap": sek(gap)}, C.REMAINING.value,
        )  # fmt: skip
    summed = sum(money.by_year.values())
    if money.by_year and summed != money.paid_sek:
        yield Finding(
            "transfer_years", "Betalt hittills %(paid)s är inte summan av åren, %(summed)s: skillnaden är %(gap)s.", "F4",
            "Rätta ett av åren, eller lämna åren tomma om de inte är kända.",
            {"paid": sek(money.paid_sek), "summed": sek(summed), "gap": sek(money.paid_sek - summed)}, C.PAID.value,
        )  # fmt: skip
    if money.paid_until and money.paid_until > on:
        yield Finding("transfer_until", "Dagen %(day)s har inte varit än.", "F4", "Skriv till vilken dag betalningarna är räknade.",
                      {"day": money.paid_until}, C.PAID_UNTIL.value)  # fmt: skip
    late = max((y for y, amount in money.by_year.items() if amount), default=0)
    if money.paid_until and late > money.paid_until.year:
        yield Finding("transfer_until", "Betalningarna är räknade till %(day)s, men %(year)s har ett belopp.", "F4", "Rätta dagen eller året.",
                      {"day": money.paid_until, "year": late}, C.PAID_UNTIL.value)  # fmt: skip


def history_of(money: OldMoney, on: date) -> list[tuple[int, date, int]]:
    """(year, day, kronor) of what was paid before it came here, in order: at each year's end, or on the last day that was counted.

    Where the years are not known all stands on the day to which it was counted, and without one on the day it came. Source: F4.
    """
    until = min(money.paid_until or on, on)
    by_year = {y: a for y, a in sorted(money.by_year.items()) if a} or ({until.year: money.paid_sek} if money.paid_sek else {})
    return [(year, until if year == until.year else date(year, 12, 31), amount) for year, amount in by_year.items()]


def control(*, total_sek: int, decided_sek: int) -> Verdict:
    """The sheet's sum of what was decided is the sum that the decision says. Source: T decision 3; F4."""
    if total_sek == decided_sek:
        return YES
    return no("transfer_control", "Beslutets summa är %(total)s och filens %(decided)s: skillnaden är %(gap)s.", "T; F4",
              "Rätta filen, eller summan om den är fel avskriven.", total=sek(total_sek), decided=sek(decided_sek),
              gap=sek(total_sek - decided_sek))  # fmt: skip
