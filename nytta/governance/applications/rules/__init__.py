"""The rules of a case: gates before each stop, and what holds while it is written."""

from .conditions import MET, MISSING, NOT_APPLICABLE, conditions
from .gates import GATES, Accepted, CaseFacts, gate
from .papers import wrong_with
from .writing import clash, lead_time, why_void

__all__ = [
    "GATES", "MET", "MISSING", "NOT_APPLICABLE", "Accepted", "CaseFacts", "clash", "conditions", "gate", "lead_time", "why_void",
    "wrong_with",
]  # fmt: skip
