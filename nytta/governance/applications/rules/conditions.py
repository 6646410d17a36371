"""The conditions before money, each as met, missing or not applicable to the case."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from nytta.plain.verdicts import Finding

from ..terms import Condition, RequiredField, Stop
from .gates import CaseFacts, Line
from .leaves import Leave
from .trying import lines_of, tried

MET, MISSING, NOT_APPLICABLE, LIFTED = "met", "missing", "not_applicable", "lifted"


class Tried(NamedTuple):
    """A line of a stop: what it is called (a message id, or the rule set's own words), its rule, clause and state, the finding,
    and the exemption that lifts it where it is lifted.
    """

    rule: str
    clause: str
    state: str
    finding: Finding | None
    name: str
    leave: Leave | None = None


def conditions(*, facts: CaseFacts, rule_set: Mapping[str, Any], stop: Stop = Stop.GRANT) -> list[Tried]:
    """Each line of a stop as met, missing, lifted by an exemption or not applicable, in the order of the rule set.

    Source: F12; the same gates as `gate`, so that the list never says other than the refusal.
    """
    category = facts.category.value if facts.category else ""
    found: list[Tried] = []
    for line in lines_of(rule_set):
        if stop.value not in line["stops"]:
            continue
        rule, clause, name = line["rule"], line["clause"], _name(line)
        if category not in line.get("categories", [category]) or not _applies(rule, facts):
            found.append(Tried(rule, clause, NOT_APPLICABLE, None, name))
            continue
        finding, leave = tried(line=line, facts=facts, rule_set=rule_set)
        if leave is not None:
            found.append(Tried(rule, clause, LIFTED, finding, name, leave))
            continue
        missing = finding is not None or (rule == "owner_accepted" and facts.owner is None)
        found.append(Tried(rule, clause, MISSING if missing else MET, finding, name))
    return found


def _name(line: Line) -> str:
    if line["rule"] in Condition.codes():
        return Condition(line["rule"]).sv
    return RequiredField(line["field"]).sv if "field" in line else str(line.get("text") or line["rule"])


def _applies(rule: str, facts: CaseFacts) -> bool:
    return rule != "cost_distributed" or bool(facts.running)
