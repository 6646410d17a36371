"""Pages of systems and common solutions."""

from .solutions import NewSolution, Solution, Solutions

__all__ = ["NewSolution", "Solution", "Solutions"]
