"""Workbooks with formulas, protected cells and choices: a face on xlsxwriter, which is loaded when the first is made."""

from io import BytesIO
from typing import Any


def workbook(file: BytesIO) -> Any:
    """A new workbook (xlsxwriter's) that is written to the file when it is closed; no text becomes a formula or a link by itself."""
    import xlsxwriter  # heavy (13 MB): loaded when the first workbook is made

    return xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def uncounted(book: Any, name: str) -> Any:
    """A new sheet whose formulas carry no result until a program has counted them: LibreOffice believes a kept result, and would show 0."""
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        def write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = "") -> Any:
            return super().write_formula(row, col, formula, cell_format, value)

    return book.add_worksheet(name, Sheet)
