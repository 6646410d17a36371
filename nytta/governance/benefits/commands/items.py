"""Figures are put in a calculation, one side at a time; none is overwritten by another side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.kit.models import AuditRow
from nytta.plain.money import comma
from nytta.plain.verdicts import YES, Verdict, no, require

from ..models import Calculation, Claim, Figure, Item, Level
from ..queries.parameters import parameters_on
from ..rules import bounds_in_order
from ..terms import BearerGroup, BenefitClass, ClaimStatus, Ledger, Side
from .kronor import follow_kronor, let_go_parts


@dataclass(frozen=True)
class ItemText:
    """An item as somebody writes it: kronor by year, None where a formula makes them.

    `key` is an item that exists, or None for a new one; `note`, `benefit_class` and `bearer_group` None leave what stands there.
    """

    ledger: Ledger
    label: str
    amounts: Mapping[int, int] | None
    bearer: Body | None = None
    note: str | None = ""
    key: int | None = None
    reasons: Mapping[int, str] = field(default_factory=dict)
    benefit_class: str | None = None
    bearer_group: str | None = None


@act
def open_calculation(*, code: str, price_year: int, by: Person, on: datetime) -> Calculation:
    """An empty calculation under a case's code, in the prices of a year."""
    return Calculation.objects.create(code=code, price_year=price_year)


@act
def write_items(*, calculation: Calculation, items: Sequence[ItemText], by: Person, on: datetime) -> bool:
    """Make the claimed items exactly these; items left out are removed. True when anything changed. Source: F7."""
    before = _claimed(calculation)
    there = {i.pk: i for i in calculation.items.select_related("bearer")}
    stood, left = {key: _nature(item) for key, item in there.items()}, dict(there)
    rows = []
    for order, text in enumerate(items):
        item = left.pop(text.key) if text.key in left else Item(calculation=calculation)
        rows.append(_item(item, text, order))
    Item.objects.bulk_create([i for i in rows if i.pk is None])
    for item, text in zip(rows, items, strict=True):
        if item.pk in there:
            item.save()
            if text.amounts is not None:
                Figure.objects.filter(item=item, side=Side.CLAIMED.value).exclude(year__in=text.amounts).delete()
    require(_in_order(calculation, rows, items))
    _put([
        Figure(item=item, side=Side.CLAIMED.value, year=year, amount_sek=amount, by=by)
        for item, text in zip(rows, items, strict=True) for year, amount in (text.amounts or {}).items()
    ])  # fmt: skip
    if left:
        let_go_parts(items=left, by=by, on=on)
        Item.objects.filter(pk__in=list(left)).delete()
    after = _claimed(calculation)
    changes: dict[str, Any] = _reshaped(stood, [i for i, text in zip(rows, items, strict=True) if i.pk in stood or not text.amounts])
    if before != after:
        follow_kronor(calculation=calculation, by=by, on=on)
        changes["figures"] = [before, after]
    if changes:
        audit.note(subject=calculation.code, act="figures.write", by=by, on=on, changes=changes)
    return bool(changes)


@act
def open_filled(
    *, filled: Mapping[str, Sequence[ItemText]], price_year: int, by: Person, on: datetime
) -> tuple[list[Calculation], list[AuditRow]]:
    """New calculations by their cases' codes, each with its claimed items, and the audit rows that their writing is to leave:
    as `open_calculation` and `write_items` for each, in four statements. Source: F7.
    """
    made = Calculation.objects.bulk_create([Calculation(code=code, price_year=price_year) for code in filled])
    pairs = [
        (_item(Item(calculation=calculation), text, order), text)
        for calculation in made for order, text in enumerate(filled[calculation.code])
    ]  # fmt: skip
    Item.objects.bulk_create([item for item, _ in pairs])
    Figure.objects.bulk_create([
        Figure(item=item, side=Side.CLAIMED.value, year=year, amount_sek=amount, by=by)
        for item, text in pairs for year, amount in (text.amounts or {}).items()
    ])  # fmt: skip
    notes = []
    for code, texts in filled.items():
        after: dict[str, dict[str, int]] = {}
        for text in texts:
            for year, amount in sorted((text.amounts or {}).items()):
                after.setdefault(f"{text.ledger.value}: {text.label}", {})[str(year)] = amount
        if after:
            notes.append(audit.noted(subject=code, act="figures.write", by=by, on=on, changes={"figures": [{}, after]}))
    return made, notes


def _nature(item: Item) -> str:
    """What an item is, beside its kronor, as the history tells it."""
    bearer = BearerGroup(item.bearer_group).sv if item.bearer_group else str(item.bearer or "")
    cls = BenefitClass(item.benefit_class).sv if item.benefit_class else ""
    return " · ".join(t for t in (item.label, Ledger(item.ledger).sv, bearer, cls) if t)


def _reshaped(stood: Mapping[int, str], rows: Sequence[Item]) -> dict[str, Any]:
    """The items that are new without kronor, gone, or no longer what they were: {"item": [before, after]}, the later ones numbered."""
    now = {item.pk: _nature(item) for item in rows}
    pairs = [(stood.get(key, ""), now.get(key, "")) for key in (*stood, *(k for k in now if k not in stood))]
    differs = [list(pair) for pair in pairs if pair[0] != pair[1]]
    return {f"item {n}" if n > 1 else "item": pair for n, pair in enumerate(differs, 1)}


def _item(item: Item, text: ItemText, order: int) -> Item:
    item.ledger, item.label, item.bearer, item.order = text.ledger.value, text.label, text.bearer, order
    item.note = item.note if text.note is None else text.note
    item.benefit_class = item.benefit_class if text.benefit_class is None else text.benefit_class
    item.bearer_group = item.bearer_group if text.bearer_group is None else text.bearer_group
    return item


def _in_order(calculation: Calculation, rows: Sequence[Item], items: Sequence[ItemText]) -> Verdict:
    """Low ≤ likely ≤ high of what stands there and what is now written."""
    bounds: dict[int, dict[int, tuple[int | None, int | None]]] = {}
    stand = Figure.objects.filter(item__calculation=calculation, side=Side.CLAIMED.value)
    for key, year, low, high in stand.exclude(low_sek=None, high_sek=None).values_list("item", "year", "low_sek", "high_sek"):
        bounds.setdefault(key, {})[year] = (low, high)
    verdict = YES
    for item, text in zip(rows, items, strict=True):
        if item.pk in bounds and text.amounts is not None:
            verdict += bounds_in_order(text.label, text.amounts, bounds[item.pk])
    return verdict


def _put(figures: list[Figure], *names: str) -> None:
    """Write figures in one statement: what stands there for the item, side and year is replaced, bounds where named."""
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["item", "side", "year"], update_fields=["amount_sek", "reason", "by", *names]
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
    bounds: Mapping[tuple[int, int], tuple[int | None, int | None]] | None = None, by: Person | None, on: datetime,
) -> None:  # fmt: skip
    """Write another side's kronor by (item, year), with a reason by item where it differs from the side before.

    `bounds` are low and high by (item, year); None leaves those that stand there. Source: F8.
    """
    if side is Side.CLAIMED:
        require(no("side", "Sökandens siffror skrivs i ansökan.", "F8"))
    known = dict(calculation.items.values_list("pk", "label"))
    if any(item not in known for item, _ in amounts):
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Ladda om sidan."))
    for (item, year), pair in (bounds or {}).items():
        require(bounds_in_order(known.get(item, ""), {year: amounts[item, year]} if (item, year) in amounts else {}, {year: pair}))
    low_high = bounds or {}
    _put([
        Figure(item_id=item, side=side.value, year=year, amount_sek=amount, reason=reasons.get(item, ""), by=by,
               low_sek=low_high.get((item, year), (None, None))[0], high_sek=low_high.get((item, year), (None, None))[1])
        for (item, year), amount in amounts.items()
    ], *(["low_sek", "high_sek"] if bounds is not None else []))  # fmt: skip
    changes = {"side": side.value, "sum": sum(amounts.values())}
    audit.note(subject=calculation.code, act="figures.side", by=by, on=on, changes=changes)


@act
def put_levels(
    *, calculation: Calculation, side: Side, values: Mapping[int, Decimal | None], reasons: Mapping[int, str], by: Person | None,
    on: datetime,
) -> None:  # fmt: skip
    """Write a side's levels by item, on the scales of benefits that are not in kronor; None takes a level away. Source: F7, U6."""
    known = set(calculation.items.values_list("pk", flat=True))
    if any(item not in known for item in values):
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Ladda om sidan."))
    gone = [item for item, value in values.items() if value is None]
    Level.objects.filter(item__in=gone, side=side.value).delete()
    Level.objects.bulk_create(
        [Level(item_id=i, side=side.value, value=v, reason=reasons.get(i, ""), by=by) for i, v in values.items() if v is not None],
        update_conflicts=True, unique_fields=["item", "side"], update_fields=["value", "reason", "by"],
    )  # fmt: skip
    audit.note(subject=calculation.code, act="figures.levels", by=by, on=on, changes={"side": side.value, "items": len(values)})


@act
def copy_side(*, calculation: Calculation, source: Side, target: Side, only_missing: bool = False, by: Person | None, on: datetime) -> None:
    """Copy one side's figures, bounds and levels to another (only of items that lack it, where asked). Source: docs/method.md."""
    rows = Figure.objects.filter(item__calculation=calculation, side=source.value)
    levels = Level.objects.filter(item__calculation=calculation, side=source.value)
    if only_missing:
        rows = rows.exclude(item__in=Figure.objects.filter(item__calculation=calculation, side=target.value).values("item"))
        levels = levels.exclude(item__in=Level.objects.filter(item__calculation=calculation, side=target.value).values("item"))
    found = {(i, y): (a, low, high) for i, y, a, low, high in rows.values_list("item", "year", "amount_sek", "low_sek", "high_sek")}
    amounts, bounds = {k: v[0] for k, v in found.items()}, {k: v[1:] for k, v in found.items()}
    put_side(calculation=calculation, side=target, amounts=amounts, reasons={}, bounds=bounds, by=by, on=on)
    if values := dict(levels.values_list("item", "value")):
        put_levels(calculation=calculation, side=target, values=values, reasons={}, by=by, on=on)


@act
def trust(*, calculation: Calculation, side: Side, by: Person | None, on: datetime) -> None:
    """Say which side later steps build on: the assessor's from the signature, the applicant's again after a new hand-in, whose claims are
    then valued anew. Source: F8, F9.
    """
    if calculation.trusted != side.value:
        calculation.trusted = side.value
        calculation.save(update_fields=["trusted"])
        if side is Side.CLAIMED:
            valued = Claim.objects.filter(item__calculation=calculation, status=ClaimStatus.VALUED.value)
            valued.update(status=ClaimStatus.INDICATIVE.value)


@act
def keep_parameters(*, calculation: Calculation, by: Person | None, on: datetime) -> None:
    """A first grant: the calculation keeps the city's figures as they stand on the day. Source: F7."""
    if not calculation.decided_with:
        calculation.decided_with = parameters_on(on.date()).kept()
        calculation.save(update_fields=["decided_with"])


@act
def reduce_decided(*, calculation: Calculation, parts: Mapping[tuple[int, int], Fraction], by: Person | None, on: datetime) -> None:
    """Decided kronor are what is counted once: each figure times its part, whole kronor half up, with why. Source: F9."""
    rows = Figure.objects.filter(item__calculation=calculation, side=Side.DECIDED.value) if parts else []
    changed = []
    for figure in rows:
        part = parts.get((figure.item_id, figure.year))
        if part is not None:
            counted = Fraction(figure.amount_sek) * part
            figure.amount_sek = (counted.numerator * 2 + counted.denominator) // (2 * counted.denominator)
            figure.low_sek = figure.high_sek = None
            figure.reason = f"Räknad en gång: {comma(part * 100, 1)} % av det värderade, resten är redan räknat av andra."
            changed.append(figure)
    _put(changed, "low_sek", "high_sek")
