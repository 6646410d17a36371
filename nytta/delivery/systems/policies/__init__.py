"""Who may keep the registers of systems and flows, and announce and answer changes."""

from .changes import (
    can_announce,
    can_answer,
    can_change_notice,
    can_reply,
    can_settle_change,
    represents,
)
from .flows import can_change_flow, can_keep_flow, sides_of
from .information import can_answer_principles, can_export_model, can_keep_information
from .systems import can_attest, can_change, can_import, can_register, can_retire

__all__ = [
    "can_announce",
    "can_answer",
    "can_answer_principles",
    "can_attest",
    "can_change",
    "can_change_flow",
    "can_change_notice",
    "can_export_model",
    "can_import",
    "can_keep_flow",
    "can_keep_information",
    "can_register",
    "can_reply",
    "can_retire",
    "can_settle_change",
    "represents",
    "sides_of",
]
