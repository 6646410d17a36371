"""What is kept of portfolios: frames and grants, and the ledger of what became of the money."""

from .frames import Commitment, Continuation, CouncilAdvice, Frame, FramePart, Grant, GrantCondition, Portfolio
from .money import Allocation, MoneyEntry
from .special import SpecialDecision

__all__ = [
    "Allocation",
    "Commitment",
    "Continuation",
    "CouncilAdvice",
    "Frame",
    "FramePart",
    "Grant",
    "GrantCondition",
    "MoneyEntry",
    "Portfolio",
    "SpecialDecision",
]
