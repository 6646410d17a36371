"""One item of a calculation with all that it rests on, and the paths of a case."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from nytta.governance.benefits.models import Answer, Claim, Figure, Formula, Item, Path
from nytta.governance.benefits.rules import FormulaText, ItemFacts, lacking, unchecked
from nytta.governance.benefits.rules.figures import Amount
from nytta.governance.benefits.terms import BENEFITS, BaselineKind, FormulaKind, Ledger, Side
from nytta.kit import audit
from nytta.needs.goals.models import Node
from nytta.needs.goals.terms import NodeKind
from nytta.plain.verdicts import Verdict

from ..models import Application

PATH_LABELS = {
    "solution": NodeKind.SOLUTION.sv, "it_capability": NodeKind.IT_CAPABILITY.sv, "change": NodeKind.CHANGE.sv,
    "change_owner": "Förändringens ägare", "change_on": "Förändringens dag", "capability": NodeKind.CAPABILITY.sv,
    "focus_area": "Fokusområde", "goal": "Mål",
}  # fmt: skip


@dataclass
class ItemPage:
    """An item as its page shows it: claimed amounts by year, the formula where there is one, the expected level."""

    application: Application
    item: Item
    amounts: dict[int, Amount]
    formula: FormulaText | None
    level: Decimal | None
    path: Path | None
    claim: Claim | None

    @property
    def is_benefit(self) -> bool:
        """Whether it stands in a ledger of benefits."""
        return Ledger(self.item.ledger) in BENEFITS

    @property
    def lacks(self) -> Verdict:
        """What a benefit still lacks."""
        if not self.is_benefit:
            return unchecked(self.item.unchecked_from)
        i, years = self.item, [y for y, a in self.amounts.items() if a.likely]
        return lacking(ItemFacts(
            has_bearer=bool(i.bearer_id or i.bearer_group), owner=i.owner, benefit_class=i.benefit_class, change=i.change,
            explicitness=i.explicitness, has_kronor=bool(years), scale=i.scale, level=self.level is not None,
            path_lacks=path_lacks(self.path), first_year=min(years) if years else None, change_on=self.path.change_on if self.path else None,
            unchecked_from=i.unchecked_from,
            names_budget_line=bool(self.claim and self.claim.baseline.kind == BaselineKind.BUDGET_LINE.value),
        ))  # fmt: skip


def path_lacks(path: Path | None) -> tuple[str, ...]:
    """The names of the steps that a path lacks; all of them where there is no path."""
    return tuple(
        text
        for name, text in PATH_LABELS.items()
        if path is None or not getattr(path, name if name in ("change_owner", "change_on") else f"{name}_id")
    )


def formula_text(formula: Formula) -> FormulaText:
    """A stored formula as its parts."""
    from_, take_up = formula, {int(y): _decimal(p) for y, p in formula.take_up.items()}
    return FormulaText(
        FormulaKind(from_.kind), from_.quantity, from_.each, from_.unit, from_.rate_sek, take_up, from_.quantity_low, from_.quantity_high,
        from_.each_low, from_.each_high,
    )  # fmt: skip


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))


def item_page(application: Application, key: int) -> ItemPage | None:
    """An item of a case; None when the case has none under that key."""
    related = ("formula", "path", "claim__baseline", "claim__parent__item__calculation", "bearer", "calculation")
    item = Item.objects.filter(pk=key, calculation=application.calculation_id).select_related(*related).first()
    if item is None:
        return None
    figures = item.figures.filter(side=Side.CLAIMED.value).values_list("year", "amount_sek", "low_sek", "high_sek")
    amounts = {y: Amount(a, a if low is None else low, a if high is None else high) for y, a, low, high in figures.order_by("year")}
    formula, claim = getattr(item, "formula", None), getattr(item, "claim", None)
    level = item.levels.filter(side=Side.CLAIMED.value).values_list("value", flat=True).first()
    return ItemPage(application, item, amounts, formula_text(formula) if formula else None, level, item.path, claim)


def paths_of(application: Application) -> list[Path]:
    """The paths of a case with their steps, in one query."""
    related = ("solution", "it_capability", "change", "capability", "focus_area", "goal")
    return list(Path.objects.filter(calculation=application.calculation_id).select_related(*related))


def path_name(number: int, path: Path) -> str:
    """A path as one chooses it: its number and what it is about."""
    steps = [str(s) for s in (path.change, path.capability, path.goal) if s]
    return f"{number}. {' → '.join(steps)}" if steps else f"{number}."


def node_names(kind: NodeKind, most: int = 200) -> list[str]:
    """What others have named a step of the network, for a field that suggests."""
    return list(Node.objects.filter(kind=kind.value).values_list("name", flat=True)[:most])


STEPS = ("solution", "it_capability", "change", "capability", "focus_area", "goal")
ITEM_RELATED = ("bearer", "formula", "path", *(f"path__{name}" for name in STEPS))
KEPT = ("owner", "benefit_class", "change", "explicitness", "scale", "unchecked_from")
PARTS = ("kind", "unit", "quantity", "quantity_low", "quantity_high", "each", "each_low", "each_high", "rate_sek", "take_up")


def frozen_details(item: Item) -> dict[str, Any]:
    """What an item rests on, as a hand-in freezes it: class and owner, formula, low and high, level, path. Source: F7; O4."""
    claimed = [f for f in item.figures.all() if f.side == Side.CLAIMED.value and (f.low_sek is not None or f.high_sek is not None)]
    details: dict[str, Any] = {name: getattr(item, name) for name in KEPT if getattr(item, name)}
    if claimed:
        details["bounds"] = {str(f.year): [f.low_sek, f.high_sek] for f in claimed}
    if formula := getattr(item, "formula", None):
        details["formula"] = {name: audit.plain(getattr(formula, name)) for name in PARTS}
    if item.path:
        own = [str(getattr(item.path, name) or "") for name in STEPS]
        details["path"] = [*own[:3], f"{item.path.change_owner} {item.path.change_on or ''}".strip(), *own[3:]]
    level = next((str(x.value) for x in item.levels.all() if x.side == Side.CLAIMED.value), "")
    if level or item.level_now is not None:
        details["levels"] = [audit.plain(item.level_now), level]
    return details


@dataclass(frozen=True)
class Asked:
    """A benefit that the business is asked about: its kronor by year on the side that stands, and what was last answered."""

    item: Item
    amounts: dict[int, int]
    answer: Answer | None

    @property
    def text(self) -> str:
        """The kronor as they are kept with an answer."""
        return " ".join(f"{y}:{a}" for y, a in sorted(self.amounts.items()) if a)[:300]

    @property
    def valid(self) -> bool:
        """Whether the answer is to what stands there now."""
        return self.answer is not None and self.answer.asked == self.text

    @property
    def objected(self) -> bool:
        """Whether the business objects to what stands there now."""
        return self.valid and self.answer is not None and not self.answer.accepts


def asked_items(application: Application) -> list[Asked]:
    """The benefits of a case with the last answer to each; three queries. Source: F8, F12."""
    ledgers = [b.value for b in BENEFITS]
    found = []
    for item in Item.objects.filter(calculation=application.calculation_id, ledger__in=ledgers).prefetch_related(
        Prefetch("figures", Figure.objects.filter(side=application.calculation.trusted)), "answers__by"
    ):
        amounts = {f.year: f.amount_sek for f in item.figures.all()}
        found.append(Asked(item, amounts, next(iter(reversed(item.answers.all())), None)))
    return found
