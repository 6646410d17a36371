"""Why there is no portfolio at all, in words: the rules that cannot all hold, and how much money would let them.

Source: docs/method.md "No solution"; F3.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Finding

from ..problem import Balance, Problem, ceilings
from ..rank import MONEY_RULES, SOURCE, subjects
from ..select import UNLIMITED, Budget, program
from .asking import top

Said = tuple[str, dict[str, object]]  # a text by its key, and what fills it
RULE_TEXTS = {
    "mandatory": "Obligatoriskt: %(thing)s (%(amount)s).",
    "granted": "Redan beviljat i år: %(thing)s (%(amount)s).",
    "bound": "Bundet av avtal: %(thing)s (%(amount)s).",
    "excluded": "Uteslutet: %(thing)s.",
    "in": "Ska vara med: %(thing)s (%(amount)s).",
    "out": "Ska inte vara med: %(thing)s.",
    "frame": "Ramen för %(thing)s %(part)s (%(amount)s).",
    "part": "Delen %(part)s i %(thing)s (%(amount)s).",
    "directed": "Utrymmet för riktade förslag i %(thing)s (%(amount)s).",
    "prerequisite": "Förutsättningarna för %(thing)s.",
    "max": "Högst %(amount)s av %(thing)s.",
    "min": "Minst %(amount)s av %(thing)s.",
    "capacity": "Det finns %(amount)s av ”%(thing)s” %(part)s.",
    "min:cost": "Minst %(share)s %% av pengarna ska gå till %(thing)s.",
    "max:cost": "Högst %(share)s %% av pengarna får gå till %(thing)s.",
    "min:count": "Minst %(share)s %% av antalet ska vara bland %(thing)s.",
    "max:count": "Högst %(share)s %% av antalet får vara bland %(thing)s.",
    "min:cost:within": "Minst %(share)s %% av pengarna till %(others)s ska gå till %(thing)s.",
    "max:cost:within": "Högst %(share)s %% av pengarna till %(others)s får gå till %(thing)s.",
    "min:count:within": "Minst %(share)s %% av de valda bland %(others)s ska vara bland %(thing)s.",
    "max:count:within": "Högst %(share)s %% av de valda bland %(others)s får vara bland %(thing)s.",
    "min:cost:fixed": "Minst %(share)s %% av %(amount)s ska gå till %(thing)s.",
    "max:cost:fixed": "Högst %(share)s %% av %(amount)s får gå till %(thing)s.",
    "min:count:fixed": "Minst %(share)s %% av %(amount)s förslag ska vara bland %(thing)s.",
    "max:count:fixed": "Högst %(share)s %% av %(amount)s förslag får vara bland %(thing)s.",
}
SHORTAGE_TEXTS = {
    "one": "Tillsammans behöver de %(amount)s till.",
    "each": "Tillsammans behöver de %(amount)s till i var och en av ramarna och taken.",
}


@dataclass(frozen=True)
class Shortage:
    """`amount_sek`: the least kronor that, added to each of the ceilings in `rules`, let the rules of a conflict hold together."""

    rules: tuple[str, ...]
    amount_sek: int


def shortage(problem: Problem, conflict: Collection[str], *, budget: Budget = UNLIMITED) -> Shortage | None:
    """How much money a conflict lacks; None when no money rule is in it, so that money does not help.

    One solve over the rules of the conflict alone; whole kronor. Source: docs/method.md "No solution"; F3.
    """
    money = tuple(rule for rule in conflict if rule.partition(":")[0] in MONEY_RULES)
    if not money:
        return None
    forced = {kind: [r.partition(":")[2] for r in conflict if r.startswith(f"{kind}:")] for kind in ("in", "out")}
    asked = program(problem).forced(inside=forced["in"], outside=forced["out"])
    others = {row.rule for row in asked.rows} | {fixing.rule for fixing in asked.fixings}
    kept = asked.without(others - set(conflict)).with_kronor(dict.fromkeys(money, -1))
    least = top(kept.aiming({asked.kronor_column: 1}, maximise=False), budget)
    return None if least is None else Shortage(money, least.kronor)


def rules_in_words(problem: Problem, conflict: Collection[str]) -> tuple[Finding, ...]:
    """A conflict as a sentence for each rule, without a solve; kronor of the year that the conflict is about.

    Source: docs/method.md "No solution"; F3.
    """
    year = next((i for i, y in enumerate(problem.years) for r in conflict if r.startswith("frame:") and r.endswith(f":{y}")), 0)
    found = [Finding("conflict", "De här reglerna kan inte alla hållas:", SOURCE)]
    names = _names(problem, year)
    for rule in conflict:
        key, params = names[rule]
        found.append(Finding(rule, RULE_TEXTS[key], SOURCE, params=params))
    return tuple(found)


def conflict_in_words(problem: Problem, conflict: Collection[str], *, budget: Budget = UNLIMITED) -> tuple[Finding, ...]:
    """A conflict as a sentence for each rule and one for what they lack together.

    Source: docs/method.md "No solution"; F3.
    """
    found = [*rules_in_words(problem, conflict)]
    lacked = shortage(problem, conflict, budget=budget)
    if lacked is not None:
        text = SHORTAGE_TEXTS["one" if len(lacked.rules) == 1 else "each"]
        found.append(Finding("conflict.shortage", text, SOURCE, params={"amount": sek(lacked.amount_sek)}))
    return tuple(found)


def _names(problem: Problem, year: int) -> Mapping[str, Said]:
    """Per rule its text and what fills it; ids may themselves hold a colon."""
    found: dict[str, Said] = {}
    for line in problem.proposals:
        own: dict[str, object] = {"thing": line.id, "amount": sek(line.cost[year] if year < len(line.cost) else 0)}
        found |= {f"{kind}:{line.id}": (kind, own) for kind in (line.status, "in", "out", "prerequisite")}
    places = subjects(problem)
    for ceiling in ceilings(problem):
        kind, (thing, part) = ceiling.rule.partition(":")[0], places[ceiling.rule]
        amount = sek(ceiling.limit) if kind in MONEY_RULES else str(ceiling.limit)
        found[ceiling.rule] = kind, {"thing": thing, "part": part, "amount": amount}
    for exclusive in problem.exclusives:
        members = ", ".join(exclusive.members)
        for edge, count in (("min", exclusive.min), ("max", exclusive.max)):
            found[f"exclusive:{exclusive.id}:{edge}"] = edge, {"thing": members, "amount": count}
    for balance in problem.balances:
        found |= {f"balance:{balance.id}:{edge}": _balance(balance, edge) for edge in ("min", "max")}
    return found


def balance_in_words(problem: Problem, rule: str) -> Said:
    """A rule about shares as its sentence and what fills it: what part, of what, goes to which proposals. Source: E6.2; F3."""
    edge = rule.rpartition(":")[2]
    key, params = next(_balance(b, edge) for b in problem.balances if rule == f"balance:{b.id}:{edge}")
    return RULE_TEXTS[key], params


def _balance(balance: Balance, edge: str) -> Said:
    share = balance.min_share if edge == "min" else balance.max_share
    params: dict[str, object] = {"thing": ", ".join(balance.members), "share": comma((share or 0) * 100, 1).removesuffix(",0")}
    if not isinstance(balance.base, str):
        amount = sek(balance.base) if balance.measure == "cost" else str(balance.base)
        return f"{edge}:{balance.measure}:fixed", params | {"amount": amount}
    if balance.within is not None:
        return f"{edge}:{balance.measure}:within", params | {"others": ", ".join(balance.within)}
    return f"{edge}:{balance.measure}", params
