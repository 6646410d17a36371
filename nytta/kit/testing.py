"""One set of contract tests for every registered page: what `tests/apps/test_contract.py` asks of each of them.

Nothing here knows a domain word: pages are found by walking the addresses, things by the samples that a test gives.
"""

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from .pages import HousePage

LIST_QUERIES, PAGE_QUERIES = 10, 16
ALIKE, KB, KB_GZIPPED = 2, 80, 12  # most queries that differ in their parameters only, and most bytes of a page
_IN_LIST = re.compile(r"IN \([^()]*\)")
_PARAMETER = re.compile(r"'(?:[^']|'')*'|\b\d+\b")


@dataclass(frozen=True)
class Route:
    """A named address whose view is a page of the house."""

    name: str
    page: type[HousePage]
    keys: tuple[str, ...]

    def url(self, samples: Mapping[str, Any]) -> str:
        """The address with sample values: `samples["<route name>.<key>"]`, else `samples["<key>"]`."""
        app = self.name.split(":")[0]
        values = {k: samples.get(f"{self.name}.{k}", samples.get(f"{app}.{k}", samples.get(k))) for k in self.keys}
        return reverse(self.name, kwargs=values)


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[Route]:
    """Every named address of the house's own pages, each name once."""
    seen = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            page = getattr(pattern.callback, "view_class", None)
            name = namespace + pattern.name
            if page and issubclass(page, HousePage) and name not in seen and "form" not in pattern.pattern.regex.groupindex:
                seen.add(name)
                yield Route(name, page, tuple(pattern.pattern.regex.groupindex))


def queries_of(client: Client, url: str) -> tuple[HttpResponse, list[str]]:
    """The answer and the statements that it took, savepoints left out."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer: Any = client.get(url)
    return answer, [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def too_heavy(answer: Any, queries: list[str], *, alike: int = ALIKE, kb: int = KB) -> list[str]:
    """What is over of an answer: queries that differ in their parameters only, its bytes and its bytes gzipped."""
    shapes = Counter(_PARAMETER.sub("?", _IN_LIST.sub("IN ()", sql)) for sql in queries)
    same = {shape: count for shape, count in shapes.items() if count > 1}
    faults = [f"{count} × {shape[:200]}" for shape, count in same.items()] if sum(same.values()) - len(same) > alike else []
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return faults  # a file is as large as what it holds
    size, packed = len(answer.content) / 1000, len(gzip.compress(answer.content, 6)) / 1000
    faults += [f"{size:.1f} kB, at most {kb}"] if size > kb else []
    return faults + ([f"{packed:.1f} kB gzipped, at most {KB_GZIPPED * kb / KB:g}"] if packed > KB_GZIPPED * kb / KB else [])


class _Structure(HTMLParser):
    """Collects what the structure check looks at."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.lang = ""
        self.forms_without_token = 0
        self._form: str | None = None
        self._in_label = 0
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {k: v or "" for k, v in attrs}
        self.inline = self.inline or "style" in at or any(k.startswith("on") for k in at) or (tag == "script" and "src" not in at)
        if "id" in at:
            self.ids.append(at["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.lang = at.get("lang", "")
        if tag == "label":
            self._in_label += 1
            self.labels.add(at.get("for", ""))
        if tag == "form":
            self._form = at.get("method", "get").lower()
            self.forms_without_token += self._form == "post"
        if tag in {"input", "select", "textarea"} and at.get("type") not in {"hidden", "submit", "button"}:
            self.fields.append({**at, "in_label": "1" if self._in_label else ""})
        if at.get("name") == "csrfmiddlewaretoken" and self._form == "post":
            self.forms_without_token -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1


def faults_of(html: str) -> list[str]:
    """What is wrong with a page's structure: headings, labels, ids, language, tokens, inline script or style."""
    seen = _Structure()
    seen.feed(html)
    faults = []
    if seen.headings.count(1) != 1:
        faults.append(f"{seen.headings.count(1)} h1")
    faults += [f"h{b} after h{a}" for a, b in zip(seen.headings, seen.headings[1:], strict=False) if b > a + 1]
    for field in seen.fields:
        if not (field.get("id") in seen.labels or field["in_label"] or field.get("aria-label") or field.get("aria-labelledby")):
            faults.append(f"no label: {field.get('name') or field.get('id')}")
    faults += sorted({f"id twice: {i}" for i in seen.ids if seen.ids.count(i) > 1})
    if seen.lang not in {"sv", "en"}:
        faults.append(f"lang {seen.lang!r}")
    if seen.forms_without_token:
        faults.append("form without token")
    if seen.inline:
        faults.append("inline script or style")
    if "<" in html.partition("<title>")[2].partition("</title>")[0].replace("&lt;", "<"):
        faults.append("markup in the title")
    return faults


def csv_rows(answer: Any) -> list[list[str]]:
    """The rows of a CSV export, headings first, without the note at its end."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    return rows[: next((i for i, row in enumerate(rows) if not row), len(rows))]
