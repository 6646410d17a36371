"""What is wrong in a calculation: refused with the field, the value and the rule. Source: F7."""

from collections.abc import Mapping

from nytta.plain.money import sek
from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import BenefitClass, Ledger

Bounds = Mapping[int, tuple[int | None, int | None]]  # year: low and high kronor


def bounds_in_order(label: str, amounts: Mapping[int, int], bounds: Bounds) -> Verdict:
    """Low ≤ likely ≤ high in every year that has a bound, or it is refused. Source: F7."""
    found: list[Finding | None] = []
    for year, (low, high) in sorted(bounds.items()):
        likely = amounts.get(year)
        if likely is None:
            continue
        if (low is not None and low > likely) or (high is not None and high < likely):
            found.append(Finding(
                "low_likely_high", "%(item)s %(year)s: lågt %(low)s, troligt %(likely)s och högt %(high)s står inte i ordning.", "F7",
                "Lågt ska vara minst och högt störst; ändra det som är fel.",
                {"item": label, "year": year, "low": _said(low), "likely": sek(likely), "high": _said(high)}, f"low_{year}",
            ))  # fmt: skip
    return verdict_of(found)


def _said(amount: int | None) -> str:
    return "–" if amount is None else sek(amount)


def class_wanted(ledger: Ledger, benefit_class: str) -> BenefitClass | None:
    """The class that an item counts as: a business benefit without one frees time or quality; costs have none. Source: F7."""
    if ledger not in (Ledger.CITIZEN, Ledger.BUSINESS):
        return None
    return BenefitClass(benefit_class) if benefit_class else BenefitClass.YELLOW
