"""A calculation's workbook: out, and in again with every change shown first."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.documents import Column, Table
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.pages import ActPage, HousePage, file
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from .. import commands, imports, policies, queries
from ..documents.workbook import book_of, workbook
from ..forms.sheet import BookForm
from ..models import Application
from ..queries.book import Choices, choices_of, rows_of, shown
from ..rules import book_clash
from ..rules.book import Difference, difference
from . import found
from .sheets import SHOWN_FAULTS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WorkbookFile(HousePage):
    """The calculation as a workbook with live formulas, in the reader's language. Source: F7."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        case = found.case_at(code, self.person, self.on.date())
        return file(workbook(book_of(case, self.on.date())), XLSX, f"{code}-kalkyl.xlsx")


def calculation_url(application: Application) -> str:
    """The address of the calculation's page."""
    return reverse("applications:calculation", args=[application.code])


def _trail(application: Application, last: str) -> list[tuple[str, str]]:
    return found.trail(application, (gettext("Nyttokalkyl"), calculation_url(application)), (last, ""))


class BookPage(ActPage):
    """Hand in a workbook; nothing is written yet. Source: F7."""

    form_class = BookForm
    title = _("För in kalkylens arbetsbok")
    button = _("Granska arbetsboken")
    done = ""
    help = _("Ni får se varje ändring, och varje cell som är fel, innan något skrivs. Allt förs in eller inget.")

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def may_see(self, thing: Application) -> bool:
        return queries.is_writer(self.person, thing, self.on.date())

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> imports.Kept:
        require(self.verdict(thing))
        sheet = cleaned["sheet"]
        kept = imports.Kept.keep(sheet.chunks(), name=sheet.name, how=thing.code, on=self.on)
        try:
            imports.read_book(kept.path, filename=kept.name, application=thing, stand=rows_of(thing.calculation_id), on=self.on.date())
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Application, result: imports.Kept) -> str:
        return look_url("applications:book_look", result, thing.code)

    def context(self, thing: Application) -> dict[str, Any]:
        return {"crumbs": _trail(thing, gettext(self.title)), "cancel_url": calculation_url(thing)}


@dataclass
class Looked:
    """A workbook of a case as it is looked at: what it says, what it changes, and what keeps it from being brought in."""

    application: Application
    read: imports.ReadBook
    difference: Difference
    choices: Choices
    verdict: Verdict


class BookLook(LookPage[imports.Kept]):
    """Every change that a workbook makes, and every wrong cell; one press brings all of it in. Source: F7."""

    files = imports.Kept
    handed_in_at = "applications:book"
    template = "applications/book_look.html"
    title = _("Granska arbetsboken")
    done = _("Arbetsboken är införd i kalkylen.")

    def belongs(self, kept: imports.Kept, **address: Any) -> bool:
        return kept.mapping == str(address["code"])

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def may_see(self, thing: Application) -> bool:
        if not queries.is_writer(self.person, thing, self.on.date()):
            return False
        self.looked = self.look_at(thing)
        return True

    def look_at(self, application: Application) -> Looked:
        """Read the workbook beside what stands."""
        stand = rows_of(application.calculation_id)
        choices, verdict = choices_of(stand, self.on.date()), policies.can_write(self.person, application, self.on.date())
        try:
            read = imports.read_book(self.kept.path, filename=self.kept.name, application=application, stand=stand, on=self.on.date())
        except Refused as refused:
            return Looked(application, imports.ReadBook(0), Difference(), choices, verdict + refused.verdict)
        change = difference(read.rows, stand)
        return Looked(application, read, change, choices, verdict + self.hinders(application, read, change))

    def hinders(self, application: Application, read: imports.ReadBook, change: Difference) -> Verdict:
        """What keeps it from being brought in."""
        if not read.faults and not change.changes:
            return no(
                "book.same", "Arbetsboken säger samma sak som kalkylen. Inget förs in.", "", "Ändra i arbetsboken, spara och välj den igen."
            )
        stale = book_clash(application.field_editions, read.edition)
        if not stale:
            return stale
        if read.faults:
            return no("book.faulty", "Celler med fel: %(n)s. Inget förs in förrän alla går att läsa.", "",
                      "Rätta cellerna i arbetsboken, spara och välj den igen.", n=len(read.faults))  # fmt: skip
        return YES

    def verdict(self, thing: Application) -> Verdict:
        self.button = gettext("För in %(n)s ändringar") % {"n": len(self.looked.difference.changes)}
        return self.looked.verdict

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Difference:
        require(self.looked.verdict)
        transaction.on_commit(self.kept.forget)
        return commands.write_book(
            application=thing, rows=self.looked.read.rows, edition=self.looked.read.edition, by=self.person, on=self.on
        )

    def went_to(self, thing: Application, result: Difference) -> str:
        return calculation_url(thing)

    def context(self, thing: Application) -> dict[str, Any]:
        looked, kept = self.looked, self.kept
        assert kept is not None
        return {
            "crumbs": _trail(thing, gettext(self.title)), "cancel_url": reverse("applications:book", args=[thing.code]), "button": self.button,
            "facts": [(gettext("Fil"), kept.name), (gettext("Celler med fel"), str(len(looked.read.faults))) if looked.read.faults else (gettext("Ändringar"), str(len(looked.difference.changes)))],
            "changes": _changes(looked) if looked.difference.changes and not looked.read.faults else None, "faults": _faults(looked.read) if looked.read.faults else None,
            "more_faults": max(0, len(looked.read.faults) - SHOWN_FAULTS),
        }  # fmt: skip


def _changes(looked: Looked) -> Table:
    columns = [
        Column(gettext("Post")),
        Column(gettext("Vad")),
        Column(gettext("År")),
        Column(gettext("Från"), num=True),
        Column(gettext("Till"), num=True),
    ]
    rows = [
        [c.item, gettext(c.what), str(c.year or ""), *(shown(looked.choices, c.what, t) or "–" for t in (c.before, c.after))]
        for c in looked.difference.changes
    ]  # fmt: skip
    return Table(gettext("Ändringar i kalkylen"), columns, rows)


def _faults(read: imports.ReadBook) -> Table:
    columns = [Column(gettext("Cell")), Column(gettext("I cellen")), Column(gettext("Fel"))]
    return Table(gettext("Celler med fel"), columns, [[f.place, f.value or "–", f.text] for f in read.faults[:SHOWN_FAULTS]])
