"""Forms of systems and common solutions."""

from .solutions import SolutionForm

__all__ = ["SolutionForm"]
