"""Value, cost and broken rules of a set of proposals, in whole numbers and fractions; no solver.

Source: docs/method.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .shapes import FIXED, BadProblem, Balance, Problem, Proposal, Synergy


def value(problem: Problem, chosen: Iterable[str]) -> Fraction:
    """What a set is worth: weight x points over the criteria, not divided by the sum of weights.

    Source: docs/method.md; F2.
    """
    total = points(problem, chosen)
    return sum((criterion.weight * total[criterion.id] for criterion in problem.criteria), Fraction(0))


def points(problem: Problem, chosen: Iterable[str]) -> dict[str, Fraction]:
    """Points of a set per criterion: scores, active synergies, counted savings / sek_per_point.

    Source: docs/method.md.
    """
    inside = _inside(problem, chosen)
    total = {criterion.id: Fraction(0) for criterion in problem.criteria}
    scores = [p.score for p in problem.proposals if p.id in inside] + [s.score for s in _active(problem, inside)]
    for score in scores:
        for criterion_id, amount in score.items():
            total[criterion_id] += amount
    rates = {criterion.id: criterion.sek_per_point for criterion in problem.criteria}
    for saving in problem.savings:
        counted = min(saving.baseline, sum(sek for claimant, sek in saving.claims.items() if claimant in inside))
        total[saving.criterion] += Fraction(counted, rates[saving.criterion] or 1)
    return total


def costs(problem: Problem, chosen: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Kronor per year of each chosen proposal, after the active synergies, in problem order.

    Source: docs/method.md "Cost always means cost after active synergies".
    """
    inside = _inside(problem, chosen)
    found = {p.id: list(per_year(p.cost, problem)) for p in problem.proposals if p.id in inside}
    for synergy in _active(problem, inside):
        if synergy.charged_to is not None:
            for year, amount in enumerate(synergy.cost):
                found[synergy.charged_to][year] += amount
    return {proposal_id: tuple(cost) for proposal_id, cost in found.items()}


def cost_by_year(problem: Problem, chosen: Iterable[str]) -> tuple[int, ...]:
    """Kronor of a set per year. Source: docs/method.md."""
    found = costs(problem, chosen).values()
    return tuple(sum(cost[year] for cost in found) for year in range(len(problem.years)))


def cost_by_portfolio(problem: Problem, chosen: Iterable[str]) -> dict[str, int]:
    """Kronor of a set in year 1 per portfolio, also those that nothing is taken from. Source: docs/method.md."""
    found = costs(problem, chosen)
    total = {portfolio.id: 0 for portfolio in problem.portfolios}
    for proposal in problem.proposals:
        if proposal.id in found:
            total[proposal.portfolio] += found[proposal.id][0]
    return total


def per_year(amounts: tuple[int, ...], problem: Problem) -> tuple[int, ...]:
    """The amounts with missing years as 0."""
    return amounts + (0,) * (len(problem.years) - len(amounts))


def exact(number: Fraction | int) -> int | str:
    """A value for JSON: an integer, or an exact fraction as text ("7/12"). Source: selection-cases.json, Numbers."""
    number = Fraction(number)
    return number.numerator if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def _inside(problem: Problem, chosen: Iterable[str]) -> set[str]:
    inside = set(chosen)
    unknown = inside - {p.id for p in problem.proposals}
    if unknown:
        raise BadProblem("chosen", f"unknown proposal {min(unknown)}")
    return inside


def _active(problem: Problem, inside: set[str]) -> list[Synergy]:
    return [s for s in problem.synergies if inside.issuperset(s.members)]


@dataclass(frozen=True)
class Ceiling:
    """A named rule of the form: sum of `use` over the chosen + sum of `synergy_use` over active synergies <= `limit`.

    `use` is by proposal and `synergy_use` by synergy; both in the unit of the limit (kronor, count, people or weeks).
    """

    rule: str
    limit: int
    use: Mapping[str, int]
    synergy_use: Mapping[str, int] = field(default_factory=dict)


def ceilings(problem: Problem) -> tuple[Ceiling, ...]:
    """Frames, parts, directed, exclusive max and capacities, in the order of `rule_names`.

    Source: docs/method.md; F2.
    """
    found: list[Ceiling] = []
    for portfolio in problem.portfolios:
        lines = [p for p in problem.proposals if p.portfolio == portfolio.id]
        for year, limit in zip(range(len(problem.years)), portfolio.frame, strict=False):
            if limit is not None:
                found.append(_cost_ceiling(problem, f"frame:{portfolio.id}:{problem.years[year]}", limit, lines, year))
        for part, limit in portfolio.parts.items():
            if limit is not None:
                found.append(_cost_ceiling(problem, f"part:{portfolio.id}:{part}", limit, [p for p in lines if p.part == part]))
        if portfolio.directed_max is not None:
            directed = [p for p in lines if p.directed]
            found.append(_cost_ceiling(problem, f"directed:{portfolio.id}", portfolio.directed_max, directed))
    for exclusive in problem.exclusives:
        if exclusive.max is not None:
            found.append(Ceiling(f"exclusive:{exclusive.id}:max", exclusive.max, dict.fromkeys(exclusive.members, 1)))
    for capacity in problem.capacities:
        for year, limit in enumerate(capacity.limit):
            if limit is not None:
                use = {user: amounts[year] for user, amounts in capacity.use.items() if year < len(amounts)}
                found.append(Ceiling(f"capacity:{capacity.id}:{problem.years[year]}", limit, use))
    return tuple(found)


def _cost_ceiling(problem: Problem, rule: str, limit: int, lines: list[Proposal], year: int = 0) -> Ceiling:
    use = {p.id: p.cost[year] for p in lines if year < len(p.cost)}
    members = {p.id for p in lines}
    saved = {s.id: s.cost[year] for s in problem.synergies if s.charged_to in members and year < len(s.cost)}
    return Ceiling(rule, limit, use, saved)


def rule_names(problem: Problem) -> tuple[str, ...]:
    """Every named rule of the problem once, in the order that explanations keep: statuses in the order of the proposals,
    per portfolio frame, part and directed, then prerequisites, exclusives, capacities and balances.

    Source: docs/method.md "Feasible".
    """
    tops = [c.rule for c in ceilings(problem)]
    names = [f"{p.status}:{p.id}" for p in problem.proposals if p.status != "free"]
    names += [rule for rule in tops if rule.startswith(("frame:", "part:", "directed:"))]
    names += [f"prerequisite:{row.proposal}" for row in problem.prerequisites]
    for exclusive in problem.exclusives:
        names += [f"exclusive:{exclusive.id}:max"] if exclusive.max is not None else []
        names += [f"exclusive:{exclusive.id}:min"] if exclusive.min > 0 else []
    names += [rule for rule in tops if rule.startswith("capacity:")]
    for balance in problem.balances:
        names += [f"balance:{balance.id}:min"] if balance.min_share is not None else []
        names += [f"balance:{balance.id}:max"] if balance.max_share is not None else []
    return tuple(dict.fromkeys(names))


def broken(problem: Problem, chosen: Iterable[str]) -> tuple[str, ...]:
    """The named rules that a set breaks, in the order of `rule_names`; empty when the set is feasible.

    Linear in the size of the problem; whole numbers and fractions only. Source: docs/method.md; F2.
    """
    inside = _inside(problem, chosen)
    found = {f"{p.status}:{p.id}" for p in problem.proposals if _breaks_status(p, inside)}
    active = {s.id for s in _active(problem, inside)}
    for top in ceilings(problem):
        used = sum(amount for proposal_id, amount in top.use.items() if proposal_id in inside)
        used += sum(amount for synergy_id, amount in top.synergy_use.items() if synergy_id in active)
        if used > top.limit:
            found.add(top.rule)
    found |= {f"prerequisite:{row.proposal}" for row in problem.prerequisites if row.is_broken(inside)}
    found |= {f"exclusive:{x.id}:min" for x in problem.exclusives if len(inside.intersection(x.members)) < x.min}
    first_year = {proposal_id: cost[0] for proposal_id, cost in costs(problem, inside).items()}
    for balance in problem.balances:
        found |= _broken_balance(balance, first_year)
    return tuple(name for name in rule_names(problem) if name in found)


def _breaks_status(proposal: Proposal, inside: set[str]) -> bool:
    return proposal.id in inside if proposal.status == "excluded" else proposal.status in FIXED and proposal.id not in inside


def _broken_balance(balance: Balance, first_year: Mapping[str, int]) -> set[str]:
    """`first_year`: year-1 kronor of the chosen. 0 of 0 is kept, as both sides are multiplied out."""
    size = first_year if balance.measure == "cost" else dict.fromkeys(first_year, 1)
    members = sum(size[m] for m in balance.members if m in size)
    within = size if balance.within is None else balance.within
    base = balance.base if isinstance(balance.base, int) else sum(size[m] for m in within if m in size)
    found = set()
    if balance.min_share is not None and members < balance.min_share * base:
        found.add(f"balance:{balance.id}:min")
    if balance.max_share is not None and members > balance.max_share * base:
        found.add(f"balance:{balance.id}:max")
    return found
