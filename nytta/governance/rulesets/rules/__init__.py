"""The rules of rule sets: their schema, their lines, whether they hold together, and what they would change."""

from .lines import Difference, Lines, Values, address, content_of, differences, lines_of, merged, named, placed
from .outcomes import Change, causes, changes, fared
from .schema import (
    EXEMPTION,
    GATES_AT,
    KEY_OF,
    LIMITS,
    PART_TEXTS,
    TABLES,
    Known,
    LineField,
    LineType,
    keys_of,
    line_type,
)
from .validity import line_valid, lines_valid, rule_set_valid

__all__ = [
    "EXEMPTION", "GATES_AT", "KEY_OF", "LIMITS", "PART_TEXTS", "TABLES", "Change", "Difference", "Known", "LineField", "LineType", "Lines", "Values", "address", "causes", "changes",
    "content_of", "differences", "fared", "keys_of", "line_type", "line_valid", "lines_of", "lines_valid", "merged", "named", "placed", "rule_set_valid",
]  # fmt: skip
