"""Applications out of a spreadsheet: mappings, each row's own faults, rows that become drafts, and the same as work beside the pages."""

from .kept import WORK, Kept, keep, progress
from .reading import (
    FOLDER,
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
    mapping,
    mappings,
    open_sheet,
)
from .workbook import BookFault, ReadBook, read_book

__all__ = [
    "FOLDER",
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
    "keep",
    "look",
    "mapping",
    "mappings",
    "open_sheet",
    "progress",
    "read_book",
]  # fmt: skip
