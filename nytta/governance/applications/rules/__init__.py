"""The rules of a case: gates before each stop, and what holds while it is written."""

from .conditions import MET, MISSING, NOT_APPLICABLE, conditions
from .gates import GATES, Accepted, CaseFacts, gate
from .savings import green_names_line, no_unresolved_clash
from .writing import book_clash, clash, figures_clash, lead_time, why_void

__all__ = [
    "GATES", "MET", "MISSING", "NOT_APPLICABLE", "Accepted", "CaseFacts", "book_clash", "clash", "conditions", "figures_clash", "gate", "green_names_line", "lead_time", "no_unresolved_clash", "why_void",
]  # fmt: skip
