"""The council as a group: weights of many members as one, how far they agree, pairwise judgements, and other rules to compare with."""

from .aggregation import mean_weights, median_weights, normalised
from .agreement import Agreement, Disagreement, disagreement, kendall_w, mid_ranks
from .pairwise import Deviation, Judgements, combined, judgements
from .shares import Purchase, Shares, equal_shares, greedy

__all__ = [
    "Agreement",
    "Deviation",
    "Disagreement",
    "Judgements",
    "Purchase",
    "Shares",
    "combined",
    "disagreement",
    "equal_shares",
    "greedy",
    "judgements",
    "kendall_w",
    "mean_weights",
    "median_weights",
    "mid_ranks",
    "normalised",
]
