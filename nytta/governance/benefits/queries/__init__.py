"""Reads of calculations: sums made in the database."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet, Sum

from ..models import Calculation, Figure, Item
from ..rules import Sums, sums
from ..rules.figures import Amount, Line
from ..terms import Ledger, Side


def sums_of(calculation: Calculation | int) -> Sums:
    """The sums of one calculation, by ledger, side and year; one query."""
    key = calculation if isinstance(calculation, int) else calculation.pk
    return sums_of_many([key])[key]


def sums_of_many(keys: Iterable[int]) -> dict[int, Sums]:
    """The sums of many calculations, in one query."""
    wanted = list(keys)
    rows: dict[int, list[tuple[str, str, int, int]]] = {k: [] for k in wanted}
    found = Figure.objects.filter(item__calculation__in=wanted).order_by()
    for key, ledger, side, year, total in found.values_list("item__calculation", "item__ledger", "side", "year").annotate(
        Sum("amount_sek")
    ):
        rows[key].append((ledger, side, year, total))
    return {k: sums(r) for k, r in rows.items()}


def items_of(calculation: Calculation) -> QuerySet[Item]:
    """The items with their figures and bearers; three queries whatever the rows."""
    return calculation.items.select_related("bearer").prefetch_related("figures")


def lines_of(calculation: int) -> list[Line]:
    """The items of a calculation as the figures need them, in order, with the amounts of every side; one query."""
    return lines_of_many([calculation])[calculation]


def lines_of_many(calculations: Sequence[int]) -> dict[int, list[Line]]:
    """The same of many calculations, in one query."""
    fields = (
        "calculation",
        "pk",
        "ledger",
        "label",
        "benefit_class",
        "bearer_group",
        "figures__side",
        "figures__year",
        "figures__amount_sek",
        "figures__low_sek",
        "figures__high_sek",
    )
    found: dict[int, list[Line]] = {c: [] for c in calculations}
    sides: dict[int, dict[Side, dict[int, Amount]]] = {}
    rows = Item.objects.filter(calculation__in=calculations).order_by("calculation", "order", "pk", "figures__year")
    for calculation, key, ledger, label, cls, group, side, year, amount, low, high in rows.values_list(*fields):
        if key not in sides:
            sides[key] = {}
            found[calculation].append(Line(key, Ledger(ledger), label, cls, bool(group), sides[key]))
        if side:
            at = sides[key].setdefault(Side(side), {})
            at[year] = Amount(amount, amount if low is None else low, amount if high is None else high)
    return found
