"""What stands in the way of one proposal beside a set: each rule with how much it lacks.

Source: docs/method.md "Why and why not"; F3.
"""

from collections.abc import Collection

from ..problem import Ceiling, Problem, broken, ceilings, rule_names
from ..rank import Stop


def obstacles(problem: Problem, chosen: Collection[str], proposal: str) -> tuple[Stop, ...]:
    """The rules that the set breaks, or breaks more, with the proposal beside all that is in it; in the order of the rules.

    A ceiling with its limit, what is used and what is added, so that used + added - limit is what it lacks, and the others under
    it; a prerequisite with the needs that are not in; other rules by name alone. Linear. Source: docs/method.md "Why and why not"; F3.
    """
    before, after = set(chosen), {*chosen, proposal}
    found = {}
    for ceiling in ceilings(problem):
        used, then = used_of(problem, ceiling, before), used_of(problem, ceiling, after)
        if then > max(used, ceiling.limit):
            others = tuple(p.id for p in problem.proposals if p.id in before and ceiling.use.get(p.id, 0) > 0)
            found[ceiling.rule] = Stop(ceiling.rule, ceiling.limit, used, then - used, others)
    for rule in set(broken(problem, after)) - set(broken(problem, before)) - found.keys():
        found[rule] = Stop(rule)
    lacking = [need for row in problem.prerequisites if row.proposal == proposal and row.is_broken(after) for need in row.needs]
    if lacking:
        others = tuple(p.id for p in problem.proposals if p.id in lacking and p.id not in after)
        found[f"prerequisite:{proposal}"] = Stop(f"prerequisite:{proposal}", others=others)
    return tuple(found[rule] for rule in rule_names(problem) if rule in found)


def crowded_out(problem: Problem, before: Collection[str], after: Collection[str]) -> Stop | None:
    """The one ceiling because of which those who leave cannot stay beside those who enter; None when no single one accounts for all.

    The first by the order of the rules that `before` and those who enter pass together and that everybody who leaves falls under.
    Source: docs/method.md "Why and why not"; F3.
    """
    leaves, together = set(before) - set(after), {*before, *after}
    for ceiling in ceilings(problem):
        used, then = used_of(problem, ceiling, set(before)), used_of(problem, ceiling, together)
        if leaves and then > max(used, ceiling.limit) and all(ceiling.use.get(name, 0) > 0 for name in leaves):
            return Stop(ceiling.rule, ceiling.limit, used, then - used, tuple(p.id for p in problem.proposals if p.id in leaves))
    return None


def used_of(problem: Problem, ceiling: Ceiling, chosen: set[str]) -> int:
    """What a set uses of a ceiling after its active synergies, in the ceiling's unit."""
    active = sum(ceiling.synergy_use.get(s.id, 0) for s in problem.synergies if chosen.issuperset(s.members))
    return active + sum(amount for name, amount in ceiling.use.items() if name in chosen)
