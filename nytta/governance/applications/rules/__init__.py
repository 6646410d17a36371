"""The rules of a case: gates before each stop, and what holds while it is written."""

from .gates import GATES, Accepted, CaseFacts, gate
from .writing import clash, lead_time, why_void

__all__ = ["GATES", "Accepted", "CaseFacts", "clash", "gate", "lead_time", "why_void"]
