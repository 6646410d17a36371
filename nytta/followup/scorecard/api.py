"""Annual reports for programs. Source: U9; D14."""

from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.kit.api import Detail, Field, Resource
from nytta.kit.api.shapes import Json

from .documents import read_back
from .lists import ANNUAL_REPORTS
from .models import AnnualReport
from .terms import ReportState


def _report(page: Any, thing: AnnualReport) -> Json:
    parts = read_back(thing.content) if thing.content else []
    return {
        "year": thing.year, "state": thing.state, "figures_at": thing.figures_at, "decided_on": thing.decided_on,
        "decision": thing.decision.number if thing.decision else None,
        "parts": [{"title": s.title, "texts": s.texts, "facts": [{"name": n, "value": v} for n, v in s.facts], "table": _table(s.table)} for s in parts],
    }  # fmt: skip


def _table(table: Any) -> Json | None:
    if table is None:
        return None
    rows = [*table.rows, *table.foot]
    return {
        "caption": table.caption,
        "columns": [c.text for c in table.columns],
        "rows": [{"cells": [str(c) for c in row]} for row in rows],
    }


REPORT = Detail(
    page="scorecard:annual",
    address={"year": int},
    fields=(
        Field("year", _("År"), "whole", null=False, example=2026), Field("state", _("Läge"), "term", terms=ReportState),
        Field("figures_at", _("Siffrorna togs"), "moment"), Field("decided_on", _("Godkänd"), "day"), Field("decision", _("Beslut"), "whole"),
        Field("parts", _("Rapporten som den lämnades; tom medan den skrivs"), "things", of=(
            Field("title", _("Rubrik")), Field("texts", _("Text"), "texts"),
            Field("facts", _("Uppgifter"), "things", of=(Field("name", _("Uppgift")), Field("value", _("Värde")))),
            Field("table", _("Tabell"), "thing", of=(
                Field("caption", _("Vad tabellen visar")), Field("columns", _("Kolumner"), "texts"),
                Field("rows", _("Rader"), "things", of=(Field("cells", _("Celler"), "texts"),)),
            )),
        )),
    ),
    read=_report,
)  # fmt: skip

RESOURCES = (
    Resource(
        "reports", "report", ANNUAL_REPORTS, _("Årsrapporterna till fullmäktige."), detail=REPORT, key="year", kinds={"year": "whole"},
    ),
)  # fmt: skip
