"""A case's calculation with all that its page shows, in a number of queries that does not grow with the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q
from django.utils.translation import gettext

from nytta.governance.benefits.models import Calculation, Figure, Item, Level, Mitigation, MitigationJudgement
from nytta.governance.benefits.queries import lines_of
from nytta.governance.benefits.queries.parameters import parameters_of
from nytta.governance.benefits.queries.reference import Class, class_for
from nytta.governance.benefits.queries.shares import Sided, shares_by_side
from nytta.governance.benefits.rules.figures import Basis, Line, basis_of
from nytta.governance.benefits.rules.parameters import Parameters
from nytta.governance.benefits.terms import Ledger, Side

from ..models import Application
from ..terms import Category
from .called import Called, called_on

MOST_YEARS = 30


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
    unchecked_from: str = ""


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
    mitigations: Sequence[Mitigation] = field(default_factory=list)
    judged: Mapping[int, MitigationJudgement] = field(default_factory=dict)  # the assessor's, by factor, once it is signed
    reference: Class | None = None
    called: Sequence[Called] = ()
    shares: Sequence[Sided] = ()

    @property
    def unchecked(self) -> list[str]:
        """The items whose figures were copied from another case and that nobody has checked, in words."""
        return [f"{line.label} ({self.facts[line.key].unchecked_from})" for line in self.lines if self.facts[line.key].unchecked_from]

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
    names = (
        "pk",
        "bearer__name",
        "bearer_group",
        "owner",
        "note",
        "explicitness",
        "scale",
        "level_now",
        "path__change",
        "path__goal",
        "unchecked_from",
    )
    facts = {
        key: ItemFacts(bearer or group, owner, note, explicit, scale, now, bool(change and goal), unchecked)
        for key, bearer, group, owner, note, explicit, scale, now, change, goal, unchecked in items.values_list(*names)
    }
    levels: dict[int, dict[Side, Decimal]] = {}
    for key, side, value in Level.objects.filter(item__calculation=calculation.pk).values_list("item", "side", "value"):
        levels.setdefault(key, {})[Side(side)] = value
    said = Figure.objects.filter(item__calculation=calculation.pk).exclude(Q(reason="")).order_by().values("item", "side")
    reasons = {(r["item"], Side(r["side"])): r["why"] for r in said.annotate(why=Max("reason"))}
    parameters = parameters_of(calculation, on)
    horizon = parameters.horizon(application.category or Category.DIFFERENTIATING.value)
    mitigations = calculation.mitigations.prefetch_related("judgements").order_by("pk")
    called = called_on(calculation.pk)
    has = {s for line in lines for s in line.sides} | {s for mine in levels.values() for s in mine}
    return CalculationPage(
        application, lines, facts, levels, reasons, parameters, basis_of(lines, parameters.discount, horizon, developed_until(application)), sides_shown(application, has),
        list(mitigations), _judged(mitigations, calculation), class_for(_word(application.category), _development(lines, calculation.trusted)), called,
        shares_by_side(calculation.pk) if called else [],
    )  # fmt: skip


def _judged(mitigations: Iterable[Mitigation], calculation: Calculation) -> dict[int, MitigationJudgement]:
    """What the assessor says of the factors, once the valuation is signed."""
    if calculation.trusted != Side.ASSESSED.value:
        return {}
    return {m.pk: j for m in mitigations for j in m.judgements.all() if j.side == Side.ASSESSED.value}


def _word(category: str) -> str:
    return Category(category).sv if category else ""


def _development(lines: Sequence[Line], side: str) -> int:
    """The development cost of a side, by which a reference class of the same size is found."""
    return sum(a.likely for line in lines if line.ledger is Ledger.DEVELOPMENT for a in line.years(Side(side)).values())


def developed_until(application: Application) -> int | None:
    """The year in which the project ends, by its plan; None before it has dates."""
    last = application.end_on or application.start_on
    return last.year if last else None


@dataclass
class SheetItem:
    """An item as the sheet needs it; `formula` when a formula makes its kronor, `lacks` what it still wants."""

    key: int
    ledger: Ledger
    label: str
    bearer: int | None
    bearer_group: str
    benefit_class: str
    formula: bool
    whole_path: bool
    unchecked_from: str
    amounts: dict[int, int] = field(default_factory=dict)


PATH = ("solution", "it_capability", "change", "change_owner", "change_on", "capability", "focus_area", "goal")


def sheet_of(calculation: int) -> list[SheetItem]:
    """The items of a calculation with the applicant's kronor by year, in order; one query."""
    names = (
        "pk",
        "ledger",
        "label",
        "bearer",
        "bearer_group",
        "benefit_class",
        "formula",
        "unchecked_from",
        "figures__side",
        "figures__year",
        "figures__amount_sek",
    )
    found: dict[int, SheetItem] = {}
    rows = Item.objects.filter(calculation=calculation).order_by("order", "pk", "figures__year")
    for key, ledger, text, bearer, group, cls, formula, unchecked, side, year, amount, *path in rows.values_list(
        *names, *(f"path__{n}" for n in PATH)
    ):
        item = found.setdefault(key, SheetItem(key, Ledger(ledger), text, bearer, group, cls, formula is not None, all(path), unchecked))
        if side == Side.CLAIMED.value:
            item.amounts[year] = amount
    return list(found.values())


def sheet_last(application: Application, developed: Iterable[int], on: date) -> int:
    """The last year that a calculation counts with development costs in these years; of a trial the year after its own. Source: F7, G2."""
    first = (application.start_on or on).year
    horizon = parameters_of(application.calculation, on).horizon(application.category or Category.DIFFERENTIATING.value)
    return max({developed_until(application) or first, first, *developed}) + (1 if horizon is None else horizon)


def after_said(year: int, last: int) -> str:
    """Why kronor in a year are refused. Source: F7; docs/method.md section 5.7."""
    text = gettext("%(year)s ligger efter kalkyltiden, som slutar %(last)s. Ta bort beloppet, eller ändra kategori eller projektets slut.")
    return text % {"year": year, "last": last}


def sheet_years(application: Application, items: Sequence[SheetItem], on: date) -> list[int]:
    """The years of the sheet: from the start over the development and the horizon, and those that are written outside. Source: F7, G2."""
    written = {y for i in items for y in i.amounts}
    developed = {y for i in items if i.ledger is Ledger.DEVELOPMENT for y in i.amounts}
    first = (application.start_on or on).year
    last = sheet_last(application, developed, on)
    return sorted({*range(first, min(last, first + MOST_YEARS) + 1), *written})
