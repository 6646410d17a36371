"""What people do with systems and common solutions."""

from .solutions import add_solution
from .systems import change_system, register_system

__all__ = ["add_solution", "change_system", "register_system"]
