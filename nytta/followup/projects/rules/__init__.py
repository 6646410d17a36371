"""What holds for projects: values in, verdicts and figures out."""

from .closure import closable
from .effects import effect_complete, effect_share
from .status import deviates, status_given

__all__ = [
    "closable",
    "deviates",
    "effect_complete",
    "effect_share",
    "status_given",
]
