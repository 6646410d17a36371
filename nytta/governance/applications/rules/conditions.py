"""The conditions before money, each as met, missing or not applicable to the case."""

from collections.abc import Mapping, Sequence
from typing import Any

from nytta.plain.verdicts import Finding

from ..terms import Stop
from .gates import GATES, CaseFacts

MET, MISSING, NOT_APPLICABLE = "met", "missing", "not_applicable"


def conditions(*, facts: CaseFacts, rule_set: Mapping[str, Any], stop: Stop = Stop.GRANT) -> list[tuple[str, str, str, Finding | None]]:
    """Each line of a stop as (rule, clause, met/missing/not applicable, the finding), in the order of the rule set.

    Source: F12; the same gates as `gate`, so that the list never says other than the refusal.
    """
    category = facts.category.value if facts.category else ""
    lines: Sequence[Mapping[str, Any]] = rule_set["line"]
    found: list[tuple[str, str, str, Finding | None]] = []
    for line in lines:
        if stop.value not in line["stops"]:
            continue
        rule = line["rule"]
        if category not in line.get("categories", [category]) or not _applies(rule, facts):
            found.append((rule, line["clause"], NOT_APPLICABLE, None))
            continue
        finding = GATES[rule](facts, line, rule_set.get("limits", {}))
        missing = finding is not None or (rule == "owner_accepted" and facts.owner is None)
        found.append((rule, line["clause"], MISSING if missing else MET, finding))
    return found


def _applies(rule: str, facts: CaseFacts) -> bool:
    return rule != "cost_distributed" or bool(facts.running)
