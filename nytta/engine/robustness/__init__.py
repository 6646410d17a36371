"""How sure the selected set is: against weights and scores that are only partly known, and against uncertain benefit."""

from .acceptance import FOR_THE_RECORD, LIVE, Sampled, acceptance, sampled_acceptance, wilson
from .inclusion import USUAL, Inclusion, inclusion
from .knapsack import Efficient, TooMany, efficient
from .nondominated import MOST_PORTFOLIOS, Robust, non_dominated
from .polytope import Allowed, extreme_points
from .regret import IntervalRegret, Scenario, ScenarioRegret, interval_regret, max_regret, scenario_regret
from .sampling import canonical_json, draws_of_weights, seed_of

__all__ = [
    "FOR_THE_RECORD",
    "LIVE",
    "MOST_PORTFOLIOS",
    "USUAL",
    "Allowed",
    "Efficient",
    "Inclusion",
    "IntervalRegret",
    "Robust",
    "Sampled",
    "Scenario",
    "ScenarioRegret",
    "TooMany",
    "acceptance",
    "canonical_json",
    "draws_of_weights",
    "efficient",
    "extreme_points",
    "inclusion",
    "interval_regret",
    "max_regret",
    "non_dominated",
    "sampled_acceptance",
    "scenario_regret",
    "seed_of",
    "wilson",
]
