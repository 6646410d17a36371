"""Rows out of a file that somebody hands in: xlsx or delimited text in any usual encoding, refused in words when neither."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from nytta.kit.imports.refusals import BadFile, Limits, bad, wrong_type
from nytta.kit.imports.sheets import sheet_rows

Cell = str | int | float | bool | date | datetime | None
Source = str | Path | IO[bytes]

EXTRA = ""
"""The key of what stands to the right of the last header; empty in a sound row."""

_SAMPLE = 65_536
_CELL_CHARS = 2_000_000
_WRONG_TYPES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG-bild"),
    (b"\xff\xd8\xff", "JPEG-bild"),
    (b"GIF8", "GIF-bild"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip-arkiv"),
    (b"7z\xbc\xaf", "7z-arkiv"),
    (b"Rar!", "RAR-arkiv"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
)


def read_rows(
    source: Source,
    *,
    filename: str,
    header_row: int = 1,
    sheet: str | int = 1,
    encoding: str = "",
    delimiter: str = "",
    limits: Limits | None = None,
) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Each row under the header as (row number, header -> raw cell); BadFile when the file cannot be read.

    Row numbers are those a spreadsheet program shows: the first is 1, and a cell of several lines is still one row. Wholly
    empty rows come too, so that the caller can count them. A header that stands twice gets " (2)", an empty one "(kolumn 3)";
    white space in headers is collapsed. Cells beyond the last header come together under the key "". `sheet` is a name or a
    number from 1; encoding and delimiter are found out when not given. Text files are read in constant memory.
    """
    limits = limits or Limits()
    with _opened(source) as file:
        head = _head(file, filename, limits)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
            rows = sheet_rows(file, head, filename, sheet, limits)
        else:
            rows = _text_rows(file, head, filename, encoding, delimiter)
        yield from _under_headers(rows, header_row, filename)


def read_cells(source: Source, *, filename: str, sheet: str | int = 1, limits: Limits | None = None) -> list[list[Cell]]:
    """Every row of one sheet of an xlsx from its first, as cells; BadFile when it is no workbook or cannot be read."""
    with _opened(source) as file:
        head = _head(file, filename, limits or Limits())
        if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
            raise bad(
                "import.not_xlsx",
                "Filen %(name)s är inte en arbetsbok i formatet xlsx.",
                "Spara den som xlsx och välj den filen.",
                name=filename,
            )
        return list(sheet_rows(file, head, filename, sheet, limits or Limits()))


def header_name(cell: Any) -> str:
    """A header as it is shown and compared: white space collapsed."""
    return " ".join(str("" if cell is None else cell).split())


@contextmanager
def _opened(source: Source) -> Iterator[IO[bytes]]:
    """The file, at its start; closed afterwards only when it was opened here."""
    if isinstance(source, (str, Path)):
        with open(source, "rb") as opened:
            yield opened
    else:
        source.seek(0)
        yield source


def _head(file: IO[bytes], filename: str, limits: Limits) -> bytes:
    """The file's first bytes, when it is neither empty nor too large."""
    size = file.seek(0, io.SEEK_END)
    size = file.tell() if size is None else size  # some upload objects answer None
    file.seek(0)
    if size > limits.file_bytes:
        raise bad(
            "import.too_large",
            "Filen %(name)s är större än %(limit)s MB.",
            "Dela filen i flera.",
            name=filename,
            limit=limits.file_bytes // 10**6,
        )
    head = file.read(_SAMPLE)
    file.seek(0)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise bad("import.empty", "Filen %(name)s är tom.", "Välj en fil med en rubrikrad och minst en rad under den.", name=filename)
    return head


def _under_headers(rows: Iterator[list[Cell]], header_row: int, filename: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    headers: list[str] = []
    for number, cells in enumerate(rows, 1):
        if number < header_row:
            continue
        if number == header_row:
            headers = _headers(cells)
            continue
        row: dict[str, Cell] = dict(zip(headers, cells, strict=False))
        for missing in headers[len(cells) :]:
            row[missing] = None
        row[EXTRA] = " ".join(str(c) for c in cells[len(headers) :] if c not in (None, ""))
        yield number, row
    if not headers:
        raise bad(
            "import.header",
            "Filen %(name)s har ingen rubrik på rad %(row)s.",
            "Lägg rubrikerna på den raden, eller ändra radnumret i mappningen.",
            name=filename,
            row=header_row,
        )


def _headers(cells: list[Cell]) -> list[str]:
    """Names that differ from each other, in order; trailing empty headers are left out."""
    names = [header_name(c) for c in cells]
    while names and not names[-1]:
        names.pop()
    result: list[str] = []
    for place, name in enumerate(names, 1):
        base, count = name or f"(kolumn {place})", 1
        unique = base
        while unique in result:
            count += 1
            unique = f"{base} ({count})"
        result.append(unique)
    return result


# --- delimited text ---------------------------------------------------------------------------------------------------


def _text_rows(file: IO[bytes], head: bytes, filename: str, encoding: str, delimiter: str) -> Iterator[list[Cell]]:
    for start, kind in _WRONG_TYPES:
        if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(start.lower()):
            raise wrong_type(filename, kind)
    encoding = encoding or _encoding(file, head, filename)
    wrapper = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        try:
            sample = wrapper.read(_SAMPLE)
        except UnicodeError as error:  # the encoding that the mapping states is another than the file's
            raise bad(
                "import.not_encoding",
                "Filen %(name)s har en annan teckenkodning än %(encoding)s, som mappningen anger.",
                "Ta bort encoding ur mappningen, eller spara filen i den kodningen.",
                name=filename,
                encoding=encoding,
            ) from error
        wrapper.seek(0)
        yield from _records(wrapper, delimiter or sniff_delimiter(sample), filename)
    finally:
        if not file.closed:  # a reading that is given up may find it closed already
            wrapper.detach()


def _encoding(file: IO[bytes], head: bytes, filename: str) -> str:
    """utf-16 by its mark, else utf-8 when every byte of the file agrees, else cp1252; binary content is refused."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    strange = sum(head.count(c) for c in range(32) if c not in (0, 9, 10, 12, 13, 26))
    if strange > len(head) // 100 or head.count(0) > len(head) // 100:
        raise wrong_type(filename, "okänd, inte text")
    for candidate in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(candidate)()
        file.seek(0)
        try:
            while chunk := file.read(_SAMPLE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        finally:
            file.seek(0)
        return candidate
    raise bad(
        "import.encoding",
        "Filen %(name)s har en teckenkodning som inte går att läsa.",
        "Spara den som CSV UTF-8 eller som xlsx.",
        name=filename,
    )


def sniff_delimiter(sample: str) -> str:
    """The one of semicolon, comma and tab with which most rows of the sample are as wide as its first."""
    best, best_score = ";", (0.0, 0)
    for delimiter in (";", ",", "\t"):
        try:
            rows = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if r]
        except csv.Error:
            continue
        rows = rows[:-1] if len(sample) >= _SAMPLE and len(rows) > 1 else rows
        width = len(rows[0]) if rows else 0
        if width < 2:
            continue
        score = (round(sum(len(r) == width for r in rows) / len(rows), 1), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


class _Lines:
    """Lines of a text that know which record they belong to and whether they have come to an end."""

    def __init__(self, lines: Iterable[str], filename: str) -> None:
        self._lines, self._filename = iter(lines), filename
        self.record, self.ended = 1, False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        if "\0" in line:
            raise bad(
                "import.nul",
                "Filen %(name)s har ett nolltecken på rad %(row)s och är skadad.",
                "Spara om filen från programmet den kom ifrån.",
                name=self._filename,
                row=self.record,
            )
        return line


def _records(text: Iterable[str], delimiter: str, filename: str) -> Iterator[list[Cell]]:
    """The rows of the text. A record that the end of the file cut off has a quotation mark that was never closed; it is
    refused, since the rows after the mark would be swallowed by one cell."""
    csv.field_size_limit(_CELL_CHARS)
    lines = _Lines(text, filename)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeError) as error:
            raise _unreadable_row(filename, lines.record) from error
        if cells is None:
            return
        if lines.ended:
            raise _unreadable_row(filename, lines.record)
        lines.record += 1
        yield [c or None for c in cells]


def _unreadable_row(filename: str, row: int) -> BadFile:
    return bad(
        "import.row",
        "Rad %(row)s i filen %(name)s går inte att läsa.",
        "Se efter om ett citattecken inte stängs, eller om en cell är mycket lång.",
        name=filename,
        row=row,
    )
