"""The registers of projects, of what they have learnt and of what they gave."""

from .effects import CALIBRATION, EFFECTS, REPORTING_TAGS
from .lessons import LESSONS
from .projects import PROJECTS, STATE_TAGS
from .requests import REQUEST_TAGS, REQUESTS

__all__ = ["CALIBRATION", "EFFECTS", "LESSONS", "PROJECTS", "REPORTING_TAGS", "STATE_TAGS"]
__all__ = [
    "LESSONS",
    "PROJECTS",
    "REQUESTS",
    "REQUEST_TAGS",
    "STATE_TAGS",
]
