"""What would have changed the outcome, what a departure costs, and what money and weights are worth; in figures and in words."""

from .changes import Lacking, Sparing, own_ceilings, points_needed, smallest_change
from .conflicts import Shortage, conflict_in_words, rules_in_words, shortage
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
from .obstacles import crowded_out, obstacles
from .overrides import Override, half_width, override
from .weights import WeightInterval, weight_interval
from .words import interval_in_words, override_in_words, shown, why

__all__ = [
    "CostFrontier",
    "FrameFrontier",
    "Lacking",
    "LastKrona",
    "Marginal",
    "Override",
    "Point",
    "Shortage",
    "Sparing",
    "Step",
    "WeightInterval",
    "Worth",
    "conflict_in_words",
    "cost_frontier",
    "crowded_out",
    "frame_frontier",
    "half_width",
    "interval_in_words",
    "last_krona",
    "marginal_values",
    "obstacles",
    "override",
    "override_in_words",
    "own_ceilings",
    "points_needed",
    "rules_in_words",
    "shortage",
    "shown",
    "smallest_change",
    "weight_interval",
    "why",
]
