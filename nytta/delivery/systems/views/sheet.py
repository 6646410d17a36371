"""A sheet of systems: handed in, looked at with what it would do and every fault, and brought in whole. Source: D1."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Column, Table
from nytta.kit.exports import XLSX, workbook
from nytta.kit.imports.looking import WaitedLookPage, look_url
from nytta.kit.models import Job
from nytta.kit.pages import ActPage, HousePage, admit, file
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from .. import commands, policies
from ..forms import SheetForm
from ..imports import sheet as imports
from ..queries import standing
from ..queries.sheet import Plan
from . import facts
from .incoming import ImportJob
from .systems import trail


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
            imports.opened(kept)
        except Refused:
            kept.forget()
            raise
        kept.ask(on=self.on)
        return kept

    def went_to(self, thing: Any, result: imports.Kept) -> str:
        return look_url("systems:import_look", result)

    def context(self, thing: Any) -> dict[str, Any]:
        files = [(kind.upper(), reverse("systems:whole", args=["mall", kind])) for kind in ("xlsx", "csv")]
        whole = [(kind.upper(), reverse("systems:whole", args=["hela", kind])) for kind in ("xlsx", "csv", "json")]
        return {"cancel_url": reverse("systems:list"), "crumbs": trail((gettext(self.title), "")), "templates": files, "whole": whole}


class ImportLook(WaitedLookPage[imports.Kept]):
    """What a sheet would do, before anything is written; one press brings it in, a large one by the worker."""

    files = imports.Kept
    handed_in_at = "systems:import"
    template = "systems/import_look.html"
    title = _("Granska filen")

    def may_hand_in(self) -> Verdict:
        return policies.can_import(self.person, self.on.date())

    def verdict(self, thing: imports.Kept) -> Verdict:
        found = self.look or {}
        self.button = gettext("För in %(new)s nya och %(changed)s ändrade") % {
            "new": sek(found["new"], ""),
            "changed": sek(found["changed"], ""),
        }
        if found["fault_count"] or found["refused"]:
            return no("import.faulty", "Fel i filen: %(n)s. Inget förs in förrän alla rader går att läsa.", "D1",
                      "Rätta raderna i filen och välj den igen.", n=found["fault_count"] or len(found["refused"]))  # fmt: skip
        if not found["new"] and not found["changed"]:
            return no("import.nothing_new", "Filen säger samma sak som registret: det finns inget att föra in.", "D1", "Välj en annan fil.")
        return YES

    def run(self, thing: imports.Kept, cleaned: dict[str, Any]) -> Plan | Job:
        require(self.may_hand_in() + self.verdict(thing))
        if thing.large:
            assert self.look is not None
            return thing.put(by=self.person.pk, on=self.on, rows=self.look["rows"])
        return commands.bring_in_systems(read=imports.tried(thing), sheet=thing.name, by=self.person, on=self.on)

    def went_to(self, thing: imports.Kept, result: Plan | Job) -> str:
        if isinstance(result, Job):
            return reverse("systems:import_job", args=[result.pk])
        thing.forget()
        text = gettext("%(new)s nya, %(changed)s ändrade, %(unchanged)s oförändrade.")
        messages.success(self.request, text % {"new": len(result.new), "changed": len(result.changed), "unchanged": result.unchanged})
        return reverse("systems:list")

    def context(self, thing: imports.Kept) -> dict[str, Any]:
        found = self.look or {**imports.EMPTY, "refused": []}
        figures = [
            (gettext("Rader"), found["rows"]), (gettext("Nya"), found["new"]), (gettext("Ändras"), found["changed"]),
            (gettext("Oförändrade"), found["unchanged"]), (gettext("Fel"), found["fault_count"]),
        ]  # fmt: skip
        return {
            "title": gettext("Granska %(name)s") % {"name": thing.name}, "figures": [(name, sek(n, "")) for name, n in figures],
            "faults": _faults(found["faults"]) if found["faults"] else None, "unreadable": found["refused"],
            "more_faults": found["fault_count"] - len(found["faults"]), "new": _new(found["new_rows"]) if found["new_rows"] else None,
            "changed": _changed(found["changed_rows"]) if found["changed_rows"] else None, "unread": found["unread"],
            "because": gettext(because) if (because := imports.UNREAD_BECAUSE.get(thing.how.partition(":")[0], "")) else "",
            "cancel_url": reverse("systems:import"),
            "crumbs": trail((gettext(Import.title), reverse("systems:import")), (thing.name, "")),
        }  # fmt: skip


def _faults(faults: list[Any]) -> Table:
    columns = (
        Column(gettext("Rad"), num=True),
        *(Column(t) for t in (gettext("Kolumn"), gettext("I cellen"), gettext("Fel"), gettext("Gör så här"))),
    )
    return Table(
        gettext("Fel i filen"), columns, [(str(row), column or "–", value or "–", text, mend) for row, column, value, text, mend in faults]
    )


def _new(new: list[Any]) -> Table:
    columns = (Column(gettext("Rad"), num=True), Column(gettext("Namn")), Column(gettext("Systemägare")))
    return Table(gettext("Nya system"), columns, [(str(row), name, owner) for row, name, owner in new])


def _changed(changed: list[Any]) -> Table:
    columns = (Column(gettext("Rad"), num=True), Column(pgettext("one", "System")), Column(gettext("Vad som ändras")))
    return Table(gettext("System som ändras"), columns, [(str(row), name, facts.changes_said(what)) for row, name, what in changed])


class SheetJob(ImportJob):
    """How far a sheet of systems has come, and what came of it."""

    work = imports.WORK

    def context(self, thing: Job) -> dict[str, Any]:
        done = thing.result
        figures = [(gettext("Nya"), "new"), (gettext("Ändrade"), "changed"), (gettext("Oförändrade"), "unchanged")]
        return {
            **self.progress(thing, thing.arguments["rows"], imports.Kept.of_job(thing).told()),
            "figures": [(name, sek(done.get(key, 0), "")) for name, key in figures],
            "crumbs": trail((gettext(Import.title), reverse("systems:import")), (thing.arguments["called"], "")),
            "again_url": reverse("systems:import"),
        }  # fmt: skip


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
