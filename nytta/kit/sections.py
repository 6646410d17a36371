"""Sections and tables of a document as HTML: made here and not in templates, since a page has dozens and a table a thousand cells."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape as escaped  # as Django's for plain text, without its lazy wrapper
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from .documents import Section, Table

NONE = "–"
SHORT = 10


def card(title: str, body: str, anchor: str = "") -> str:
    """A part of a page as a card; its body is HTML already."""
    heading = f'<h2 class="ds-heading" data-size="xs">{escape(title)}</h2>' if title else ""
    return f'<section class="ds-card stack"{f" id={chr(34)}{escape(anchor)}{chr(34)}" if anchor else ""}>{heading}{body}</section>'


def pairs(facts: Iterable[tuple[Any, Any]]) -> str:
    """Facts in pairs; an empty one is shown as a dash, days and numbers as the reader writes them."""
    lines = (
        f"<dt>{escape(name)}</dt><dd>{NONE if value in (None, '') else conditional_escape(localize(value))}</dd>" for name, value in facts
    )
    return f'<dl class="facts">{"".join(lines)}</dl>'


def section(part: Section) -> str:
    """What a section says: texts, facts, the chart, and the table, folded where it asks for it."""
    texts = "".join(f'<p class="ds-paragraph readable">{escaped(text)}</p>' for text in part.texts if text)
    chart = f'<figure class="chart" tabindex="0" role="group" aria-label="{escape(part.title)}">{part.chart}</figure>' if part.chart else ""
    table = drawn_table(part.table) if part.table else ""
    if part.table and part.fold:
        table = f'<details class="fold"><summary>{escaped(part.table.caption)}</summary>{table}</details>'
    return f"{texts}{pairs(part.facts) if part.facts else ''}{chart}{table}"


def drawn_table(table: Table) -> SafeString:
    """A table; on a phone its rows become cards."""
    heads = [(' class="num"' if c.num and n else "", escaped(c.text)) for n, c in enumerate(table.columns)]  # the first names its row
    short = all(len(row[0]) <= SHORT for row in table.rows)  # a year, a code, a share: the first column needs no room for words
    first = '<th scope="row" class="nowrap">' if short else '<th scope="row">'

    def drawn_row(cells: Sequence[str], marks: Mapping[int, str]) -> str:
        rest = (
            f'<td{_toned(side, marks[n]) if n in marks else side} data-l="{name}">{escaped(cell)}</td>'
            for n, ((side, name), cell) in enumerate(zip(heads[1:], cells[1:], strict=False), 1)
        )
        return f"<tr>{first}{escaped(cells[0])}</th>{''.join(rest)}</tr>"

    toned: dict[int, dict[int, str]] = {}
    for (row, column), tone in table.tones.items():
        if tone:
            toned.setdefault(row, {})[column] = tone
    every = [drawn_row(r, toned.get(n, {})) for n, r in enumerate([*table.rows, *table.foot])]
    body, foot = "".join(every[: len(table.rows)]), "".join(every[len(table.rows) :])
    caption = escaped(table.caption)
    return mark_safe(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table class="ds-table cards"><caption>{caption}</caption><thead><tr>'
        + "".join(f'<th scope="col"{side}>{name}</th>' for side, name in heads)
        + f"</tr></thead><tbody>{body}</tbody>{f'<tfoot>{foot}</tfoot>' if foot else ''}</table></div>"
    )


def _toned(side: str, tone: str) -> str:
    """A cell's class where it has a tone too."""
    return f' class="num {tone}"' if side else f' class="{tone}"'
