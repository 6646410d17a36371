"""A sheet of systems: handed in, looked at with what it would do and every fault, and brought in whole. Source: D1."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Column, Table
from nytta.kit.exports import XLSX, workbook
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.pages import ActPage, HousePage, admit, file
from nytta.kit.words import mend, said
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from .. import commands, policies
from ..forms import SheetForm
from ..imports import sheet as imports
from ..queries import standing
from ..queries.sheet import Plan, register
from ..queries.systems import world
from . import facts
from .systems import trail

SHOWN_FAULTS, SHOWN_ROWS = 200, 100


class Import(ActPage):
    """Hand in a sheet of systems."""

    template = "systems/import.html"
    title = _("För in system från en fil")
    button = _("Granska filen")
    done = ""
    help = _("Först visas vad som blir nytt, ändras och är oförändrat. Finns ett fel förs inget in, och varje fel sägs med rad och kolumn.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_import(self.person, self.on.date())

    def form(self, thing: Any, **sent: Any) -> forms.Form:
        return SheetForm({name: imports.mapping(name).title for name in imports.NAMES}, self.on.date(), **sent)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> imports.Kept:
        require(self.verdict(thing))
        sheet = cleaned["sheet"]
        how = f"{cleaned['mapping']}:{cleaned['owner']}"
        kept = imports.Kept.keep(sheet.chunks(), name=sheet.name, how=how, on=self.on)
        try:
            imports.look(kept, [], world(self.on.date()))
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Any, result: imports.Kept) -> str:
        return look_url("systems:import_look", result)

    def context(self, thing: Any) -> dict[str, Any]:
        files = [(kind.upper(), reverse("systems:whole", args=["mall", kind])) for kind in ("xlsx", "csv")]
        whole = [(kind.upper(), reverse("systems:whole", args=["hela", kind])) for kind in ("xlsx", "csv", "json")]
        return {"cancel_url": reverse("systems:list"), "crumbs": trail((gettext(self.title), "")), "templates": files, "whole": whole}


class ImportLook(LookPage[imports.Kept]):
    """What a sheet would do, before anything is written; one press brings it in."""

    files = imports.Kept
    handed_in_at = "systems:import"
    template = "systems/import_look.html"
    title = _("Granska filen")

    def may_see(self, thing: imports.Kept) -> bool:
        if not policies.can_import(self.person, self.on.date()):
            return False
        self.look = imports.look(thing, register(), world(self.on.date()))
        return True

    def verdict(self, thing: imports.Kept) -> Verdict:
        plan = self.look.plan
        self.button = gettext("För in %(new)s nya och %(changed)s ändrade") % {"new": len(plan.new), "changed": len(plan.changed)}
        if self.look.refused:
            return no("import.faulty", "Fel i filen: %(n)s. Inget förs in förrän alla rader går att läsa.", "D1",
                      "Rätta raderna i filen och välj den igen.", n=len(self.look.faults))  # fmt: skip
        if not plan.new and not plan.changed:
            return no("import.nothing_new", "Filen säger samma sak som registret: det finns inget att föra in.", "D1", "Välj en annan fil.")
        return YES

    def run(self, thing: imports.Kept, cleaned: dict[str, Any]) -> Plan:
        return commands.bring_in_systems(read=imports.tried(thing), sheet=thing.name, by=self.person, on=self.on)

    def went_to(self, thing: imports.Kept, result: Plan) -> str:
        thing.forget()
        text = gettext("%(new)s nya, %(changed)s ändrade, %(unchanged)s oförändrade.")
        messages.success(self.request, text % {"new": len(result.new), "changed": len(result.changed), "unchanged": result.unchanged})
        return reverse("systems:list")

    def context(self, thing: imports.Kept) -> dict[str, Any]:
        look, plan = self.look, self.look.plan
        figures = [
            (gettext("Rader"), look.rows), (gettext("Nya"), len(plan.new)), (gettext("Ändras"), len(plan.changed)),
            (gettext("Oförändrade"), plan.unchanged), (gettext("Fel"), len(look.faults)),
        ]  # fmt: skip
        return {
            "title": gettext("Granska %(name)s") % {"name": thing.name}, "figures": [(name, sek(n, "")) for name, n in figures],
            "faults": _faults(look) if look.faults else None, "more_faults": max(len(look.faults) - SHOWN_FAULTS, 0),
            "new": _new(plan) if plan.new else None, "changed": _changed(plan) if plan.changed else None, "unread": look.unread,
            "cancel_url": reverse("systems:import"),
            "crumbs": trail((gettext(Import.title), reverse("systems:import")), (thing.name, "")),
        }  # fmt: skip


def _faults(look: imports.Look) -> Table:
    columns = (
        Column(gettext("Rad"), num=True),
        *(Column(t) for t in (gettext("Kolumn"), gettext("I cellen"), gettext("Fel"), gettext("Gör så här"))),
    )
    rows = [(str(f.row), f.column or "–", f.value or "–", said(f.finding), mend(f.finding)) for f in look.faults[:SHOWN_FAULTS]]
    return Table(gettext("Fel i filen"), columns, rows)


def _new(plan: Plan) -> Table:
    columns = (Column(gettext("Rad"), num=True), Column(gettext("Namn")), Column(gettext("Systemägare")))
    rows = [(str(line.row), system.name, system.owner.name) for system, line in plan.new[:SHOWN_ROWS]]
    return Table(gettext("Nya system"), columns, rows)


def _changed(plan: Plan) -> Table:
    columns = (Column(gettext("Rad"), num=True), Column(gettext("System")), Column(gettext("Vad som ändras")))
    rows = [(str(c.line.row), str(c.system), facts.changes_said(c.changes)) for c in plan.changed[:SHOWN_ROWS]]
    return Table(gettext("System som ändras"), columns, rows)


class Whole(HousePage):
    """The template, or the whole register in the form that can be read again: for who may bring it in. Source: D1."""

    def get(self, request: HttpRequest, what: str, kind: str) -> HttpResponse:
        admit(policies.can_import(self.person, self.on.date()))
        found = standing().select_related("owner", "representative", "solution").prefetch_related("phases", "supports__capability")
        rows = imports.table(found) if what == "hela" else iter(())
        name = f"{gettext('system')}-{what}-{self.on:%Y-%m-%d}.{kind}"
        if kind == "xlsx":
            return file(workbook(gettext("System"), imports.HEADINGS, rows), XLSX, name)
        if kind == "csv":
            return file(imports.as_csv(rows), "text/csv; charset=utf-8", name)
        return file(imports.as_json(rows), "application/json", name)
