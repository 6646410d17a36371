"""What becomes of an item's figures when they are copied to another calculation: other years, other prices. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from nytta.engine.appraisal import price_rebase
from nytta.plain.verdicts import YES, Verdict, no

from ..terms import FormulaKind
from .formula import FormulaText

Years = Mapping[int, tuple[int, int | None, int | None]]  # likely, low and high kronor by year
ORE = Decimal("0.01")


def price_factor(source: int, target: int, index: Mapping[int, Decimal]) -> tuple[Decimal | None, Verdict]:
    """(what kronor of one price year are multiplied by to be in another's, None when the year is the same; what stands in the way).

    Without an index for both years it is refused: prices of two years are never mixed. Source: F7; docs/method.md section 5.
    """
    if source == target:
        return None, YES
    if source not in index or target not in index:
        return None, no(
            "price_year", "Talen är i %(theirs)s års priser och ska vara i %(ours)s års, och prisindex saknas.", "F7",
            "Be projektkontoret att föra in prisindex för båda åren bland kalkylvärdena.", theirs=source, ours=target, field="price_year",
        )  # fmt: skip
    return price_rebase(1, index[source], index[target]), YES


def moved(years: Years, shift: int, within: Collection[int], factor: Decimal | None) -> Years:
    """Kronor by year, moved `shift` years and in other prices (whole kronor, half up); years outside the sheet are left out. Source: F7."""

    def kronor(amount: int | None) -> int | None:
        if amount is None or factor is None:
            return amount
        return int((amount * factor).quantize(Decimal(1), ROUND_HALF_UP))

    return {y + shift: (kronor(a) or 0, kronor(low), kronor(high)) for y, (a, low, high) in years.items() if y + shift in within}


def moved_formula(text: FormulaText, shift: int, within: Collection[int], factor: Decimal | None) -> FormulaText:
    """A formula moved likewise: hourly cost and prices in the other year's prices (whole öre, half up), minutes as they are. Source: F7."""

    def money(amount: Decimal | None) -> Decimal | None:
        return amount if amount is None or factor is None else (amount * factor).quantize(ORE, ROUND_HALF_UP)

    take_up = {y + shift: share for y, share in text.take_up.items() if y + shift in within}
    if text.kind is FormulaKind.TIME:
        return replace(text, take_up=take_up, rate_sek=money(text.rate_sek))
    each = money(text.each)
    assert each is not None
    return replace(text, take_up=take_up, each=each, each_low=money(text.each_low), each_high=money(text.each_high))
