"""What the development council's room asks the engine, each with its answer in JSON. `beside` runs it in a process of its own.

Money is kronor, values are weighted points undivided, exact fractions as text. Source: docs/method.md section 6; F16.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .explain import Lacking, cost_frontier, frame_frontier, half_width, marginal_values, points_needed, smallest_change, weight_interval
from .problem import BadProblem, Problem, cost_by_portfolio, cost_by_year, exact, from_dict
from .robustness import LIVE, inclusion, sampled_acceptance
from .select import UNLIMITED, Budget, Selection, best, binding, select, solver_version
from .solver import available

Answer = dict[str, Any]
Best = tuple[tuple[str, ...], Fraction, bool]  # the best set without anything done by hand, its value, whether that is proved
Say = Callable[[dict[str, Any]], None]
METHOD = "nytta-1"


@dataclass(frozen=True)
class Asked:
    """A question: its problem, what is asked of it, how far each solve may go, and where interim answers are told."""

    problem: Problem
    ask: Mapping[str, Any]
    budget: Budget
    say: Say
    best: Best | None = None  # where it has been proved before
    ties: str = ""  # how its ties were settled, where that is known
    near: tuple[str, ...] = ()  # a set that was good a moment ago, to start from


def answered(case: Mapping[str, Any], say: Say) -> Answer:
    """The last answer to a question: {"state", "content"}. Raises the engine's named errors."""
    ask, kind = case.get("ask") or {}, str(case.get("kind"))
    if kind not in QUESTIONS:
        raise BadProblem("kind", f"unknown: {kind[:80]}")
    if len(case["problem"]["proposals"]) > UNLIMITED.enumerate_up_to and not available():
        raise MemoryError("the solver could not be loaded")
    budget = Budget(seconds=float(case.get("seconds", 60)), threads=os.cpu_count() or 1)
    known = case.get("best")
    best_known = (tuple(known["selected"]), Fraction(known["value"]), True) if known else None
    ties = str(known.get("ties") or "") if known else ""
    return QUESTIONS[kind](Asked(from_dict(case["problem"]), ask, budget, say, best_known, ties, tuple(case.get("near") or ())))


def as_content(found: Selection, problem: Problem) -> dict[str, Any]:
    """A selection with all that must stand under it."""
    per_mille = found.gap_per_mille
    return {
        **found.as_dict(),
        "gap": "" if per_mille is None else f"{per_mille // 10},{per_mille % 10}",
        "bound": None if found.bound is None else exact(found.bound),
        "ties": found.ties,
        "binding": list(found.binding),
        "solver": found.solver,
        "seed": found.seed,
        "threads": found.threads,
        "nodes": found.nodes,
        "method": METHOD,
        "proposals": len(problem.proposals),
    }


def _best_portfolio(asked: Asked) -> Answer:
    def told(found: Selection) -> None:
        asked.say({"interim": as_content(found, asked.problem)})

    found = select(asked.problem, budget=asked.budget, near=asked.near, progress=told, none=_none(asked))
    return {"state": found.state, "content": as_content(found, asked.problem)}


def _overridden(asked: Asked) -> Answer:
    """The best with proposals taken in and left out by hand, and what that costs by the stated weights.

    A price is never built on a set that is not proved: then it is null.
    """

    def told(found: Selection) -> None:
        asked.say({"interim": {**as_content(found, asked.problem), "price": None}})

    ask, problem = asked.ask, asked.problem
    near = asked.best[0] if asked.best else asked.near
    inside, outside = ask["force_in"], ask["force_out"]
    kept = best(problem, force_in=inside, force_out=outside, budget=asked.budget, near=near, progress=told, none=_none(asked))
    selected, worth, proved = asked.best or _plain(asked)
    inside, before = set(kept.selected), set(selected)
    proved, half = proved and kept.state == "proved", half_width(problem, inside ^ before)
    price = worth - kept.value if proved else None
    content = {
        **as_content(kept, problem), "price": _text(price), "best": list(selected), "best_value": exact(worth),
        "enters": [p.id for p in problem.proposals if p.id in inside - before], "leaves": [p.id for p in problem.proposals if p.id in before - inside],
        "half_width": exact(half), "within_uncertainty": price is not None and price < half,
    }  # fmt: skip
    return {"state": "proved" if proved else "interim", "content": content}


def _none(asked: Asked) -> Callable[[], None]:
    """That no set keeps the rules is told at once; which rules, when they are named."""
    return lambda: asked.say({"interim": {"infeasible": True}})


def _plain(asked: Asked) -> Best:
    found = select(asked.problem, budget=asked.budget, near=asked.near)
    return found.selected, found.value, found.state == "proved"


def _best_of(asked: Asked) -> Selection:
    """The best set without anything done by hand; not worked out again where it was proved with its ties."""
    if asked.best is None or asked.ties not in ("alone", "settled"):
        return select(asked.problem, budget=asked.budget, near=asked.best[0] if asked.best else asked.near)
    selected, worth, _ = asked.best
    budget = asked.budget
    return Selection(
        selected=selected, value=worth, cost_by_year=cost_by_year(asked.problem, selected), cost_by_portfolio=cost_by_portfolio(asked.problem, selected),
        state="proved", ties=asked.ties, bound=worth, binding=binding(asked.problem, selected), solver=solver_version(budget), seed=budget.seed,
        threads=budget.threads, nodes=0,
    )  # fmt: skip


def _weaker(*found: Selection) -> str:
    return "interim" if any(one.state == "interim" for one in found) else "proved"


def _why(asked: Asked) -> Answer:
    plain = _best_of(asked)
    found = smallest_change(asked.problem, proposal=asked.ask["proposal"], selection=plain, budget=asked.budget)
    turned = None if found.turned is None else list(found.turned)
    content = {
        **found.as_dict(), "proposal": found.id, "selected": list(plain.selected), "turned": turned,
        "value_in": _text(found.value_in), "value_out": _text(found.value_out),
    }  # fmt: skip
    if isinstance(found, Lacking) and found.gain_needed is not None:
        content["points_needed"] = points_needed(asked.problem, found.gain_needed)
    return {"state": plain.state, "content": content}


def _text(number: Fraction | None) -> int | str | None:
    return None if number is None else exact(number)


def _interval(asked: Asked) -> Answer:
    plain = _best_of(asked)
    found = weight_interval(asked.problem, criterion=asked.ask["criterion"], selection=plain, budget=asked.budget)
    past = {"low": found.past_low, "high": found.past_high}
    content = {
        **found.as_dict(), "criterion": found.criterion, "value_low": exact(found.value_low), "value_high": exact(found.value_high),
        "past": {end: None if rival is None else list(rival) for end, rival in past.items()},
    }  # fmt: skip
    return {"state": plain.state, "content": content}


def _frame_frontier(asked: Asked) -> Answer:
    ask = asked.ask
    found = frame_frontier(
        asked.problem, portfolio=ask["portfolio"], low=ask["low"], high=ask["high"], most=ask.get("most", 40), budget=asked.budget
    )
    return {"state": "proved", "content": {**found.as_dict(), "portfolio": ask["portfolio"], "complete": found.complete}}


def _cost_frontier(asked: Asked) -> Answer:
    found = cost_frontier(asked.problem, most=asked.ask.get("most", 60), budget=asked.budget)
    return {"state": "proved", "content": {**found.as_dict(), "complete": found.complete}}


def _marginal(asked: Asked) -> Answer:
    plain = _best_of(asked)
    rows = marginal_values(asked.problem, step_sek=asked.ask["step"], selection=plain, budget=asked.budget)
    by_portfolio = {r.portfolio: {"gain": exact(r.gain), "enters": list(r.enters), "leaves": list(r.leaves)} for r in rows}
    return {"state": plain.state, "content": {"step": asked.ask["step"], "by_portfolio": by_portfolio}}


def _members(asked: Asked) -> Answer:
    """The best by each member's own weights: what they agree on and what they do not. Source: N8."""
    rows, sets = [], []
    for member in asked.ask["members"]:
        criteria = tuple(replace(c, weight=int(member["weights"][c.id])) for c in asked.problem.criteria)
        sets.append(select(replace(asked.problem, criteria=criteria), budget=asked.budget))
        rows.append({"name": member["name"], "selected": list(sets[-1].selected)})
        asked.say({"interim": {"members": rows}})
    return {"state": _weaker(*sets), "content": {"members": rows}}


MANY, NODES = 120, 300


def _for_draws(asked: Asked) -> Budget:
    """Each draw is proved; with many proposals a draw stops after a stated number of nodes, which stands in the answer."""
    return replace(asked.budget, seconds=None, nodes=NODES if len(asked.problem.proposals) > MANY else None)


def _frequency(asked: Asked) -> Answer:
    """In how many of so many drawn sets of weights each proposal is in, with a 95 % Wilson interval."""
    budget = _for_draws(asked)
    found = sampled_acceptance(asked.problem, samples=int(asked.ask.get("draws", LIVE)), budget=budget)
    spans = {j: [exact(end) for end in found.interval(j)] for j in found.hits}
    content = {"times": dict(found.hits), "draws": found.samples, "seed": found.seed, "interval": spans, "nodes": budget.nodes}
    return {"state": "sampled", "content": content}


def _uncertain(asked: Asked) -> Answer:
    """How often each is in when low, likely and high are drawn; exact where that is small, then `draws` is null."""
    budget = _for_draws(asked)
    found = inclusion(asked.problem, samples=int(asked.ask.get("draws", LIVE)), budget=budget)
    shares = {j: exact(share) for j, share in found.probability.items()}
    content = {
        "share": shares, "draws": found.samples, "seed": found.seed, "expected_regret": exact(found.expected_regret),
        "likely": list(found.likely_optimum), "nodes": budget.nodes,
    }  # fmt: skip
    return {"state": "proved" if found.samples is None else "sampled", "content": content}


QUESTIONS: dict[str, Callable[[Asked], Answer]] = {
    "select": _best_portfolio,
    "override": _overridden,
    "smallest_change": _why,
    "weight_interval": _interval,
    "frame_frontier": _frame_frontier,
    "cost_frontier": _cost_frontier,
    "marginal": _marginal,
    "members": _members,
    "frequency": _frequency,
    "inclusion": _uncertain,
}
