"""Exports of a listing: exactly what the filter shows, in the columns shown, with what it is of and from when."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext

from .lists import Asked, every_row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = frozenset("=+-@\t\r")


def guarded(row: Iterable[Any]) -> list[Any]:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    return ["'" + v if isinstance(v, str) and v[:1] in _DANGEROUS else v for v in row]


def about(asked: Asked, on: datetime) -> str:
    """One line: what the export holds, by which filter, and when it was taken."""
    parts = [gettext(asked.listing.title)]
    if asked.listing.as_on:
        parts.append(f"{gettext('Dag')}: {asked.shown_day}")
    if asked.text:
        parts.append(f"{gettext('Sök')}: {asked.text}")
    for one in asked.listing.filters:
        if one.key in asked.values:
            parts.append(f"{gettext(one.label)}: {dict(asked.options[one.key])[asked.values[one.key]]}")
    parts.append(f"{gettext('Uttaget')} {on:%Y-%m-%d %H:%M}")
    return " · ".join(str(p) for p in parts)


def labels(asked: Asked) -> list[str]:
    """The column headings in the reader's language; some are what a body is called, and are guarded as any text."""
    return guarded(gettext(c.label) for c in asked.listing.columns)


def _csv(asked: Asked, on: datetime) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(labels(asked))
    yield "\ufeff"
    for number, row in enumerate(every_row(asked), 1):
        writer.writerow(guarded(row))  # None is written as nothing
        if number % 500 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    writer.writerow([])
    writer.writerow(guarded([about(asked, on)]))
    yield out.getvalue()


def _json(asked: Asked, on: datetime) -> Iterator[str]:
    keys = [c.key for c in asked.listing.columns]
    head = {"title": gettext(asked.listing.title), "about": about(asked, on), "taken_at": on.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    for number, row in enumerate(every_row(asked)):
        values = {k: v.isoformat() if isinstance(v, date) else v for k, v in zip(keys, row, strict=True)}
        yield (",\n" if number else "\n") + json.dumps(values, ensure_ascii=False)
    yield "\n]}\n"


def _xlsx(asked: Asked, on: datetime) -> bytes:
    import rustpy_xlsxwriter as writer  # heavy: loaded when the first workbook is asked for

    out, heads = io.BytesIO(), labels(asked)
    rows = (dict(zip(heads, guarded(row), strict=True)) for row in every_row(asked))
    first = next(rows, None)
    records: Any = _with_first(first, rows) if first is not None else [dict.fromkeys(heads)]
    note = [{gettext("Om uttaget"): about(asked, on)}]
    book = writer.FastExcel(out).format(bold_headers=True, datetime_format="yyyy-mm-dd").freeze(row=1, col=1)
    book.sheet(gettext(asked.listing.title)[:31], records).sheet(gettext("Om uttaget"), note).save()
    return out.getvalue()


def workbook(title: str, heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """One sheet of rows under headings, as xlsx; an empty one has its headings and an empty row."""
    import rustpy_xlsxwriter as writer  # heavy: loaded when the first workbook is asked for

    out, names = io.BytesIO(), list(heads)
    records: Any = [dict(zip(names, guarded(row), strict=True)) for row in rows] or [dict.fromkeys(names)]
    writer.FastExcel(out).format(bold_headers=True, datetime_format="yyyy-mm-dd").freeze(row=1, col=1).sheet(title[:31], records).save()
    return out.getvalue()


def delimited(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Headings and rows as delimited text: semicolons, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    writer.writerows(guarded(row) for row in rows)
    return "\ufeff" + out.getvalue()


def _with_first(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def respond(asked: Asked, form: str, on: datetime) -> HttpResponse | StreamingHttpResponse:
    """The export as a file: xlsx, csv (semicolons, UTF-8 with mark) or json. KeyError on any other form."""
    name = f"{asked.listing.name.replace(':', '-')}-{on:%Y-%m-%d}.{form}"
    answer: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        answer = HttpResponse(_xlsx(asked, on), content_type=XLSX)
    else:
        stream, kind = {"csv": (_csv, "text/csv; charset=utf-8"), "json": (_json, "application/json")}[form]
        answer = StreamingHttpResponse(stream(asked, on), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
