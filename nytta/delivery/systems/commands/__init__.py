"""What people do with systems and common solutions."""

from .information import (
    Answer,
    answer_principles,
    change_information,
    drop_holding,
    end_information,
    hold_copy,
    name_master,
    register_information,
    write_concept_model,
)
from .solutions import add_solution
from .systems import add_document, attest, change_system, register_system, remove_document, retire_system

__all__ = [
    "Answer",
    "add_document",
    "add_solution",
    "answer_principles",
    "attest",
    "change_information",
    "change_system",
    "drop_holding",
    "end_information",
    "hold_copy",
    "name_master",
    "register_information",
    "register_system",
    "remove_document",
    "retire_system",
    "write_concept_model",
]
