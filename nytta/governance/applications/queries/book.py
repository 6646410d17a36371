"""A calculation's rows as its workbook has them, and the choices that its cells have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import applicants
from nytta.governance.benefits.models import Figure, Item, Level
from nytta.governance.benefits.terms import BearerGroup, BenefitClass, Ledger, Side
from nytta.kit.words import label

from ..rules.book import FIELD_TEXTS, BookRow, Three
from .item import formula_text

GROUP = "grupp-"  # before the code of a group that bears an item, so that it is no body's key


def rows_of(calculation: int) -> list[BookRow]:
    """The items with the applicant's kronor, low and high, and formulas, in order; three queries whatever the rows."""
    amounts: dict[int, dict[int, Three]] = {}
    claimed = Figure.objects.filter(item__calculation=calculation, side=Side.CLAIMED.value).order_by("year")
    for key, year, likely, low, high in claimed.values_list("item", "year", "amount_sek", "low_sek", "high_sek"):
        amounts.setdefault(key, {})[year] = (likely, low, high)
    levels: dict[int, Decimal] = dict(
        Level.objects.filter(item__calculation=calculation, side=Side.CLAIMED.value).values_list("item", "value")
    )
    return [
        BookRow(
            i.pk, Ledger(i.ledger), i.label, GROUP + i.bearer_group if i.bearer_group else str(i.bearer_id or ""), i.benefit_class, i.owner,
            amounts.get(i.pk, {}), formula_text(i.formula) if hasattr(i, "formula") else None, i.explicitness, levels.get(i.pk),
        )
        for i in Item.objects.filter(calculation=calculation).select_related("formula").order_by("order", "pk")
    ]  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a workbook's cells: {code: text} of ledgers, classes and bearers."""

    ledgers: dict[str, str]
    classes: dict[str, str]
    bearers: dict[str, str]


def choices_of(rows: Iterable[BookRow], on: date) -> Choices:
    """The choices in the reader's language; a body that bears an item is among them though it is no longer there; two queries."""
    bodies = {str(k): n for k, n in applicants(on).values_list("pk", "name")}
    gone = {r.bearer for r in rows if r.bearer and not r.bearer.startswith(GROUP)} - set(bodies)
    bodies |= {str(k): n for k, n in Body.objects.filter(pk__in=gone).values_list("pk", "name")}
    groups = {GROUP + g.value: label(g) for g in BearerGroup}
    return Choices({x.value: label(x) for x in Ledger}, {c.value: label(c) for c in BenefitClass}, bodies | groups)


def shown(choices: Choices, what: str, text: str) -> str:
    """What stands in a field, as people read it: a choice by its text, anything else as it is."""
    told = {FIELD_TEXTS["ledger"]: choices.ledgers, FIELD_TEXTS["benefit_class"]: choices.classes, FIELD_TEXTS["bearer"]: choices.bearers}
    return told.get(what, {}).get(text, text)
