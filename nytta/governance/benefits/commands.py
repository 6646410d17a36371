"""Figures are put in a calculation, one side at a time; none is overwritten by another side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .models import Calculation, Figure, Item
from .terms import Ledger, Side


@dataclass(frozen=True)
class ItemText:
    """An item as somebody writes it: kronor by year. `key` is an item that exists, or None for a new one."""

    ledger: Ledger
    label: str
    amounts: Mapping[int, int]
    bearer: Body | None = None
    note: str = ""
    key: int | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)


@act
def open_calculation(*, code: str, price_year: int, by: Person, on: datetime) -> Calculation:
    """An empty calculation under a case's code, in the prices of a year."""
    return Calculation.objects.create(code=code, price_year=price_year)


@act
def write_items(*, calculation: Calculation, items: Sequence[ItemText], by: Person, on: datetime) -> bool:
    """Make the claimed items exactly these; items left out are removed. True when anything changed. Source: F7."""
    before = _claimed(calculation)
    there = {i.pk: i for i in calculation.items.all()}
    left = dict(there)
    rows = []
    for order, text in enumerate(items):
        item = left.pop(text.key) if text.key in left else Item(calculation=calculation)
        rows.append(_item(item, text, order))
    Item.objects.bulk_create([i for i in rows if i.pk is None])
    for item, text in zip(rows, items, strict=True):
        if item.pk in there:
            item.save()
            Figure.objects.filter(item=item, side=Side.CLAIMED.value).exclude(year__in=text.amounts).delete()
    _put([
        Figure(item=item, side=Side.CLAIMED.value, year=year, amount_sek=amount, by=by)
        for item, text in zip(rows, items, strict=True) for year, amount in text.amounts.items()
    ])  # fmt: skip
    if left:
        Item.objects.filter(pk__in=list(left)).delete()
    after = _claimed(calculation)
    if before != after:
        audit.note(subject=calculation.code, act="figures.write", by=by, on=on, changes={"figures": [before, after]})
    return before != after


def _item(item: Item, text: ItemText, order: int) -> Item:
    item.ledger, item.label, item.bearer, item.note, item.order = text.ledger.value, text.label, text.bearer, text.note, order
    return item


def _put(figures: list[Figure]) -> None:
    """Write figures in one statement: what stands there for the item, side and year is replaced."""
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["item", "side", "year"], update_fields=["amount_sek", "reason", "by"]
    )


def _claimed(calculation: Calculation) -> dict[str, dict[str, int]]:
    rows = Figure.objects.filter(item__calculation=calculation, side=Side.CLAIMED.value).order_by("item__order", "item", "year")
    out: dict[str, dict[str, int]] = {}
    for ledger, label, year, amount in rows.values_list("item__ledger", "item__label", "year", "amount_sek"):
        out.setdefault(f"{ledger}: {label}", {})[str(year)] = amount
    return out


@act
def put_side(
    *, calculation: Calculation, side: Side, amounts: Mapping[tuple[int, int], int], reasons: Mapping[int, str],
    by: Person | None, on: datetime,
) -> None:  # fmt: skip
    """Write another side's kronor by (item, year), with a reason by item where it differs from the side before. Source: F8."""
    if side is Side.CLAIMED:
        require(no("side", "Sökandens siffror skrivs i ansökan.", "F8"))
    known = {i.pk for i in calculation.items.all()}
    if any(item not in known for item, _ in amounts):
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Ladda om sidan."))
    _put([
        Figure(item_id=item, side=side.value, year=year, amount_sek=amount, reason=reasons.get(item, ""), by=by)
        for (item, year), amount in amounts.items()
    ])  # fmt: skip
    changes = {"side": side.value, "sum": sum(amounts.values())}
    audit.note(subject=calculation.code, act="figures.side", by=by, on=on, changes=changes)


@act
def copy_side(*, calculation: Calculation, source: Side, target: Side, only_missing: bool = False, by: Person | None, on: datetime) -> None:
    """Copy one side's figures to another (only of items that lack it, where asked). Source: docs/method.md."""
    rows = Figure.objects.filter(item__calculation=calculation, side=source.value)
    if only_missing:
        rows = rows.exclude(item__in=Figure.objects.filter(item__calculation=calculation, side=target.value).values("item"))
    amounts = {(i, y): a for i, y, a in rows.values_list("item", "year", "amount_sek")}
    put_side(calculation=calculation, side=target, amounts=amounts, reasons={}, by=by, on=on)


@act
def trust(*, calculation: Calculation, side: Side, by: Person | None, on: datetime) -> None:
    """Say which side later steps build on: the assessor's from the signature, the applicant's again after a new hand-in. Source: F8."""
    if calculation.trusted != side.value:
        calculation.trusted = side.value
        calculation.save(update_fields=["trusted"])
