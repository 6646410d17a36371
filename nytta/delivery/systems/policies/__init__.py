"""Who may keep the registers of systems and flows, and announce and answer changes."""

from .information import can_answer_principles, can_export_model, can_import_model, can_keep_information
from .systems import can_attest, can_change, can_import, can_register, can_retire

__all__ = [
    "can_answer_principles",
    "can_attest",
    "can_change",
    "can_export_model",
    "can_import",
    "can_import_model",
    "can_keep_information",
    "can_register",
    "can_retire",
]
