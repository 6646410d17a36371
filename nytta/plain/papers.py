"""Which files are kept as documents: told by what they hold, not by what they are called."""

import io
import zipfile

from nytta.plain.verdicts import YES, Verdict, no

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
_NAMES = ", ".join(TYPES)


def wrong_with(*, filename: str, content: bytes) -> tuple[Verdict, str]:
    """(whether the file may be kept, its content type). Refused: too large, empty, or not what its ending says. Source: O6."""
    ending = filename.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if not content:
        return no("file_empty", "Filen är tom.", "", "Välj en annan fil.", "file"), ""
    if len(content) > MOST_BYTES:
        return no(
            "file_size", "Filen är %(size)s MB; högst %(most)s MB tas emot.", "", "Dela eller komprimera filen.", "file",
            size=len(content) // 1_000_000, most=MOST_BYTES // 1_000_000,
        ), ""  # fmt: skip
    if ending not in TYPES:
        return no("file_type", "Filtypen tas inte emot.", "", "Spara filen som en av: %(names)s.", "file", names=_NAMES), ""
    if ending not in _kinds(content):
        return no(
            "file_content", "Filen heter .%(ending)s men innehåller något annat.", "", "Spara den på nytt i rätt format.", "file",
            ending=ending,
        ), ""  # fmt: skip
    return YES, TYPES[ending]


def _kinds(content: bytes) -> set[str]:
    """The endings that fit what the bytes are."""
    for start, kind in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")):
        if content.startswith(start):
            return {kind}
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return {"txt", "csv"} if _is_text(content) else set()


def _zipped(content: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(i.file_size for i in archive.infolist()) > MOST_UNPACKED:
                return set()
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return {"odt"} if archive.read("mimetype").strip() == TYPES["odt"].encode() else set()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return set()
    if any(n.endswith("vbaProject.bin") for n in names) or "[Content_Types].xml" not in names:
        return set()
    return {kind for kind, main in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")) if main in names}


def _is_text(content: bytes) -> bool:
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"\0" in content or head.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"mz")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return not any(b < 9 or 13 < b < 32 for b in content[:65536])
    return True
