"""The rules of a case: gates before each stop, and what holds while it is written."""

from .conditions import LIFTED, MET, MISSING, NOT_APPLICABLE, Tried, conditions
from .gates import GATES, Accepted, CaseFacts, Line
from .leaves import LIFTABLE, NEVER_FIELDS, Leave, may_lift
from .savings import green_names_line, no_unresolved_clash
from .trying import gate, lifted, lines_of, tried
from .writing import book_clash, clash, figures_clash, lead_time, why_void

__all__ = [
    "GATES", "LIFTABLE", "LIFTED", "MET", "MISSING", "NEVER_FIELDS", "NOT_APPLICABLE", "Accepted", "CaseFacts", "Leave", "Line", "Tried", "book_clash", "clash", "conditions", "figures_clash", "gate", "green_names_line", "lead_time", "lifted", "lines_of", "may_lift", "no_unresolved_clash", "tried", "why_void",
]  # fmt: skip
