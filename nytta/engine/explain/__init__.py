"""What would have changed the outcome, what a departure costs, and what money and weights are worth; in figures and in words."""

from .changes import Lacking, Sparing, own_ceilings, points_needed, smallest_change
from .frontiers import (
    CostFrontier,
    FrameFrontier,
    LastKrona,
    Marginal,
    Point,
    Step,
    Worth,
    cost_frontier,
    frame_frontier,
    last_krona,
    marginal_values,
)
from .overrides import Override, half_width, override
from .weights import WeightInterval, weight_interval

__all__ = [
    "CostFrontier",
    "FrameFrontier",
    "Lacking",
    "LastKrona",
    "Marginal",
    "Override",
    "Point",
    "Sparing",
    "Step",
    "WeightInterval",
    "Worth",
    "cost_frontier",
    "frame_frontier",
    "half_width",
    "last_krona",
    "marginal_values",
    "override",
    "own_ceilings",
    "points_needed",
    "smallest_change",
    "weight_interval",
]
