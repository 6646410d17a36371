"""What is kept of projects."""

from .project import Project
from .status import LightSet, StatusDraft, StatusReport

__all__ = [
    "LightSet",
    "Project",
    "StatusDraft",
    "StatusReport",
]
