"""Items are added to the calculation: from a template for a common case, or copied from a similar case."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.benefits.queries.item_templates import item_templates
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.kit.pages import DetailPage
from nytta.plain.money import comma
from nytta.plain.verdicts import YES, Verdict, no

from .. import commands, policies, queries
from ..forms.added import CopyForm, PriceYearForm, TemplateForm, words
from ..models import Application
from ..queries.calculation import sheet_of, sheet_years
from ..queries.copies import Copies, copies_of, might_copy
from . import found
from .items import FiguresAct, sheet_url
from .writing import read_edition


class TemplatesPage(DetailPage):
    """The templates for the common cases. Source: F7."""

    template = "applications/templates.html"

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def may_see(self, thing: Application) -> bool:
        return queries.is_writer(self.person, thing, self.on.date())

    def context(self, thing: Application) -> dict[str, Any]:
        title = gettext("Mallar för vanliga nyttor")
        return {
            "title": title, "crumbs": found.trail(thing, (gettext("Kalkyl"), sheet_url(thing)), (title, "")),
            "verdict": policies.can_write(self.person, thing, self.on.date()), "sheet_url": sheet_url(thing),
            "lines": [
                {
                    "title": words(t.title), "help": words(t.help), "items": [words(p.label) for p in t.parts],
                    "url": reverse("applications:template", args=[thing.code, t.code]),
                }
                for t in item_templates().values()
            ],
        }  # fmt: skip


class AddingPage(FiguresAct):
    """What both ways of adding share: on to the item that was made, or back to the sheet."""

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("applications:item", args=[thing.code, result[0].pk]) if len(result) == 1 else sheet_url(thing)


class TemplatePage(AddingPage):
    """One template: a few questions make items with their formulas. Source: F7."""

    button = _("Lägg till i kalkylen")
    done = _("Posterna är tillagda. Välj väg till målet och skriv vem som svarar.")

    def thing(self, **address: Any) -> Application:
        chosen = item_templates().get(address["template"])
        if chosen is None:
            raise Http404
        self.chosen = chosen
        return super().thing(**address)

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        years = sheet_years(thing, sheet_of(thing.calculation_id), self.on.date())
        bearer = thing.process_body or thing.applicant_body
        self.bound = TemplateForm(self.chosen, parameters_on(self.on.date()), years, bearer, thing.edition, **given)
        return self.bound

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        edition = read_edition(self.request.POST)
        return commands.add_from_template(
            application=thing, template=self.chosen.code, items=self.bound.items(), edition=edition, by=self.person, on=self.on
        )

    def context(self, thing: Application) -> dict[str, Any]:
        title, back = words(self.chosen.title), reverse("applications:templates", args=[thing.code])
        crumbs = found.trail(thing, (gettext("Kalkyl"), sheet_url(thing)), (gettext("Mallar för vanliga nyttor"), back), (title, ""))
        return {"title": title, "help": words(self.chosen.help), "crumbs": crumbs, "cancel_url": back}


class CopyPage(AddingPage):
    """Copy items from another case (`?fran=` its code): what follows and what does not is said before. Source: F7."""

    template = "applications/copy.html"
    title = _("Kopiera från ett liknande ärende")
    button = _("Kopiera till kalkylen")
    done = _("Posterna är kopierade. Gå igenom talen och kryssa i varje post när de är kontrollerade.")
    help = _("Poster med formler, lågt och högt, skalor och vägar från ett ärende som du kan öppna.")

    def thing(self, **address: Any) -> Application:
        self.asked = self.request.GET.get("fran", "").strip().upper()[:20]
        case = super().thing(**address)
        seen = queries.visible_to(self.person, self.on.date())
        self.source = seen.filter(code=self.asked).select_related("calculation", "applicant_body").first() if self.asked else None
        return case

    def copies(self, thing: Application) -> Copies:
        """What would be copied."""
        if self.source is None or self.source.pk == thing.pk:
            return Copies([], 0, None, YES)
        return copies_of(self.source, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        self.found = self.copies(thing)
        self.bound = CopyForm(self.found.items, thing.edition, **given)
        return self.bound

    def verdict(self, thing: Application) -> Verdict:
        may = super().verdict(thing)
        if not self.asked or not may:
            return may
        if self.source is None:
            return no("source", "Ärendet finns inte, eller är ett utkast som du inte skriver på.", "F7", "Välj ett ärende i registret.")
        none = YES if self.found.items else no("empty", "Ärendet har inga poster att kopiera.", "F7", "Välj ett annat ärende.")
        own = policies.can_copy_from(self.person, self.source, thing, self.on.date())
        return own + self.found.verdict + none if own else own

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        if self.source is None:
            raise Http404
        return commands.copy_from_case(
            application=thing, source=self.source, items=self.bound.chosen(), edition=read_edition(self.request.POST),
            by=self.person, on=self.on,
        )  # fmt: skip

    def context(self, thing: Application) -> dict[str, Any]:
        crumbs = found.trail(thing, (gettext("Kalkyl"), sheet_url(thing)), (gettext(self.title), ""))
        return {
            "crumbs": crumbs, "cancel_url": sheet_url(thing), "asked": self.asked, "source": self.source, "said": self._said(),
            "similar": might_copy([a for a in queries.similar(thing) if a != self.source]),
            "source_url": reverse("applications:calculation", args=[self.source.code]) if self.source else "",
        }  # fmt: skip

    def _said(self) -> list[str]:
        """What becomes of years and prices."""
        lines = []
        if self.found.shift:
            lines.append(gettext("Åren flyttas %(years)s år, så att kalkylernas första år blir samma.") % {"years": self.found.shift})
        if self.found.factor is not None:
            lines.append(
                gettext("Kronor räknas om till den här kalkylens prisår: × %(factor)s, avrundat till hela kronor, priser till ören.")
                % {"factor": comma(self.found.factor, 4)}
            )
        return lines


class RebasePage(FiguresAct):
    """The calculation in the prices of another year. Source: F7."""

    title = _("Räkna om till ett annat prisår")
    button = _("Räkna om")
    done = _("Kalkylen är omräknad. Belopp är avrundade till hela kronor, priser och timkostnader till ören.")
    help = _("En kalkyl är i ett enda års priser. Tal i olika års priser blandas inte.")

    def form(self, thing: Application, **given: Any) -> forms.Form:
        given.pop("files", None)
        return PriceYearForm(thing, **given)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.rebase_prices(
            application=thing, price_year=cleaned["price_year"], edition=read_edition(self.request.POST), by=self.person, on=self.on
        )

    def went_to(self, thing: Application, result: Any) -> str:
        return sheet_url(thing)

    def context(self, thing: Application) -> dict[str, Any]:
        facts = [(gettext("Ansökan"), thing.title), (gettext("Prisår i dag"), str(thing.calculation.price_year))]
        crumbs = found.trail(thing, (gettext("Kalkyl"), sheet_url(thing)), (gettext(self.title), ""))
        return {"crumbs": crumbs, "cancel_url": sheet_url(thing), "facts": facts}
