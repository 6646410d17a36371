"""Reads of systems and common solutions."""

from .solutions import named_in, solutions
from .systems import owned, represented, standing, with_phase

__all__ = ["named_in", "owned", "represented", "solutions", "standing", "with_phase"]
