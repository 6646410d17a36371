"""The registers of projects, of what they have learnt and of what they gave."""

from .effects import CALIBRATION, EFFECTS, REPORTING_TAGS
from .lessons import LESSONS
from .money import ENTRIES, MONEY_TAGS
from .projects import PROJECTS, STATE_TAGS
from .requests import REQUEST_TAGS, REQUESTS

__all__ = [
    "CALIBRATION",
    "EFFECTS",
    "ENTRIES",
    "LESSONS",
    "MONEY_TAGS",
    "PROJECTS",
    "REPORTING_TAGS",
    "STATE_TAGS",
]
__all__ = [
    "LESSONS",
    "PROJECTS",
    "REQUESTS",
    "REQUEST_TAGS",
    "STATE_TAGS",
]
