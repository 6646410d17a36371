"""The figures of docs/method.md "What would have changed it" by their definitions: every subset, every krona, no solver."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from nytta.engine.problem import exact

from . import naive
from .naive import Raw


@dataclass(frozen=True)
class Subset:
    """A set with what it is worth, where it stands by the tie rule (least is best), and the rules that it breaks."""

    inside: frozenset[str]
    value: Fraction
    place: tuple[Any, ...]
    broken: frozenset[str]


def subsets(raw: Raw) -> list[Subset]:
    """All of them, best first by the tie rule, whatever they break."""
    names = [line["id"] for line in raw["proposals"]]
    found = [_subset(raw, frozenset(some)) for size in range(len(names) + 1) for some in combinations(names, size)]
    return sorted(found, key=lambda subset: subset.place)


def _subset(raw: Raw, inside: frozenset[str]) -> Subset:
    chosen, worth = set(inside), naive.value(raw, set(inside))
    years = [sum(naive.cost(raw, chosen, name, t) for name in chosen) for t in range(len(raw["years"]))]
    turn = sorted(raw["proposals"], key=lambda line: (line["submitted"], line["id"]))
    place = (-worth, years[0], sum(years), tuple(line["id"] not in inside for line in turn))
    return Subset(inside, worth, place, frozenset(naive.broken(raw, chosen)))


def first(found: Iterable[Subset]) -> Subset | None:
    """The best that breaks nothing."""
    return next((subset for subset in found if not subset.broken), None)


def listed(raw: Raw, inside: Iterable[str]) -> list[str]:
    """In the order of the problem."""
    held = set(inside)
    return [line["id"] for line in raw["proposals"] if line["id"] in held]


def override(raw: Raw, every: list[Subset], force_in: list[str], force_out: list[str]) -> dict[str, Any]:
    """The answer of kind override."""
    best = first(every)
    kept = first(s for s in every if s.inside.issuperset(force_in) and not s.inside.intersection(force_out))
    if best is None or kept is None:
        return {"infeasible": True}
    chosen = set(kept.inside)
    return {
        "selected": listed(raw, chosen),
        "value": exact(kept.value),
        "cost_by_year": [sum(naive.cost(raw, chosen, name, t) for name in chosen) for t in range(len(raw["years"]))],
        "cost_by_portfolio": {
            home["id"]: sum(
                naive.cost(raw, chosen, x["id"], 0) for x in raw["proposals"] if x["id"] in chosen and x["portfolio"] == home["id"]
            )
            for home in raw["portfolios"]
        },
        "price": exact(best.value - kept.value),
        "enters": listed(raw, kept.inside - best.inside),
        "leaves": listed(raw, best.inside - kept.inside),
    }


def smallest_change(raw: Raw, every: list[Subset], name: str) -> dict[str, Any] | None:
    """The answer of kind smallest_change; None when nothing is feasible."""
    best = first(every)
    if best is None:
        return None
    inside = first(s for s in every if name in s.inside)
    outside = first(s for s in every if name not in s.inside)
    value_in, value_out = inside and inside.value, outside and outside.value
    gap = None if value_in is None or value_out is None else value_in - value_out
    answer: dict[str, Any] = {"selected": name in best.inside, "value_in": _shown(value_in), "value_out": _shown(value_out)}
    level = [s for s in every if name in s.inside and (value_out is None or s.value >= value_out)]
    if name in best.inside:
        answer["margin"] = _shown(gap)
        answer["cost_rise_tolerated"] = _cost_change(raw, level, name, 1)
        answer["frame_cut_out"] = _frame_cut_out(raw, every, name)
        return answer
    answer["gain_needed"] = None if gap is None else exact(-gap)
    answer |= _extra_frame(raw, every, name, best)
    answer["cost_cut"] = _cost_change(raw, level, name, -1)
    return answer


def _shown(number: Fraction | None) -> int | str | None:
    return None if number is None else exact(number)


def _tops(raw: Raw, name: str) -> tuple[list[tuple[str, int, Callable[[Raw], bool]]], int]:
    """The ceilings of a proposal: rule, limit, and who falls under it; with the sum of all costs, which is enough for anyone."""
    line = next(x for x in raw["proposals"] if x["id"] == name)
    home = next(x for x in raw["portfolios"] if x["id"] == line["portfolio"])
    part, code = line["part"], home["id"]
    found: list[tuple[str, int, Callable[[Raw], bool]]] = [(f"frame:{code}:{raw['years'][0]}", home["frame"][0], lambda x: True)]
    if home["parts"].get(part) is not None:
        found.append((f"part:{code}:{part}", home["parts"][part], lambda x: bool(x["part"] == part)))
    if line["directed"] and home["directed_max"] is not None:
        found.append((f"directed:{code}", home["directed_max"], lambda x: bool(x["directed"])))
    return found, sum(x["cost"][0] for x in raw["proposals"])


def _room(raw: Raw, every: list[Subset], name: str) -> list[tuple[Subset, int]]:
    """The sets that break nothing but the proposal's ceilings, best first, with the kronor left under the tightest of these."""
    tops, _ = _tops(raw, name)
    home = next(x["portfolio"] for x in raw["proposals"] if x["id"] == name)
    found = []
    for subset in every:
        if subset.broken <= {rule for rule, _, _ in tops}:
            chosen = set(subset.inside)
            mine = [x for x in raw["proposals"] if x["id"] in chosen and x["portfolio"] == home]
            left = [limit - sum(naive.cost(raw, chosen, x["id"], 0) for x in mine if under(x)) for _, limit, under in tops]
            found.append((subset, min(left)))
    return found


def _extra_frame(raw: Raw, every: list[Subset], name: str, best: Subset) -> dict[str, Any]:
    room = _room(raw, every, name)
    keys = ("extra_frame", "with_extra_frame", "extra_frame_enters", "extra_frame_leaves")
    for extra in range(_tops(raw, name)[1] + 1):
        fitting = [subset for subset, left in room if left + extra >= 0]
        top = [s for s in fitting if s.value == fitting[0].value]
        holding = next((s.inside for s in top if name in s.inside), None)
        if holding is not None:
            sets = (holding, holding - best.inside, best.inside - holding)
            return dict(zip(keys, (extra, *(listed(raw, s) for s in sets)), strict=True))
    return dict.fromkeys(keys)


def _frame_cut_out(raw: Raw, every: list[Subset], name: str) -> int | None:
    room, (tops, _) = _room(raw, every, name), _tops(raw, name)
    for cut in range(min(limit for _, limit, _ in tops) + 1):
        fitting = [subset for subset, left in room if left >= cut]
        if not any(name in s.inside for s in fitting if s.value == fitting[0].value):
            return cut
    return None


def _cost_change(raw: Raw, level: list[Subset], name: str, sign: int) -> int | None:
    """The most kronor up, or the least down, with which one of the sets breaks nothing."""
    line = next(x for x in raw["proposals"] if x["id"] == name)
    frame = next(x["frame"][0] for x in raw["portfolios"] if x["id"] == line["portfolio"])
    lifted = {rule for rule, _, _ in _tops(raw, name)[0]}
    loose = [s.inside for s in level if all(r in lifted or r.startswith("balance:") for r in s.broken)]
    for kronor in range(frame, -1, -1) if sign > 0 else range(line["cost"][0] + 1):
        changed = line | {"cost": [line["cost"][0] + sign * kronor, *line["cost"][1:]]}
        moved = {**raw, "proposals": [changed if x["id"] == name else x for x in raw["proposals"]]}
        for inside in loose:
            if naive.cost(moved, set(inside), name, 0) >= 0 and not naive.broken(moved, set(inside)):
                return kronor
    return None


def weight_interval(raw: Raw, every: list[Subset], criterion: str) -> dict[str, Any] | None:
    """The answer of kind weight_interval: against each feasible set the shares at which the best is at least level."""
    best = first(every)
    if best is None:
        return None
    weights = {c["id"]: c["weight"] for c in raw["criteria"]}
    whole = sum(weights.values())
    low, high = Fraction(0), Fraction(1)
    mine = _two_values(raw, weights, criterion, best)
    for rival in every:
        if not rival.broken:
            theirs = _two_values(raw, weights, criterion, rival)
            slope = (mine[0] - theirs[0]) - (mine[1] - theirs[1])
            start = mine[1] - theirs[1]  # mine - theirs = start + t * slope >= 0
            if slope > 0:
                low = max(low, -start / slope)
            elif slope < 0:
                high = min(high, -start / slope)
    return {
        "selected": listed(raw, best.inside),
        "share_now": exact(Fraction(weights[criterion], whole)),
        "low": exact(low),
        "high": exact(high),
    }


def _two_values(raw: Raw, weights: dict[str, int], criterion: str, subset: Subset) -> tuple[Fraction, Fraction]:
    """Points on the criterion, and the weighted mean of the others (0 when these weigh nothing)."""
    whole = sum(weights.values()) - weights[criterion]
    alone, rest = (
        {**raw, "criteria": [c | {"weight": weigh(c)} for c in raw["criteria"]]}
        for weigh in (lambda c: int(c["id"] == criterion), lambda c: 0 if c["id"] == criterion else c["weight"])
    )
    inside = set(subset.inside)
    return naive.value(alone, inside), naive.value(rest, inside) / whole if whole else Fraction(0)


def frame_frontier(raw: Raw, every: list[Subset], portfolio: str, low: int, high: int) -> list[dict[str, Any]]:
    """The steps of kind frame_frontier: every krona between low and high tried."""
    rule = f"frame:{portfolio}:{raw['years'][0]}"
    mine = [x["id"] for x in raw["proposals"] if x["portfolio"] == portfolio]
    loose = []
    for subset in every:
        if subset.broken <= {rule}:
            chosen = set(subset.inside)
            loose.append((subset, sum(naive.cost(raw, chosen, name, 0) for name in mine if name in chosen)))
    steps: list[dict[str, Any]] = []
    reached: Fraction | None = None
    for frame in range(low, high + 1):
        top = next((subset for subset, used in loose if used <= frame), None)
        if top is not None and (reached is None or top.value > reached):
            reached = top.value
            steps.append({"frame": frame, "value": exact(reached), "selected": listed(raw, top.inside)})
    return steps


def cost_frontier(raw: Raw, every: list[Subset]) -> list[dict[str, Any]]:
    """The points of kind cost_frontier: every feasible set against every other."""
    feasible = [s for s in every if not s.broken]
    points = []
    for one in feasible:
        worth, cost = one.value, one.place[1]
        if not any(s.place[1] <= cost and s.value >= worth and (s.place[1], s.value) != (cost, worth) for s in feasible):
            points.append((cost, worth, one.inside))
    kept: dict[int, dict[str, Any]] = {}
    for cost, worth, inside in points:  # the first of a pair is the best by the tie rule
        kept.setdefault(cost, {"cost": cost, "value": exact(worth), "selected": listed(raw, inside)})
    return [kept[cost] for cost in sorted(kept)]
