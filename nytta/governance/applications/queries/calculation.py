"""A case's calculation with all that its page shows, in five queries whatever the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q

from nytta.governance.benefits.models import Figure, Item, Level
from nytta.governance.benefits.queries import lines_of
from nytta.governance.benefits.queries.parameters import parameters_of
from nytta.governance.benefits.rules.figures import Basis, Line, basis_of
from nytta.governance.benefits.rules.parameters import Parameters
from nytta.governance.benefits.terms import Side

from ..models import Application
from ..terms import Category


@dataclass(frozen=True)
class ItemFacts:
    """What is told of an item beside its kronor."""

    bearer: str
    owner: str
    note: str
    explicitness: str
    scale: str
    level_now: Decimal | None
    has_path: bool


@dataclass
class CalculationPage:
    """The lines of a calculation with what stands behind them, and what they are counted with."""

    application: Application
    lines: list[Line]
    facts: dict[int, ItemFacts]
    levels: dict[int, dict[Side, Decimal]]
    reasons: dict[tuple[int, Side], str]
    parameters: Parameters
    basis: Basis | None
    sides: Sequence[Side] = field(default_factory=list)

    @property
    def innovative(self) -> bool:
        """Whether no exact figures are asked for or shown. Source: G2."""
        return bool(self.application.category == Category.INNOVATIVE.value)


def sides_shown(application: Application, has: set[Side]) -> list[Side]:
    """The sides that may be seen: the assessor's from the signature (the second's with it), the decision's from the decision."""
    signed = application.calculation.trusted == Side.ASSESSED.value
    open_to_all = {Side.CLAIMED, Side.DECIDED, Side.REALISED} | ({Side.ASSESSED, Side.SECOND} if signed else set())
    return [s for s in Side if s in has and s in open_to_all]


def calculation_page(application: Application, on: date) -> CalculationPage:
    """The calculation of a case, as it was decided or as it stands on the day."""
    calculation = application.calculation
    lines = lines_of(calculation.pk)
    items = Item.objects.filter(calculation=calculation.pk).order_by()
    names = ("pk", "bearer__name", "bearer_group", "owner", "note", "explicitness", "scale", "level_now", "path__change", "path__goal")
    facts = {
        key: ItemFacts(bearer or group, owner, note, explicit, scale, now, bool(change and goal))
        for key, bearer, group, owner, note, explicit, scale, now, change, goal in items.values_list(*names)
    }
    levels: dict[int, dict[Side, Decimal]] = {}
    for key, side, value in Level.objects.filter(item__calculation=calculation.pk).values_list("item", "side", "value"):
        levels.setdefault(key, {})[Side(side)] = value
    said = Figure.objects.filter(item__calculation=calculation.pk).exclude(Q(reason="")).order_by().values("item", "side")
    reasons = {(r["item"], Side(r["side"])): r["why"] for r in said.annotate(why=Max("reason"))}
    parameters = parameters_of(calculation, on)
    horizon = parameters.horizon(application.category or Category.DIFFERENTIATING.value)
    has = {s for line in lines for s in line.sides} | {s for mine in levels.values() for s in mine}
    return CalculationPage(
        application, lines, facts, levels, reasons, parameters, basis_of(lines, parameters.discount, horizon), sides_shown(application, has)
    )
