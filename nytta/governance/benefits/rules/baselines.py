"""What a baseline costs a year, and whether what is given agrees with what it comes from. Source: F9."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import IN_KRONOR, BaselineKind, ClaimDriver

HOUR = Decimal(60)
PLACES = Fraction(1, 10**8)  # shares are stored to eight places, rounded down
AGREES_WITHIN = Decimal("0.01")  # a given yearly cost may differ from the worked out one by its own rounding, not by more


@dataclass(frozen=True)
class Measured:
    """A baseline as it was measured: cases a year, minutes and hourly cost and/or a price for each, yearly cost in kronor."""

    year: int
    source: str
    quantity: Decimal | None = None
    minutes: Decimal | None = None
    hourly_cost_sek: Decimal | None = None
    unit_price_sek: Decimal | None = None
    yearly_cost_sek: int | None = None


def worked_out(m: Measured) -> Decimal | None:
    """quantity × (minutes / 60 × hourly cost + unit price) in kronor; None when the parts are not all given. Source: F9."""
    if m.quantity is None or (m.minutes is not None and m.hourly_cost_sek is None):
        return None
    each = [m.minutes / HOUR * m.hourly_cost_sek] if m.minutes is not None and m.hourly_cost_sek is not None else []
    each += [m.unit_price_sek] if m.unit_price_sek is not None else []
    return m.quantity * sum(each, Decimal(0)) if each else None


def yearly_cost(m: Measured) -> int | None:
    """The yearly cost in whole kronor: what is given, else what is worked out, rounded half up here. Source: F9."""
    if m.yearly_cost_sek is not None:
        return m.yearly_cost_sek
    exact = worked_out(m)
    return None if exact is None else int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def hours(m: Measured) -> Decimal | None:
    """Hours a year: quantity × minutes / 60; None when no time is given."""
    return None if m.quantity is None or m.minutes is None else m.quantity * m.minutes / HOUR


def drivers_of(kind: BaselineKind, m: Measured | None = None) -> tuple[ClaimDriver, ...]:
    """What a claim on the baseline can lower; a budget line and a system have one driver, kronor. Source: F9."""
    if kind in IN_KRONOR:
        return (ClaimDriver.MONEY,)
    found = [ClaimDriver.VOLUME]
    found += [ClaimDriver.TIME] if m is None or m.minutes is not None else []
    return (*found, ClaimDriver.PRICE) if m is None or m.unit_price_sek is not None else tuple(found)


def share_lowered(item: int, label: str, year: int, claimed: Fraction, assessed: Fraction | None) -> Finding | None:
    """An assessor finds that an item takes as much of its baseline as was claimed, or less; more is for the applicant to ask for. Source: F8, F9."""
    if assessed is None or 0 <= assessed <= claimed + PLACES:
        return None
    return Finding(
        "share_raised", "”%(item)s” tar %(year)s högst %(share)s %% av nuläget, som sökanden har begärt.", "F8; F9",
        "Skriv samma andel eller en lägre. Är mer rimligt: be sökanden ändra.", {"item": label, "year": year, "share": comma(claimed * 100, 1)},
        f"share_{item}_{year}",
    )  # fmt: skip


def measured_faults(kind: BaselineKind, m: Measured, unit: str) -> Verdict:
    """What is wrong with a measured baseline: parts missing, of the wrong kind, negative, or not agreeing. Source: F9."""
    found: list[Finding | None] = [_source(m), *_signs(m)]
    if kind in IN_KRONOR:
        found += [_only_kronor(m)]
    else:
        found += [_parts(m, unit), _agrees(m)]
    return verdict_of(found)


def _source(m: Measured) -> Finding | None:
    if m.source.strip():
        return None
    return Finding("source", "Källan saknas.", "F9", "Skriv var siffrorna kommer från och när de togs fram.", {}, "source")


def _signs(m: Measured) -> list[Finding]:
    names = ("quantity", "minutes", "hourly_cost_sek", "unit_price_sek", "yearly_cost_sek")
    return [
        Finding("negative", "Talet kan inte vara negativt.", "F9", "Skriv ett tal som är noll eller större.", {}, name)
        for name in names
        if (getattr(m, name) or 0) < 0
    ]


def _only_kronor(m: Measured) -> Finding | None:
    if any(v is not None for v in (m.quantity, m.minutes, m.hourly_cost_sek, m.unit_price_sek)):
        return Finding("only_kronor", "En budgetpost och ett systems drift anges i kronor per år, inte i antal eller tid.", "F9",
                       "Ta bort antal, minuter och pris, eller välj ett arbetsmoment.", {}, "quantity")  # fmt: skip
    if m.yearly_cost_sek is None:
        return Finding("yearly_cost", "Kostnad per år saknas.", "F9", "Skriv kostnaden i kronor per år.", {}, "yearly_cost_sek")
    return None


def _parts(m: Measured, unit: str) -> Finding | None:
    if m.quantity is None:
        return Finding("quantity", "Antal per år saknas.", "F9", "Skriv hur många ärenden som görs på ett år.", {}, "quantity")
    if not unit.strip():
        return Finding("unit", "Enhet saknas.", "F9", "Skriv vad som räknas, till exempel bygglovsärenden.", {}, "unit")
    if m.minutes is not None and m.hourly_cost_sek is None:
        return Finding("hourly_cost", "Timkostnad saknas.", "F9", "Skriv timkostnaden med påslag.", {}, "hourly_cost_sek")
    if worked_out(m) is None and m.yearly_cost_sek is None:
        return Finding("each", "Varken minuter, styckpris eller kostnad per år är angivet.", "F9",
                       "Skriv minuter och timkostnad, eller ett styckpris.", {}, "minutes")  # fmt: skip
    return None


def _agrees(m: Measured) -> Finding | None:
    exact, given = worked_out(m), m.yearly_cost_sek
    if exact is None or given is None or abs(exact - given) <= max(Decimal(1), exact * AGREES_WITHIN):
        return None
    return Finding(
        "agrees", "Kostnad per år är angiven till %(given)s, men antal och styckkostnad ger %(worked)s.", "F9",
        "Rätta det som är fel, eller lämna kostnad per år tom så räknas den ut.",
        {"given": sek(given), "worked": sek(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))}, "yearly_cost_sek",
    )  # fmt: skip
