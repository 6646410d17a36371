"""What a document says, and what is wrong with it, by other hands than ours."""

import io
import re

import page
import pypdf


def faults(pdf: bytes) -> list[str]:
    """What keeps a document from being PDF/A-2a and PDF/UA-1; empty when nothing does."""
    profiles = (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1)
    found = [f for profile in profiles for f in page.validate_pdf_bytes(pdf, profile=profile).failures]
    return [
        f"{f.rule_id}: {f.message}" for f in found if not (f.rule_id == "PDFA2A-STREAM-LENGTH-001" and _streams_end_where_they_say(pdf))
    ]


def _streams_end_where_they_say(pdf: bytes) -> bool:
    """Whether every stream is as long as it says. The validator takes a last byte CR and the line's end LF for one line's end."""
    for start in re.finditer(rb"(?<!end)stream\r?\n", pdf):
        length = re.findall(rb"/Length (\d+)", pdf[pdf.rfind(b" obj", 0, start.start()) : start.start()])
        if length and not re.match(rb"\r?\nendstream", pdf[start.end() + int(length[-1]) :][:12]):
            return False
    return True


def words(pdf: bytes) -> str:
    """The text in the order in which it is read aloud, one blank between words."""
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def keywords(pdf: bytes) -> str:
    """What the file says of itself to an archive."""
    meta = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    return (meta and meta.keywords) or ""


def bookmarks(pdf: bytes) -> list[str]:
    """The titles of the outline, flat, in order."""

    def flat(entries: list[object]) -> list[str]:
        found: list[str] = []
        for entry in entries:
            found += flat(entry) if isinstance(entry, list) else [str(entry.title)]  # type: ignore[attr-defined]
        return found

    return flat(pypdf.PdfReader(io.BytesIO(pdf)).outline)
