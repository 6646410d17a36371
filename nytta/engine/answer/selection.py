"""Cases of the best set, of the ranked list, and of what would have changed them.

Source: selection-cases.json, description.
"""

from ..explain import cost_frontier, frame_frontier, override, smallest_change, weight_interval
from ..problem import exact
from ..rank import difference, rank
from ..select import Infeasible, optimal_count, select
from .reading import Case

MOST_COUNTED = 100
Answer = dict[str, object]


def answer_select(case: Case) -> Answer:
    """selected, value, cost_by_year, cost_by_portfolio, optimal_count (null above 100). Source: docs/method.md; F2."""
    problem = case.problem()
    found = select(problem)
    count = 1 if found.ties == "alone" else optimal_count(problem, most=MOST_COUNTED)
    proof = {"state": found.state, "ties": found.ties, "binding": list(found.binding)}
    return {**found.as_dict(), "optimal_count": count, **proof}


def answer_rank(case: Case) -> Answer:
    """The ranked list, and its difference from the optimum (null when no set keeps the rules). Source: docs/method.md; F2."""
    problem = case.problem()
    listed = rank(problem)
    try:
        apart = difference(problem, listed, select(problem).selected)
    except Infeasible:
        return {**listed.as_dict(), **dict.fromkeys(("optimum", "optimum_value", "only_in_optimum", "only_in_list"))}
    inside = (set(listed.selected) - set(apart.only_in_list)) | set(apart.only_in_optimum)
    return {
        **listed.as_dict(),
        "optimum": [p.id for p in problem.proposals if p.id in inside],
        "optimum_value": exact(apart.value_optimum),
        "only_in_optimum": list(apart.only_in_optimum),
        "only_in_list": list(apart.only_in_list),
    }


def answer_override(case: Case) -> Answer:
    """The best set under the override, price, enters, leaves. Source: docs/method.md; F3."""
    problem = case.problem()
    known = {p.id for p in problem.proposals}
    return override(problem, force_in=case.some_of("force_in", known), force_out=case.some_of("force_out", known)).as_dict()


def answer_smallest_change(case: Case) -> Answer:
    """What a proposal lacks, or can spare. Source: docs/method.md; F3."""
    problem = case.problem()
    return smallest_change(problem, proposal=case.one_of("proposal", {p.id for p in problem.proposals})).as_dict()


def answer_weight_interval(case: Case) -> Answer:
    """share_now, low, high. Source: docs/method.md; F3."""
    problem = case.problem()
    return weight_interval(problem, criterion=case.one_of("criterion", {c.id for c in problem.criteria})).as_dict()


def answer_frame_frontier(case: Case) -> Answer:
    """steps. Source: docs/method.md; F3."""
    problem = case.problem()
    portfolio = case.one_of("portfolio", {p.id for p in problem.portfolios})
    low = case.whole("low")
    return frame_frontier(problem, portfolio=portfolio, low=low, high=case.whole("high", low)).as_dict()


def answer_cost_frontier(case: Case) -> Answer:
    """points. Source: docs/method.md; F3."""
    return cost_frontier(case.problem(), most=None).as_dict()
