"""Cases that need no problem: agreement, weights, other rules of choice, and published instances.

Source: selection-cases.json, description.
"""

from decimal import Decimal
from fractions import Fraction

from ..group import equal_shares, greedy, judgements, kendall_w
from ..problem import exact
from ..published import read_votes
from ..weights import rank_order_centroid
from .reading import Case, amounts

MOST_CRITERIA = 1000
Answer = dict[str, object]


def answer_kendall_w(case: Case) -> Answer:
    """rank_sums, W. Source: docs/method.md."""
    found = kendall_w(case.rows("scores"))
    return {"rank_sums": [exact(total) for total in found.rank_sums], "W": None if found.w is None else exact(found.w)}


def answer_rank_order_centroid(case: Case) -> Answer:
    """weights. Source: docs/method.md."""
    return {"weights": [exact(weight) for weight in rank_order_centroid(case.whole("n", 1, MOST_CRITERIA))]}


def answer_ahp(case: Case) -> Answer:
    """weights, lambda_max, consistency_ratio, accepted; and the judgement that deviates most. Source: docs/method.md."""
    found = judgements(case.rows("matrix"))
    cell = found.deviates
    return {
        "weights": [_six(weight) for weight in found.weights],
        "lambda_max": _six(found.lambda_max),
        "consistency_ratio": _six(found.ratio),
        "accepted": found.accepted,
        "deviates": None if cell is None else {"row": cell.row, "column": cell.column, "implied": _six(cell.implied)},
    }


def answer_greedy(case: Case) -> Answer:
    """selected. Source: docs/method.md."""
    return {"selected": list(greedy(*_budget_of(case)))}


def answer_equal_shares(case: Case) -> Answer:
    """selected, steps, spent. Source: docs/method.md."""
    found = equal_shares(*_budget_of(case))
    steps = [{"id": step.id, "rho": exact(step.rho)} for step in found.steps]
    return {"selected": list(found.selected), "steps": steps, "spent": exact(found.spent)}


def answer_pabulib(case: Case) -> Answer:
    """Greedy by approvals and equal shares by cost, on a file of votes. Source: docs/method.md."""
    votes = read_votes(case.text_of_file())
    shares = equal_shares(votes.costs, votes.budget, [{name: votes.costs[name] for name in ballot} for ballot in votes.ballots])
    return {
        "n_projects": len(votes.costs),
        "n_voters": len(votes.ballots),
        "greedy_approvals_per_krona": list(greedy(votes.costs, votes.budget, [dict.fromkeys(b, 1) for b in votes.ballots])),
        "equal_shares_cost_utility": list(shares.selected),
        "equal_shares_spent": exact(shares.spent),
    }


def _budget_of(case: Case) -> tuple[dict[str, Fraction], Fraction, list[dict[str, Fraction]]]:
    costs = case.amounts("costs")
    utilities = [amounts(row, f"ask.utilities[{i}]", costs) for i, row in enumerate(case.items("utilities"))]
    return costs, case.number("budget"), utilities


def _six(number: Decimal) -> float:
    return float(round(number, 6))
