"""A claim on a budget line asks for what its item comes to: no amount of its own that is left behind when the item's changes. Source: F9."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.kit.commands import act

from ..models import Calculation, Claim, ClaimShare, Figure, Item
from ..terms import OPEN, ClaimDriver, Side

NOTHING = Decimal(0)


@act
def follow_kronor(
    *, calculation: Calculation, item: Item | None = None, side: Side = Side.CLAIMED, by: Person | None, on: datetime
) -> None:  # fmt: skip
    """The open claims on budget lines ask for the kronor that their items have on a side; a settlement holds no longer once more is claimed.

    Source: T "budgetpost"; F9.
    """
    rows = Claim.objects.filter(item__calculation=calculation, driver=ClaimDriver.MONEY.value, status__in=[s.value for s in OPEN])
    claims = {c.item_id: c for c in (rows if item is None else rows.filter(item=item))}
    if not claims:
        return
    wanted: dict[int, dict[int, int]] = {key: {} for key in claims}
    figures = Figure.objects.filter(item__in=claims, side=side.value, amount_sek__gt=0)
    for key, year, amount in figures.values_list("item", "year", "amount_sek"):
        wanted[key][year] = amount
    for key, claim in claims.items():
        there = dict(claim.shares.filter(side=side.value).values_list("year", "amount_sek"))
        if there == wanted[key]:
            continue
        claim.shares.filter(side=side.value).delete()
        ClaimShare.objects.bulk_create([
            ClaimShare(claim=claim, side=side.value, year=y, fraction=NOTHING, amount_sek=amount) for y, amount in wanted[key].items()
        ])  # fmt: skip
        if side is Side.CLAIMED and any(amount > (there.get(y) or 0) for y, amount in wanted[key].items()):
            Claim.objects.filter(pk=claim.pk).update(settlement=None)


@act
def let_go_parts(*, items: Iterable[int], by: Person | None, on: datetime) -> None:
    """The claims of some items go, or turn to something else: their parts stand by themselves. Source: F9."""
    Claim.objects.filter(parent__item__in=list(items)).update(parent=None)
