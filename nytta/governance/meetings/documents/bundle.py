"""All papers of a meeting as one accessible PDF with bookmarks, and as a zip with an index."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, override

from nytta.city.organisation.queries import the_city
from nytta.city.records.documents import archived
from nytta.city.records.terms import DocumentKind
from nytta.kit import documents as kit_documents
from nytta.kit.documents import Report, Section
from nytta.kit.exports import guarded
from nytta.kit.packing import file_name, pack

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
    files, sums = [], []
    for paper in papers:
        name = f"handlingar/{paper.number:03d}-{file_name(paper.filename)}"
        files.append((name, bytes(paper.content)))
        point, title = (paper.item.number, paper.item.title) if paper.item else ("", "")
        table.writerow(guarded([paper.number, point, title, paper.title, name, paper.size, paper.sha256]))
        sums.append(f"{paper.sha256}  {name}\n")
    files += [("innehall.csv", index.getvalue().encode("utf-8-sig")), ("SHA256SUMS", "".join(sums).encode())]
    pack(made, files, at=meeting.called_at or meeting.created_at)
    return made.getvalue()
