"""The ranked list: value per krona from the top, one pass, no second look; everybody can redo it by hand.

Source: docs/method.md; F2, F3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from nytta.plain.money import sek
from nytta.plain.verdicts import Finding

from .problem import FIXED, Ceiling, Problem, broken, ceilings, cost_by_portfolio, cost_by_year, exact, rule_names, value

SOURCE = "”Metoden för vägningen”"
MONEY_RULES = ("frame", "part", "directed")


@dataclass(frozen=True)
class Stop:
    """One rule that stopped a proposal, as it stood when its turn came.

    For a ceiling: its `limit`, what was `used` and what the proposal would have `added` (kronor; a count for an exclusive;
    people or weeks for a capacity), and in `others` those who used it. For a prerequisite `others` are the needs not in.
    """

    rule: str
    limit: int | None = None
    used: int = 0
    added: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One proposal's turn. `position` 1 is the most value per krona; `ratio` is None when it costs nothing and is worth
    something; `value` is that of the proposal alone; `status` tells why a proposal that is in from the start is so.
    """

    id: str
    position: int
    value: Fraction
    cost_sek: int
    ratio: Fraction | None
    status: str
    taken: bool
    stops: tuple[Stop, ...] = ()

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The rules that stopped it, in the order of docs/method.md."""
        return tuple(stop.rule for stop in self.stops)


@dataclass(frozen=True)
class RankedList:
    """`steps` from the top, `selected` in problem order, kronor per year and (year 1) per portfolio; `broken` names the
    rules that the finished list breaks, also those that the pass does not keep (balances and least numbers).
    """

    steps: tuple[Step, ...]
    selected: tuple[str, ...]
    value: Fraction
    cost_by_year: tuple[int, ...]
    cost_by_portfolio: Mapping[str, int]
    broken: tuple[str, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """All proposals by value per krona."""
        return tuple(step.id for step in self.steps)

    def as_dict(self) -> dict[str, object]:
        """The answer in the JSON of the cases (kind rank), without the difference from an optimum."""
        steps = [{"id": s.id, "taken": s.taken, "stopped_by": list(s.stopped_by)} for s in self.steps]
        return {
            "order": list(self.order),
            "steps": steps,
            "selected": list(self.selected),
            "value": exact(self.value),
            "cost_by_year": list(self.cost_by_year),
            "cost_by_portfolio": dict(self.cost_by_portfolio),
            "broken": list(self.broken),
        }


@dataclass(frozen=True)
class Difference:
    """Two sets side by side, in problem order: those only in the other one (the optimum), those only in the list."""

    only_in_optimum: tuple[str, ...]
    only_in_list: tuple[str, ...]
    value_optimum: Fraction
    value_list: Fraction


def rank(problem: Problem) -> RankedList:
    """Rank all proposals by value alone / year-1 cost and take from the top what breaks no ceiling further.

    Mandatory, granted and bound are in from the start, whatever they break. Ties: lower cost, then (submitted, id).
    Time: n log n + uses of the ceilings; 300 proposals with every kind of rule in under 100 ms. Source: docs/method.md; F2.
    """
    worth = values_alone(problem)
    turn = _Pass(problem)
    by_id = {p.id: p for p in problem.proposals}
    steps = []
    for position, proposal_id in enumerate(_order(problem, worth), 1):
        proposal = by_id[proposal_id]
        stops = () if proposal.status in FIXED else turn.stops(proposal_id)
        if proposal.status not in FIXED and not stops:
            turn.take(proposal_id)
        cost = proposal.cost[0] if proposal.cost else 0
        ratio = worth[proposal_id] / cost if cost else None if worth[proposal_id] else Fraction(0)
        taken = proposal_id in turn.taken
        steps.append(Step(proposal_id, position, worth[proposal_id], cost, ratio, proposal.status, taken, stops))
    selected = tuple(p.id for p in problem.proposals if p.id in turn.taken)
    return RankedList(
        steps=tuple(steps),
        selected=selected,
        value=value(problem, selected),
        cost_by_year=cost_by_year(problem, selected),
        cost_by_portfolio=cost_by_portfolio(problem, selected),
        broken=broken(problem, selected),
    )


def values_alone(problem: Problem) -> dict[str, Fraction]:
    """The value of each proposal by itself: scores and own claims, each capped at its baseline; no synergies.

    Weighted points, not divided by the sum of weights. Source: docs/method.md.
    """
    weights = {criterion.id: criterion.weight for criterion in problem.criteria}
    rates = {criterion.id: criterion.sek_per_point for criterion in problem.criteria}
    found = {p.id: Fraction(sum(weights[c] * score for c, score in p.score.items())) for p in problem.proposals}
    for saving in problem.savings:
        for claimant, amount in saving.claims.items():
            counted = weights[saving.criterion] * min(saving.baseline, amount)
            found[claimant] += Fraction(counted, rates[saving.criterion] or 1)
    return found


def difference(problem: Problem, ranked: RankedList, optimum: Iterable[str]) -> Difference:
    """What the list and another set (the optimum) do not share. Source: docs/method.md; F3."""
    best, listed = set(optimum), set(ranked.selected)
    return Difference(
        only_in_optimum=tuple(p.id for p in problem.proposals if p.id in best - listed),
        only_in_list=tuple(p.id for p in problem.proposals if p.id in listed - best),
        value_optimum=value(problem, best),
        value_list=ranked.value,
    )


def _order(problem: Problem, worth: Mapping[str, Fraction]) -> list[str]:
    """Proposals by value per krona; those worth something at no cost are level with each other and come first."""
    keyed: list[tuple[bool, Fraction, int, int, str]] = []
    for p in problem.proposals:
        cost = p.cost[0] if p.cost else 0
        ratio = worth[p.id] / cost if cost else Fraction(0)
        keyed.append((bool(cost) or not worth[p.id], -ratio, cost, p.submitted, p.id))
    return [key[-1] for key in sorted(keyed)]


class _Pass:
    """What is taken so far and what each ceiling holds; nothing is summed anew from one turn to the next."""

    def __init__(self, problem: Problem) -> None:
        self.tops: tuple[Ceiling, ...] = ceilings(problem)
        self.used = [0] * len(self.tops)
        self.taken: dict[str, None] = {}
        self.place = {rule: i for i, rule in enumerate(rule_names(problem))}
        self.excluded = {p.id for p in problem.proposals if p.status == "excluded"}
        self.needs = {p.id: [r for r in problem.prerequisites if r.proposal == p.id] for p in problem.proposals}
        self.uses = _by_user((c.use for c in self.tops), (p.id for p in problem.proposals))
        self.synergy_uses = _by_user((c.synergy_use for c in self.tops), (s.id for s in problem.synergies))
        self.missing = {s.id: set(s.members) for s in problem.synergies}
        self.synergies_of: dict[str, list[str]] = {p.id: [] for p in problem.proposals}
        for synergy in problem.synergies:
            for member in synergy.members:
                self.synergies_of[member].append(synergy.id)
        for proposal in sorted(problem.proposals, key=lambda p: (p.submitted, p.id)):
            if proposal.status in FIXED:
                self.take(proposal.id)

    def added(self, proposal_id: str) -> dict[int, int]:
        """What each ceiling would hold more (or less) with the proposal and the synergies that it completes."""
        found = dict(self.uses[proposal_id])
        for synergy_id in self.synergies_of[proposal_id]:
            if self.missing[synergy_id] == {proposal_id}:
                for index, amount in self.synergy_uses[synergy_id]:
                    found[index] = found.get(index, 0) + amount
        return found

    def take(self, proposal_id: str) -> None:
        for index, amount in self.added(proposal_id).items():
            self.used[index] += amount
        for synergy_id in self.synergies_of[proposal_id]:
            self.missing[synergy_id].discard(proposal_id)
        self.taken[proposal_id] = None

    def stops(self, proposal_id: str) -> tuple[Stop, ...]:
        """The rules that taking the proposal would break, or break more than they are; in the order of `rule_names`."""
        found = [Stop(f"excluded:{proposal_id}")] if proposal_id in self.excluded else []
        for index, amount in self.added(proposal_id).items():
            top = self.tops[index]
            if amount > 0 and self.used[index] + amount > top.limit:
                others = tuple(taken for taken in self.taken if top.use.get(taken, 0) > 0)
                found.append(Stop(top.rule, top.limit, self.used[index], amount, others))
        lacking: dict[str, None] = {}
        for row in self.needs[proposal_id]:
            if row.is_broken({proposal_id, *self.taken}):
                lacking |= dict.fromkeys(need for need in row.needs if need not in self.taken and need != proposal_id)
        if lacking:
            found.append(Stop(f"prerequisite:{proposal_id}", others=tuple(lacking)))
        return tuple(sorted(found, key=lambda stop: self.place[stop.rule]))


def _by_user(uses: Iterable[Mapping[str, int]], users: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Per proposal or synergy, the ceilings (by number) that it uses and how much of each."""
    found: dict[str, list[tuple[int, int]]] = {user: [] for user in users}
    for index, use in enumerate(uses):
        for user, amount in use.items():
            found[user].append((index, amount))
    return found


# --- the same in words ----------------------------------------------------------------------------------------------

STATUS_TEXTS = {
    "mandatory": "Förslaget är obligatoriskt och är med från början.",
    "granted": "Förslaget är redan beviljat i år och är med från början.",
    "bound": "Förslaget är bundet av avtal och är med från början.",
}
STOP_TEXTS = {
    "excluded": "Förslaget är uteslutet: det har inte klarat granskningen.",
    "frame": "Ramen för %(thing)s %(part)s räcker inte: %(left)s är kvar och förslaget behöver %(added)s.",
    "part": "Delen %(part)s i %(thing)s räcker inte: %(left)s är kvar och förslaget behöver %(added)s.",
    "directed": "Utrymmet för riktade förslag i %(thing)s räcker inte: %(left)s är kvar och förslaget behöver %(added)s.",
    "prerequisite": "Förutsättningar saknas: %(others)s är inte med.",
    "exclusive": "Bara %(limit)s av förslagen i %(thing)s kan vara med: %(others)s är redan med.",
    "capacity": "Det som finns av ”%(thing)s” %(part)s räcker inte: %(left)s är kvar och förslaget behöver %(added)s.",
}


def in_words(problem: Problem, ranked: RankedList, proposal_id: str) -> tuple[Finding, ...]:
    """Why a proposal is in the list or not, as sentences made from its step and nothing else.

    Each finding's `text` is a Swedish message id and `params` fill its places (ids as in the problem; kronor as read).
    Source: docs/method.md "Layman's text"; F3.
    """
    step = next(s for s in ranked.steps if s.id == proposal_id)
    place = {"id": step.id, "position": step.position, "count": len(ranked.steps)}
    found = [_said("rank.position", "Räknat i värde per krona står %(id)s på plats %(position)s av %(count)s.", place)]
    if step.status in STATUS_TEXTS:
        found.append(_said(f"rank.{step.status}", STATUS_TEXTS[step.status], {}))
    elif step.taken:
        found.append(_said("rank.taken", "När turen kom rymdes förslaget i alla ramar och tak; det är med i listan.", {}))
    named = subjects(problem)
    for stop in step.stops:
        kind = stop.rule.split(":")[0]
        thing, part = named.get(stop.rule, ("", ""))
        unit = sek if kind in MONEY_RULES else str
        left = max(0, (stop.limit or 0) - stop.used)
        params = {"thing": thing, "part": part, "left": unit(left), "added": unit(stop.added), "limit": stop.limit}
        found.append(_said(stop.rule, STOP_TEXTS[kind], params | {"others": ", ".join(stop.others)}, blocks=True))
    return tuple(found)


def _said(rule: str, text: str, params: Mapping[str, object], blocks: bool = False) -> Finding:
    return Finding(rule, text, SOURCE, params=params, blocks=blocks)


def subjects(problem: Problem) -> dict[str, tuple[str, str]]:
    """Per ceiling the portfolio, exclusive or capacity and its year or part; ids may themselves hold a colon."""
    found: dict[str, tuple[str, str]] = {}
    for portfolio in problem.portfolios:
        found[f"directed:{portfolio.id}"] = (portfolio.id, "")
        found |= {f"frame:{portfolio.id}:{year}": (portfolio.id, str(year)) for year in problem.years}
        found |= {f"part:{portfolio.id}:{part}": (portfolio.id, part) for part in portfolio.parts}
    found |= {f"exclusive:{exclusive.id}:max": (exclusive.id, "") for exclusive in problem.exclusives}
    for capacity in problem.capacities:
        found |= {f"capacity:{capacity.id}:{year}": (capacity.id, str(year)) for year in problem.years}
    return found
