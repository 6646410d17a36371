"""Files of published instances: knapsacks with several objectives or several resources, and votes on a budget.

Source: docs/method.md; selection-cases.json, kinds pareto_core and pabulib.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from .problem import BadProblem, Capacity, Criterion, Portfolio, Problem, Proposal

T = TypeVar("T")
MOST_DIGITS = 30


@dataclass(frozen=True)
class Knapsack:
    """`profits[item][objective]`, all to be maximised, and `weights[item][resource]` within `limits`; whole numbers >= 0.

    `scale` is what decimals in the file were multiplied by. `best` is the published best value of a single objective, scaled;
    `points` the published complete non-dominated set. Both are empty where the file has none.
    """

    limits: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    profits: tuple[tuple[int, ...], ...]
    scale: int = 1
    best: int | None = None
    points: frozenset[tuple[int, ...]] = frozenset()


@dataclass(frozen=True)
class Votes:
    """The projects not dearer than the budget with their costs, in the order of the file, and per voter those named."""

    budget: Fraction
    costs: dict[str, Fraction]
    ballots: tuple[tuple[str, ...], ...]


def read_objectives(text: str) -> Knapsack:
    """A knapsack with one resource and one or more objectives, in either of two published forms.

    With comments (#): the numbers of items, objectives and resources (1), then profits by objective, weights and the limit.
    Without: items, objectives, limit, a row of weight and profits per item, the number of published points, the points.
    """
    commented = "#" in text
    words = (_number(word) for line in text.splitlines() for word in line.split("#")[0].split())
    numbers = iter([_whole(number) for number in words])
    n, m, third = _next(numbers, 3)
    if commented:
        if third != 1:
            raise BadProblem("file", "more than one resource")
        columns = [_next(numbers, n) for _ in range(m + 1)]
        (limit,) = _next(numbers, 1)
        return _checked(Knapsack((limit,), tuple((w,) for w in columns[m]), tuple(zip(*columns[:m], strict=True))))
    rows = [_next(numbers, m + 1) for _ in range(n)]
    count = next(numbers, 0)
    points = frozenset(_next(numbers, m) for _ in range(count))
    return _checked(Knapsack((third,), tuple(row[:1] for row in rows), tuple(row[1:] for row in rows), points=points))


def read_resources(text: str) -> tuple[Knapsack, ...]:
    """Knapsacks with one objective and several resources as the OR-Library publishes them: their number, and for each items,
    resources, best value (0 = unknown), profits, weights by resource, limits. Decimals are scaled to whole numbers.
    """
    numbers = (_number(word) for word in text.split())
    (count,) = _next(numbers, 1)
    return tuple(_one_objective(numbers) for _ in range(_whole(count)))


def _one_objective(numbers: Iterator[Fraction]) -> Knapsack:
    n, m, best = _next(numbers, 3)
    items, resources = _whole(n), _whole(m)
    profits = _next(numbers, items)
    rows = [_next(numbers, items) for _ in range(resources)]
    limits = _next(numbers, resources)
    scale = _scale([*profits, best])
    by_row = [_scale([*row, limit]) for row, limit in zip(rows, limits, strict=True)]
    scaled = [[_whole(weight * by) for weight in row] for row, by in zip(rows, by_row, strict=True)]
    found = Knapsack(
        limits=tuple(_whole(limit * by) for limit, by in zip(limits, by_row, strict=True)),
        weights=tuple(zip(*scaled, strict=True)),
        profits=tuple((_whole(profit * scale),) for profit in profits),
        scale=scale,
        best=_whole(best * scale) or None,
    )
    return _checked(found)


def as_problem(knapsack: Knapsack) -> Problem:
    """The knapsack as a selection problem: items as proposals without cost, objectives as criteria of weight 1, resources as
    capacities. Ids are numbers from 1. Profits may exceed 100: they are points of nothing but the instance.
    """
    ids = [str(item) for item in range(1, len(knapsack.profits) + 1)]
    goals = [str(objective) for objective in range(1, len(knapsack.profits[0]) + 1)] if ids else []
    rows = list(zip(ids, knapsack.profits, knapsack.weights, strict=True))
    return Problem(
        years=(1,),
        criteria=tuple(Criterion(id=goal, weight=1) for goal in goals),
        portfolios=(Portfolio(id="all", frame=(0,)),),
        proposals=tuple(
            Proposal(
                id=name,
                portfolio="all",
                part="all",
                directed=False,
                body="all",
                cost=(0,),
                score=dict(zip(goals, profits, strict=True)),
                submitted=int(name),
            )
            for name, profits, _ in rows
        ),
        capacities=tuple(
            Capacity(id=str(resource + 1), limit=(limit,), use={name: (weights[resource],) for name, _, weights in rows})
            for resource, limit in enumerate(knapsack.limits)
        ),
    )


def read_votes(text: str) -> Votes:
    """Votes in the form of pabulib.org: three parts META, PROJECTS and VOTES, each a table separated by semicolons.

    A project dearer than the budget is left out, also of the ballots; every project that a ballot names counts alike.
    """
    parts = _parts(text)
    about = {row[0].strip(): row[1] for row in parts["META"] if len(row) > 1}
    budget = _number(about.get("budget", ""), "file.META.budget")
    projects, votes = (_table(parts[name], name) for name in ("PROJECTS", "VOTES"))
    costs = {row["project_id"].strip(): _number(row["cost"], "file.PROJECTS.cost") for row in projects}
    kept = {name: cost for name, cost in costs.items() if cost <= budget}
    ballots = (dict.fromkeys(name.strip() for name in row["vote"].split(",")) for row in votes)
    return Votes(budget, kept, tuple(tuple(name for name in ballot if name in kept) for ballot in ballots))


def _parts(text: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {"META": [], "PROJECTS": [], "VOTES": []}
    part = ""
    for row in csv.reader(text.splitlines(), delimiter=";"):
        if row and row[0].strip().upper() in found:
            part = row[0].strip().upper()
        elif row and part:
            found[part].append(row)
    return found


def _table(rows: Sequence[Sequence[str]], part: str) -> list[dict[str, str]]:
    if not rows:
        raise BadProblem(f"file.{part}", "missing")
    head = [name.strip() for name in rows[0]]
    for name in ("project_id", "cost") if part == "PROJECTS" else ("vote",):
        if name not in head:
            raise BadProblem(f"file.{part}.{name}", "missing")
    return [dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=False)) for row in rows[1:]]


def _checked(knapsack: Knapsack) -> Knapsack:
    if any(number < 0 for row in (knapsack.limits, *knapsack.weights, *knapsack.profits) for number in row):
        raise BadProblem("file", "a negative number")
    return knapsack


def _next(numbers: Iterator[T], count: int) -> tuple[T, ...]:
    found = tuple(islice(numbers, count))
    if len(found) < count:
        raise BadProblem("file", "ends too early")
    return found


def _number(word: str, field: str = "file") -> Fraction:
    """A decimal number, with a point or a comma."""
    plain = word.strip().replace(",", ".")
    digits = plain.lstrip("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MOST_DIGITS:
        raise BadProblem(field, f"not a number: {word[:MOST_DIGITS]}")
    return Fraction(plain)


def _whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise BadProblem("file", f"not a whole number: {number}")
    return number.numerator


def _scale(numbers: Iterable[Fraction]) -> int:
    """The least power of ten that makes all of them whole."""
    scale = 1
    while any((number * scale).denominator != 1 for number in numbers):
        scale *= 10
    return scale
