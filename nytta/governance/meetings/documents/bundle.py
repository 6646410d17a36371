"""All papers of a meeting as one accessible PDF with bookmarks, and as a zip with an index."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, override

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.kit import documents as kit_documents
from nytta.kit.documents import Report, Section

from ..models import Meeting, Paper
from .papers import from_data, when_and_where

MOST_TEXT = 200_000


def bundle(meeting: Meeting, papers: Sequence[Paper], on: datetime) -> bytes:
    """One PDF/A-2a and PDF/UA-1 of all papers as they were sent: each begins with a heading, which is its bookmark. Source: F10, U9.

    A file that somebody added is told of with name and SHA-256, with its words where it is plain text; it lies whole in the zip.
    """
    with override("sv"):
        city = the_city().name
        sections: list[Section] = []
        for paper in papers:
            sections += _paper(paper)
        title = gettext("Handlingar till mötet %(code)s") % {"code": meeting.code}
        facts = [*when_and_where(meeting), (gettext("Antal handlingar"), str(len(papers)))]
        report = Report(title, str(meeting.group), city, f"{city} · {meeting.code}", facts, sections)
        report = archived(report, DocumentKind.NOTICE, registry="", on=(meeting.called_at or on).date())
        return kit_documents.pdf(report, lang="sv", on=meeting.called_at or on)


def _paper(paper: Paper) -> list[Section]:
    heading = f"{paper.item.number}. {paper.item.title}: {paper.title}" if paper.item else paper.title
    if paper.sections:
        return [Section(heading), *from_data(paper.sections, deeper=1)]
    facts = [(gettext("Fil"), paper.filename), (gettext("Storlek"), gettext("%(n)s byte") % {"n": paper.size}), ("SHA-256", paper.sha256)]
    if paper.content_type.startswith("text/plain"):
        words = bytes(paper.content).decode("utf-8", "replace").replace("\0", "")[:MOST_TEXT]
        return [Section(heading, words.split("\n\n"), facts)]
    return [Section(heading, [gettext("Filen ligger som den skickades i zip-filen med mötets handlingar.")], facts)]


def zipped(meeting: Meeting, papers: Sequence[Paper]) -> bytes:
    """A zip of all papers as they were sent, with an index that anybody can read and a list that `sha256sum -c` checks. Source: F10, U9."""
    made, index = io.BytesIO(), io.StringIO()
    table = csv.writer(index, delimiter=";", lineterminator="\r\n")
    with override("sv"):
        table.writerow(
            [gettext("Nummer"), gettext("Punkt"), gettext("Rubrik"), gettext("Handling"), gettext("Fil"), gettext("Byte"), "SHA-256"]
        )
    stamp = (meeting.called_at or meeting.created_at).timetuple()[:6]
    sums = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for paper in papers:
            name = f"handlingar/{paper.number:03d}-{_safe(paper.filename)}"
            _put(archive, name, bytes(paper.content), stamp)
            point, title = (paper.item.number, paper.item.title) if paper.item else ("", "")
            table.writerow([paper.number, point, _plain(title), _plain(paper.title), name, paper.size, paper.sha256])
            sums.append(f"{paper.sha256}  {name}\n")
        _put(archive, "innehall.csv", index.getvalue().encode("utf-8-sig"), stamp)
        _put(archive, "SHA256SUMS", "".join(sums).encode(), stamp)
    return made.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, stamp: tuple[int, ...]) -> None:
    entry = zipfile.ZipInfo(name, (stamp[0], stamp[1], stamp[2], stamp[3], stamp[4], stamp[5]))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _safe(name: str) -> str:
    """A file name without folders or signs that a system would take amiss."""
    return "".join(c if c.isalnum() or c in "-_. åäöÅÄÖ" else "_" for c in name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ") or "fil"


def _plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
