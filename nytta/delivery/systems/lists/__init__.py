"""Registers of systems and common solutions."""

from .solutions import SOLUTIONS
from .systems import LEAGUE, RETIRED, SYSTEMS

__all__ = ["LEAGUE", "RETIRED", "SOLUTIONS", "SYSTEMS"]
