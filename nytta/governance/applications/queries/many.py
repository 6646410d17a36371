"""What the gates read of many cases at once, laid where the reading of one case finds it: the gates themselves stand once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, prefetch_related_objects

from nytta.city.records import queries as records
from nytta.city.records.models import RuleSet
from nytta.delivery.systems.queries import solutions
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.queries import sums_of_many
from nytta.governance.benefits.queries.ledger import ledger_facts_of_many
from nytta.governance.benefits.terms import BENEFITS

from ..models import Application, Version
from .leaves import again_of, leaves_of_many, may_have

CHILDREN = ("goals", "checks", "questions", "acceptances")


def remember(cases: Sequence[Application], on: date, *, leaves: bool = False) -> None:
    """Read all that `facts_of` and `rules_for` ask of the cases, in at most sixteen queries whatever their number. Source: F12.

    Exemptions are read where a rule set lets one lift something or a case does a solution's work; `leaves`: for all.
    """
    if not cases:
        return
    prefetch_related_objects(list(cases), *CHILDREN)
    held = {a.pk: a for a in cases}
    calculations = [a.calculation_id for a in cases]
    totals, ledger = sums_of_many(calculations), ledger_facts_of_many(calculations)
    benefits = dict(
        Item.objects.filter(calculation__in=calculations, ledger__in=[b.value for b in BENEFITS])
        .order_by().values("calculation").annotate(n=Count("pk")).values_list("calculation", "n")
    )  # fmt: skip
    rules, programme = _rules(cases, on), records.programme_in_force(on)
    for a in cases:
        a.__dict__.setdefault("remembered", {})["rules"] = rules[a.pk]
    for key, given in leaves_of_many([a for a in cases if leaves or may_have(a)], on).items():
        held[key].__dict__["remembered"]["leaves"] = given
    again = _again(cases, on)
    for a in cases:
        seen: dict[str, Any] = a.__dict__.setdefault("remembered", {})
        seen |= {
            "totals": totals[a.calculation_id], "ledger": ledger[a.calculation_id], "benefit_items": benefits.get(a.calculation_id, 0),
            "rules": rules[a.pk], "programme": programme, "duplicates": again.get(a.pk, ()),
        }  # fmt: skip


def _rules(cases: Sequence[Application], on: date) -> dict[int, RuleSet | None]:
    """The rule set that each case is tried against: that of its last hand-in, else the one in force."""
    handed_in = [a.pk for a in cases if a.registry_number]
    last = dict(Version.objects.filter(application__in=handed_in).order_by("number").values_list("application", "rule_set"))
    sets, now = RuleSet.objects.in_bulk(set(last.values())), None
    if len(last) < len(cases):
        now = records.rule_set_in_force(on)
    return {a.pk: sets.get(last[a.pk]) if a.pk in last else now for a in cases}


def _again(cases: Sequence[Application], on: date) -> dict[int, tuple[str, ...]]:
    """The common solutions that each case does the work of again without an exemption; what exemptions it has is read already."""
    covering = [a for a in cases if a.covers]
    if not covering:
        return {}
    known = list(solutions(on).filter(code__in={c for a in covering for c in a.covers}))
    return {a.pk: again_of(a, known, on) for a in covering}
