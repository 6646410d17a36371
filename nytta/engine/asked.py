"""What the development council's room asks the engine, each with its answer in JSON. `beside` runs it in a process of its own.

Money is kronor, values are weighted points undivided, exact fractions as text. Source: docs/method.md section 6; F16.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .problem import Problem, exact, from_dict, value
from .select import Budget, Selection, best, select

Say = Callable[[dict[str, Any]], None]
METHOD = "nytta-1"


@dataclass(frozen=True)
class Asked:
    """A question: its problem, what is asked of it, how far each solve may go, and where interim answers are told."""

    problem: Problem
    ask: Mapping[str, Any]
    budget: Budget
    say: Say


def answered(case: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """The last answer to a question: {"state", "content"}. Raises the engine's named errors."""
    ask = case.get("ask") or {}
    budget = Budget(seconds=float(case.get("seconds", 60)), threads=os.cpu_count() or 1)
    return QUESTIONS[str(case["kind"])](Asked(from_dict(case["problem"]), ask, budget, say))


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


def _best_portfolio(asked: Asked) -> dict[str, Any]:
    def told(found: Selection) -> None:
        asked.say({"interim": as_content(found, asked.problem)})

    found = select(asked.problem, budget=asked.budget, progress=told)
    return {"state": found.state, "content": as_content(found, asked.problem)}


def _overridden(asked: Asked) -> dict[str, Any]:
    """The best with proposals taken in and left out by hand, and what that costs by the stated weights."""
    plain = select(asked.problem, budget=asked.budget)
    found = best(
        asked.problem, force_in=asked.ask["force_in"], force_out=asked.ask["force_out"], budget=asked.budget,
    )  # fmt: skip
    content = as_content(found, asked.problem)
    enters = [i for i in found.selected if i not in plain.selected]
    leaves = [i for i in plain.selected if i not in found.selected]
    state = "interim" if "interim" in (plain.state, found.state) else "proved"
    price: Fraction = plain.value - value(asked.problem, found.selected)
    return {"state": state, "content": {**content, "price": exact(max(price, Fraction(0))), "enters": enters, "leaves": leaves}}


QUESTIONS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "select": _best_portfolio,
    "override": _overridden,
}
