"""What an item rests on: class, owner, formula, bounds, levels; and the paths that items walk to a goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.needs.goals.commands import node_named
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.goals.terms import NodeKind
from nytta.plain.verdicts import require

from ..models import Calculation, Figure, Formula, Item, Path
from ..rules import FormulaText, bounds_in_order, computed, formula_faults, kronor_allowed
from ..terms import Side
from .items import put_levels
from .kronor import follow_kronor

STEPS = {
    NodeKind.SOLUTION: "solution",
    NodeKind.IT_CAPABILITY: "it_capability",
    NodeKind.CHANGE: "change",
    NodeKind.CAPABILITY: "capability",
}


@dataclass(frozen=True)
class PathText:
    """A path as it is written: a name for each step, and the goal. `key` is a path that exists, or None for a new one."""

    steps: Mapping[NodeKind, str]
    change_owner: str = ""
    change_on: date | None = None
    focus_area: FocusArea | None = None
    goal: CouncilGoal | None = None
    key: int | None = None


@dataclass(frozen=True)
class ItemDetails:
    """What stands behind an item's kronor. `values` are fields of Item; `bounds` low and high kronor by year.

    `formula` None means kronor written by hand; `level` is what a benefit without kronor is expected to reach.
    """

    values: Mapping[str, Any]
    formula: FormulaText | None = None
    amounts: Mapping[int, int] | None = None
    bounds: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)
    level: Decimal | None = None


@act
def write_paths(*, calculation: Calculation, paths: Sequence[PathText], by: Person, on: datetime) -> list[Path]:
    """Make the paths exactly these; an item whose path is left out has none. A step that nobody named before is added to the network.

    Source: P2 figure 1; N1.
    """
    there = {p.pk: p for p in calculation.paths.all()}
    kept = []
    for order, text in enumerate(paths):
        path = there.get(text.key or 0) or Path(calculation=calculation)
        path.order, path.change_owner, path.change_on = order, text.change_owner, text.change_on
        path.focus_area, path.goal = text.focus_area, text.goal
        for kind, name in STEPS.items():
            setattr(path, name, node_named(kind=kind, name=text.steps.get(kind, ""), by=by, on=on))
        path.save()
        kept.append(path)
    calculation.paths.exclude(pk__in=[p.pk for p in kept]).delete()
    audit.note(subject=calculation.code, act="figures.paths", by=by, on=on, changes={"paths": len(kept)})
    return kept


@act
def describe_item(*, item: Item, details: ItemDetails, by: Person, on: datetime) -> Item:
    """Write what an item rests on. A formula makes its kronor; without one they stand as written, with their bounds.

    Source: F7: class, explicitness, path, owner, low/likely/high.
    """
    before = {name: getattr(item, name) for name in details.values}
    for name, value in details.values.items():
        setattr(item, name, value)
    written = details.formula is not None or any((details.amounts or {}).values())
    has_kronor = written or (details.amounts is None and _has_kronor(item))
    require(kronor_allowed(benefit_class=item.benefit_class, explicitness=item.explicitness, has_kronor=has_kronor))
    item.save()
    _write_formula(item, details.formula)
    if details.formula is not None:
        _write_claimed(item, {y: (c.likely_sek, c.low_sek, c.high_sek) for y, c in computed(details.formula).items()}, by)
    elif details.amounts is not None:
        require(bounds_in_order(item.label, details.amounts, details.bounds))
        _write_claimed(item, {y: (a, *details.bounds.get(y, (None, None))) for y, a in details.amounts.items()}, by)
    follow_kronor(calculation=item.calculation, item=item, by=by, on=on)
    put_levels(calculation=item.calculation, side=Side.CLAIMED, values={item.pk: details.level}, reasons={}, by=by, on=on)
    changes = {n: [_noted(v), _noted(details.values[n])] for n, v in before.items() if v != details.values[n]}
    audit.note(subject=item.calculation.code, act="figures.item", by=by, on=on, changes={"item": item.label, **changes})
    return item


def _noted(value: Any) -> Any:
    """A value as the history keeps it: a path by its number in the calculation."""
    return str(value.order + 1) if isinstance(value, Path) else audit.plain(value)


def _has_kronor(item: Item) -> bool:
    return item.figures.filter(side=Side.CLAIMED.value, amount_sek__gt=0).exists()


def _write_formula(item: Item, text: FormulaText | None) -> None:
    if text is None:
        Formula.objects.filter(item=item).delete()
        return
    require(formula_faults(text))
    values = {
        n: getattr(text, n) for n in ("quantity", "each", "unit", "rate_sek", "quantity_low", "quantity_high", "each_low", "each_high")
    }
    take_up = {str(y): str(p) for y, p in text.take_up.items()}
    Formula.objects.update_or_create(item=item, defaults={**values, "kind": text.kind.value, "take_up": take_up})


def _write_claimed(item: Item, years: Mapping[int, tuple[int, int | None, int | None]], by: Person) -> None:
    item.figures.filter(side=Side.CLAIMED.value).exclude(year__in=years).delete()
    Figure.objects.bulk_create(
        [
            Figure(item=item, side=Side.CLAIMED.value, year=year, amount_sek=likely, low_sek=low, high_sek=high, by=by)
            for year, (likely, low, high) in years.items()
        ],
        update_conflicts=True, unique_fields=["item", "side", "year"], update_fields=["amount_sek", "low_sek", "high_sek", "by"],
    )  # fmt: skip
