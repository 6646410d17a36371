"""Registers of systems and common solutions."""

from .overviews import COSTS, LEFT, LIFE, QUADRANTS
from .solutions import SOLUTIONS
from .systems import LEAGUE, RETIRED, SYSTEMS

__all__ = ["COSTS", "LEAGUE", "LEFT", "LIFE", "QUADRANTS", "RETIRED", "SOLUTIONS", "SYSTEMS"]
