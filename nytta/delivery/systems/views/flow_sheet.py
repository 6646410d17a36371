"""The flows as a sheet: a template, what stands in the register, and a sheet that is tried, shown and brought in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.exports import XLSX, delimited, workbook
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.pages import ActPage, HousePage, file
from nytta.kit.words import label
from nytta.plain.verdicts import Refused, Verdict

from .. import commands, policies
from ..forms.flows import FlowSheetForm
from ..imports import flows as sheet
from ..terms import FlowDirection, FlowMethod
from .flows import trail

SHOWN = 20


class _Sheet(ActPage):
    """What both steps have in common."""

    title = _("För in integrationer från en fil")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_flow(self.person, (), self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("flows:list"), "crumbs": trail((gettext(_Sheet.title), ""))}

    def lines(self, kept: sheet.FlowFile) -> list[commands.FlowLine]:
        """The rows of a sheet that may be brought in; Refused with every fault."""
        day = self.on.date()
        with kept.path.open("rb") as held:
            return sheet.read(held, filename=kept.name, on=day, may=lambda sides: bool(policies.can_keep_flow(self.person, sides, day)))


class FlowSheet(_Sheet):
    """The first step: the file is read and tried. Source: D4."""

    template = "systems/flow_sheet.html"
    button = _("Läs filen")
    done = ""
    help = _(
        "Varje rad är en integration. En rad med kod ändrar den integrationen, en utan kod blir en ny. Finns ett fel förs inget in, och varje fel sägs med rad och kolumn."
    )
    form_class = FlowSheetForm

    def run(self, thing: Any, cleaned: dict[str, Any]) -> sheet.FlowFile:
        kept = sheet.FlowFile.keep(cleaned["sheet"].chunks(), name=cleaned["sheet"].name, on=self.on)
        try:
            self.lines(kept)
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Any, result: sheet.FlowFile) -> str:
        return look_url("flows:sheet_look", result)

    def context(self, thing: Any) -> dict[str, Any]:
        words = {"directions": [(d.sv, label(d)) for d in FlowDirection], "methods": [(m.sv, label(m)) for m in FlowMethod]}
        return {**super().context(thing), **words}


class FlowSheetLook(LookPage[sheet.FlowFile], _Sheet):
    """The second step: what the sheet would do is shown, and brought in by one press, tried once more. Source: D4."""

    files = sheet.FlowFile
    handed_in_at = "flows:sheet"
    template = "systems/flow_sheet_look.html"
    button = _("För in")

    def run(self, thing: sheet.FlowFile, cleaned: dict[str, Any]) -> tuple[int, int, int]:
        return commands.bring_in_flows(lines=self.lines(thing), by=self.person, on=self.on)

    def went_to(self, thing: sheet.FlowFile, result: tuple[int, int, int]) -> str:
        text = gettext("%(new)s nya, %(changed)s ändrade, %(unchanged)s oförändrade.")
        messages.success(self.request, text % dict(zip(("new", "changed", "unchanged"), result, strict=True)))
        thing.forget()
        return reverse("flows:list")

    def context(self, thing: sheet.FlowFile) -> dict[str, Any]:
        found = {**super().context(thing), "sheet": thing.name}
        try:
            lines = self.lines(thing)
        except Refused as refused:  # what was right when it was read has changed since
            return found | {"verdict": refused.verdict}
        new = [line for line in lines if not line.code]
        return found | {"new": len(new), "coded": len(lines) - len(new), "rows": [line.values for line in new[:SHOWN]]}


class FlowSheetFile(HousePage):
    """The template, or the flows as they stand in the register, in the form that can be read again."""

    def get(self, request: HttpRequest, what: str, kind: str) -> HttpResponse:
        rows = sheet.table() if what == "uttag" else []
        name = f"integrationer-{what}.{kind}"
        if kind == "xlsx":
            return file(workbook(gettext("Integrationer"), sheet.headings(), rows), XLSX, name)
        return file(delimited(sheet.headings(), rows), "text/csv; charset=utf-8", name)
