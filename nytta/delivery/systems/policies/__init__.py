"""Who may keep the registers of systems and flows, and announce and answer changes."""

from .changes import (
    can_announce,
    can_answer,
    can_settle_change,
    may_go_on,
    may_reply,
    represents,
)
from .flows import can_keep_flow, may_change_flow, sides_of
from .information import can_answer_principles, can_export_model, can_keep_information
from .systems import can_attest, can_change, can_import, can_keep_capabilities, can_register, can_retire

__all__ = [
    "can_announce",
    "can_answer",
    "can_answer_principles",
    "can_attest",
    "can_change",
    "can_export_model",
    "can_import",
    "can_keep_capabilities",
    "can_keep_flow",
    "can_keep_information",
    "can_register",
    "can_retire",
    "can_settle_change",
    "may_change_flow",
    "may_go_on",
    "may_reply",
    "represents",
    "sides_of",
]
