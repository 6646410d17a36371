"""Registers of systems and common solutions."""

from .solutions import SOLUTIONS

__all__ = ["SOLUTIONS"]
