"""More charts from the same theme: spans with a mark, swings, points by kind with a frontier, steps, and a map of yes and no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Spec = dict[str, Any]
COLORS = ("var(--ca)", "var(--c2)", "var(--cg2)", "var(--c1)", "var(--c3)")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
PERCENT = "format(datum.value*100,'.0f')+'\u00a0%'"
SIGNED = "(datum.value>0?'+':datum.value<0?'\u2212':'')+format(abs(datum.value),'.0f')"
LABELS = {"ticks": False, "domain": False, "labelPadding": 8, "labelLimit": 320}


@dataclass(frozen=True)
class Spread:
    """One row of `spreads`: a share (0-1) between its low and high; `says` is the same in words."""

    label: str
    low: float
    now: float
    high: float
    says: str


@dataclass(frozen=True)
class Swing:
    """One row of `swings`: how far down (0 or less) and up something can move, with what stands at each end and the same in words."""

    label: str
    down: float
    up: float
    ends: tuple[str, str]
    says: tuple[str, str]


@dataclass(frozen=True)
class Dot:
    """One point of `dots`."""

    x: float
    y: float
    kind: str
    says: str


def _rows_axis() -> Spec:
    return {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": LABELS}


def spreads(rows: Sequence[Spread], *, x: str, width: int = 760) -> Spec:
    """A bar from low to high for each row, with a point where it is now."""
    values = [{"label": r.label, "low": r.low, "now": r.now, "high": r.high, "says": r.says} for r in rows]
    axis = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": x,
        "axis": {"labelExpr": PERCENT, "domain": False, "tickCount": 5},
    }
    bar = {
        "mark": {"type": "bar", "height": 12, "color": "var(--cg)", "cornerRadius": 3},
        "encoding": {"y": _rows_axis(), "x": {"field": "low", **axis}, "x2": {"field": "high"}, "description": {"field": "says"}},
    }
    point = {"mark": {"type": "point", "aria": False}, "encoding": {"y": _rows_axis(), "x": {"field": "now", **axis}}}
    return {"width": width, "height": {"step": 30}, "data": {"values": values}, "layer": [bar, point]}


def swings(rows: Sequence[Swing], *, x: str, kinds: tuple[str, str], width: int = 760) -> Spec:
    """A tornado: bars to both sides of a line that is now, each with what happens at its end; `x` is the axis' title, in percentage points."""
    values, texts = [], []
    for row in rows:
        for nth, end in enumerate((row.down, row.up)):
            values.append({"label": row.label, "a": 0, "b": end, "kind": kinds[nth], "says": row.says[nth]})
            texts.append({"label": row.label, "b": end, "text": row.ends[nth], "left": nth == 0})
    reach = max((max(-row.down, row.up) for row in rows), default=1) * 1.7  # room for the texts at the ends
    across = {
        "type": "quantitative",
        "title": x,
        "scale": {"domain": [-reach, reach]},
        "axis": {"labelExpr": SIGNED, "domain": False, "tickCount": 7},
    }
    told = {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(kinds), "range": ["var(--c2)", "var(--ca)"]}}
    bars = {
        "data": {"values": values}, "mark": {"type": "bar", "height": 18},
        "encoding": {
            "y": _rows_axis(), "x": {"field": "a", **across}, "x2": {"field": "b"}, "description": {"field": "says"},
            "color": {**told, "legend": {"symbolType": "square", "symbolSize": 130}},
        },
    }  # fmt: skip
    named = [
        {
            "data": {"values": [t for t in texts if t["left"] is left]},
            "mark": {"type": "text", "align": "right" if left else "left", "dx": -6 if left else 6, "aria": False},
            "encoding": {"y": _rows_axis(), "x": {"field": "b", **across}, "text": {"field": "text"}},
        }
        for left in (True, False)
    ]
    now = {"data": {"values": [{"x": 0}]}, "mark": {"type": "rule", "strokeWidth": 2}, "encoding": {"x": {"field": "x", **across}}}
    return {"width": width, "height": {"step": 40}, "layer": [bars, *named, now]}


def _axes(x: str, y: str, label: str, zero: bool = True) -> Spec:
    return {
        "x": {"field": "x", "type": "quantitative", "title": x, "axis": {"labelExpr": label, "tickCount": 6, "domain": False}},
        "y": {"field": "y", "type": "quantitative", "title": y, "scale": {"zero": zero}, "axis": {"tickCount": 6, "domain": False}},
    }


def dots(points: Sequence[Dot], *, x: str, y: str, x_label: str, kinds: Sequence[str], width: int = 760) -> Spec:
    """Points told apart by shape and colour; `x_label` is a Vega expression for the axis."""
    values = [{"x": p.x, "y": p.y, "kind": p.kind, "says": p.says} for p in points]
    told = {"field": "kind", "type": "nominal", "title": None}
    encoding = {
        **_axes(x, y, x_label), "description": {"field": "says"},
        "color": {**told, "scale": {"domain": list(kinds), "range": list(COLORS[: len(kinds)])}},
        "shape": {**told, "scale": {"domain": list(kinds), "range": list(SHAPES[: len(kinds)])}},
    }  # fmt: skip
    return {"width": width, "height": 320, "data": {"values": values}, "mark": {"type": "point"}, "encoding": encoding}


def map_with_frontier(
    points: Sequence[Dot], frontier: Sequence[Dot], *, x: str, y: str, x_label: str, kinds: Sequence[str], width: int = 760
) -> Spec:
    """Points by kind, and a line in steps through those of the frontier: one chart with one legend. Both axes grow by their root, so that what is small
    beside the sum of all can still be told apart."""
    drawn = dots([*points, *frontier], x=x, y=y, x_label=x_label, kinds=kinds, width=width)
    for told in ("color", "shape"):
        drawn["encoding"][told]["legend"] = {"columns": 3}
    for axis in ("x", "y"):
        drawn["encoding"][axis]["scale"] = {"type": "sqrt", "zero": True}
    line = {
        "data": {"values": [{"x": p.x, "y": p.y} for p in sorted(frontier, key=lambda p: p.x)]},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "color": "var(--c1)", "aria": False},
        "encoding": {axis: drawn["encoding"][axis] for axis in ("x", "y")},
    }
    layer = {"data": drawn["data"], "mark": {"type": "point", "size": 90}, "encoding": drawn["encoding"]}
    return {"width": width, "height": 380, "layer": [*([line] if frontier else []), layer]}


def stairs(points: Sequence[Dot], marks: Sequence[Dot], *, x: str, y: str, x_label: str, width: int = 760) -> Spec:
    """A line that rises in steps through points, with other points marked by kind."""
    line = {
        "data": {"values": [{"x": p.x, "y": p.y} for p in points]},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "aria": False},
        "encoding": _axes(x, y, x_label, zero=False),
    }
    corners = {
        "data": {"values": [{"x": p.x, "y": p.y, "says": p.says} for p in points]},
        "mark": {"type": "point", "size": 40},
        "encoding": {**_axes(x, y, x_label, zero=False), "description": {"field": "says"}},
    }
    kinds = list(dict.fromkeys(m.kind for m in marks))
    marked = dots(marks, x=x, y=y, x_label=x_label, kinds=kinds)
    layer = {"data": marked["data"], "mark": {"type": "point", "size": 160}, "encoding": marked["encoding"]}
    layer["encoding"].update(_axes(x, y, x_label, zero=False))
    layer["encoding"]["color"]["scale"]["range"] = list(COLORS[1 : 1 + len(kinds)])
    layer["encoding"]["shape"]["scale"]["range"] = list(SHAPES[1 : 1 + len(kinds)])
    return {"width": width, "height": 200, "layer": [line, corners, *([layer] if marks else [])]}


def yes_no(rows: Mapping[str, Mapping[str, bool]], *, words: tuple[str, str], width: int = 760) -> Spec:
    """A map of rows by columns, each cell yes or no by shape and colour; `words` are what yes and no are called."""
    values = [
        {"label": row, "column": column, "kind": words[0 if held else 1], "says": f"{row}, {column}: {words[0 if held else 1]}"}
        for row, cells in rows.items()
        for column, held in cells.items()
    ]
    told = {"field": "kind", "type": "nominal", "title": None}
    encoding = {
        "y": _rows_axis(), "x": {"field": "column", "type": "nominal", "sort": None, "title": None, "axis": {**LABELS, "orient": "top", "labelAngle": 0}},
        "description": {"field": "says"}, "shape": {**told, "scale": {"domain": list(words), "range": ["circle", "cross"]}},
        "color": {**told, "scale": {"domain": list(words), "range": ["var(--c1)", "var(--cg2)"]}},
    }  # fmt: skip
    return {
        "width": width,
        "height": {"step": 30},
        "data": {"values": values},
        "mark": {"type": "point", "size": 140},
        "encoding": encoding,
    }


@dataclass(frozen=True)
class Part:
    """One piece of a bar of `stacked`: how much of a kind there is under a label; `says` is the same in words."""

    label: str
    kind: str
    amount: float
    says: str


def stacked(parts: Sequence[Part], *, x: str, x_label: str, kinds: Sequence[str], colors: Sequence[str] = COLORS, width: int = 760) -> Spec:
    """A bar for each label, made of its kinds in their order, a thin line between them; `x_label` is a Vega expression for the axis."""
    values = [{"label": p.label, "kind": p.kind, "x": p.amount, "at": kinds.index(p.kind), "says": p.says} for p in parts]
    told = {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(kinds), "range": list(colors[: len(kinds)])}}
    encoding = {
        "y": _rows_axis(), "order": {"field": "at", "type": "quantitative"}, "description": {"field": "says"},
        "x": {"field": "x", "type": "quantitative", "stack": "zero", "title": x, "axis": {"labelExpr": x_label, "tickCount": 6, "domain": False}},
        "color": {**told, "legend": {"symbolType": "square", "symbolSize": 130, "columns": 4}},
    }  # fmt: skip
    mark = {"type": "bar", "height": 18, "stroke": "var(--cb)", "strokeWidth": 1}
    return {"width": width, "height": {"step": 30}, "data": {"values": values}, "mark": mark, "encoding": encoding}


@dataclass(frozen=True)
class Stretch:
    """A time of one kind in a row of `stretches`, from a day up to another; a point in time where `until` is None."""

    label: str
    kind: str
    starts: date
    until: date | None
    says: str


def stretches(
    rows: Sequence[Stretch], *, kinds: Sequence[str], colors: Sequence[str], between: tuple[date, date], now: date, width: int = 760
) -> Spec:
    """Times in rows under a common axis of years, cut to what lies `between` two days, with a line at `now`.

    What is a point in time is drawn as a diamond; kinds are told apart by thickness too.
    """
    first, last = between
    time: Spec = {
        "type": "temporal", "title": None,
        "scale": {"type": "utc", "domain": [first.isoformat(), last.isoformat()]},
        "axis": {"format": "%Y", "tickCount": "year", "domain": False, "orient": "top"},
    }  # fmt: skip
    told = {
        "field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(kinds), "range": list(colors)},
        "legend": {"symbolType": "square", "symbolSize": 130, "columns": 5},
    }  # fmt: skip
    lasting = [
        {"label": r.label, "kind": r.kind, "a": max(r.starts, first).isoformat(), "b": min(r.until, last).isoformat(), "says": r.says}
        for r in rows if r.until and r.starts < last and r.until > first
    ]  # fmt: skip
    points = [{"label": r.label, "kind": r.kind, "a": r.starts.isoformat(), "says": r.says} for r in rows if r.until is None and first <= r.starts <= last]  # fmt: skip
    y = {**_rows_axis(), "scale": {"domain": list(dict.fromkeys(r.label for r in rows))}}
    bars = [
        {
            "data": {"values": [v for v in lasting if v["kind"] == kind]},
            "mark": {"type": "bar", "height": 16 - 3 * (nth % 3), "cornerRadius": 2},
            "encoding": {"y": y, "x": {"field": "a", **time}, "x2": {"field": "b"}, "color": told, "description": {"field": "says"}},
        }
        for nth, kind in enumerate(kinds)
        if any(v["kind"] == kind for v in lasting)
    ]
    ends = {
        "data": {"values": points}, "mark": {"type": "point", "shape": "diamond", "size": 110},
        "encoding": {"y": y, "x": {"field": "a", **time}, "color": told, "description": {"field": "says"}},
    }  # fmt: skip
    line = {"data": {"values": [{"a": now.isoformat()}]}, "mark": {"type": "rule", "strokeWidth": 2, "strokeDash": [4, 3]}, "encoding": {"x": {"field": "a", **time}}}  # fmt: skip
    return {"width": width, "height": {"step": 26}, "layer": [*bars, line, *([ends] if points else [])]}


@dataclass(frozen=True)
class Bubble:
    """So many at a place of a square of whole scores; `says` is the same in words."""

    x: int
    y: int
    count: int
    kind: str
    says: str


def quadrants(
    found: Sequence[Bubble],
    *,
    x: str,
    y: str,
    names: Sequence[tuple[str, bool, bool]],
    colors: Sequence[str],
    high_from: int,
    most: int = 5,
    width: int = 760,
) -> Spec:
    """Scores from 1 to `most` on both axes, with how many there are at each place; `names` are (what a quarter is called, whether x
    is high in it, whether y is), and the quarters meet just below `high_from`."""
    edge = high_from - 0.5
    domain = [0.3, most + 0.7]

    def axis(field: str, title: str = "") -> Spec:
        shown = {"values": list(range(1, most + 1)), "format": "d", "grid": False, "domain": False}
        return {"field": field, "type": "quantitative", "title": title or None, "scale": {"domain": domain, "nice": False}, "axis": shown}

    kinds = [name for name, _, _ in names]
    told = {"field": "kind", "type": "nominal", "scale": {"domain": kinds, "range": list(colors)}, "legend": None}
    places = {"x": axis("x", x), "y": axis("y", y)}
    circles = {
        "data": {"values": [{"x": b.x, "y": b.y, "n": b.count, "kind": b.kind, "says": b.says} for b in found]},
        "mark": {"type": "circle", "opacity": 0.35, "strokeWidth": 2},
        "encoding": {
            **places, "color": told, "stroke": told, "description": {"field": "says"},
            "size": {"field": "n", "type": "quantitative", "scale": {"range": [350, 2600], "zero": True}, "legend": None},
        },
    }  # fmt: skip
    numbers = {
        "data": {"values": [{"x": b.x, "y": b.y, "n": str(b.count)} for b in found]}, "mark": {"type": "text", "fontSize": 13, "aria": False},
        "encoding": {**places, "text": {"field": "n"}},
    }  # fmt: skip
    lines = [
        {
            "data": {"values": [{"e": edge}]},
            "mark": {"type": "rule", "aria": False},
            "encoding": {one: {"field": "e", "type": "quantitative"}},
        }
        for one in ("x", "y")
    ]
    called = [
        {
            "data": {"values": [{"x": domain[right], "y": domain[up], "t": name}]},
            "mark": {"type": "text", "align": "right" if right else "left", "dx": -8 if right else 8, "dy": 12 if up else -10, "fontWeight": 600, "fontSize": 14, "aria": False},
            "encoding": {**places, "text": {"field": "t"}},
        }
        for name, right, up in names
    ]  # fmt: skip
    return {"width": width, "height": 420, "layer": [*lines, circles, numbers, *called]}


@dataclass(frozen=True)
class Cell:
    """One cell of `heat`: how many there are in a row and a column; `says` is the same in words."""

    row: str
    column: str
    count: int
    says: str


def heat(cells: Sequence[Cell], *, rows: Sequence[str], columns: Sequence[str], width: int = 760) -> Spec:
    """A table of rows and columns, darker where there are more, with the number in each cell; an empty cell has none."""
    values = [{"row": c.row, "column": c.column, "n": c.count, "t": str(c.count), "says": c.says} for c in cells]
    places: Spec = {
        "y": {"field": "row", "type": "nominal", "title": None, "scale": {"domain": list(rows)}, "axis": {**LABELS, "labelLimit": 240}},
        "x": {
            "field": "column", "type": "nominal", "title": None, "scale": {"domain": list(columns)},
            "axis": {**LABELS, "orient": "top", "labelAngle": -40, "labelPadding": 6},
        },
    }  # fmt: skip
    most = max((c.count for c in cells), default=1)
    squares = {
        "mark": {"type": "rect", "color": "var(--ca)", "cornerRadius": 2, "stroke": "var(--cb)", "strokeWidth": 2},
        "encoding": {
            **places, "description": {"field": "says"},
            "opacity": {"field": "n", "type": "quantitative", "scale": {"domain": [0, most], "range": [0.06, 0.42]}, "legend": None},
        },
    }  # fmt: skip
    numbers = {"mark": {"type": "text", "aria": False}, "encoding": {**places, "text": {"field": "t"}}}
    return {"width": width, "height": {"step": 30}, "data": {"values": values}, "layer": [squares, numbers]}
