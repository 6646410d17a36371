"""Reads of systems and common solutions."""

from .information import (
    answered,
    answers_of,
    current_models,
    held_by,
    holdings_of,
    mastered_by,
    outdated,
    standings,
    types,
    with_holdings,
    without_master,
)
from .quality import attestations, to_attest
from .solutions import named_in, solutions
from .systems import owned, represented, standing, with_phase

__all__ = [
    "answered",
    "answers_of",
    "attestations",
    "current_models",
    "held_by",
    "holdings_of",
    "mastered_by",
    "named_in",
    "outdated",
    "owned",
    "represented",
    "solutions",
    "standing",
    "standings",
    "to_attest",
    "types",
    "with_holdings",
    "with_phase",
    "without_master",
]
