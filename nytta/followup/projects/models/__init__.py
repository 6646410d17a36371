"""What is kept of projects."""

from .lessons import Lesson, LessonUse
from .project import Project
from .status import LightSet, StatusDraft, StatusReport

__all__ = [
    "Lesson",
    "LessonUse",
    "LightSet",
    "Project",
    "StatusDraft",
    "StatusReport",
]
