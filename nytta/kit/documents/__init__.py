"""Documents for paper and archive: one report as PDF/A-2a that is also PDF/UA-1 (accessible), made from data by Typst."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from ..charts import for_paper

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand to the right."""

    text: str
    num: bool = False


class Amount(str):
    """A cell with a number: the text that people read, and the number itself for a workbook."""

    number: int | float

    def __new__(cls, text: str, number: int | float) -> "Amount":
        made = super().__new__(cls, text)
        made.number = number
        return made


@dataclass(frozen=True)
class Table:
    """A table of texts: what it shows in words, its columns, rows of cells, and rows of sums at its foot.

    `tones` has "better" or "worse" for cells by (row, the foot's after the others; column): a page colours them, and the words say it too.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    foot: Sequence[Sequence[str]] = ()
    tones: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A part of a report; `chart` is an SVG of the kit's charts and `alt` what it shows, in words.

    `fold` keeps its table closed on a page until somebody opens it; on paper it is open.
    """

    title: str
    texts: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    chart: str = ""
    alt: str = ""
    table: Table | None = None
    level: int = 2
    fold: bool = False


@dataclass(frozen=True)
class Report:
    """A whole document: title, who stands behind it, facts at its head, its parts; `foot` is on every page.

    `keywords` are told to archives and search engines in the file's own description (XMP), not on the page.
    """

    title: str
    subtitle: str
    author: str
    foot: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section] = field(default_factory=list)
    keywords: Sequence[str] = ()


def pdf(report: Report, *, lang: str, on: datetime) -> bytes:
    """The report as a PDF in a language ("sv", "en"), dated by `on`. The same report gives the same bytes.

    Source: PDF/A-2a (ISO 19005-2), PDF/UA-1 (ISO 14289-1).
    """
    import typst  # heavy (81 MB): loaded when the first document is made

    day = timezone.localtime(on)
    data = {
        "lang": lang, "title": report.title, "subtitle": report.subtitle, "author": report.author, "foot": report.foot,
        "keywords": list(report.keywords),
        "date": [day.year, day.month, day.day], "facts": [list(f) for f in report.facts], "sections": [_section(s) for s in report.sections],
    }  # fmt: skip
    made: bytes = typst.compile(
        str(FOLDER / "report.typ"), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, pdf_standards=["a-2a", "ua-1"],
        font_paths=[str(FOLDER / "fonts")], ignore_system_fonts=True, timestamp=int(on.timestamp()),
    )  # fmt: skip
    return made


def _section(one: Section) -> dict[str, object]:
    table = one.table and {
        "caption": one.table.caption, "columns": [{"text": c.text, "num": c.num} for c in one.table.columns],
        "rows": [list(r) for r in one.table.rows], "foot": [list(r) for r in one.table.foot],
    }  # fmt: skip
    chart = {"svg": for_paper(one.chart), "alt": one.alt} if one.chart else None
    return {
        "title": one.title, "level": one.level, "texts": [t for t in one.texts if t], "facts": [list(f) for f in one.facts],
        "chart": chart, "table": table,
    }  # fmt: skip
