"""Where things stand in a picture of a system and those around it: columns from left to right, lines that end apart. Source: D4."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT, BETWEEN_ROWS, BETWEEN_COLUMNS, HEAD, BEND = 168, 76, 14, 76, 30, 34


@dataclass(frozen=True)
class Node:
    """A system in the picture: its key, what is shown of it, and its column (0 the one in the middle, senders left of it)."""

    key: int
    code: str
    name: str
    owner: str
    column: int


@dataclass(frozen=True)
class Link:
    """What goes from one system to another (or both ways): through the integration service, past it, or not known."""

    source: int
    target: int
    both: bool
    by_service: bool | None
    carries: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A link as a curve: from a point, by two points that bend it, to a point; `right` says which way each end points."""

    link: Link
    points: tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
    leaves_right: bool
    arrives_right: bool


@dataclass(frozen=True)
class Arranged:
    """A picture's size, the upper left corner of each box (by key), its columns' left edges, and its lines."""

    width: int
    height: int
    corners: Mapping[int, tuple[int, int]]
    columns: Mapping[int, int]
    lines: Sequence[Line]


def arrange(nodes: Sequence[Node], links: Iterable[Link]) -> Arranged:
    """Place the boxes in their columns, each column centred, and the lines between them. Whole pixels; same in, same out. Source: D4."""
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[node.column].append(node)
    tallest = max((len(c) for c in columns.values()), default=0)
    height = HEAD + tallest * (BOX_HEIGHT + BETWEEN_ROWS)
    left = {c: n * (BOX_WIDTH + BETWEEN_COLUMNS) + BEND for n, c in enumerate(sorted(columns))}
    corners: dict[int, tuple[int, int]] = {}
    for column, held in columns.items():
        top = HEAD + (tallest - len(held)) * (BOX_HEIGHT + BETWEEN_ROWS) // 2
        corners |= {node.key: (left[column], top + n * (BOX_HEIGHT + BETWEEN_ROWS)) for n, node in enumerate(held)}
    drawn = [link for link in links if link.source in corners and link.target in corners]
    width = max(left.values(), default=0) + BOX_WIDTH + BEND
    return Arranged(width, height, corners, left, _lines(drawn, corners))


def _lines(links: Sequence[Link], corners: Mapping[int, tuple[int, int]]) -> list[Line]:
    """Each link from one side of a box to one side of another; where several meet a side they are spread in the order of what they lead to."""
    ends: dict[tuple[int, bool], list[tuple[int, int, int]]] = defaultdict(
        list
    )  # (box, right side): (height of the other, nth link, which end)
    sides = []
    for n, link in enumerate(links):
        (a, top), (b, other) = corners[link.source], corners[link.target]
        leaves, arrives = (b >= a, b <= a) if a != b else (True, True)
        sides.append((leaves, arrives))
        ends[link.source, leaves].append((other, n, 0))
        ends[link.target, arrives].append((top, n, 1))
    spread: dict[tuple[int, int], tuple[int, int]] = {}
    for (box, right), held in ends.items():
        x, y = corners[box]
        for place, (_, n, end) in enumerate(sorted(held), 1):
            spread[n, end] = (x + BOX_WIDTH * right, y + BOX_HEIGHT * place // (len(held) + 1))
    lines = []
    for n, (link, (leaves, arrives)) in enumerate(zip(links, sides, strict=True)):
        start, stop = spread[n, 0], spread[n, 1]
        bend = BEND if leaves == arrives else max(BEND, abs(stop[0] - start[0]) // 2)
        first = (start[0] + (bend if leaves else -bend), start[1])
        last = (stop[0] + (bend if arrives else -bend), stop[1])
        lines.append(Line(link, (start, first, last, stop), leaves, arrives))
    return lines


def wrapped(text: str, width: int, rows: int) -> list[str]:
    """A text in at most so many rows of so many characters; what does not fit ends in three points."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    kept = [row if len(row) <= width else f"{row[: width - 1]}…" for row in found[:rows]]
    if len(found) > rows:
        kept[-1] = f"{kept[-1][: width - 2].rstrip('…')} …"
    return kept
