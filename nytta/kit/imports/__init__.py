"""A spreadsheet becomes rows of typed values, each cell with its origin and each fault with its row and column."""

from nytta.kit.imports.files import read_rows
from nytta.kit.imports.mapping import BadMapping, Filter, Mapping, load_mapping, mapping_from, mapping_of
from nytta.kit.imports.preview import Fault, Preview, Row, preview, rows_of
from nytta.kit.imports.refusals import BadFile, Limits
from nytta.kit.imports.values import MISSING, SOURCE, SUPPLIED, Field, Unreadable

__all__ = [
    "MISSING",
    "SOURCE",
    "SUPPLIED",
    "BadFile",
    "BadMapping",
    "Fault",
    "Field",
    "Filter",
    "Limits",
    "Mapping",
    "Preview",
    "Row",
    "Unreadable",
    "load_mapping",
    "mapping_from",
    "mapping_of",
    "preview",
    "read_rows",
    "rows_of",
]
