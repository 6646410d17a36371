"""How sure the selected set is: against weights and scores that are only partly known, and against uncertain benefit."""

from .knapsack import Efficient, TooMany, efficient

__all__ = ["Efficient", "TooMany", "efficient"]
