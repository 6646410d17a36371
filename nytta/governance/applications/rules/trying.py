"""A case tried at a stop by the lines of a rule set: what each finds, and what an exemption lifts."""

from collections.abc import Mapping
from typing import Any

from nytta.plain.verdicts import Finding, Verdict, verdict_of

from ..terms import Stop
from .gates import GATES, CaseFacts, Line
from .leaves import Leave, beside

FIELD_GIVEN = "field_given"


def lines_of(rule_set: Mapping[str, Any]) -> list[Line]:
    """All that a rule set tries: its lines, then the fields that it requires. Source: O4."""
    return [*rule_set["line"], *({**line, "rule": FIELD_GIVEN} for line in rule_set.get("required", ()))]


def tried(*, line: Line, facts: CaseFacts, rule_set: Mapping[str, Any]) -> tuple[Finding | None, Leave | None]:
    """What one line finds in the facts; with the exemption that lifts it, where one does: then the finding says so and stops nothing.

    Source: O4; O5.
    """
    found = GATES[line["rule"]](facts, line, rule_set.get("limits", {}))
    return beside(finding=found, line=line, leaves=facts.leaves, covers=facts.covers, on=facts.on)


def gate(*, stop: Stop, facts: CaseFacts, rule_set: Mapping[str, Any]) -> Verdict:
    """Try the facts at a stop, by the lines of a rule set (its `line`, `required` and `limits`). Every finding cites its line's clause.

    KeyError when a line names a rule that does not exist. Source: O4; F12.
    """
    found = _tried_at(stop, facts, rule_set)
    return verdict_of(finding for finding, leave in found if leave is None)


def lifted(*, stop: Stop, facts: CaseFacts, rule_set: Mapping[str, Any]) -> list[Finding]:
    """What exemptions lift at a stop, each told with its decision and last day. What they lift is no finding of `gate`. Source: O5."""
    return [finding for finding, leave in _tried_at(stop, facts, rule_set) if leave is not None and finding is not None]


def _tried_at(stop: Stop, facts: CaseFacts, rule_set: Mapping[str, Any]) -> list[tuple[Finding | None, Leave | None]]:
    category = facts.category.value if facts.category else ""
    return [
        tried(line=line, facts=facts, rule_set=rule_set)
        for line in lines_of(rule_set)
        if stop.value in line["stops"] and (category in line.get("categories", [category]))
    ]
