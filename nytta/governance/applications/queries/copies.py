"""What a calculation would get from another case's: its items in this case's years and prices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nytta.governance.benefits.commands import ItemDetails
from nytta.governance.benefits.models import Item, Path
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.governance.benefits.rules.copies import Years, moved, moved_formula, price_factor
from nytta.governance.benefits.terms import Ledger, Side
from nytta.plain.verdicts import Verdict

from ..models import Application
from .calculation import sheet_of, sheet_years
from .item import formula_text

FIELDS = ("ledger", "label", "bearer", "bearer_group", "note", "benefit_class", "change", "explicitness", "scale", "level_now")
RELATED = ("bearer", "formula", "path__focus_area", "path__goal")


@dataclass(frozen=True)
class Copied:
    """One item as it would be; `dropped` are years that the sheet of the case does not have."""

    key: int
    ledger: Ledger
    label: str
    details: ItemDetails
    path: Path | None
    years: tuple[int, ...]
    dropped: tuple[int, ...]


@dataclass(frozen=True)
class Copies:
    """The items, how many years they are moved, what prices are multiplied by, and what stands in the way."""

    items: list[Copied]
    shift: int
    factor: Decimal | None
    verdict: Verdict


def copies_of(source: Application, target: Application, on: date, only: Collection[int] | None = None) -> Copies:
    """The claimed items of one case's calculation as they would stand in another's. The owner is not copied: each has its own.

    Source: F7.
    """
    years = sheet_years(target, sheet_of(target.calculation_id), on)
    shift = years[0] - sheet_years(source, sheet_of(source.calculation_id), on)[0]
    index = parameters_on(on).price_index
    factor, verdict = price_factor(source.calculation.price_year, target.calculation.price_year, index)
    rows = source.calculation.items.select_related(*RELATED).prefetch_related("figures", "levels")
    items = [_copied(i, source.code, shift, years, factor) for i in rows if only is None or i.pk in only]
    return Copies(items, shift, factor, verdict)


def rebased(application: Application, price_year: int, on: date) -> Copies:
    """The claimed items of a calculation in the prices of another year; years and everything else as they are. Source: F7."""
    factor, verdict = price_factor(application.calculation.price_year, price_year, parameters_on(on).price_index)
    rows = application.calculation.items.select_related(*RELATED).prefetch_related("figures", "levels")
    years = [*range(1900, 2200)]
    return Copies([_copied(i, "", 0, years, factor) for i in rows], 0, factor, verdict)


def _copied(item: Item, code: str, shift: int, within: list[int], factor: Decimal | None) -> Copied:
    stand: Years = {f.year: (f.amount_sek, f.low_sek, f.high_sek) for f in item.figures.all() if f.side == Side.CLAIMED.value}
    values = {name: getattr(item, name) for name in FIELDS} | {"unchecked_from": code}
    level = next((x.value for x in item.levels.all() if x.side == Side.CLAIMED.value), None)
    formula, there = getattr(item, "formula", None), moved(stand, shift, within, factor)
    if formula is not None:
        text = moved_formula(formula_text(formula), shift, within, factor)
        details = ItemDetails(values, text, level=level)
        had, has = {int(y) for y in formula.take_up}, set(text.take_up)
    else:
        bounds = {y: (low, high) for y, (_a, low, high) in there.items() if low is not None or high is not None}
        details = ItemDetails(values, None, {y: a for y, (a, _low, _high) in there.items()}, bounds, level)
        had, has = set(stand), set(there)
    gone = tuple(sorted(y + shift for y in had if y + shift not in has))
    return Copied(item.pk, Ledger(item.ledger), item.label, details, item.path, tuple(sorted(has)), gone)


def might_copy(candidates: list[Application]) -> list[Application]:
    """Those of the cases that have a calculation to copy from, in the same order; one query."""
    filled = set(Item.objects.filter(calculation__in=[a.calculation_id for a in candidates]).values_list("calculation", flat=True))
    return [a for a in candidates if a.calculation_id in filled]
