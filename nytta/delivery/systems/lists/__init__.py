"""Registers of systems and common solutions."""

from .overviews import COSTS
from .solutions import SOLUTIONS
from .systems import LEAGUE, RETIRED, SYSTEMS

__all__ = ["COSTS", "LEAGUE", "RETIRED", "SOLUTIONS", "SYSTEMS"]
