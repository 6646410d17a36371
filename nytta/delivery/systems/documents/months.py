"""A month's changes drawn as SVG on the server: a bar for each, those that clash marked by shape and word as well as colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

ROW, HEAD, NAMES, WIDTH = 34, 28, 270, 1040
TEXT = 'font-family="Inter, sans-serif" font-size="13" fill="var(--ds-color-neutral-text-default)"'
SMALL = 'font-family="Inter, sans-serif" font-size="12" fill="var(--ds-color-neutral-text-subtle)"'


@dataclass(frozen=True)
class Bar:
    """One change: what it is called, where its page is, from and until when, whether it is an outage, and whether it clashes."""

    name: str
    url: str
    starts_at: datetime
    ends_at: datetime
    outage: bool
    clashes: bool
    says: str


def drawn(bars: Sequence[Bar], first: datetime, last: datetime, *, title: str) -> SafeString:
    """The bars of a month (its first moment, and the first of the next), in their order; each is a link and says what it is."""
    height = HEAD + ROW * len(bars)
    days = (last.date() - first.date()).days
    lines, day = [], first.date()
    for n in range(days):
        x = NAMES + (WIDTH - NAMES) * n // days
        weekend = (day + timedelta(days=n)).weekday() >= 5
        if weekend:
            lines.append(
                f'<rect x="{x}" y="{HEAD}" width="{(WIDTH - NAMES) // days + 1}" height="{height - HEAD}" fill="var(--ds-color-neutral-surface-tinted)"/>'
            )
        lines.append(f'<text x="{x + 4}" y="18" {SMALL}>{n + 1}</text>')
    drawn_bars = [_bar(bar, n, first, last) for n, bar in enumerate(bars)]
    return mark_safe(
        f'<svg role="group" aria-labelledby="month-title" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" focusable="false">'
        f'<title id="month-title">{escape(title)}</title>{"".join(lines)}{"".join(drawn_bars)}</svg>'
    )


def _bar(bar: Bar, number: int, first: datetime, last: datetime) -> str:
    whole = (last - first).total_seconds()
    start, end = ((min(max(m, first), last) - first).total_seconds() / whole for m in (bar.starts_at, bar.ends_at))
    x, y = NAMES + round((WIDTH - NAMES) * start), HEAD + ROW * number
    width = max(8, round((WIDTH - NAMES) * (end - start)))
    x = min(x, WIDTH - width)
    colour = "danger" if bar.clashes else "accent"
    fill = f'fill="var(--ds-color-{colour}-base-default)"' if bar.outage else (
        f'fill="var(--ds-color-{colour}-surface-tinted)" stroke="var(--ds-color-{colour}-base-default)" stroke-width="2"'
    )  # fmt: skip
    name = bar.name if len(bar.name) <= 36 else f"{bar.name[:35]}…"
    mark = (
        f'<text x="{x - 6}" y="{y + 22}" text-anchor="end" {TEXT} font-weight="600">{escape(gettext("krock"))}</text>'
        if bar.clashes
        else ""
    )
    return (
        f'<a href="{escape(bar.url)}" aria-label="{escape(bar.says)}"><title>{escape(bar.says)}</title>'
        f'<rect x="0" y="{y + 2}" width="{WIDTH}" height="{ROW - 4}" fill="transparent"/><text x="4" y="{y + 22}" {TEXT}>{escape(name)}</text>'
        f'<rect x="{x}" y="{y + 7}" width="{width}" height="{ROW - 14}" rx="4" {fill}/>{mark}</a>'
    )
