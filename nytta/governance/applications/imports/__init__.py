"""Applications out of a spreadsheet: mappings, each row's own faults, rows that become drafts, and the same as work beside the pages."""

from ..queries.mappings import mapping
from .kept import WORK, Kept
from .reading import (
    LATER,
    Known,
    Look,
    Result,
    bring_in,
    draft,
    fault_said,
    field_labels,
    is_there,
    items,
    look,
    open_sheet,
)
from .workbook import BookFault, ReadBook, read_book

__all__ = [
    "LATER",
    "WORK",
    "BookFault",
    "Kept",
    "Known",
    "Look",
    "ReadBook",
    "Result",
    "bring_in",
    "draft",
    "fault_said",
    "field_labels",
    "is_there",
    "items",
    "look",
    "mapping",
    "open_sheet",
    "read_book",
]  # fmt: skip
