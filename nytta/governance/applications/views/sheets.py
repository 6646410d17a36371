"""A sheet of applications: handed in, looked at with every fault by row and column, brought in by the worker."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.imports import MISSING, SOURCE, SUPPLIED, Row
from nytta.kit.imports.bringing import ImportJob
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.models import Job
from nytta.kit.pages import ActPage
from nytta.kit.templatetags.kit import cell
from nytta.kit.words import mend, said
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from .. import imports, policies
from ..forms.sheet import SheetForm
from ..queries.mappings import STANDARD, in_use, named, shipped
from . import found

SHOWN_FAULTS = 200
Table = dict[str, Any]


class SheetPage(ActPage):
    """Hand in a sheet. Nothing is written but the sheet itself, kept until it is brought in. Source: F6."""

    template = "applications/import_sheet.html"
    title = _("För in ansökningar från en fil")
    button = _("Granska filen")
    done = ""
    help = _("Du får se vad filen innehåller och vad som är fel, rad för rad, innan något förs in. Raderna blir utkast.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_import(self.person, self.on.date())

    def form(self, thing: Any, **sent: Any) -> forms.Form:
        trial = (
            shipped() if settings.DEMO else {STANDARD: shipped()[STANDARD]}
        )  # a city reads its own files, not other countries' registers
        return SheetForm(trial, in_use(), **sent)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> imports.Kept:
        require(self.verdict(thing))
        sheet = cleaned["sheet"]
        kept = imports.Kept.keep(sheet.chunks(), name=sheet.name, how=cleaned["mapping"], on=self.on)
        try:
            imports.open_sheet(kept.chosen, kept.path, filename=kept.name)
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Any, result: imports.Kept) -> str:
        return look_url("applications:sheet_look", result)

    def context(self, thing: Any) -> dict[str, Any]:
        url = reverse("applications:mappings") if policies.can_keep_mapping(self.person, self.on.date()) else ""
        return {"crumbs": found.trail(None, (gettext(self.title), "")), "cancel_url": reverse("applications:list"), "mappings_url": url}


class SheetLook(LookPage[imports.Kept]):
    """What a sheet holds, before anything is written; one press brings it in."""

    files = imports.Kept
    handed_in_at = "applications:sheet"
    template = "applications/import_look.html"
    title = _("Granska filen")

    def may_see(self, thing: imports.Kept) -> bool:
        self.look: imports.Look | None = None
        allowed = bool(policies.can_import(self.person, self.on.date()))
        self.read = self.look_at(thing) if allowed else YES
        return allowed

    def look_at(self, kept: imports.Kept) -> Verdict:
        """Read the sheet; what would keep it from being brought in."""
        try:
            look = imports.look(kept.chosen, kept.path, filename=kept.name, on=self.on.date())
        except Refused as refused:
            return refused.verdict
        self.look, self.button = look, gettext("För in %(n)s ansökningar som utkast") % {"n": look.new}
        if look.refused:
            return no("import.faulty", "Rader med fel: %(n)s. Inget förs in förrän alla rader går att läsa.", "",
                      "Rätta raderna i filen och välj den igen.", n=look.preview.faulty)  # fmt: skip
        if not look.new:
            return no("import.nothing_new", "Alla rader i filen är redan införda.", "", "Lägg till nya rader, eller välj en annan fil.")
        return YES

    def verdict(self, thing: imports.Kept) -> Verdict:
        return self.read

    def run(self, thing: imports.Kept, cleaned: dict[str, Any]) -> Job:
        require(policies.can_import(self.person, self.on.date()) + self.read)
        assert self.look is not None
        return thing.put(rows=self.look.preview.rows, by=self.person.pk, on=self.on)

    def went_to(self, thing: imports.Kept, result: Job) -> str:
        return reverse("applications:sheet_job", args=[result.pk])

    def context(self, thing: imports.Kept) -> dict[str, Any]:
        trail = found.trail(None, (gettext(SheetPage.title), reverse("applications:sheet")), (thing.name, ""))
        facts = [(gettext("Fil"), thing.name), (gettext("Mappning"), named(thing.mapping))]
        context = {"crumbs": trail, "facts": facts, "cancel_url": reverse("applications:sheet")}
        return context | (shown(self.look) | {"notes": self.look.preview.mapping.notes} if self.look else {})


def shown(look: imports.Look) -> dict[str, Any]:
    """The look in tables: counts, the first new rows, faults, cells by origin."""
    p = look.preview
    figures = [(gettext("Rader"), p.rows), (gettext("Nya"), look.new), (gettext("Finns redan"), look.there), (gettext("Med fel"), p.faulty)]
    faults = p.faults[:SHOWN_FAULTS]
    return {
        "figures": [(name, sek(n, "")) for name, n in figures], "left_out": sorted((gettext(why), n) for why, n in p.left_out.items()), "faults": _faults(faults) if faults else None,
        "more_faults": p.fault_count - len(faults), "first": _first(look.first) if look.first else None,
        "cells": _cells(p.cells, p.origins), "origins": [(name, sek(p.origins[code], "")) for code, name in _origins()],
    }  # fmt: skip


def _faults(faults: Iterable[Any]) -> Table:
    names = gettext("Rad"), gettext("Kolumn"), gettext("I cellen"), gettext("Fel"), gettext("Gör så här")
    rows = [
        cell(f.row, names[0], num=True) + cell(f.column or "–", head=True) + cell(f.value or "–", names[2])
        + cell(said(f.finding), names[3]) + cell(mend(f.finding), names[4])
        for f in faults
    ]  # fmt: skip
    return _table(gettext("Fel i filen"), names, rows, nums=(0,))


def _first(rows: Iterable[Row]) -> Table:
    names = gettext("Rad"), gettext("Rubrik"), gettext("Sökande"), gettext("Start")
    made = [
        cell(r.number, names[0], num=True) + cell(r.values["title"], head=True) + cell(r.values["body"], names[2])
        + cell(r.values.get("start_on") or "–", names[3], extra="nowrap")
        for r in rows
    ]  # fmt: skip
    return _table(gettext("De första nya raderna"), names, made, nums=(0,))


def _origins() -> tuple[tuple[str, str], ...]:
    return (SOURCE, gettext("Från filen")), (SUPPLIED, gettext("Tillförda")), (MISSING, gettext("Saknas"))


def heading(text: str) -> SafeString:
    """A heading of a sheet, which is in the city's language whatever the reader's."""
    return format_html('<span lang="sv">{}</span>', text)


def _cells(cells: dict[str, Counter[str]], total: Counter[str]) -> Table:
    origins = _origins()

    def line(name: str, by: Counter[str]) -> Any:
        made = cell(name, head=True)
        for origin, label in origins:
            made += cell(sek(by[origin], ""), label, num=True)
        return made

    labels = imports.field_labels()
    rows = [line(heading(labels.get(name, name)), by) for name, by in cells.items() if by[SOURCE] or by[SUPPLIED]]
    table = _table(gettext("Celler"), (gettext("Fält"), *(label for _, label in origins)), rows, nums=(1, 2, 3))
    return table | {"foot": [line(gettext("Alla"), total)]}


def _table(caption: str, names: Iterable[str], rows: list[Any], nums: tuple[int, ...] = ()) -> Table:
    columns = [{"label": name, "num": n in nums} for n, name in enumerate(names)]
    return {"caption": caption, "columns": columns, "rows": rows, "foot": []}


class SheetJob(ImportJob):
    """How far a sheet has come, and what came of it."""

    template = "applications/import_job.html"
    work = imports.WORK

    def may_see(self, thing: Job) -> bool:
        return bool(policies.can_import(self.person, self.on.date()))

    def context(self, thing: Job) -> dict[str, Any]:
        done, called = thing.result, thing.arguments["called"]
        figures = [(gettext("Införda som utkast"), sek(done.get("added", 0), "")), (gettext("Fanns redan"), sek(done.get("there", 0), ""))]
        return {
            **self.progress(thing, thing.arguments["rows"], imports.Kept.of_job(thing).told()), "mapping": named(thing.arguments["how"]),
            "figures": figures, "result": done, "on": (gettext("Till ansökningarna"), reverse("applications:list")), "again_url": reverse("applications:sheet"),
            "crumbs": found.trail(None, (gettext(SheetPage.title), reverse("applications:sheet")), (called, "")),
        }  # fmt: skip
