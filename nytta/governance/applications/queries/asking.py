"""Of what a case lacks, what an exemption from the clause would lift. Source: O4; O5."""

from datetime import date

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
