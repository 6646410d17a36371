"""What is kept of projects."""

from .project import Project
from .status import StatusReport

__all__ = [
    "Project",
    "StatusReport",
]
