"""What is wrong in a calculation: refused with the field, the value and the rule. Source: F7."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of
from nytta.plain.words import Said

from ..terms import BenefitClass, Explicitness, Ledger

Bounds = Mapping[int, tuple[int | None, int | None]]  # year: low and high kronor


def bounds_in_order(label: str, amounts: Mapping[int, int], bounds: Bounds) -> Verdict:
    """Low ≤ likely ≤ high in every year that has a bound, or it is refused. Source: F7."""
    found: list[Finding | None] = []
    for year, (low, high) in sorted(bounds.items()):
        likely = amounts.get(year)
        if likely is None:
            continue
        if (low is not None and low > likely) or (high is not None and high < likely):
            found.append(Finding(
                "low_likely_high", "%(item)s %(year)s: lågt %(low)s, troligt %(likely)s och högt %(high)s står inte i ordning.", "F7",
                "Lågt ska vara minst och högt störst; ändra det som är fel.",
                {"item": label, "year": year, "low": _said(low), "likely": sek(likely), "high": _said(high)}, f"low_{year}",
            ))  # fmt: skip
    return verdict_of(found)


def _said(amount: int | None) -> str:
    return "–" if amount is None else sek(amount)


def kronor_allowed(*, benefit_class: str, explicitness: str, has_kronor: bool) -> Verdict:
    """A benefit that is red, or below measurable, has a description and a scale, never kronor. Source: F7."""
    if has_kronor and (benefit_class == BenefitClass.RED.value or explicitness == Explicitness.OBSERVABLE.value):
        return no("no_kronor", "En nytta som inte kan mätas eller är röd har ingen summa i kronor.", "F7",
                  "Beskriv en skala i stället, ta bort beloppen, eller välj en annan klass.", field="benefit_class")  # fmt: skip
    return YES


@dataclass(frozen=True)
class ItemFacts:
    """What is looked at to say what a benefit still lacks. `first_year` is the first with kronor, `change_on` the change's day."""

    has_bearer: bool = False
    owner: str = ""
    benefit_class: str = ""
    change: str = ""
    explicitness: str = ""
    has_kronor: bool = False
    scale: str = ""
    level: bool = False
    path_lacks: tuple[str, ...] = ()
    first_year: int | None = None
    change_on: date | None = None
    names_budget_line: bool = False
    unchecked_from: str = ""


def lacking(facts: ItemFacts) -> Verdict:
    """What a benefit still lacks to be believed: each a warning with what mends it. Source: F7; N1."""
    found: list[Finding | None] = []

    def lack(rule: str, when: bool, text: str, mend: str, field: str, **params: Any) -> None:
        if when:
            found.append(Finding(rule, text, "F7", mend, params, field, blocks=False))

    lack("bearer", not facts.has_bearer, "Det framgår inte vem som får nyttan.", "Välj nämnd, bolag eller grupp i kalkylbladet.", "bearer")
    lack("owner", not facts.owner.strip(), "Ingen svarar för nyttan.", "Skriv vilken befattning som svarar för att den tas hem.", "owner")
    lack("class", not facts.benefit_class, "Klass saknas.", "Välj grön, gul eller röd.", "benefit_class")
    lack(
        "change", not facts.change, "Det framgår inte vad som ändras.", "Välj om något nytt görs, görs bättre eller slutar göras.", "change"
    )
    lack("explicitness", not facts.explicitness, "Det framgår inte hur väl nyttan går att visa.", "Välj hur den kan visas.", "explicitness")
    lack("path", bool(facts.path_lacks), "Vägen till målet är inte hel: %(lacks)s saknas.", "Fyll i vägen.", "path",
         lacks=Said(*facts.path_lacks, small=True) if facts.path_lacks else "")  # fmt: skip
    red = facts.benefit_class == BenefitClass.RED.value or facts.explicitness == Explicitness.OBSERVABLE.value
    lack("scale", red and not (facts.scale.strip() and facts.level), "Skala och väntad nivå saknas.",
         "Beskriv skalan i ord och skriv nivån i dag och den väntade.", "scale")  # fmt: skip
    early = facts.first_year is not None and facts.change_on is not None and facts.first_year < facts.change_on.year
    lack("too_early", early, "Nyttan börjar %(year)s, före förändringen %(day)s.", "Ingen nytta kommer före förändringen: flytta beloppen eller dagen.",
         f"likely_{facts.first_year}", year=facts.first_year, day=facts.change_on)  # fmt: skip
    green = facts.benefit_class == BenefitClass.GREEN.value and not facts.names_budget_line
    lack("green_line", green, "En grön nytta pekar ut den budgetpost som sänks.", "Knyt posten till en budgetpost.", "benefit_class")
    return verdict_of(found) + unchecked(facts.unchecked_from)


def unchecked(source: str) -> Verdict:
    """Figures that were copied from another case are a warning until somebody has checked them. Source: F7."""
    if not source:
        return YES
    return verdict_of([Finding("unchecked", "Talen är kopierade från %(case)s och inte kontrollerade.", "F7",
                               "Gå igenom dem och kryssa för att de är kontrollerade.", {"case": source}, "checked", blocks=False)])  # fmt: skip


def class_wanted(ledger: Ledger, benefit_class: str) -> BenefitClass | None:
    """The class that an item counts as: a business benefit without one frees time or quality; costs have none. Source: F7."""
    if ledger not in (Ledger.CITIZEN, Ledger.BUSINESS):
        return None
    return BenefitClass(benefit_class) if benefit_class else BenefitClass.YELLOW
