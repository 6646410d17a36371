"""Problems of a city's size and kind, any number of them, and the published knapsacks: what `solve.py` measures on.

`city(count, seed)`: five portfolios, three parts, twelve bodies, three years, seven judged criteria and one of saved kronor.
What decides how hard they are stands in CITY; where a ceiling would not hold what is fixed, it is raised to that.
"""

import math
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

from nytta.engine.select import Program, whole
from nytta.engine.solver import Row

YEARS = [2026, 2027, 2028]
PORTFOLIOS = {"P1": 30, "P2": 25, "P3": 20, "P4": 15, "P5": 10}
PARTS = {"innovation": 20, "improvement": 50, "standardised": 30}
BODIES = [f"body-{i:02}" for i in range(1, 13)]
WEIGHTS = [15, 15, 15, 20, 10, 5, 10, 10]  # the last is the one of saved kronor
FRAMES = (Fraction(40, 100), Fraction(45, 100), Fraction(50, 100))
PART, DIRECTED, CAPACITY = Fraction(45, 100), Fraction(75, 100), Fraction(50, 100)
STEP = 10_000


def city(count: int, seed: int) -> dict[str, Any]:
    """One city's problem with every kind of rule, in the JSON of the cases. Same count and seed: same problem."""
    rng = random.Random(f"city-{count}-{seed}")
    lines = [_line(rng, f"A-{i:03}", count) for i in range(1, count + 1)]
    free = [line["id"] for line in lines if line["status"] == "free"]
    return {
        "years": YEARS,
        "criteria": [{"id": f"c{i}", "weight": w} for i, w in enumerate(WEIGHTS[:-1], 1)]
        + [{"id": "saved", "weight": WEIGHTS[-1], "sek_per_point": 20_000}],
        "portfolios": [_portfolio(name, [x for x in lines if x["portfolio"] == name]) for name in PORTFOLIOS],
        "proposals": lines,
        "prerequisites": [_prerequisite(rng, free) for _ in range(count // 20)],
        "exclusives": [{"id": f"x{i}", "members": group, "max": 1} for i, group in enumerate(_groups(rng, free, count // 15, (2, 3)), 1)],
        "synergies": [
            {"id": f"y{i}", "members": rng.sample(free, 2), "score": {f"c{rng.randint(1, 7)}": rng.randint(-10, 15)}}
            for i in range(1, count // 20 + 1)
        ],
        "savings": [_saving(rng, i, group, lines) for i, group in enumerate(_groups(rng, free, count // 12, (2, 3, 4)), 1)],
        "capacities": [_capacity(rng, body, [x for x in lines if x["body"] == body]) for body in BODIES],
        "balances": _balances(lines),
    }


def light(raw: dict[str, Any]) -> dict[str, Any]:
    """Without ceilings of directed proposals, capacities and balances."""
    portfolios = [{**portfolio, "directed_max": None} for portfolio in raw["portfolios"]]
    return {**raw, "portfolios": portfolios, "capacities": [], "balances": []}


def without_capacities(raw: dict[str, Any]) -> dict[str, Any]:
    """Every rule but capacities."""
    return {**raw, "capacities": []}


def _line(rng: random.Random, name: str, count: int) -> dict[str, Any]:
    sek = min(12_000_000, max(100_000, rng.lognormvariate(math.log(1_200_000), 0.8)))
    cost = [round(sek / STEP) * STEP]
    for _ in range(rng.choices([0, 1, 2], [65, 25, 10])[0]):
        cost.append(round(cost[0] * rng.uniform(0.4, 1) / STEP) * STEP)
    size = 100 * min(1, (cost[0] / 6_000_000) ** 0.6)
    score = {f"c{i}": min(100, round(size * rng.betavariate(2, 2) * rng.choice([0.4, 1, 1, 1.4]))) for i in range(1, 8)}
    return {
        "id": name,
        "portfolio": rng.choices(list(PORTFOLIOS), list(PORTFOLIOS.values()))[0],
        "part": rng.choices(list(PARTS), list(PARTS.values()))[0],
        "directed": rng.random() < 0.8,
        "body": rng.choice(BODIES),
        "cost": cost,
        "score": score,
        "submitted": rng.randint(1, count),
        "status": rng.choices(["mandatory", "bound", "free"], [2, 6, 52])[0],
    }


def _asked(lines: list[dict[str, Any]], share: Fraction, year: int = 0) -> int:
    """A share of what is asked for, never less than what is fixed."""
    asked = [(line["status"], line["cost"][year]) for line in lines if year < len(line["cost"])]
    fixed = sum(sek for status, sek in asked if status != "free")
    return max(fixed, int(share * sum(sek for _, sek in asked)) // STEP * STEP)


def _portfolio(name: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    frame = [_asked(lines, share, year) for year, share in enumerate(FRAMES)]
    directed = [line for line in lines if line["directed"]]
    return {
        "id": name,
        "frame": frame,
        "parts": {part: _asked([line for line in lines if line["part"] == part], PART) for part in PARTS},
        "directed_max": max(_asked(directed, Fraction(0)), int(DIRECTED * frame[0]) // STEP * STEP),
    }


def _prerequisite(rng: random.Random, free: list[str]) -> dict[str, Any]:
    own, *needs = rng.sample(free, rng.choice([2, 3]))
    return {"proposal": own, "needs": needs, "mode": rng.choice(["all", "any"])}


def _groups(rng: random.Random, free: list[str], count: int, sizes: tuple[int, ...]) -> list[list[str]]:
    """Groups without a proposal in two of them."""
    left = rng.sample(free, len(free))
    return [[left.pop() for _ in range(min(rng.choice(sizes), len(left)))] for _ in range(count) if len(left) > 1]


def _saving(rng: random.Random, number: int, group: list[str], lines: list[dict[str, Any]]) -> dict[str, Any]:
    costs = {line["id"]: line["cost"][0] for line in lines}
    claims = {name: max(1, round(costs[name] * rng.uniform(0.2, 0.8) / STEP)) * STEP for name in group}
    return {"id": f"s{number}", "criterion": "saved", "baseline": sum(claims.values()) * 65 // 100 // STEP * STEP, "claims": claims}


def _capacity(rng: random.Random, body: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Weeks that a body's own people give: 1 to 10 in each year, whatever the cost."""
    use = {line["id"]: [rng.randint(1, 10) for _ in line["cost"]] for line in lines}
    fixed = {line["id"] for line in lines if line["status"] != "free"}
    limit = []
    for year in range(len(YEARS)):
        weeks = {name: amounts[year] for name, amounts in use.items() if year < len(amounts)}
        limit.append(max(int(CAPACITY * sum(weeks.values())), sum(amount for name, amount in weeks.items() if name in fixed)))
    return {"id": body, "limit": limit, "use": use}


def _balances(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    bodies = {body: [line["id"] for line in lines if line["body"] == body] for body in BODIES}
    rows = [
        {"id": body, "members": members, "measure": "cost", "base": "selected", "max_share": "1/4"}
        for body, members in bodies.items()
        if members
    ]
    bold = [line["id"] for line in lines if line["part"] == "innovation"]
    return [*rows, {"id": "bold", "members": bold, "measure": "cost", "base": "selected", "min_share": "1/10"}] if bold else rows


def knapsacks(file: Path) -> list[tuple[Program, Fraction]]:
    """The instances of a file of the OR-Library's multidimensional knapsacks, each with its published value (0 = none)."""
    numbers = iter(Fraction(word) for word in file.read_text().split())
    found = []
    for _ in range(int(next(numbers))):
        columns, rows, published = int(next(numbers)), int(next(numbers)), next(numbers)
        worth, unit = whole({j: next(numbers) for j in range(columns)})
        uses = [{j: next(numbers) for j in range(columns)} for _ in range(rows)]
        limits = [next(numbers) for _ in range(rows)]
        ids = tuple(f"item-{j}" for j in range(columns))
        kept = tuple(_whole_row(f"use-{i}", use, limit) for i, (use, limit) in enumerate(zip(uses, limits, strict=True)))
        place = {name: j for j, name in enumerate(ids)}
        program = Program(ids=ids, products=(), counted=(), rows=kept, fixings=(), objective=worth, unit=unit, place=place)
        found.append((program, published))
    return found


def _whole_row(rule: str, use: dict[int, Fraction], limit: Fraction) -> Row:
    below = math.lcm(limit.denominator, *(amount.denominator for amount in use.values()))
    return Row(rule=rule, terms={j: int(amount * below) for j, amount in use.items()}, limit=int(limit * below))
