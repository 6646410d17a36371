"""What holds for projects: values in, verdicts and figures out."""

from .closure import closable
from .effects import effect_complete, effect_share
from .forecast import BurnPoint, Class, EarnedValue, Forecast, PartOfPlan, burn, earned_value, end_at_pace, forecast
from .status import deviates, status_given

__all__ = [
    "BurnPoint",
    "Class",
    "EarnedValue",
    "Forecast",
    "PartOfPlan",
    "burn",
    "closable",
    "deviates",
    "earned_value",
    "effect_complete",
    "effect_share",
    "end_at_pace",
    "forecast",
    "status_given",
]
