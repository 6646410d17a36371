"""Reads of ideas and of support."""

from .ideas import ideas, similar_ideas, unanswered
from .support import Load, coaches, is_known, load, loads, promised_days, subjects_of, support_about, supports, visible_support

__all__ = [
    "Load", "coaches", "ideas", "is_known", "load", "loads", "promised_days", "similar_ideas", "subjects_of", "support_about", "supports", "unanswered",
    "visible_support",
]  # fmt: skip
