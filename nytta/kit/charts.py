"""Charts: one Vega-Lite spec drawn as SVG on the server; the same figures always stand beside it as a table."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from nytta.plain.money import NBSP, sek

from . import drawing

# The page's colours as variables, and what they are on paper (light), for makers that do not know CSS variables.
PAPER = {
    "--ct": "#222d36",
    "--cg": "#b8bcbf",
    "--cg2": "#727a80",
    "--cs": "#e7e9ea",
    "--ca": "#0b5c6b",
    "--c1": "#068718",
    "--c2": "#a6640a",
    "--c3": "#b01b1b",
    "--cb": "#ffffff",
}

THEME: dict[str, Any] = {
    "view": {"stroke": "transparent"},
    "background": "transparent",
    "font": "Inter",
    "axis": {
        "aria": False,
        "domainColor": "var(--cg2)",
        "gridColor": "var(--cg)",
        "tickColor": "var(--cg)",
        "labelColor": "var(--ct)",
        "titleColor": "var(--ct)",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    },
    "legend": {
        "aria": False,
        "labelColor": "var(--ct)",
        "titleColor": "var(--ct)",
        "labelFontSize": 13,
        "orient": "top",
        "labelLimit": 260,
    },
    "header": {"labelColor": "var(--ct)", "titleColor": "var(--ct)"},
    "text": {"color": "var(--ct)"},
    "line": {"color": "var(--ca)"},
    "bar": {"color": "var(--ca)"},
    "point": {"color": "var(--ca)", "filled": True, "opacity": 1, "size": 80},
    "rule": {"color": "var(--cg2)"},
    "range": {"category": ["var(--ca)", "var(--c2)", "var(--c1)", "var(--c3)", "var(--cg2)"]},
    "locale": {
        "number": {
            "decimal": ",",
            "thousands": NBSP,
            "grouping": [3],
            "currency": ["", f"{NBSP}kr"],
            "minus": "−",
        }
    },
}
MILLIONS = "format(datum.value/1e6,',.1f')"
SMALL_MILLIONS = "format(datum.value/1e6,',.2~f')"


@dataclass(frozen=True)
class FrameRow:
    """One row of `bars`: a portfolio and three sums in whole kronor."""

    label: str
    frame_sek: int
    granted_sek: int
    committed_sek: int


def svg(spec: dict[str, Any], *, title: str, description: str) -> SafeString:
    """The chart as inline SVG without style attributes, named by title and description; kept by content."""
    return _drawn(json.dumps(spec, sort_keys=True, ensure_ascii=False), title, description)


@lru_cache(maxsize=256)
def _drawn(spec_json: str, title: str, description: str) -> SafeString:
    spec = json.loads(spec_json)
    spec["config"] = {**THEME, **spec.get("config", {})}
    spec.setdefault("$schema", "https://vega.github.io/schema/vega-lite/v5.json")
    return SafeString(_named(drawing.drawn(json.dumps(spec)), title, description))


def _named(drawn: str, title: str, description: str) -> str:
    name = "c" + sha256((drawn + title).encode()).hexdigest()[:10]
    role = "group" if "<a " in drawn else "img"  # an image hides the links in it
    drawn = re.sub(r' style="[^"]*"', "", drawn[drawn.index("<svg") :])
    drawn = re.sub(r' aria-roledescription="[^"]*"', "", drawn)
    drawn = re.sub(r'(id="|url\(#)((?:clip|gradient_)\d+)', rf"\g<1>{name}\g<2>", drawn)
    opened = f'<svg role="{role}" aria-labelledby="{name}t {name}d" focusable="false"'
    texts = f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(description)}</desc>'
    head, rest = drawn.split(">", 1)
    return f"{opened}{head[4:]}>{texts}{rest}"


def for_paper(drawn: str) -> str:
    """The same SVG with fixed colours, for PDF and workbook makers, which draw CSS variables black."""
    return re.sub(r"var\((--\w+)\)", lambda m: PAPER.get(m.group(1), PAPER["--ct"]), drawn)


def bars(
    rows: Sequence[FrameRow], *, width: int = 760, labels: tuple[str, str, str] | None = None, percent: bool = False
) -> dict[str, Any]:
    """A spec of frame, granted and committed per portfolio: bars within bars, told apart by thickness and colour.

    With `percent` the rows hold thousandths of the whole and not kronor.
    """
    names = labels or (gettext("Ram"), gettext("Beviljat"), gettext("Bundet"))
    colors = ("var(--cs)", "var(--c1)", "var(--ca)")
    sizes = (30, 18, 7)
    layers = [
        {
            "data": {
                "values": [
                    {
                        "label": row.label,
                        "kind": name,
                        "sek": amount,
                        "says": f"{row.label}, {name.lower()}: {f'{amount // 10} %' if percent else sek(amount)}",
                    }
                    for row in rows
                    for amount in [(row.frame_sek, row.granted_sek, row.committed_sek)[nth]]
                ]
            },
            "mark": {"type": "bar", "height": sizes[nth], "cornerRadiusEnd": 3}
            | ({"stroke": "var(--cg2)", "strokeWidth": 1} if nth == 0 else {}),
            "encoding": {
                "y": {
                    "field": "label",
                    "type": "nominal",
                    "sort": None,
                    "title": None,
                    "axis": {"ticks": False, "domain": False, "labelPadding": 8},
                },
                "x": {
                    "field": "sek",
                    "type": "quantitative",
                    "stack": None,
                    "title": gettext("Procent") if percent else gettext("Miljoner kronor"),
                    "axis": {"labelExpr": "datum.value / 10" if percent else MILLIONS, "tickCount": 6, "domain": False},
                },
                "color": {
                    "field": "kind",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(names), "range": list(colors)},
                    "legend": {"symbolType": "square", "symbolSize": 130},
                },
                "description": {"field": "says", "type": "nominal"},
            },
        }
        for nth, name in enumerate(names)
    ]
    return {"width": width, "height": {"step": 46}, "layer": layers}


@dataclass(frozen=True)
class Stair:
    """One step of `waterfall`: where its bar begins and ends, in whole kronor; `total` for a sum that stands on the ground."""

    label: str
    from_sek: int
    to_sek: int
    total: bool = False


@dataclass(frozen=True)
class Span:
    """One row of `tornado`: the result when what the row names is at its low and at its high, in whole kronor."""

    label: str
    low_sek: int
    high_sek: int


def _across(values: list[dict[str, Any]], names: Sequence[str], colors: Sequence[str]) -> dict[str, Any]:
    """Bars lying from `a` to `b`, one row for each label, coloured by kind."""
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 20},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False, "domain": False, "labelPadding": 8}},
            "x": {"field": "a", "type": "quantitative", "title": gettext("Miljoner kronor"), "axis": {"labelExpr": SMALL_MILLIONS, "tickCount": 6, "domain": False}},
            "x2": {"field": "b"},
            "color": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(names), "range": list(colors)}, "legend": {"symbolType": "square", "symbolSize": 130}},
            "description": {"field": "says", "type": "nominal"},
        },
    }  # fmt: skip


def _signed(amount: int) -> str:
    return ("+" if amount > 0 else "") + sek(amount)


def waterfall(rows: Sequence[Stair], *, width: int = 760, labels: tuple[str, str, str] | None = None) -> dict[str, Any]:
    """A spec of how one sum becomes another, step by step; each step says its change, so that colour is not alone."""
    names = labels or (gettext("Summa"), gettext("Ökar"), gettext("Minskar"))
    values = []
    for row in rows:
        change = row.to_sek - row.from_sek
        kind = names[0] if row.total else names[1] if change >= 0 else names[2]
        text = sek(row.to_sek) if row.total else _signed(change)
        values.append({"label": row.label, "kind": kind, "a": row.from_sek, "b": row.to_sek, "end": max(row.from_sek, row.to_sek), "text": text, "says": f"{row.label}: {text}"})  # fmt: skip
    bars_ = _across(values, names, ("var(--ca)", "var(--c1)", "var(--c3)"))
    texts = {
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "dx": 6, "aria": False},
        "encoding": {"y": {"field": "label", "type": "nominal", "sort": None}, "x": {"field": "end", "type": "quantitative"}, "text": {"field": "text"}},
    }  # fmt: skip
    return {"width": width, "height": {"step": 34}, "layer": [bars_, texts]}


def tornado(rows: Sequence[Span], base_sek: int, *, width: int = 760, labels: tuple[str, str] | None = None) -> dict[str, Any]:
    """A spec of how far a result moves when each of several things is at its low and at its high; the widest on top."""
    names = labels or (gettext("Lågt"), gettext("Högt"))
    values = [
        {"label": row.label, "kind": name, "a": base_sek, "b": end, "says": f"{row.label}, {name.lower()}: {sek(end)}"}
        for row in rows
        for name, end in ((names[0], row.low_sek), (names[1], row.high_sek))
    ]
    line = {
        "data": {"values": [{"x": base_sek}]},
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }
    return {"width": width, "height": {"step": 34}, "layer": [_across(values, names, ("var(--c2)", "var(--ca)")), line]}


def curve(
    points: Sequence[tuple[float, float]], *, x: str, y: str, marks: Sequence[tuple[float, str]] = (), width: int = 760
) -> dict[str, Any]:
    """A spec of a line through points, with named marks along x; `x` and `y` are the axes' titles."""
    line = {
        "data": {"values": [{"x": a, "y": b} for a, b in points]},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": x, "axis": {"format": "%", "domain": False}},
            "y": {"field": "y", "type": "quantitative", "title": y, "scale": {"type": "sqrt"}, "axis": {"tickCount": 6}},
        },
    }
    rules = {
        "data": {"values": [{"x": a, "t": text, "says": text} for a, text in marks]},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "x", "type": "quantitative"}, "description": {"field": "says"}},
            },
            {
                "mark": {"type": "text", "align": "right", "dx": -4, "y": 12, "aria": False},
                "encoding": {"x": {"field": "x", "type": "quantitative"}, "text": {"field": "t"}},
            },
        ],
    }
    return {"width": width, "height": 260, "layer": [line, rules]}


@dataclass(frozen=True)
class Point:
    """One point of `over_time`: a day, the line that it is on, whole kronor and the same in words."""

    on: date
    kind: str
    sek: int
    says: str


@dataclass(frozen=True)
class End:
    """Where `over_time` is on its way: a day, kronor, low and high where they are known, and what it is called."""

    on: date
    low_sek: int | None
    sek: int
    high_sek: int | None
    label: str


def over_time(points: Sequence[Point], *, kinds: Sequence[str], y: str, end: End | None = None, width: int = 760) -> dict[str, Any]:
    """A spec of lines over time, each with a colour and a dash of its own, and a mark with its span for where it ends."""
    x = {
        "field": "on",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%Y-%m", "labelOverlap": True, "domain": False, "tickCount": 6},
    }
    axis = {"labelExpr": SMALL_MILLIONS, "tickCount": 6, "domain": False}
    up = {"field": "sek", "type": "quantitative", "title": y, "axis": axis}
    line = {
        "data": {"values": [{"on": p.on.isoformat(), "kind": p.kind, "sek": p.sek, "says": f"{p.kind} {p.on:%Y-%m}: {p.says}"} for p in points]},
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 30}},
        "encoding": {
            "x": x, "y": up,
            "color": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": list(kinds), "range": ["var(--cg2)", "var(--ca)", "var(--ct)"][: len(kinds)]}},
            "strokeDash": {"field": "kind", "type": "nominal", "scale": {"domain": list(kinds), "range": [[6, 4], [1, 0], [2, 3]][: len(kinds)]}, "title": None},
            "description": {"field": "says", "type": "nominal"},
        },
    }  # fmt: skip
    if end is None:
        return {"width": width, "height": 280, "layer": [line]}
    value = {"on": end.on.isoformat(), "sek": end.sek, "low": end.low_sek, "high": end.high_sek, "t": end.label}
    at = {"x": {"field": "on", "type": "temporal"}, "y": {"field": "sek", "type": "quantitative"}}
    layers: list[dict[str, Any]] = [line]
    if end.low_sek is not None:
        span = {"x": at["x"], "y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
        layers.append({"data": {"values": [value]}, "mark": {"type": "rule", "strokeWidth": 3, "color": "var(--c2)"}, "encoding": span})
    layers += [
        {"data": {"values": [value]}, "mark": {"type": "point", "shape": "diamond", "size": 120, "color": "var(--c2)"}, "encoding": at},
        {
            "data": {"values": [value]},
            "mark": {"type": "text", "align": "right", "dx": -10, "dy": -10, "fontSize": 13, "aria": False},
            "encoding": {**at, "text": {"field": "t"}},
        },
    ]
    return {"width": width, "height": 280, "layer": layers}
