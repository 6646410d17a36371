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
from .systems import change_system, register_system

__all__ = [
    "Answer",
    "add_solution",
    "answer_principles",
    "change_information",
    "change_system",
    "drop_holding",
    "end_information",
    "hold_copy",
    "name_master",
    "register_information",
    "register_system",
    "write_concept_model",
]
