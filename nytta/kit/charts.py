"""Charts: one Vega-Lite spec drawn as SVG on the server; the same figures always stand beside it as a table."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from nytta.plain.money import NBSP, sek

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
    import vl_convert  # heavy (148 MB): loaded when the first chart is drawn

    spec = json.loads(spec_json)
    spec["config"] = {**THEME, **spec.get("config", {})}
    spec.setdefault("$schema", "https://vega.github.io/schema/vega-lite/v5.json")
    drawn = vl_convert.vegalite_to_svg(spec)
    return SafeString(_named(drawn, title, description))


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


def bars(rows: Sequence[FrameRow], *, width: int = 760, labels: tuple[str, str, str] | None = None) -> dict[str, Any]:
    """A spec of frame, granted and committed per portfolio: bars within bars, told apart by thickness and colour."""
    names = labels or (gettext("Ram"), gettext("Beviljat"), gettext("Bundet"))
    colors = ("var(--cs)", "var(--c1)", "var(--ca)")
    sizes = (30, 18, 7)
    layers = [
        {
            "data": {
                "values": [
                    {"label": row.label, "kind": name, "sek": amount, "says": f"{row.label}, {name.lower()}: {sek(amount)}"}
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
                    "title": gettext("Miljoner kronor"),
                    "axis": {"labelExpr": MILLIONS, "tickCount": 6, "domain": False},
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
