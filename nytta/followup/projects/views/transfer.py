"""A sheet of ongoing projects: handed in with its decision, looked at with every fault, brought in by the worker. Source: F4."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import name_of
from nytta.city.organisation.terms import BodyKind
from nytta.city.records.queries import programme_in_force
from nytta.governance.portfolios.queries import portfolios
from nytta.kit import audit
from nytta.kit.documents import Column, Table
from nytta.kit.exports import XLSX, delimited, workbook
from nytta.kit.imports.bringing import ImportJob
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.models import Job
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, admit, file
from nytta.kit.panels import Act
from nytta.kit.words import label, mend, said
from nytta.plain.money import sek
from nytta.plain.verdicts import Refused, Verdict, no, require

from .. import policies
from ..forms.transfer import TransferForm
from ..imports import transfer as imports
from ..lists.transfer import TRANSFERS
from ..models import Transfer
from ..queries import transfer as queries
from ..terms import TransferColumn, TransferKind
from .acts import Fields
from .pages import trail

SHOWN_FAULTS, SHOWN_ROWS = 200, 50


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((gettext(TRANSFERS.title), reverse("projects:transfers")), *last)


class Transfers(ListPage):
    """What has come in from older registers. Source: F4."""

    listing = TRANSFERS

    def new_act(self) -> Act | None:
        may = policies.can_transfer(self.person, self.on.date())
        return Act(gettext("För in projekt från en fil"), reverse("projects:bring_in")) if may else None


class TransferPage(DetailPage):
    """A transfer: its decision, its sums, and each case with its row. Source: F4."""

    template = "projects/transfer.html"

    def thing(self, **address: Any) -> Transfer:
        found = queries.transfer_at(address["code"])
        if found is None:
            raise Http404
        return found

    def context(self, thing: Transfer) -> Fields:
        opened = queries.opened_of(thing)
        rows = [
            {"case": c, "runs": c.application_id in opened, "missing": queries.said_missing(c.missing)} for c in queries.cases_of(thing)
        ]
        facts = [
            (gettext("Beslut"), label(TransferKind(thing.kind))), (gettext("Beslutat av"), f"{thing.body_name}, {thing.paragraph}"),
            (gettext("Beslutsdag"), thing.decided_on), (gettext("Portfölj"), f"{thing.portfolio.code} {thing.portfolio.focus_area.said}"),
            (gettext("Fil"), thing.file_name), (gettext("Infört"), thing.brought_in_on), (gettext("Infört av"), thing.by),
        ]  # fmt: skip
        names = (
            (gettext("Beslutat"), thing.decided_sek),
            (gettext("Betalt före överföringen"), thing.paid_sek),
            (gettext("Återstod"), thing.remaining_sek),
        )
        return {
            "title": gettext("Överföring %(code)s") % {"code": thing.code}, "figures": [(name, sek(amount)) for name, amount in names], "facts": facts,
            "rows": rows, "decision": thing.decision, "events": audit.history(thing.code)[:20], "crumbs": _trail((thing.code, "")),
        }  # fmt: skip


class BringIn(ActPage):
    """Hand in a sheet with its decision. Nothing is written but the file itself, kept until it is brought in. Source: T decision 3; F4."""

    template = "projects/bring_in.html"
    title = _("För in pågående projekt från en fil")
    button = _("Granska filen")
    done = ""
    help = _(
        "Projekt och medel som har beslutats någon annanstans förs in med sin historia. Du får se vad som är fel, rad för rad, innan något förs in."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_transfer(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        day = self.on.date()
        first = {"body_name": name_of(BodyKind.CITY_COUNCIL), "portfolio": imports.programme_portfolio(day)}
        return TransferForm(portfolios=portfolios(programme_in_force(day)), initial=first, **given)

    def run(self, thing: Any, cleaned: Fields) -> imports.TransferFile:
        require(self.verdict(thing))
        sheet = cleaned.pop("sheet")
        how = imports.how_of(queries.Basis(**cleaned))
        kept = imports.TransferFile.keep(sheet.chunks(), name=sheet.name, how=how, on=self.on)
        try:
            imports.look(kept.path, filename=kept.name, portfolio=cleaned["portfolio"], on=self.on.date())
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Any, result: imports.TransferFile) -> str:
        return look_url("projects:bring_in_look", result)

    def context(self, thing: Any) -> Fields:
        links = [(kind.upper(), reverse("projects:bring_in_file", args=[kind])) for kind in ("xlsx", "csv")]
        guide = [(TransferColumn(code), must) for code, must in imports.field_guide()]
        return {"crumbs": _trail((gettext(self.title), "")), "cancel_url": reverse("projects:transfers"), "templates": links, "guide": guide,
                "years": [imports.heading_of(y) for y in imports.years(self.on.date())]}  # fmt: skip


class BringInLook(LookPage[imports.TransferFile]):
    """What a sheet would do, before anything is written; one press brings it in."""

    files = imports.TransferFile
    handed_in_at = "projects:bring_in"
    template = "projects/bring_in_look.html"
    title = _("Granska filen")

    def may_see(self, thing: imports.TransferFile) -> bool:
        if not policies.can_transfer(self.person, self.on.date()):
            return False
        self.basis = thing.basis(self.on.date())
        self.look = imports.look(thing.path, filename=thing.name, portfolio=self.basis.portfolio, on=self.on.date())
        return True

    def verdict(self, thing: imports.TransferFile) -> Verdict:
        self.button = gettext("För in %(n)s projekt") % {"n": len(self.look.projects)}
        if self.look.preview.faulty:
            return no("import.faulty", "Rader med fel: %(n)s. Inget förs in förrän alla rader går att läsa.", "F4",
                      "Rätta raderna i filen och välj den igen.", n=self.look.preview.faulty) + queries.came_before(thing.sheet)  # fmt: skip
        return queries.transferable(basis=self.basis, sheet=thing.sheet, decided_sek=self.look.total("decided_sek"), on=self.on.date())

    def run(self, thing: imports.TransferFile, cleaned: Fields) -> Job:
        require(self.verdict(thing))
        return thing.put(rows=self.look.preview.rows, by=self.person.pk, on=self.on)

    def went_to(self, thing: imports.TransferFile, result: Job) -> str:
        return reverse("projects:bring_in_job", args=[result.pk])

    def context(self, thing: imports.TransferFile) -> Fields:
        look, basis = self.look, self.basis
        sums = [
            (n, look.total(k))
            for n, k in ((gettext("Beslutat"), "decided_sek"), (gettext("Betalt"), "paid_sek"), (gettext("Återstår"), "remaining_sek"))
        ]
        facts = [
            (gettext("Fil"), thing.name), (gettext("Beslut"), f"{basis.body_name}, {basis.paragraph}"), (gettext("Beslutsdag"), basis.decided_on),
            (gettext("Portfölj"), f"{basis.portfolio.code} {basis.portfolio.focus_area.said}"), (gettext("Beslutets summa"), sek(basis.total_sek)),
            (gettext("Skillnad mot filen"), sek(basis.total_sek - look.total("decided_sek"))),
        ]  # fmt: skip
        counted = ((gettext("Rader"), look.preview.rows), (gettext("Med fel"), look.preview.faulty))
        return {
            "title": gettext("Granska %(name)s") % {"name": thing.name}, "facts": facts, "figures": [*((n, sek(v, "")) for n, v in counted), *((n, sek(v)) for n, v in sums)],
            "faults": _faults(look) if look.preview.faults else None, "more_faults": max(look.preview.fault_count - SHOWN_FAULTS, 0),
            "first": _first(look) if look.projects else None, "more": max(len(look.projects) - SHOWN_ROWS, 0), "resting": len(look.resting),
            "cancel_url": reverse("projects:bring_in"), "crumbs": _trail((gettext(BringIn.title), reverse("projects:bring_in")), (thing.name, "")),
        }  # fmt: skip


def _faults(look: imports.Look) -> Table:
    columns = (
        Column(gettext("Rad"), num=True),
        *(Column(t) for t in (gettext("Kolumn"), gettext("I cellen"), gettext("Fel"), gettext("Gör så här"))),
    )
    rows = [(str(f.row), f.column or "–", f.value or "–", said(f.finding), mend(f.finding)) for f in look.preview.faults[:SHOWN_FAULTS]]
    return Table(gettext("Fel i filen"), columns, rows)


def _first(look: imports.Look) -> Table:
    money = (gettext("Beslutat"), gettext("Betalt"), gettext("Återstår"))
    columns = (
        Column(gettext("Rad"), num=True),
        Column(gettext("Projekt")),
        *(Column(t, num=True) for t in money),
        Column(gettext("Saknas i källan")),
    )
    rows = [
        (str(p.row), f"{p.number} {p.title}", sek(p.money.decided_sek), sek(p.money.paid_sek), sek(p.money.remaining_sek), queries.said_missing(list(p.missing)) or "–")
        for p in look.projects[:SHOWN_ROWS]
    ]  # fmt: skip
    return Table(gettext("Projekten i filen"), columns, rows)


class BringInJob(ImportJob):
    """How far a sheet has come, and what came of it."""

    work = imports.WORK

    def may_see(self, thing: Job) -> bool:
        return bool(policies.can_transfer(self.person, self.on.date()))

    def context(self, thing: Job) -> Fields:
        done, again = thing.result, reverse("projects:bring_in")
        figures = [
            (gettext("Införda projekt"), sek(done.get("rows", 0), "")),
            (gettext("Återstående medel"), sek(done.get("remaining_sek", 0))),
        ]
        on = (gettext("Till överföringen"), reverse("projects:transfer", args=[done["code"]])) if "code" in done else ("", "")
        return {
            **self.progress(thing, thing.arguments["rows"], imports.TransferFile.of_job(thing).told()), "figures": figures, "on": on, "again_url": again,
            "done": gettext("Projekten är införda, och beslutet och pengarna stämmer på kronan."),
            "crumbs": _trail((gettext(BringIn.title), again), (thing.arguments["called"], "")),
        }  # fmt: skip


class BringInFile(HousePage):
    """The empty template: for who may bring a sheet in."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        admit(policies.can_transfer(self.person, self.on.date()))
        heads, name = imports.headings(self.on.date()), f"pagaende-projekt-mall.{kind}"
        if kind == "xlsx":
            return file(workbook(gettext("Projekt"), heads, []), XLSX, name)
        return file(delimited(heads, []), "text/csv; charset=utf-8", name)
