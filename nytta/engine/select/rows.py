"""A problem as named rows of whole numbers: what is asked of the solver, and what every answer is counted against.

A proposal is one column (1 = in). A synergy is a column that is 1 when all its members are in, a saving one that counts its
claims up to its baseline. Source: docs/method.md; F2.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ..problem import FIXED, Balance, Problem, Synergy, ceilings, rule_names
from ..solver import Column, Model, Row, refuse_overflow

Terms = Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A saving's column: the sum of claims (column of a proposal -> amount) up to `baseline`, in steps of `step_sek` kronor."""

    baseline: int
    claims: Terms
    step_sek: int


@dataclass(frozen=True, kw_only=True)
class Kronor:
    """One more whole unknown, at least 0 and at most `most` (None = no limit), with its coefficient in rows by their rule."""

    coefficients: Mapping[str, int]
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fixing:
    """A proposal's column held at 0 or 1 by a named rule."""

    rule: str
    column: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is asked: columns are the proposals in problem order, then `products` (synergies: columns of the members), then
    `counted` (savings), then `kronor` when it is there. All rows `<=`, all numbers whole; an objective of 1 is worth `unit`.
    """

    ids: tuple[str, ...]
    products: tuple[tuple[int, ...], ...]
    counted: tuple[Counted, ...]
    rows: tuple[Row, ...]
    fixings: tuple[Fixing, ...]
    objective: Terms
    unit: Fraction = Fraction(1)
    maximise: bool = True
    kronor: Kronor | None = None
    place: Mapping[str, int] = field(default_factory=dict)

    @property
    def kronor_column(self) -> int:
        """Where the kronor stand when there are any."""
        return len(self.ids) + len(self.products) + len(self.counted)

    def forced(self, *, inside: Iterable[str] = (), outside: Iterable[str] = ()) -> "Program":
        """With proposals held in or out, as rules `in:ID` and `out:ID`."""
        held = [Fixing(rule=f"in:{name}", column=self.place[name], amount=1) for name in inside]
        held += [Fixing(rule=f"out:{name}", column=self.place[name], amount=0) for name in outside]
        return replace(self, fixings=(*self.fixings, *held))

    def without(self, rules: Collection[str]) -> "Program":
        """With named rules dropped, also statuses and forcings."""
        rows = tuple(row for row in self.rows if row.rule not in rules)
        return replace(self, rows=rows, fixings=tuple(f for f in self.fixings if f.rule not in rules))

    def adding(self, *rows: Row) -> "Program":
        """With more rows."""
        return replace(self, rows=(*self.rows, *rows))

    def moved(self, limits: Mapping[str, int]) -> "Program":
        """With kronor (or what the row counts) added to the limits of rows by their rule, in the rows' own unit."""
        rows = tuple(replace(row, limit=row.limit + limits.get(row.rule, 0)) for row in self.rows)
        return replace(self, rows=rows)

    def aiming(self, objective: Terms, *, maximise: bool = True, unit: Fraction = Fraction(1)) -> "Program":
        """With another objective over the columns."""
        return replace(self, objective=objective, maximise=maximise, unit=unit)

    def with_kronor(self, coefficients: Mapping[str, int], *, most: int | None = None) -> "Program":
        """With the kronor variable in the rows of these rules: -1 lets the row be passed by as much. Such rows keep their unit."""
        return replace(self, kronor=Kronor(coefficients=coefficients, most=most))

    def at_least(self, objective: int) -> Row:
        """The row that keeps this program's objective (maximised) at an amount or above."""
        return Row(rule="value", terms={column: -amount for column, amount in self.objective.items()}, limit=-objective)

    def other_than(self, chosen: Collection[str]) -> Row:
        """The row that forbids one set of proposals and no other."""
        inside = {self.place[name] for name in chosen}
        terms = {column: 1 if column in inside else -1 for column in range(len(self.ids))}
        return Row(rule="other", terms=terms, limit=len(inside) - 1)

    def columns_of(self, chosen: Collection[str]) -> list[int]:
        """Every column but the kronor as a set of proposals makes them, counted and not read from a solver."""
        inside = [int(name in chosen) for name in self.ids]
        products = [int(all(inside[m] for m in members)) for members in self.products]
        counted = [min(c.baseline, sum(amount for j, amount in c.claims.items() if inside[j])) for c in self.counted]
        return [*inside, *products, *counted]

    def kronor_of(self, chosen: Collection[str]) -> int | None:
        """The kronor a set goes with, as the objective wants them (else the least); None when no amount will do."""
        if self.kronor is None:
            return 0
        columns = self.columns_of(chosen)
        least, most = 0, self.kronor.most
        for row in self.rows:
            each = self.kronor.coefficients.get(row.rule, 0)
            room = row.limit - sum(amount * columns[column] for column, amount in row.terms.items())
            if each < 0:
                least = max(least, -(room // -each))
            elif each > 0:
                most = room // each if most is None else min(most, room // each)
        wanted = self.objective.get(self.kronor_column, 0) * (1 if self.maximise else -1) > 0
        if most is not None and least > most:
            return None
        return most if wanted else least

    def objective_of(self, chosen: Collection[str]) -> int:
        """The objective of a set of proposals in whole numbers; times `unit` it is the value."""
        columns = [*self.columns_of(chosen), self.kronor_of(chosen) or 0]
        return sum(amount * columns[column] for column, amount in self.objective.items())

    def broken(self, chosen: Collection[str]) -> tuple[str, ...]:
        """The rules of the program that a set breaks, counted in whole numbers; each once, in the order of the program."""
        columns = self.columns_of(chosen)
        found = {f.rule: None for f in self.fixings if columns[f.column] != f.amount}
        for row in self.rows:
            open_end = self.kronor is not None and self.kronor.coefficients.get(row.rule)
            if not open_end and sum(amount * columns[column] for column, amount in row.terms.items()) > row.limit:
                found[row.rule] = None
        if self.kronor is not None and self.kronor_of(chosen) is None:
            found |= dict.fromkeys(self.kronor.coefficients)
        return tuple(found)


def program(problem: Problem, *, weights: Mapping[str, int | Fraction] | None = None) -> Program:
    """The problem as rows in the order of its named rules, with the value as objective.

    `weights`: by criterion instead of the problem's own, at least 0. Linear in the size of the problem. Source: docs/method.md; F2.
    """
    place = {p.id: column for column, p in enumerate(problem.proposals)}
    products = tuple(tuple(place[m] for m in s.members) for s in problem.synergies)
    counted = tuple(_counted(s.baseline, {place[j]: sek for j, sek in s.claims.items()}) for s in problem.savings)
    rows = [*_ceiling_rows(problem, place), *_prerequisite_rows(problem, place), *_floor_rows(problem, place)]
    order = {rule: i for i, rule in enumerate(rule_names(problem))}
    fixings = [
        Fixing(rule=f"{p.status}:{p.id}", column=place[p.id], amount=int(p.status in FIXED))
        for p in problem.proposals
        if p.status != "free"
    ]
    objective, unit = value_terms(problem, weights=weights)
    return Program(
        ids=tuple(place),
        products=products,
        counted=counted,
        rows=tuple(sorted(rows, key=lambda row: order[row.rule])),
        fixings=tuple(fixings),
        objective=objective,
        unit=unit,
        place=place,
    )


def value_terms(problem: Problem, *, weights: Mapping[str, int | Fraction] | None = None) -> tuple[Terms, Fraction]:
    """The value as whole numbers per column and what 1 of them is worth: multiplied by the common denominator, divided by
    what all have in common. Source: docs/method.md; F2.
    """
    by = {c.id: c.weight for c in problem.criteria} if weights is None else weights
    scores = [p.score for p in problem.proposals] + [s.score for s in problem.synergies]
    worth = [sum((Fraction(by[c]) * points for c, points in score.items()), Fraction(0)) for score in scores]
    rates = {c.id: c.sek_per_point or 1 for c in problem.criteria}
    for saving in problem.savings:
        step = _counted(saving.baseline, dict(enumerate(saving.claims.values()))).step_sek
        worth.append(Fraction(by[saving.criterion]) * step / rates[saving.criterion])
    return whole(dict(enumerate(worth)))


def whole(amounts: Mapping[int, Fraction | int]) -> tuple[Terms, Fraction]:
    """Fractions per column as whole numbers without a common factor, and what 1 of them is worth; zeros left out."""
    exact = {column: Fraction(amount) for column, amount in amounts.items() if amount}
    if not exact:
        return {}, Fraction(1)
    below = math.lcm(*(amount.denominator for amount in exact.values()))
    scaled = {column: int(amount * below) for column, amount in exact.items()}
    common = math.gcd(*scaled.values())
    return {column: amount // common for column, amount in scaled.items()}, Fraction(common, below)


def cost_terms(problem: Problem, years: Iterable[int]) -> Terms:
    """Kronor over the given years (0 = the year decided now) per column: proposals and what synergies change."""
    spans = list(years)
    lines: list[tuple[int, ...]] = [p.cost for p in problem.proposals]
    lines += [s.cost if s.charged_to is not None else () for s in problem.synergies]
    sums = [sum(cost[year] for year in spans if year < len(cost)) for cost in lines]
    return {column: amount for column, amount in enumerate(sums) if amount}


def model(asked: Program, *, leaving: Collection[str] = ()) -> Model:
    """The program for the solver: rows that cannot be broken and those of the rules in `leaving` left out, the others divided
    by what their numbers have in common (unless the kronor stand in them) with the limit rounded down.

    Overflow when a number is 2^53 or more. Source: docs/method.md; F2.
    """
    columns = _columns(asked)
    kept = [_reduced(asked, row, columns) for row in asked.rows if row.rule not in leaving]
    rows = [row for row in kept if row is not None] + definitions(asked)
    return Model(columns=columns, rows=rows, objective=asked.objective, maximise=asked.maximise)


def definitions(asked: Program) -> list[Row]:
    """What makes the columns of synergies and savings what they are; they belong to no named rule and are always kept."""
    found = []
    for index, members in enumerate(asked.products, len(asked.ids)):
        found += [Row(rule="synergy", terms={index: 1, m: -1}, limit=0) for m in members]
        found.append(Row(rule="synergy", terms={**dict.fromkeys(members, 1), index: -1}, limit=len(members) - 1))
    for index, counted in enumerate(asked.counted, len(asked.ids) + len(asked.products)):
        claims = {j: -amount for j, amount in counted.claims.items() if amount}
        found.append(Row(rule="saving", terms={index: 1, **claims}, limit=0))
    return found


def check_overflow(asked: Program) -> None:
    """Overflow when a number of the program that the solver would get is 2^53 or more, also where it is not asked."""
    made = model(asked)
    refuse_overflow(made.rows, made.objective, sums=False)


def _columns(asked: Program) -> list[Column]:
    lower, upper = [0] * len(asked.ids), [1] * len(asked.ids)
    for fixing in asked.fixings:
        lower[fixing.column] = max(lower[fixing.column], fixing.amount)
        upper[fixing.column] = min(upper[fixing.column], fixing.amount)
    columns = [Column(lower=low, upper=high) for low, high in zip(lower, upper, strict=True)]
    columns += [Column(whole=False) for _ in asked.products]
    columns += [Column(upper=c.baseline, whole=False) for c in asked.counted]
    return columns + ([Column(upper=asked.kronor.most)] if asked.kronor else [])


def _reduced(asked: Program, row: Row, columns: list[Column]) -> Row | None:
    each = asked.kronor.coefficients.get(row.rule, 0) if asked.kronor else 0
    terms = {column: amount for column, amount in row.terms.items() if amount}
    most = sum(amount * (columns[j].upper or 0) if amount > 0 else amount * columns[j].lower for j, amount in terms.items())
    if each <= 0 and most <= row.limit:
        return None
    if each:
        return Row(rule=row.rule, terms={**terms, asked.kronor_column: each}, limit=row.limit)
    common = math.gcd(*terms.values()) or 1
    return Row(rule=row.rule, terms={column: amount // common for column, amount in terms.items()}, limit=row.limit // common)


def _counted(baseline: int, claims: Terms) -> Counted:
    top = min(baseline, sum(claims.values()))
    step = math.gcd(top, *claims.values()) or 1
    return Counted(baseline=top // step, claims={j: sek // step for j, sek in claims.items()}, step_sek=step)


def _ceiling_rows(problem: Problem, place: Mapping[str, int]) -> list[Row]:
    synergies = {s.id: column for column, s in enumerate(problem.synergies, len(place))}
    found = []
    for top in ceilings(problem):
        terms = {place[j]: amount for j, amount in top.use.items() if amount}
        terms |= {synergies[s]: amount for s, amount in top.synergy_use.items() if amount}
        found.append(Row(rule=top.rule, terms=terms, limit=top.limit))
    return found


def _prerequisite_rows(problem: Problem, place: Mapping[str, int]) -> list[Row]:
    found = []
    for prerequisite in problem.prerequisites:
        rule, own = f"prerequisite:{prerequisite.proposal}", place[prerequisite.proposal]
        needs = [place[need] for need in prerequisite.needs]
        groups = [needs] if prerequisite.mode == "any" else [[need] for need in needs]
        for group in groups:
            if own not in group:
                found.append(Row(rule=rule, terms={own: 1, **dict.fromkeys(group, -1)}, limit=0))
    return found


def _floor_rows(problem: Problem, place: Mapping[str, int]) -> list[Row]:
    """Least numbers of exclusives, and balances."""
    found = [
        Row(rule=f"exclusive:{x.id}:min", terms={place[m]: -1 for m in x.members}, limit=-x.min) for x in problem.exclusives if x.min > 0
    ]
    for balance in problem.balances:
        found += _balance_rows(problem, balance, place)
    return found


def _balance_rows(problem: Problem, balance: Balance, place: Mapping[str, int]) -> list[Row]:
    members = _measured(problem, balance, balance.members, place)
    fixed = balance.base if isinstance(balance.base, int) else 0
    within = tuple(place) if balance.within is None else balance.within
    base = {} if isinstance(balance.base, int) else _measured(problem, balance, within, place)
    found = []
    for edge, share, sign in (("min", balance.min_share, 1), ("max", balance.max_share, -1)):
        if share is not None:
            above, below = share.numerator * sign, share.denominator * sign
            terms = {j: above * base.get(j, 0) - below * members.get(j, 0) for j in base.keys() | members.keys()}
            kept = {j: terms[j] for j in sorted(terms) if terms[j]}
            found.append(Row(rule=f"balance:{balance.id}:{edge}", terms=kept, limit=-above * fixed))
    return found


def _measured(problem: Problem, balance: Balance, lines: Collection[str], place: Mapping[str, int]) -> dict[int, int]:
    """A balance's measure of some proposals, by column: each 1, or kronor of year 1 with what synergies change."""
    if balance.measure == "count":
        return {place[j]: 1 for j in lines}
    costs = cost_terms(problem, [0])
    return {column: costs[column] for column in _charged(problem.synergies, lines, place) if column in costs}


def _charged(synergies: Iterable[Synergy], lines: Collection[str], place: Mapping[str, int]) -> list[int]:
    inside = set(lines)
    return [place[j] for j in lines] + [column for column, s in enumerate(synergies, len(place)) if s.charged_to in inside]
