"""The rules of a case: gates before each stop, and what holds while it is written."""

from .conditions import MET, MISSING, NOT_APPLICABLE, Tried, conditions
from .gates import GATES, Accepted, CaseFacts, gate, lines_of
from .savings import green_names_line, no_unresolved_clash
from .writing import book_clash, clash, figures_clash, lead_time, why_void

__all__ = [
    "GATES", "MET", "MISSING", "NOT_APPLICABLE", "Accepted", "CaseFacts", "Tried", "book_clash", "clash", "conditions", "figures_clash", "gate", "green_names_line", "lead_time", "lines_of", "no_unresolved_clash", "why_void",
]  # fmt: skip
