"""What a rule set would say of a case that another does not: outcome by outcome, stop by stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nytta.governance.applications.rules import CaseFacts, tried
from nytta.governance.applications.rules import lines_of as tried_lines
from nytta.governance.applications.terms import Stop
from nytta.plain.verdicts import Finding

from ..terms import Effect, Outcome, Part
from .lines import Difference, address, placed
from .schema import GATES_AT


@dataclass(frozen=True)
class Change:
    """One line that a case fares differently against at a stop: outcomes before and after, and what the case is told (or was)."""

    stop: Stop
    where: str
    before: Outcome
    after: Outcome
    effect: Effect
    finding: Finding


def fared(*, facts: CaseFacts, rule_set: Mapping[str, Any]) -> dict[tuple[Stop, str], tuple[Outcome, Finding]]:
    """Every line at every stop that the case neither meets nor is exempted from, as warning or stop, by the gates that the process runs.

    Source: O4; O5.
    """
    category = facts.category.value if facts.category else ""
    found: dict[tuple[Stop, str], tuple[Outcome, Finding]] = {}
    for line in tried_lines(rule_set):
        if category not in line.get("categories", [category]):
            continue
        finding, leave = tried(line=line, facts=facts, rule_set=rule_set)
        if finding is None or leave is not None:
            continue
        where = address(Part.REQUIRED, line["field"]) if "field" in line else address(Part.GATES, line["rule"])
        for stop in line["stops"]:
            found[Stop(stop), where] = (Outcome.STOPS if finding.blocks else Outcome.WARNS, finding)
    return found


def changes(*, facts: CaseFacts, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What would change for a case if `after` were tried instead of `before`: nothing where each outcome is the same. Source: O4.

    A line that is worded otherwise, or stops by another limit what was stopped before, changes nothing for the case.
    """
    old, new = fared(facts=facts, rule_set=before), fared(facts=facts, rule_set=after)
    stopped = [{stop for (stop, _), (outcome, _) in each.items() if outcome is Outcome.STOPS} for each in (old, new)]
    found = []
    for stop, where in sorted({*old, *new}, key=lambda key: (list(Stop).index(key[0]), key[1])):
        was = old[stop, where][0] if (stop, where) in old else Outcome.PASSES
        now = new[stop, where][0] if (stop, where) in new else Outcome.PASSES
        if was is not now:
            finding = (new if (stop, where) in new else old)[stop, where][1]
            effect = _effect(was, now, closed=(stop in stopped[0], stop in stopped[1]))
            found.append(Change(stop, where, was, now, effect, finding))
    return found


def _effect(was: Outcome, now: Outcome, *, closed: tuple[bool, bool]) -> Effect:
    """What it means at the stop, which was closed before and is closed after (by this line or by others)."""
    if now is Outcome.STOPS:
        return Effect.ONE_MORE if closed[0] else Effect.STOPPED
    if was is Outcome.STOPS:
        return Effect.ONE_LESS if closed[1] else Effect.FREED
    return Effect.WARNED if now is Outcome.WARNS else Effect.UNWARNED


def causes(*, where: str, differing: Sequence[Difference]) -> list[str]:
    """The lines of the draft that make a line tell otherwise: itself, and the limits that it reads. Source: O4."""
    part, key = placed(where)
    reads = [address(Part.LIMITS, name) for name in GATES_AT[key].limits] if part is Part.GATES and key in GATES_AT else []
    return [w for w in (*reads, where) if any(d.where == w for d in differing)]
