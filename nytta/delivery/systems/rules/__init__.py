"""Rules of systems, without a database: one file for each subject."""

from .capabilities import capability_named_once, capability_placed, capability_standing, capability_unused
from .information import (
    board_has_decided,
    can_be_master,
    concepts_once,
    evidence_of,
    masters_have_successors,
    name_is_free,
    nothing_holds,
)
from .systems import checked_and_dated, owned_by, owner_exists, phases_in_order, represented_by

__all__ = [
    "board_has_decided",
    "can_be_master",
    "capability_named_once",
    "capability_placed",
    "capability_standing",
    "capability_unused",
    "checked_and_dated",
    "concepts_once",
    "evidence_of",
    "masters_have_successors",
    "name_is_free",
    "nothing_holds",
    "owned_by",
    "owner_exists",
    "phases_in_order",
    "represented_by",
]
