"""An item of the calculation and the paths to a goal: the pages behind the sheet."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.governance.benefits.rules import computed
from nytta.governance.benefits.terms import FormulaKind, Ledger, ProjectType
from nytta.kit.pages import ActPage
from nytta.kit.panels import gather
from nytta.kit.words import tell
from nytta.plain.money import comma, sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms.answers import ItemAnswersForm
from ..forms.item import ItemForm, PathsForm
from ..forms.optimism import OptimismForm
from ..models import Application
from ..queries.calculation import sheet_last, sheet_of, sheet_years
from ..queries.item import ItemPage, asked_items, item_page, path_lacks, paths_of
from . import found
from .writing import read_edition


def sheet_url(application: Application) -> str:
    """The address of the sheet."""
    return reverse("applications:write", args=[application.code, "kalkyl"])


tell({"figures.answer": _("svarade på en nytta"), "figures.optimism": _("skrev om kostnadens osäkerhet")})


class ItemDetail(ActPage):
    """What an item rests on: class, owner, formula, low and high, path, scale. Source: F7; N1."""

    also_sent = frozenset({"back"})
    template = "applications/item.html"
    title = _("Post i kalkylen")
    done = _("Posten är sparad.")

    def thing(self, **address: Any) -> ItemPage:
        page = item_page(found.case_at(address["code"], self.person, self.on.date()), address["item"])
        if page is None:
            raise Http404
        return page

    def may_see(self, thing: ItemPage) -> bool:
        return queries.is_writer(self.person, thing.application, self.on.date())

    def verdict(self, thing: ItemPage) -> Verdict:
        return policies.can_write(self.person, thing.application, self.on.date())

    def form(self, thing: ItemPage, **given: Any) -> forms.Form:
        given.pop("files", None)
        a, on = thing.application, self.on.date()
        items = sheet_of(a.calculation_id)
        last = sheet_last(a, {y for i in items if i.ledger is Ledger.DEVELOPMENT for y in i.amounts}, on)
        self.bound = ItemForm(thing, paths_of(a), parameters_on(on), sheet_years(a, items, on), last, **given)
        return self.bound

    def run(self, thing: ItemPage, cleaned: dict[str, Any]) -> Any:
        return commands.write_item(
            application=thing.application, item=thing.item.pk, details=self.bound.details(), edition=read_edition(self.request.POST),
            by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: ItemPage, result: Any) -> str:
        return sheet_url(thing.application) if "back" in self.request.POST else self.request.get_full_path()

    def context(self, thing: ItemPage) -> dict[str, Any]:
        a = thing.application
        return {
            "title": thing.item.label, "crumbs": found.trail(a, (gettext("Kalkyl"), sheet_url(a)), (thing.item.label, "")),
            "lacks": thing.lacks, "steps": worked(thing), "cancel_url": sheet_url(a),
            "ways_url": reverse("applications:ways", args=[a.code]), "side": gather("item.side", a, thing.item, self.person, self.on.date()),
            "buttons": [{"name": "back", "value": "1", "label": gettext("Spara och gå till kalkylbladet")}],
        }  # fmt: skip


def worked(page: ItemPage) -> list[str]:
    """How each year's kronor come about, in words and figures; where they are rounded is said. Source: F7."""
    text = page.formula
    if text is None:
        return []
    lines = []
    for year, found_ in computed(text).items():
        share, unit = comma(text.take_up[year], 0), text.unit
        each = (
            f"{comma(text.each, 2).removesuffix(',00')} min / 60 × {comma(text.rate_sek or 0, 0)} kr"
            if text.kind is FormulaKind.TIME
            else f"{comma(text.each, 2).removesuffix(',00')} kr"
        )
        rounded = gettext(" (avrundat från %(exact)s)") % {"exact": comma(found_.exact, 2)} if found_.rounded else ""
        span = (
            gettext(", från %(low)s till %(high)s") % {"low": sek(found_.low_sek), "high": sek(found_.high_sek)}
            if found_.low_sek != found_.high_sek
            else ""
        )
        lines.append(
            f"{year}: {comma(text.quantity, 2).removesuffix(',00')} {unit} × {share} % × {each} = {sek(found_.likely_sek)}{rounded}{span}"
        )
    return lines


class FiguresAct(ActPage):
    """An act on the calculation of a case that the person writes on."""

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def may_see(self, thing: Application) -> bool:
        return queries.is_writer(self.person, thing, self.on.date())

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())


class WaysPage(FiguresAct):
    """The paths from technology to a goal of the city council, with what each lacks. Source: P2 figure 1; N1."""

    also_sent = frozenset({"back"})
    template = "applications/ways.html"
    title = _("Vägar till målet")
    help = _("Från tekniken, genom förändringen i verksamheten, till fullmäktiges mål. Varje nytta i kalkylen går en av vägarna.")
    done = _("Vägarna är sparade.")

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.bound = PathsForm(paths_of(thing), programme_in_force(self.on.date()), thing.edition, **given)
        return self.bound

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.write_ways(
            application=thing, paths=self.bound.texts(), edition=read_edition(self.request.POST), by=self.person, on=self.on
        )

    def went_to(self, thing: Application, result: Any) -> str:
        return sheet_url(thing) if "back" in self.request.POST else self.request.get_full_path()

    def context(self, thing: Application) -> dict[str, Any]:
        lacking = [(n, path_lacks(p)) for n, p in enumerate(paths_of(thing), 1)]
        return {
            "crumbs": found.trail(thing, (gettext("Kalkyl"), sheet_url(thing)), (gettext(self.title), "")),
            "lacking": [(n, [gettext(t) for t in texts]) for n, texts in lacking if texts], "cancel_url": sheet_url(thing),
            "buttons": [{"name": "back", "value": "1", "label": gettext("Spara och gå till kalkylbladet")}],
        }  # fmt: skip


class ItemAnswers(ActPage):
    """The business that owns the process accepts or objects, item by item. Source: T; F8, F12."""

    template = "applications/item_answers.html"
    title = _("Svara på nyttorna, post för post")
    button = _("Spara svaren")
    done = _("Svaren är sparade. Ändras beloppet på en post gäller svaret inte längre.")
    help = _(
        "Ni som äger processen säger om varje nytta går att ta hem. En invändning visas för sökanden, värderaren och beredningsgruppen."
    )

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_answer_items(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.bound = ItemAnswersForm(asked_items(thing), **given)
        return self.bound

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.answer_items(
            application=thing, answers=self.bound.answers(), paragraph=cleaned["paragraph"], by=self.person, on=self.on
        )

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("applications:calculation", args=[thing.code])

    def context(self, thing: Application) -> dict[str, Any]:
        back = reverse("applications:calculation", args=[thing.code])
        return {"crumbs": found.trail(thing, (gettext("Nyttokalkyl"), back), (gettext(self.title), "")), "cancel_url": back}


class CostRisk(WaysPage):
    """What kind of project it is, and how far what makes costs be underestimated is dealt with, with evidence. Source: F7."""

    template = "kit/act.html"
    title = _("Om det blir dyrare än planerat")
    help = _(
        "Liknande projekt har blivit dyrare än planerat. Säg vad ni har gjort åt det, med underlag; det som saknar underlag räknas som ohanterat."
    )
    done = _("Sparat. Den justerade kostnaden står i kalkylen.")

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.risk = OptimismForm(thing, **given)
        return self.risk

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        kind = ProjectType(cleaned["project_type"])
        return commands.write_cost_risk(
            application=thing,
            project_type=kind,
            mitigations=self.risk.texts(),
            edition=read_edition(self.request.POST),
            by=self.person,
            on=self.on,
        )

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), "facts": [(gettext("Ansökan"), thing.title)]}
