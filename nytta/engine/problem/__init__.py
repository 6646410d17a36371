"""What the development council weighs: proposals, frames and rules, with value and every broken rule in exact numbers."""

from .reading import from_dict
from .shapes import (
    FIXED,
    STATUSES,
    BadProblem,
    Balance,
    Capacity,
    Criterion,
    Exclusive,
    Portfolio,
    Prerequisite,
    Problem,
    Proposal,
    Saving,
    Synergy,
)
from .sums import Ceiling, broken, ceilings, cost_by_portfolio, cost_by_year, costs, exact, points, rule_names, value

__all__ = [
    "FIXED",
    "STATUSES",
    "BadProblem",
    "Balance",
    "Capacity",
    "Ceiling",
    "Criterion",
    "Exclusive",
    "Portfolio",
    "Prerequisite",
    "Problem",
    "Proposal",
    "Saving",
    "Synergy",
    "broken",
    "ceilings",
    "cost_by_portfolio",
    "cost_by_year",
    "costs",
    "exact",
    "from_dict",
    "points",
    "rule_names",
    "value",
]
