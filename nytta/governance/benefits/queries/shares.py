"""What items take of their baselines, side beside side: as claimed, as the assessor found, as it was decided and as it came to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..models import ClaimShare
from ..terms import ClaimDriver, Side


@dataclass(frozen=True)
class Sided:
    """One item's shares (0-1) of a driver of its baseline, by side and year."""

    item: int
    label: str
    baseline: str
    driver: ClaimDriver
    sides: Mapping[Side, Mapping[int, Decimal]]

    def differs(self, side: Side) -> bool:
        """Whether a side that has shares says another than what was claimed."""
        return side in self.sides and self.sides[side] != self.sides.get(Side.CLAIMED)


def shares_by_side(calculation: int) -> list[Sided]:
    """The shares of a calculation's items, in the order of the items; kronor of budget lines left out, one query. Source: F8, F9."""
    wanted = (
        "claim__item",
        "claim__item__label",
        "claim__baseline__code",
        "claim__baseline__name",
        "claim__driver",
        "side",
        "year",
        "fraction",
    )
    rows = ClaimShare.objects.filter(claim__item__calculation=calculation).exclude(claim__driver=ClaimDriver.MONEY.value)
    found: dict[int, Sided] = {}
    sides: dict[int, dict[Side, dict[int, Decimal]]] = {}
    for item, label, code, name, driver, side, year, fraction in rows.order_by("claim__item__order", "claim__item", "year").values_list(
        *wanted
    ):
        found.setdefault(item, Sided(item, label, f"{code} {name}", ClaimDriver(driver), sides.setdefault(item, {})))
        sides[item].setdefault(Side(side), {})[year] = fraction
    return list(found.values())
