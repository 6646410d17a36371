"""Problems in the JSON of the cases: one worked by hand, small ones with every kind of rule, and a city of any size."""

import random
from typing import Any

PARTS = ("improvement", "innovation", "standardised")


def proposal(name: str, cost: int, goal: int, submitted: int = 1, /, **more: Any) -> dict[str, Any]:
    """One free line of portfolio P1."""
    line = {"id": name, "portfolio": "P1", "part": "improvement", "directed": False, "body": "schools", "status": "free"}
    return line | {"cost": [cost], "score": {"goal": goal}, "submitted": submitted} | more


def problem(*proposals: dict[str, Any], frame: int = 100, **more: Any) -> dict[str, Any]:
    """One year, one portfolio, one criterion of weight 1."""
    portfolio = {"id": "P1", "frame": [frame], "parts": {}, "directed_max": None}
    start = {"years": [2026], "criteria": [{"id": "goal", "weight": 1}], "portfolios": [portfolio]}
    return start | {"proposals": list(proposals)} | more


def everything(seed: int, count: int = 7) -> dict[str, Any]:
    """A small problem with every kind of rule, tight enough that many are broken by a random set."""
    rng = random.Random(f"everything-{seed}")
    ids = [f"A-{i:02}" for i in range(1, count + 1)]
    lines = [_line(rng, name, ids) for name in ids]
    portfolios = [_portfolio(rng, name) for name in ("P1", "P2")]
    charged = rng.choice(ids)
    cost = next(line["cost"][0] for line in lines if line["id"] == charged)
    partners = rng.sample([i for i in ids if i != charged], 1)
    synergies = [
        {"id": "y1", "members": [charged, *partners], "score": {"goal": -9}, "cost": [-(cost // 2)], "charged_to": charged},
        {"id": "y2", "members": rng.sample(ids, 3), "score": {"risk": 15}},
    ]
    claims = {i: rng.randint(0, 60) for i in rng.sample(ids, 3)}
    use = {i: [rng.randint(0, 5), rng.randint(0, 3)][: rng.randint(1, 2)] for i in rng.sample(ids, 4)}
    return {
        "years": [2026, 2027],
        "criteria": [{"id": "goal", "weight": 3}, {"id": "risk", "weight": 2}, {"id": "saved", "weight": 1, "sek_per_point": 7}],
        "portfolios": portfolios,
        "proposals": lines,
        "prerequisites": [
            {"proposal": ids[0], "needs": rng.sample(ids[1:], 2), "mode": rng.choice(["all", "any"])},
            {"proposal": ids[1], "needs": rng.sample(ids[2:], 2), "mode": "any"},
        ],
        "exclusives": [{"id": "x1", "members": rng.sample(ids, 3), "min": rng.randint(0, 1), "max": rng.randint(1, 2)}],
        "synergies": synergies,
        "savings": [{"id": "s1", "criterion": "saved", "baseline": 70, "claims": claims}],
        "capacities": [{"id": "c1", "limit": [rng.randint(3, 10), rng.choice([None, 3])], "use": use}],
        "balances": [
            {"id": "b1", "members": rng.sample(ids, 3), "measure": "cost", "base": "selected", "min_share": "3/10"},
            {"id": "b2", "members": ids[:2], "within": ids[:5], "measure": "count", "base": "selected", "max_share": "1/2"},
            {"id": "b3", "members": rng.sample(ids, 4), "measure": "cost", "base": 60, "min_share": "1/6", "max_share": "5/4"},
        ],
    }


def _line(rng: random.Random, name: str, ids: list[str]) -> dict[str, Any]:
    return {
        "id": name,
        "portfolio": rng.choice(["P1", "P2"]),
        "part": rng.choice(PARTS),
        "directed": rng.random() < 0.4,
        "body": rng.choice(["schools", "streets"]),
        "cost": [rng.choice([0, 10, 20, 30, 40]), rng.choice([0, 10, 20])][: rng.randint(1, 2)],
        "score": {"goal": rng.randint(0, 4) * 5, "risk": rng.randint(0, 4) * 5},
        "submitted": rng.randint(1, len(ids)),
        "status": rng.choice(["free"] * 8 + ["mandatory", "granted", "bound", "excluded"]),
    }


def _portfolio(rng: random.Random, name: str) -> dict[str, Any]:
    parts = {part: rng.choice([None, 30, 60]) for part in rng.sample(PARTS, 2)}
    return {
        "id": name,
        "frame": [rng.randint(20, 120), rng.choice([None, 20, 30])],
        "parts": parts,
        "directed_max": rng.choice([None, 30, 50]),
    }


def city(count: int, seed: int) -> dict[str, Any]:
    """City-like in size and rules (docs/method.md, roughly): 5 portfolios, 3 years, 12 bodies, 8 criteria."""
    rng = random.Random(f"city-{count}-{seed}")
    goals = [f"c{i}" for i in range(7)]
    ids = [f"A-{i:03}" for i in range(count)]
    lines = [
        proposal(
            name,
            0,
            0,
            rng.randint(1, count),
            portfolio=f"P{rng.randint(1, 5)}",
            part=rng.choice(PARTS),
            directed=rng.random() < 0.5,
            body=f"b{rng.randint(1, 12)}",
            cost=[max(1, round(120 * rng.lognormvariate(0, 0.8))) * 10_000 for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))],
            score={goal: rng.randint(0, 100) for goal in goals},
            status=rng.choice(["free"] * 26 + ["mandatory", "bound", "bound", "excluded"]),
        )
        for name in ids
    ]
    frames = {f"P{i}": sum(line["cost"][0] for line in lines if line["portfolio"] == f"P{i}") for i in range(1, 6)}
    claims = [rng.sample(ids, 3) for _ in range(count // 12)]
    return {
        "years": [2026, 2027, 2028],
        "criteria": [*({"id": goal, "weight": 15} for goal in goals), {"id": "saved", "weight": 10, "sek_per_point": 20_000}],
        "portfolios": [
            {"id": p, "frame": [f * 2 // 5, f // 4, f // 6], "parts": dict.fromkeys(PARTS, f // 6), "directed_max": f * 3 // 10}
            for p, f in frames.items()
        ],
        "proposals": lines,
        "prerequisites": [dict(zip(("proposal", "needs"), (a, [b]), strict=True), mode="all") for a, b in _pairs(rng, ids, 20)],
        "exclusives": [{"id": f"x{i}", "members": list(pair), "max": 1} for i, pair in enumerate(_pairs(rng, ids, 15))],
        "synergies": [{"id": f"y{i}", "members": list(p), "score": {"c0": 9}} for i, p in enumerate(_pairs(rng, ids, 20))],
        "savings": [
            {"id": f"s{i}", "criterion": "saved", "baseline": 900_000, "claims": dict.fromkeys(group, 500_000)}
            for i, group in enumerate(claims)
        ],
        "capacities": [
            {"id": b, "limit": [25, 25, 25], "use": {x["id"]: [rng.randint(1, 9)] * 3 for x in lines if x["body"] == b}}
            for b in sorted({line["body"] for line in lines})
        ],
        "balances": [
            {"id": "floor", "members": ids[::3], "measure": "cost", "base": "selected", "min_share": "1/10"},
        ],
    }


def _pairs(rng: random.Random, ids: list[str], one_in: int) -> list[list[str]]:
    return [rng.sample(ids, 2) for _ in range(len(ids) // one_in)]


def level(seed: int, count: int = 7) -> dict[str, Any]:
    """As `everything`, with all proposals free and worth nearly the same, so that sets of equal value are many."""
    rng = random.Random(f"level-{seed}")
    raw = everything(seed, count)
    for line in raw["proposals"]:
        line |= {"status": "free", "score": {"goal": 10}, "cost": [rng.choice([0, 10, 10]), rng.choice([0, 5])]}
    return raw | {"balances": [], "synergies": raw["synergies"][1:], "savings": []}
