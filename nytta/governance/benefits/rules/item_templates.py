"""Templates for the common cases: what is asked, and the items that the answers make. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..terms import BearerGroup, BenefitClass, Change, Explicitness, FormulaKind, Ledger
from .formula import FormulaText

ONE, HUNDRED = Decimal(1), Decimal(100)
Words = Mapping[str, str]  # by language, "sv" always
Answers = Mapping[str, Any]  # by the question's name: a number, a year, or None


@dataclass(frozen=True)
class Ask:
    """One question of a template. `kind` says what is answered; an optional one may be left out."""

    name: str
    kind: str
    label: Words
    help: Words
    optional: bool = False


@dataclass(frozen=True)
class Part:
    """One item that a template makes; `quantity`, `each`, `rate`, `share`, `year` and the levels name the questions that answer them."""

    ledger: Ledger
    label: Words
    values: Mapping[str, str]
    formula: FormulaKind | None
    unit: Words
    scale: Words
    names: Mapping[str, str]
    spread: str


@dataclass(frozen=True)
class ItemTemplate:
    """A common case."""

    code: str
    title: Words
    help: Words
    asks: tuple[Ask, ...]
    parts: tuple[Part, ...]


BOUNDED, ENDS = ("quantity", "each"), ("low", "high")  # what of a formula has a low and a high
NAMES = ("quantity", "each", "rate", "share", "year", "level_now", "level")
VALUES = {"benefit_class": BenefitClass, "change": Change, "explicitness": Explicitness, "bearer_group": BearerGroup}


def template_of(row: Mapping[str, Any]) -> ItemTemplate:
    """A template from how it is written in item_templates.toml; a word that is no term is refused here. Source: F7."""
    asks = tuple(Ask(a["name"], a["kind"], a["label"], a["help"], a.get("optional", False)) for a in row["ask"])
    parts = tuple(
        Part(
            Ledger(p["ledger"]), p["label"], {n: term(p[n]).value for n, term in VALUES.items() if n in p},
            FormulaKind(p["formula"]) if "formula" in p else None, p.get("unit", {}), p.get("scale", {}),
            {n: p[n] for n in NAMES if n in p}, p.get("spread", ""),
        )
        for p in row["item"]
    )  # fmt: skip
    return ItemTemplate(row["code"], row["title"], row["help"], asks, parts)


def answered(part: Part, answers: Answers) -> bool:
    """Whether all that a part names has been answered, so that it makes an item. Source: F7."""
    return all(answers.get(name) is not None for name in part.names.values())


def partly(part: Part, answers: Answers, optional: frozenset[str]) -> tuple[str, ...]:
    """The optional questions that are left out while another of the same part is answered. Source: F7."""
    own = [n for n in part.names.values() if n in optional]
    left = tuple(n for n in own if answers.get(n) is None)
    return left if len(left) < len(own) else ()


def shares(spread: str, years: list[int], year: int, top: Decimal) -> dict[int, Decimal]:
    """Percent by year: once, all from a year, or rising evenly from 0 in the first year; whole percent downwards, and years of 0 left out. Source: F7."""
    if spread == "once":
        return {year: top}
    rising = {y: top if y >= year else Decimal(0) for y in years}
    if spread == "ramp":
        steps = max(year - years[0], 1)
        rising |= {y: top * (y - years[0]) // steps for y in years if y < year}
    return {y: share for y, share in rising.items() if share}


def formula_of(part: Part, answers: Answers, years: list[int]) -> FormulaText | None:
    """The formula that the answers make; None for a part without kronor. Source: F7."""
    if part.formula is None:
        return None
    given = {n: answers[name] for n, name in part.names.items()}
    take_up = shares(part.spread, years, given["year"], given.get("share", HUNDRED))
    bounds = {f"{n}_{end}": answers.get(f"{part.names[n]}_{end}") for n in BOUNDED if n in part.names for end in ENDS}
    return FormulaText(part.formula, given.get("quantity", ONE), given["each"], part.unit["sv"], given.get("rate"), take_up, **bounds)


def bounded(template: ItemTemplate) -> list[Ask]:
    """The questions whose answer may be uncertain, and is asked for low and high too (`…_low`, `…_high`). Source: F7."""
    names = {part.names[n] for part in template.parts if part.formula for n in BOUNDED if n in part.names}
    return [a for a in template.asks if a.name in names and a.kind == "number"]
