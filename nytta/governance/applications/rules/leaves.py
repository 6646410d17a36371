"""Exemptions beside the rule set's lines: which line one lifts, by what it cites, until which day. Source: O4; O5."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nytta.city.records.rules.citing import citations
from nytta.plain.verdicts import Finding
from nytta.plain.words import Said

LIFTABLE = frozenset({
    "goal_named", "principles_answered", "users_involved", "lifetime_explained", "hypothesis_given", "experience_plan_given",
    "guidelines_checked", "office_consulted", "change_planned", "benefit_planned", "field_given",
})  # fmt: skip
"""What a rule set may let an exemption from its clause lift. Never money, ownership and its acceptance, whom the programme binds, the law
or a step of the process, whatever a line says; and never the ban on building again, from which one is exempted solution by solution."""
NEVER_FIELDS = frozenset({"controller"})  # what the law asks for
LEAVE_TEXTS = {
    "ended": "%(what)s Undantaget %(code)s gick ut %(last)s.",
    "outdated": "%(what)s Undantaget %(code)s gavs från en äldre lydelse av bestämmelsen.",
    "anew": "%(mend)s Undantaget kan sökas på nytt.",
    "may_ask": "%(mend)s Går det inte kan undantag från bestämmelsen sökas.",
}
YES = "yes"  # of a line's `exemption`; left out, a line is lifted by nothing


@dataclass(frozen=True)
class Leave:
    """An exemption that a case, its project or its whole body has been given: from a common solution (its code), or from a clause.

    `names` are the ways in which a line may cite the clause; `outdated` when the clause has other words now than those it was given from.
    """

    code: str
    decision: str
    decided_on: date
    last: date
    solution: str = ""
    names: frozenset[str] = frozenset()
    outdated: bool = False


def may_lift(line: Mapping[str, Any]) -> bool:
    """Whether an exemption from the clause lifts a line: only where it may be and the line says so. Source: O4; O5."""
    return line["rule"] in LIFTABLE and line.get("field") not in NEVER_FIELDS and line.get("exemption") == YES


def concerned(*, line: Mapping[str, Any], leaves: Iterable[Leave], covers: Iterable[str] = ()) -> list[Leave]:
    """The exemptions that speak of a line, the one that ends last first: from a clause that it cites, or from a solution where it is the ban.

    Source: O5; D2.
    """
    if line["rule"] == "no_duplicate":
        found = [one for one in leaves if one.solution and one.solution in set(covers)]
    else:
        cited = citations(str(line["clause"])) if may_lift(line) else frozenset()
        found = [one for one in leaves if one.names & cited]
    return sorted(found, key=lambda one: (one.last, one.code), reverse=True)


def beside(
    *, finding: Finding | None, line: Mapping[str, Any], leaves: Iterable[Leave], covers: Iterable[str], on: date
) -> tuple[Finding | None, Leave | None]:
    """What a gate found, with the exemptions beside it: lifted by one that holds, which is said and stops nothing, or stopped as before.

    One that has ended, or whose clause has been written anew, is named where the gate stops again. Source: O4; O5; D2.
    """
    found = concerned(line=line, leaves=leaves, covers=covers)
    ban = line["rule"] == "no_duplicate"
    if not found or (finding is None and not ban):
        return (_may_ask(finding) if finding and may_lift(line) else finding), None
    holds = [one for one in found if one.last >= on and not one.outdated]
    if holds and not (ban and finding):
        return _lifted(line, holds[-1] if ban else holds[0]), holds[-1] if ban else holds[0]
    if finding is None:
        return None, None
    gone = [one for one in found if one not in holds]
    return (_ended(finding, gone[0], on) if gone else finding), None


def _lifted(line: Mapping[str, Any], by: Leave) -> Finding:
    text = "Kravet lyfts av undantaget %(code)s, beslut %(number)s den %(day)s. Det gäller till och med %(last)s."
    params = {"code": by.code, "number": by.decision, "day": by.decided_on.isoformat(), "last": by.last.isoformat()}
    return Finding(line["rule"], text, line["clause"], "", params, "", blocks=False)


def _ended(finding: Finding, by: Leave, on: date) -> Finding:
    what = Said(finding.text, params=finding.params)
    if by.last < on:
        text = LEAVE_TEXTS["ended"]
    else:
        text = LEAVE_TEXTS["outdated"]
    told = replace(finding, text=text, params={**finding.params, "what": what, "code": by.code, "last": by.last.isoformat()})
    return replace(told, mend=LEAVE_TEXTS["anew"], params={**told.params, "mend": Said(finding.mend, params=finding.params)})


def _may_ask(finding: Finding) -> Finding:
    return replace(finding, mend=LEAVE_TEXTS["may_ask"], params={**finding.params, "mend": Said(finding.mend, params=finding.params)})
