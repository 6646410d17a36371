"""A system and those around it, drawn as SVG on the server: boxes are links to walk on, and every flow stands in the table beside it."""

from collections.abc import Callable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from ..rules.picture import BOX_HEIGHT, BOX_WIDTH, Arranged, Line, Link, Node, arrange, wrapped

DASHES = {True: "", False: ' stroke-dasharray="7 5"', None: ' stroke-dasharray="2 5"'}
TEXT = 'font-family="Inter, sans-serif" fill="var(--ds-color-neutral-text-default)"'
SMALL = 'font-family="Inter, sans-serif" fill="var(--ds-color-neutral-text-subtle)" font-size="12"'


def drawn(nodes: Sequence[Node], links: Sequence[Link], *, title: str, described: str, address: Callable[[str], str]) -> SafeString:
    """The picture; `address` gives the page of a system's own picture, by its code."""
    placed = arrange(nodes, links)
    carried = _carried(nodes, links)
    parts = [
        f'<svg role="group" aria-labelledby="picture-title picture-text" viewBox="0 0 {placed.width} {placed.height}" width="{placed.width}"'
        f' height="{placed.height}" focusable="false"><title id="picture-title">{escape(title)}</title>'
        f'<desc id="picture-text">{escape(described)}</desc>',
        *_heads(placed),
        f'<g fill="none" stroke="var(--ds-color-neutral-border-strong)" stroke-width="1.6">{"".join(map(_curve, placed.lines))}</g>',
        f'<g fill="var(--ds-color-neutral-border-strong)">{"".join(map(_arrows, placed.lines))}</g>',
        *(_box(node, placed.corners[node.key], carried.get(node.key, ""), address) for node in nodes),
        "</svg>",
    ]
    return mark_safe("".join(parts))


def _carried(nodes: Sequence[Node], links: Sequence[Link]) -> dict[int, str]:
    """What goes between each box and those nearer the middle, in few words."""
    column = {node.key: node.column for node in nodes}
    words: dict[int, list[str]] = {}
    for link in links:
        a, b = link.source, link.target
        if a in column and b in column and abs(column[a]) != abs(column[b]):
            words.setdefault(a if abs(column[a]) > abs(column[b]) else b, []).extend(link.carries)
    many = {key: ngettext("%(number)s flöde", "%(number)s flöden", len(said)) % {"number": len(said)} for key, said in words.items()}
    return {key: said[0] if len(said) == 1 else many[key] for key, said in words.items()}


def _heads(placed: Arranged) -> list[str]:
    said = {
        -2: gettext("Två steg före"), -1: gettext("Skickar hit"), 0: gettext("Systemet"), 1: gettext("Tar emot, eller båda"), 2: gettext("Två steg efter"),
    }  # fmt: skip
    return [f'<text x="{x}" y="16" {SMALL}>{escape(said[column])}</text>' for column, x in sorted(placed.columns.items())]


def _curve(line: Line) -> str:
    (a, b), (c, d), (e, f), (g, h) = line.points
    return f'<path d="M{a} {b}C{c} {d} {e} {f} {g} {h}"{DASHES[line.link.by_service]}/>'


def _arrows(line: Line) -> str:
    ends = [(line.points[3], line.arrives_right), *([(line.points[0], line.leaves_right)] if line.link.both else [])]
    return "".join(_arrow(x, y, 9 if right else -9) for (x, y), right in ends)


def _arrow(x: int, y: int, back: int) -> str:
    return f'<path d="M{x} {y}l{back} -5v10z"/>'


def _box(node: Node, corner: tuple[int, int], carries: str, address: Callable[[str], str]) -> str:
    x, y = corner
    middle = node.column == 0
    colour = "accent" if middle else "neutral"
    frame = (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8" fill="var(--ds-color-{colour}-background-default)"'
        f' stroke="var(--ds-color-{colour}-border-{"strong" if middle else "default"})" stroke-width="{2.5 if middle else 1.2}"/>'
    )
    rows = wrapped(node.name, 21, 2)
    lines = [
        f'<text x="{x + 10}" y="{y + 19 + 16 * n}" {TEXT} font-size="13.5" font-weight="500">{escape(row)}</text>'
        for n, row in enumerate(rows)
    ]
    small = [carries, node.owner] if carries else [node.owner]
    start = y + 19 + 16 * len(rows)
    lines += [
        f'<text x="{x + 10}" y="{start + 16 * n}" {SMALL}>{escape("".join(wrapped(row, 24, 1)))}</text>'
        for n, row in enumerate(small)
        if row
    ]
    told = f"{node.name} ({node.code}), {node.owner}" + (f": {carries}" if carries else "")
    body = f"<title>{escape(told)}</title>{frame}{''.join(lines)}"
    return f"<g>{body}</g>" if middle else f'<a href="{escape(address(node.code))}" aria-label="{escape(told)}">{body}</a>'
