"""xlsx: the zip is weighed before anything opens it, then its rows are read by calamine, which loads when first used."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from nytta.kit.imports.refusals import BadFile, Limits, bad, wrong_type

_CELL_NAME = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,4})(\d{1,10})\s*["']""")
_RATIO_FROM = 1_000_000
_CHUNK = 1 << 18


def sheet_rows(file: IO[bytes], head: bytes, filename: str, sheet: str | int, limits: Limits) -> Iterator[list[Any]]:
    """The rows of one sheet from row 1, cells as str, int, float, bool, date, datetime or None; BadFile when it is not sound."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_or_locked(file, filename)
    _weigh(file, filename, limits)
    from python_calamine import CalamineError, CalamineWorkbook

    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        if sheet not in names and sheet not in range(1, len(names) + 1):
            raise bad(
                "import.sheet",
                "Filen %(name)s har inget blad ”%(sheet)s”. Den har: %(sheets)s.",
                "Byt namn på bladet, eller ange rätt blad i mappningen.",
                name=filename,
                sheet=sheet,
                sheets=", ".join(names),
            )
        rows = book.get_sheet_by_name(sheet if isinstance(sheet, str) else names[sheet - 1]).iter_rows()
        for row in rows:
            yield [_plain(cell) for cell in row]
    except CalamineError as error:
        raise _broken(filename) from error


def _plain(cell: Any) -> Any:
    """calamine's cell as ours: whole floats become int, no text becomes None, times of day become text."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if cell == "":
        return None
    if isinstance(cell, (str, int, float, bool, date, datetime)):
        return cell
    return str(cell)


def _broken(filename: str) -> BadFile:
    return bad(
        "import.broken",
        "Filen %(name)s är skadad och går inte att öppna.",
        "Öppna den i kalkylprogrammet, spara den igen som xlsx och välj den nya filen.",
        name=filename,
    )


def _bomb(filename: str) -> BadFile:
    return bad(
        "import.zip_bomb",
        "Filen %(name)s packas upp till orimligt mycket och öppnas därför inte.",
        "Ta bort tomma rader, kolumner och bilder, eller spara tabellen som CSV.",
        name=filename,
    )


def _old_or_locked(file: IO[bytes], filename: str) -> BadFile:
    """An OLE file is either an encrypted xlsx or a workbook of the old kind."""
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK):
        if "EncryptedPackage".encode("utf-16-le") in tail + chunk:
            return bad(
                "import.encrypted",
                "Filen %(name)s är skyddad med lösenord.",
                "Ta bort lösenordet, spara och välj filen igen.",
                name=filename,
            )
        tail = chunk[-64:]
    return bad(
        "import.old_excel",
        "Filen %(name)s har det gamla Office-formatet (till exempel .xls).",
        "Öppna den i kalkylprogrammet och spara den som xlsx.",
        name=filename,
    )


def _weigh(file: IO[bytes], filename: str, limits: Limits) -> None:
    """Refuse a zip that is no workbook, or that would swell; every entry is unpacked once in small pieces and counted.

    The directory is weighed first, since it costs nothing. Then what it says is tried, since it can lie, and the reach of
    each sheet is read from its cell names, since two cells at opposite corners would make the reader reserve all between.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            if len(infos) > limits.entries or sum(i.file_size for i in infos) > limits.unpacked_bytes:
                raise _bomb(filename)
            names = {i.filename for i in infos}
            if "xl/workbook.xml" not in names:
                raise _not_workbook(filename, names)
            for info in infos:
                _weigh_entry(file, info, filename, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError) as error:
        raise _broken(filename) from error


_KIND_TEXTS = {
    "word/document.xml": "ett Word-dokument",
    "ppt/presentation.xml": "en presentation",
    "xl/workbook.bin": "xlsb",
    "": "ett zip-arkiv",
}


def _not_workbook(filename: str, names: set[str]) -> BadFile:
    return wrong_type(filename, next((kind for name, kind in _KIND_TEXTS.items() if name in names), _KIND_TEXTS[""]))


def _weigh_entry(file: IO[bytes], info: zipfile.ZipInfo, filename: str, limits: Limits) -> None:
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _broken(filename)
    size = columns = rows = 0
    tail = b""
    for piece in _unpacked(file, info):
        size += len(piece)
        if size > info.file_size or (size > _RATIO_FROM and size > limits.ratio * max(info.compress_size, 1)):
            raise _bomb(filename)
        if info.filename.lower().startswith("xl/worksheets/"):
            for match in _CELL_NAME.finditer(tail + piece):
                columns = max(columns, _column_number(match[1]))
                rows = max(rows, int(match[2]))
            if columns * rows > limits.cells:
                raise _bomb(filename)
            tail = piece[-32:]


def _unpacked(file: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry really holds, in small pieces, whatever the directory says of its size."""
    file.seek(info.header_offset + 26)
    lengths = file.read(4)
    if len(lengths) < 4:
        raise EOFError
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), io.SEEK_CUR)
    stored = info.compress_type == zipfile.ZIP_STORED
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left = info.compress_size
    while left > 0:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            raise EOFError
        left -= len(chunk)
        if stored:
            yield chunk
            continue
        while chunk and not inflate.eof:
            yield inflate.decompress(chunk, _CHUNK)
            chunk = inflate.unconsumed_tail
    if not stored:
        yield inflate.flush()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
