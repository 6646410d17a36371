"""Who may keep the registers of systems and flows, and announce and answer changes."""

from .information import can_answer_principles, can_export_model, can_import_model, can_keep_information
from .systems import can_change, can_register

__all__ = [
    "can_answer_principles",
    "can_change",
    "can_export_model",
    "can_import_model",
    "can_keep_information",
    "can_register",
]
