"""The rules of docs/method.md and the pass of section 3 once more, straight from the JSON: slow and plain."""

from fractions import Fraction
from typing import Any

IN = ("mandatory", "granted", "bound")
Raw = dict[str, Any]


def _lines(raw: Raw) -> dict[str, Raw]:
    return {line["id"]: line for line in raw["proposals"]}


def cost(raw: Raw, chosen: set[str], name: str, year: int) -> int:
    """Kronor of one proposal in a year, after synergies."""
    own = [*_lines(raw)[name]["cost"], 0, 0, 0][year]
    for synergy in raw.get("synergies", []):
        if synergy.get("charged_to") == name and all(m in chosen for m in synergy["members"]):
            own += [*synergy["cost"], 0, 0, 0][year]
    return own


def value(raw: Raw, chosen: set[str]) -> Fraction:
    """Weight by weight, thing by thing."""
    total = Fraction(0)
    for criterion in raw["criteria"]:
        name, weight = criterion["id"], criterion["weight"]
        for line in raw["proposals"]:
            if line["id"] in chosen:
                total += weight * line["score"].get(name, 0)
        for synergy in raw.get("synergies", []):
            if all(m in chosen for m in synergy["members"]):
                total += weight * synergy.get("score", {}).get(name, 0)
        for saving in raw.get("savings", []):
            if saving["criterion"] == name:
                claimed = sum(amount for m, amount in saving["claims"].items() if m in chosen)
                total += weight * Fraction(min(claimed, saving["baseline"]), criterion["sek_per_point"])
    return total


def excesses(raw: Raw, chosen: set[str]) -> dict[str, int]:
    """Every ceiling of the pass with how far it is broken, 0 when kept, in the order of section 1."""
    found: dict[str, int] = {}
    for line in raw["proposals"]:
        if line["status"] == "excluded":
            found[f"excluded:{line['id']}"] = int(line["id"] in chosen)
    for home in raw["portfolios"]:
        mine = [line for line in raw["proposals"] if line["portfolio"] == home["id"] and line["id"] in chosen]
        for t, limit in enumerate(home["frame"]):
            if limit is not None:
                used = sum(cost(raw, chosen, line["id"], t) for line in mine)
                found[f"frame:{home['id']}:{raw['years'][t]}"] = max(0, used - limit)
        for part, limit in home["parts"].items():
            if limit is not None:
                used = sum(cost(raw, chosen, line["id"], 0) for line in mine if line["part"] == part)
                found[f"part:{home['id']}:{part}"] = max(0, used - limit)
        if home["directed_max"] is not None:
            used = sum(cost(raw, chosen, line["id"], 0) for line in mine if line["directed"])
            found[f"directed:{home['id']}"] = max(0, used - home["directed_max"])
    return found | _excesses_across(raw, chosen)


def _excesses_across(raw: Raw, chosen: set[str]) -> dict[str, int]:
    """Those that do not belong to one portfolio."""
    found: dict[str, int] = {}
    for row in raw.get("prerequisites", []):
        held = [need in chosen for need in row["needs"]]
        kept = row["proposal"] not in chosen or (all(held) if row["mode"] == "all" else any(held))
        name = f"prerequisite:{row['proposal']}"
        found[name] = max(found.get(name, 0), int(not kept))
    for group in raw.get("exclusives", []):
        if group.get("max") is not None:
            found[f"exclusive:{group['id']}:max"] = max(0, sum(m in chosen for m in group["members"]) - group["max"])
    for capacity in raw.get("capacities", []):
        for t, limit in enumerate(capacity["limit"]):
            if limit is not None:
                used = sum([*use, 0, 0, 0][t] for m, use in capacity["use"].items() if m in chosen)
                found[f"capacity:{capacity['id']}:{raw['years'][t]}"] = max(0, used - limit)
    return found


def broken(raw: Raw, chosen: set[str]) -> set[str]:
    """All named rules that the set breaks."""
    found = {name for name, excess in excesses(raw, chosen).items() if excess}
    found |= {f"{x['status']}:{x['id']}" for x in raw["proposals"] if x["status"] in IN and x["id"] not in chosen}
    for group in raw.get("exclusives", []):
        if sum(m in chosen for m in group["members"]) < group.get("min", 0):
            found.add(f"exclusive:{group['id']}:min")
    for balance in raw.get("balances", []):
        within = set(balance.get("within") or _lines(raw)) & chosen
        mine = set(balance["members"]) & chosen
        counts = balance["measure"] == "count"
        size = {m: 1 if counts else cost(raw, chosen, m, 0) for m in chosen}
        base = sum(size[m] for m in within) if balance["base"] == "selected" else balance["base"]
        if base == 0:
            continue
        share = Fraction(sum(size[m] for m in mine), base)
        if "min_share" in balance and share < Fraction(balance["min_share"]):
            found.add(f"balance:{balance['id']}:min")
        if "max_share" in balance and share > Fraction(balance["max_share"]):
            found.add(f"balance:{balance['id']}:max")
    return found


def ahead(raw: Raw, a: Raw, b: Raw) -> bool:
    """Whether a stands before b by value per krona."""
    alone = {**raw, "synergies": []}
    gains = value(alone, {a["id"]}), value(alone, {b["id"]})
    free = a["cost"][0] == 0 and gains[0] > 0, b["cost"][0] == 0 and gains[1] > 0
    if free[0] != free[1]:
        return free[0]
    left = 0 if free[0] or not gains[0] else gains[0] / a["cost"][0]
    right = 0 if free[1] or not gains[1] else gains[1] / b["cost"][0]
    if left != right:
        return left > right
    return (a["cost"][0], a["submitted"], a["id"]) < (b["cost"][0], b["submitted"], b["id"])


def ranked(raw: Raw) -> tuple[list[str], list[Raw], set[str]]:
    """Order, steps and set; every ceiling summed anew for every proposal."""
    lines = raw["proposals"]
    order = sorted(lines, key=lambda line: sum(ahead(raw, other, line) for other in lines))
    chosen = {line["id"] for line in lines if line["status"] in IN}
    steps = []
    for line in order:
        stopped_by: list[str] = []
        if line["id"] not in chosen:
            before, after = excesses(raw, chosen), excesses(raw, chosen | {line["id"]})
            stopped_by = [name for name in after if after[name] > before[name]]
            if not stopped_by:
                chosen.add(line["id"])
        steps.append({"id": line["id"], "taken": line["id"] in chosen, "stopped_by": stopped_by})
    return [line["id"] for line in order], steps, chosen


def feasible(raw: Raw) -> list[set[str]]:
    """Every set of proposals that breaks no rule."""
    names = [line["id"] for line in raw["proposals"]]
    sets = [{n for i, n in enumerate(names) if mask >> i & 1} for mask in range(1 << len(names))]
    return [chosen for chosen in sets if not broken(raw, chosen)]


def tie_key(raw: Raw, chosen: set[str]) -> tuple[Any, ...]:
    """Greater is better: value, less cost in the first year, less over all, the first submitted."""
    totals = [sum(cost(raw, chosen, name, t) for name in chosen) for t in range(len(raw["years"]))]
    order = sorted(raw["proposals"], key=lambda line: (line["submitted"], line["id"]))
    return value(raw, chosen), -totals[0], -sum(totals), [line["id"] in chosen for line in order]


def optimum(raw: Raw) -> tuple[list[str], int] | None:
    """The set by the tie rule, in problem order, and how many have its value; None when no set is feasible."""
    sets = feasible(raw)
    if not sets:
        return None
    best = max(sets, key=lambda chosen: tie_key(raw, chosen))
    count = sum(value(raw, chosen) == value(raw, best) for chosen in sets)
    return [line["id"] for line in raw["proposals"] if line["id"] in best], count


def without(raw: Raw, names: set[str]) -> list[set[str]]:
    """Sets that break none but the named rules."""
    ids = [line["id"] for line in raw["proposals"]]
    sets = [{n for i, n in enumerate(ids) if mask >> i & 1} for mask in range(1 << len(ids))]
    return [chosen for chosen in sets if broken(raw, chosen) <= names]


def conflict(raw: Raw, rules: list[str]) -> list[str]:
    """The deletion filter, one rule at a time."""
    dropped: set[str] = set()
    for rule in rules:
        if not without(raw, dropped | {rule}):
            dropped.add(rule)
    return [rule for rule in rules if rule not in dropped]
