"""Rows that every set keeps anyway and that shorten the proof: of savings, and of whole portfolios with prices.

They cost time when they are bad, never correctness: each is made of whole numbers and holds whatever the prices are.
Source: docs/method.md; F2.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..problem import Problem
from ..solver import QUICK, Column, Internal, Model, Row, relaxation, solve
from .rows import Counted, Program, model, program

CLAIMS = 6  # a larger group has too many subsets
BLOCK = 120  # a portfolio with more proposals is as hard as the whole
GRAIN = 64  # prices are whole numbers of this part of an objective's unit
ROUNDS, BEST = 4, 2
LARGE, FEW = 150, 4
WIDTH, WIDEST = 2, 50  # how far prices may move at the start, and when they are good enough


def saving_rows(asked: Program) -> tuple[Row, ...]:
    """For each saving of at most CLAIMS claims the rows that its counted amount keeps as a function of the sets of claims.

    Counted kronor have falling gains, so each set of claims gives two rows; those implied by one other are left out.
    Source: docs/method.md; F2.
    """
    found = []
    for column, counted in enumerate(asked.counted, len(asked.ids) + len(asked.products)):
        if 1 < len(counted.claims) <= CLAIMS:
            found += [
                Row(rule="saving", terms={column: 1, **{j: -a for j, a in slopes.items() if a}}, limit=limit)
                for slopes, limit in _sides(counted)
            ]
    return tuple(found)


def _sides(counted: Counted) -> list[tuple[dict[int, int], int]]:
    """Right sides (slope per claimant, constant), the least of those that are comparable at all 0/1 points."""
    everyone = tuple(counted.claims)

    def worth(members: Collection[int]) -> int:
        return min(counted.baseline, sum(counted.claims[j] for j in members))

    subsets = [frozenset(some) for size in range(len(everyone) + 1) for some in combinations(everyone, size)]
    sides: dict[tuple[int, ...], tuple[dict[int, int], int]] = {}
    for some in subsets:
        outer = {j: worth(everyone) - worth([i for i in everyone if i != j]) for j in some}
        first = {j: worth(some | {j}) - worth(some) for j in everyone if j not in some} | outer
        inner = {j: worth(some) - worth(some - {j}) for j in some}
        second = {j: worth([j]) for j in everyone if j not in some} | inner
        for slopes, lost in ((first, outer), (second, inner)):
            limit = worth(some) - sum(lost.values())
            at = tuple(limit + sum(slopes[j] for j in points) for points in subsets)
            sides[at] = (slopes, limit)
    return [side for at, side in sides.items() if not any(_below(other, at) for other in sides)]


def _below(other: tuple[int, ...], at: tuple[int, ...]) -> bool:
    return other != at and all(a <= b for a, b in zip(other, at, strict=True))


@dataclass(frozen=True, kw_only=True)
class Block:
    """One portfolio: its proposals' columns and a model of the rows that are wholly inside (columns by `place`)."""

    columns: tuple[int, ...]
    place: Mapping[int, int]
    inside: Model

    def best(self, prices: Mapping[int, int]) -> tuple[int, frozenset[int]]:
        """The most that the prices of a set within the block's rules can add up to, and such a set; both whole."""
        objective = {self.place[j]: prices[j] for j in self.columns if prices[j]}
        found = solve(Model(columns=self.inside.columns, rows=self.inside.rows, objective=objective), options=QUICK)
        if found.state != "optimal" or found.columns is None:
            raise Internal("portfolio row")
        chosen = frozenset(j for j in self.columns if found.columns[self.place[j]])
        worth = sum(prices[j] for j in chosen)
        if found.bound is None or found.bound > worth:
            raise Internal("portfolio row")
        return worth, chosen


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows for every question on problems with the same `key`: other weights and scores, proposals forced in or out, rows added.

    `prices`: those that the rows were made of, per proposal's column, for when a rule of a portfolio changes.
    """

    key: str
    prices: tuple[Mapping[int, int], ...]
    rows: tuple[Row, ...]


def rules_key(problem: Problem) -> str:
    """A checksum of all that kept rows rest on: everything but scores, weights, capacities and balances.

    Source: docs/method.md; F2.
    """
    lines = [(p.id, p.portfolio, p.part, p.directed, p.cost, p.status) for p in problem.proposals]
    synergies = [(s.id, s.members, s.cost, s.charged_to) for s in problem.synergies]
    parts = (problem.years, problem.portfolios, lines, problem.prerequisites, problem.exclusives, synergies, problem.savings)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def worth_keeping(problem: Problem) -> bool:
    """Whether rows may shorten the proofs: at least LARGE proposals, and at most FEW bodies whose capacity has a price in the
    relaxation (with more, the portfolios are far from separate). Source: docs/method.md; F2.
    """
    if len(problem.proposals) < LARGE:
        return False
    made = model(program(problem))
    duals = relaxation(made)[2]
    bodies = {row.rule.rsplit(":", 1)[0] for row, dual in zip(made.rows, duals, strict=True) if dual > 1e-7}
    return sum(name.startswith("capacity:") for name in bodies) <= FEW


def keep(problem: Problem, *, old: Kept | None = None, rounds: int = ROUNDS) -> Kept:
    """The portfolio rows of a problem, to hand to `select` and `best` as long as `rules_key` is the same.

    Those of the BEST prices only, and without the rows of savings, which serve to find prices: more rows made the solver slower.
    `old`: what was kept before; returned when it still holds, else its prices are used again (a small solve per row) and not
    sought anew. Time: at 300 proposals about a second, a fifth of it with `old`. Source: docs/method.md; F2.
    """
    key = rules_key(problem)
    if old is not None and old.key == key:
        return old
    bare = program(problem)
    asked = bare.without({row.rule for row in bare.rows if row.rule.startswith("balance:")})
    savings = saving_rows(asked)
    homes = [[asked.place[p.id] for p in problem.proposals if p.portfolio == home.id] for home in problem.portfolios]
    try:
        rows, prices = portfolio_rows(asked.adding(*savings), homes, rounds=rounds, prices=old.prices if old else ())
    except Internal:  # no set keeps the rules, so there is nothing to shorten; `select` says which rules
        rows, prices = (), ()
    return Kept(key=key, prices=prices, rows=rows)


def portfolio_rows(
    asked: Program,
    portfolios: Sequence[Sequence[int]],
    *,
    rounds: int = ROUNDS,
    prices: Sequence[Mapping[int, int]] = (),
) -> tuple[tuple[Row, ...], tuple[Mapping[int, int], ...]]:
    """Rows sum of price x proposal <= the most that the portfolio's own rules allow, and their prices.

    `asked` without forcings; `portfolios`: the proposals' columns of each. With `prices` those are used; else they come from the
    relaxation and are bettered in `rounds` (a master over the sets found so far, held near the best known).
    Source: docs/method.md; F2.
    """
    whole = model(asked)
    blocks = [_block(asked, whole, columns) for columns in portfolios if 0 < len(columns) <= BLOCK]
    pricing = _Pricing(asked, whole, blocks)
    if blocks and not prices:
        prices = pricing.seek(rounds)
    rows = [row for given in prices for row in pricing.priced_rows({j: given.get(j, 0) for j in pricing.priced})]
    return tuple(rows), tuple(prices)


def _block(asked: Program, whole: Model, columns: Sequence[int]) -> Block:
    mine = set(columns)
    products = [k for k, members in enumerate(asked.products, len(asked.ids)) if mine.issuperset(members)]
    place = {j: i for i, j in enumerate([*columns, *products])}
    rows = tuple(
        Row(rule=row.rule, terms={place[j]: a for j, a in row.terms.items()}, limit=row.limit) for row in whole.rows if _within(row, place)
    )
    inside = Model(columns=[whole.columns[j] for j in place], rows=rows, objective={})
    return Block(columns=tuple(columns), place=place, inside=inside)


def _within(row: Row, place: Mapping[int, int]) -> bool:
    """Whether a row is of one portfolio; capacities never are, so that kept rows do not rest on them."""
    return not row.rule.startswith("capacity:") and place.keys() >= row.terms.keys()


class _Pricing:
    """Prices in GRAIN parts. `centre` are the best so far with `bound`, what no set can pass at them."""

    def __init__(self, asked: Program, whole: Model, blocks: Sequence[Block]) -> None:
        self.whole, self.blocks = whole, blocks
        self.priced = [j for block in blocks for j in block.columns]
        self.outside = [row for row in whole.rows if not any(_within(row, block.place) for block in blocks)]
        self.worth = {j: a * GRAIN for j, a in asked.objective.items()}
        self.sets: list[set[frozenset[int]]] = [set() for _ in blocks]
        self.made: dict[tuple[int, ...], list[Row]] = {}

    def seek(self, rounds: int) -> list[Mapping[int, int]]:
        """The BEST prices that were tried, best first."""
        self.centre = self._first()
        self.bound = self._bound(self.centre)
        tried: list[tuple[float, Mapping[int, int]]] = [(self.bound, self.centre)]
        width = float(WIDTH * GRAIN)
        for _ in range(rounds):
            master, prices = self._master(round(width))
            want = self.bound - master
            if want < 2 * GRAIN:
                if width > WIDEST * GRAIN:
                    break
                width *= 3
            bound = self._bound(prices)
            tried.append((bound, prices))
            gained = self.bound - bound
            if gained > 0:
                self.centre, self.bound = prices, bound
            width *= 0.5 if gained <= 0 else 1.5 if gained > 0.3 * want else 1
        return [prices for _, prices in sorted(tried, key=lambda one: one[0])[:BEST]]

    def _first(self) -> dict[int, int]:
        scaled = Model(columns=self.whole.columns, rows=self.whole.rows, objective=self.worth)
        _, _, duals = relaxation(scaled)
        inside = {id(row) for row in self.whole.rows} - {id(row) for row in self.outside}
        taken = dict.fromkeys(range(len(self.whole.columns)), 0.0)
        for row, dual in zip(self.whole.rows, duals, strict=True):
            if id(row) not in inside:
                for j, amount in row.terms.items():
                    taken[j] += dual * amount
        return {j: round(self.worth.get(j, 0) - taken[j]) for j in self.priced}

    def priced_rows(self, prices: Mapping[int, int]) -> list[Row]:
        """One row per portfolio at these prices; the sets that reach them are kept for the master."""
        key = tuple(prices[j] for j in self.priced)
        if key not in self.made:
            self.made[key] = []
            for block, sets in zip(self.blocks, self.sets, strict=True):
                worth, chosen = block.best(prices)
                sets.add(chosen)
                terms = {j: prices[j] for j in block.columns if prices[j]}
                self.made[key].append(Row(rule="prices", terms=terms, limit=worth))
        return self.made[key]

    def _bound(self, prices: Mapping[int, int]) -> float:
        """What no set can pass at these prices."""
        rest = {j: self.worth.get(j, 0) - prices.get(j, 0) for j in range(len(self.whole.columns))}
        loose = Model(columns=self.whole.columns, rows=self.outside, objective=rest)
        return sum(row.limit for row in self.priced_rows(prices)) + relaxation(loose)[0]

    def _master(self, width: int) -> tuple[float, dict[int, int]]:
        """The best mixture of the sets found so far under the rows of no portfolio, and the prices that it gives."""
        columns = list(self.whole.columns)
        objective = dict(self.worth)
        links: dict[int, dict[int, int]] = {j: {j: 1} for j in self.priced}
        for j in self.priced:
            for sign in (1, -1):
                links[j][len(columns)] = sign
                objective[len(columns)] = sign * self.centre[j] - width
                columns.append(Column(upper=None))
        mixtures = []
        for sets in self.sets:
            mixtures.append({len(columns) + i: 1 for i in range(len(sets))})
            for chosen in sorted(sets, key=sorted):
                for j in chosen:
                    links[j][len(columns)] = -1
                columns.append(Column(upper=None))
        equal = [*((terms, 0) for terms in links.values()), *((terms, 1) for terms in mixtures)]
        rows = list(self.outside)
        for terms, amount in equal:
            rows.append(Row(rule="link", terms=terms, limit=amount))
            rows.append(Row(rule="link", terms={j: -a for j, a in terms.items()}, limit=-amount))
        top, _, duals = relaxation(Model(columns=columns, rows=rows, objective=objective))
        first = len(self.outside)
        return top, {j: round(duals[first + 2 * i] - duals[first + 2 * i + 1]) for i, j in enumerate(self.priced)}
