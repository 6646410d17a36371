"""What is kept of projects."""

from .costs import CostEntry, CostFile
from .lessons import Lesson, LessonUse
from .project import Project
from .status import LightSet, StatusDraft, StatusReport

__all__ = [
    "CostEntry",
    "CostFile",
    "Lesson",
    "LessonUse",
    "LightSet",
    "Project",
    "StatusDraft",
    "StatusReport",
]
