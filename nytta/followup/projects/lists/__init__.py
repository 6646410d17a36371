"""The registers of projects and of what they have learnt."""

from .lessons import LESSONS
from .projects import PROJECTS, STATE_TAGS

__all__ = ["LESSONS", "PROJECTS", "STATE_TAGS"]
