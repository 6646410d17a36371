"""Actual cost: the files that have been brought in, a file, and bringing one in after looking at it."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.exports import XLSX, delimited, workbook
from nytta.kit.imports.looking import LookPage, look_url
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage, file
from nytta.kit.panels import Act, Block
from nytta.kit.words import label
from nytta.plain.money import comma
from nytta.plain.verdicts import YES, Refused, Verdict, no, require

from .. import commands, policies, queries
from ..forms import CostFileForm
from ..imports.costs import CostKept, cost_rows, headings
from ..lists.costs import COST_FILES, COSTS
from ..models import CostFile
from ..rules import Read, sek_of
from ..terms import Untied
from .pages import trail

SHOWN = 50


def cost_trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register of projects down."""
    return trail((gettext(COST_FILES.title), reverse("projects:cost_files")), *last)


class CostFiles(ListPage):
    """The files of the finance system that have been brought in. Source: U5."""

    listing = COST_FILES

    def new_act(self) -> Act | None:
        may = policies.can_bring_in_costs(self.person, self.on.date())
        return Act(gettext("Läs in en fil"), reverse("projects:cost_sheet"), primary=True) if may else None


class Costs(ListPage):
    """Every booked row, on a project or on none. Source: U5."""

    listing = COSTS


class CostFilePage(DetailPage):
    """A file that has been brought in: what came of its rows, project by project, and those that belong to none. Source: U5."""

    def thing(self, **address: Any) -> CostFile:
        found: CostFile | None = queries.cost_files().filter(code=address["code"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Any) -> dict[str, Any]:
        facts = [
            (gettext("Rader i filen"), thing.rows), (gettext("På projekt"), thing.tied_rows), (gettext("På inget projekt"), thing.untied_rows),
            (gettext("Fanns redan"), thing.known), (gettext("Från och med"), thing.first_on), (gettext("Till och med"), thing.last_on),
            (gettext("Inläst"), thing.brought_in_at), (gettext("Av"), thing.by),
        ]  # fmt: skip
        untied = list(thing.entries.filter(project=None).order_by("row")[:SHOWN])
        shown = {
            "projects": queries.by_project(thing), "total_sek": sek_of(thing.ore), "untied": untied_lines((e, Untied(e.untied)) for e in untied), "untied_rows": thing.untied_rows,
            "untied_sek": sek_of(thing.untied_ore), "left_out": queries.left_out_of(thing),
        }  # fmt: skip
        block = Block(gettext("Vad raderna blev"), "projects/_costs.html", shown)
        return {"title": thing.name, "code": thing.code, "facts": facts, "blocks": [block], "crumbs": cost_trail((thing.code, ""))}


class _Bringing(ActPage):
    """What both steps have in common."""

    title = _("Läs in kostnader från ekonomisystemet")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_bring_in_costs(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("projects:cost_files"), "crumbs": cost_trail((gettext(_Bringing.title), ""))}


class CostSheet(_Bringing):
    """The first step: the file is read and tried. Source: U5."""

    template = "projects/cost_sheet.html"
    button = _("Granska filen")
    done = ""
    help = _("Varje bokförd rad hamnar på det projekt som har dess koder. Finns ett fel förs inget in, och varje fel sägs med sin rad.")
    form_class = CostFileForm

    def run(self, thing: Any, cleaned: dict[str, Any]) -> CostKept:
        require(self.verdict(thing))
        kept = CostKept.keep(cleaned["sheet"].chunks(), name=cleaned["sheet"].name, on=self.on)
        try:
            cost_rows(kept)
        except Refused:
            kept.forget()
            raise
        return kept

    def went_to(self, thing: Any, result: CostKept) -> str:
        return look_url("projects:cost_look", result)


class CostLook(LookPage[CostKept], _Bringing):
    """The second step: what the file would do is shown, and brought in by one press, tried once more. Source: U5."""

    files = CostKept
    handed_in_at = "projects:cost_sheet"
    template = "projects/cost_look.html"
    button = _("För in kostnaderna")

    def verdict(self, thing: CostKept) -> Verdict:
        self.read: Read | None = None
        allowed = super().verdict(thing)
        if not allowed:
            return allowed
        if (before := queries.cost_file_of(thing.sha256)) is not None:
            return no("cost_file_known", "Filen är redan införd som %(code)s, %(day)s.", "U5", "Välj en annan fil.",
                      code=before.code, day=before.brought_in_at)  # fmt: skip
        try:
            self.read = queries.read_for(cost_rows(thing), self.on.date())
        except Refused as refused:
            return refused.verdict
        if not self.read.tied:
            return no(
                "cost_file_empty", "Filen har inga nya rader som är ett projekts kostnad.", "U5", "Kontrollera perioden och projektkoderna."
            )
        return YES

    def run(self, thing: CostKept, cleaned: dict[str, Any]) -> CostFile:
        return commands.bring_in_costs(name=thing.name, sha256=thing.sha256, rows=cost_rows(thing), by=self.person, on=self.on)

    def went_to(self, thing: CostKept, result: CostFile) -> str:
        messages.success(self.request, gettext("Kostnaderna är införda."))
        thing.forget()
        return reverse("projects:cost_file", args=[result.code])

    def context(self, thing: CostKept) -> dict[str, Any]:
        found = {**super().context(thing), "sheet": thing.name}
        return found | looked(self.read) if self.read is not None else found


Untieds = list[tuple[int, date, str, str, str, str, str]]


def untied_lines(rows: Iterable[tuple[Any, Untied]]) -> Untieds:
    """(row, day, voucher, account, codes, kronor and öre, why) of rows that belong to no project."""
    return [
        (r.row, r.booked_on, r.voucher, r.account, " / ".join(filter(None, (r.project_code, r.cost_centre, r.activity))) or "–",
         comma(Fraction(r.amount_ore, 100)), label(why))
        for r, why in rows
    ]  # fmt: skip


def looked(read: Read) -> dict[str, Any]:
    """What a file would do, as the page shows it: by project, untied, left out, known."""
    names, sums = queries.names_of([t.project for t in read.tied if t.project is not None]), dict[int, list[int]]()
    for tied in read.tied:
        if tied.project is not None:
            count = sums.setdefault(tied.project, [0, 0])
            count[0], count[1] = count[0] + 1, count[1] + tied.row.amount_ore
    projects = sorted((*names[pk], n, sek_of(ore)) for pk, (n, ore) in sums.items())
    return {
        "rows": read.rows, "known": read.known, "left_out": sorted(read.left_out.items(), key=lambda one: one[0].value), "projects": projects,
        "total_sek": sek_of(sum(ore for _, ore in sums.values())), "untied": untied_lines((t.row, t.untied) for t in read.untied[:SHOWN] if t.untied), "untied_rows": len(read.untied),
        "untied_sek": sek_of(sum(t.row.amount_ore for t in read.untied)),
    }  # fmt: skip


class CostTemplate(HousePage):
    """The columns of the table, as a file to fill in."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        name = f"kostnader-mall.{kind}"
        if kind == "xlsx":
            return file(workbook(gettext("Kostnader"), headings(), []), XLSX, name)
        return file(delimited(headings(), []), "text/csv; charset=utf-8", name)
