"""The kinds of cases there are, and how an error is told.

Source: selection-cases.json, description.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ..problem import BadProblem
from ..select import Infeasible
from . import group, robust, selection
from .reading import Case

MOST_DIGITS = 10**30
PLACES = ("ask", "problem", "file", "kind")  # a place in the case itself; others are arguments, which stand in `ask`
Answer = dict[str, object]
KINDS: dict[str, Callable[[Case], Answer]] = {
    "select": selection.answer_select,
    "rank": selection.answer_rank,
    "override": selection.answer_override,
    "smallest_change": selection.answer_smallest_change,
    "weight_interval": selection.answer_weight_interval,
    "frame_frontier": selection.answer_frame_frontier,
    "cost_frontier": selection.answer_cost_frontier,
    "kendall_w": group.answer_kendall_w,
    "rank_order_centroid": group.answer_rank_order_centroid,
    "ahp": group.answer_ahp,
    "equal_shares": group.answer_equal_shares,
    "greedy": group.answer_greedy,
    "pabulib": group.answer_pabulib,
    "pareto_core": robust.answer_pareto_core,
    "rpm": robust.answer_rpm,
    "acceptance": robust.answer_acceptance,
    "inclusion": robust.answer_inclusion,
    "interval_regret": robust.answer_interval_regret,
    "scenario_regret": robust.answer_scenario_regret,
}


def answer(case: object, data_dir: str | Path | None = None) -> Answer:
    """What the case asks for: at least the keys that its kind promises, whole numbers or exact fractions as text.
    When no set keeps the rules the answer is {"infeasible": true, "conflict": [rules]}.

    `data_dir` is the folder that `ask.file` is relative to. Wrong input raises BadProblem with its place.
    Source: docs/method.md; selection-cases.json, description; F2.
    """
    if not isinstance(case, Mapping):
        raise BadProblem("case", "not an object")
    kind = case.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadProblem("kind", "missing" if kind is None else f"unknown: {str(kind)[:80]}")
    _refuse_huge(case)
    try:
        return KINDS[kind](Case(case, None if data_dir is None else Path(data_dir)))
    except Infeasible as none:
        return {"infeasible": True, "conflict": list(none.conflict)}
    except BadProblem as bad:
        if case.get("problem") is None and not bad.field.startswith(PLACES):
            raise BadProblem(f"ask.{bad.field}", bad.why) from bad
        raise


def error_in_json(error: Exception) -> Answer:
    """A named error as JSON: its name and what it carries."""
    return {"error": {"name": type(error).__name__, **{name: _plain(content) for name, content in vars(error).items()}}}


def _plain(content: object) -> object:
    if content is None or isinstance(content, bool | int | str):
        return content
    if isinstance(content, tuple | list):
        return [_plain(item) for item in content]
    return str(content)


def _refuse_huge(case: object) -> None:
    """Whole numbers beyond any city's money; walked without recursion, since the nesting is anybody's."""
    waiting: list[tuple[str, object]] = [("", case)]
    while waiting:
        where, content = waiting.pop()
        if isinstance(content, int) and abs(content) >= MOST_DIGITS:
            raise BadProblem(where[1:], "more than 30 digits")
        if isinstance(content, Mapping):
            waiting += [(f"{where}.{name}", inner) for name, inner in content.items()]
        elif isinstance(content, list | tuple):
            waiting += [(f"{where}[{index}]", inner) for index, inner in enumerate(content)]
