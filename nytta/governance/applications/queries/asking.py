"""Which lines an exemption from a clause lifts: of what a case lacks, and of the rule set in force. Source: O4; O5."""

from collections.abc import Collection
from datetime import date

from nytta.city.records import queries as records
from nytta.city.records.models import RuleSet
from nytta.city.records.rules.citing import citations

from ..models import Application
from ..rules import Line, lines_of, may_lift, tried
from . import facts_of, rules_for


def asked_for(application: Application, on: date) -> list[Line]:
    """The lines that a case does not meet and that an exemption from their clause would lift, in the order of its rule set.

    Source: O4; O5.
    """
    rules = rules_for(application, on)
    lines = [line for line in lines_of(rules.content) if may_lift(line)] if rules else []
    if rules is None or not lines:
        return []
    facts = facts_of(application, on)
    category, found = application.category, []
    for line in lines:
        finding, leave = tried(line=line, facts=facts, rule_set=rules.content)
        if finding is not None and leave is None and category in line.get("categories", [category]):
            found.append(line)
    return found


def resting_on(names: Collection[str], on: date) -> tuple[RuleSet | None, list[Line]]:
    """The lines of the rule set in force that cite a clause by one of its names. Source: O3; O4."""
    rules = records.rule_set_in_force(on)
    lines = lines_of(rules.content) if rules else []
    return rules, [line for line in lines if citations(str(line["clause"])) & frozenset(names)]
