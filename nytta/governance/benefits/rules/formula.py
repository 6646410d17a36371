"""How an item's kronor come about: quantity × take-up × minutes / 60 × hourly cost, or quantity × take-up × price."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import FormulaKind

HUNDRED, HOUR = Decimal(100), Decimal(60)


@dataclass(frozen=True)
class FormulaText:
    """The parts of a formula: quantity a year, minutes or kronor each, kronor an hour, take-up in percent by year.

    Low and high are None where the figure is not uncertain.
    """

    kind: FormulaKind
    quantity: Decimal
    each: Decimal
    unit: str = ""
    rate_sek: Decimal | None = None
    take_up: Mapping[int, Decimal] = field(default_factory=dict)
    quantity_low: Decimal | None = None
    quantity_high: Decimal | None = None
    each_low: Decimal | None = None
    each_high: Decimal | None = None


@dataclass(frozen=True)
class Computed:
    """One year of a formula: the exact kronor, and whole kronor low, likely and high (rounded half up, here and nowhere else)."""

    exact: Decimal
    low_sek: int
    likely_sek: int
    high_sek: int

    @property
    def rounded(self) -> bool:
        """Whether the whole kronor differ from the exact."""
        return self.exact != self.likely_sek


def _kronor(text: FormulaText, quantity: Decimal, each: Decimal, percent: Decimal) -> Decimal:
    worth = each if text.kind is FormulaKind.PRICE else each / HOUR * (text.rate_sek or Decimal(0))
    return quantity * percent / HUNDRED * worth


def _whole(exact: Decimal) -> int:
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def computed(text: FormulaText) -> dict[int, Computed]:
    """{year: kronor} of a formula, low with all that is low and high with all that is high. Source: F7; docs/method.md."""
    found = {}
    for year, percent in sorted(text.take_up.items()):
        low = _kronor(text, _or(text.quantity_low, text.quantity), _or(text.each_low, text.each), percent)
        likely = _kronor(text, text.quantity, text.each, percent)
        high = _kronor(text, _or(text.quantity_high, text.quantity), _or(text.each_high, text.each), percent)
        found[year] = Computed(likely, _whole(low), _whole(likely), _whole(high))
    return found


def _or(bound: Decimal | None, likely: Decimal) -> Decimal:
    return likely if bound is None else bound


def formula_faults(text: FormulaText) -> Verdict:
    """What is wrong with a formula: unit, signs, low ≤ likely ≤ high, take-up 0-100, an hourly cost for time. Source: F7."""
    found: list[Finding | None] = []
    if not text.unit.strip():
        found.append(Finding("unit", "Enhet saknas.", "F7", "Skriv vad som räknas, till exempel ärenden per år.", {}, "unit"))
    if text.kind is FormulaKind.TIME and text.rate_sek is None:
        found.append(Finding("rate", "Timkostnad saknas.", "F7", "Välj en timkostnad ur kommunens tabell.", {}, "rate_sek"))
    for name, low, likely, high in (
        ("quantity", text.quantity_low, text.quantity, text.quantity_high),
        ("each", text.each_low, text.each, text.each_high),
    ):
        if any(v is not None and v < 0 for v in (low, likely, high)):
            found.append(Finding("negative", "Talet kan inte vara negativt.", "F7", "Skriv ett tal som är noll eller större.", {}, name))
        if not _or(low, likely) <= likely <= _or(high, likely):
            found.append(Finding(
                "low_likely_high", "Lågt %(low)s, troligt %(likely)s och högt %(high)s står inte i ordning.", "F7",
                "Lågt ska vara minst och högt störst.", {"low": _or(low, likely), "likely": likely, "high": _or(high, likely)}, name,
            ))  # fmt: skip
    for year, percent in text.take_up.items():
        if not 0 <= percent <= HUNDRED:
            found.append(Finding(
                "share", "Andelen %(percent)s procent för %(year)s ligger inte mellan 0 och 100.", "F7", "Skriv ett tal från 0 till 100.",
                {"percent": percent, "year": year}, f"take_up_{year}",
            ))  # fmt: skip
    return verdict_of(found)
