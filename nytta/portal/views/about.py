"""The pages about the pages: accessibility, personal data, what Nytta is, and one's own choices."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta import __version__
from nytta.city.records.models import Clause
from nytta.city.records.queries import rule_set_in_force
from nytta.city.records.queries.governing import cited_letters, clause_address, clause_cited
from nytta.kit.pages import ActPage, DetailPage, HousePage
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import AnswerForm, BarrierForm, ChoicesForm
from ..models import AccessibilityReport
from ..queries.insight import wish_of


class Accessibility(ActPage):
    """The accessibility statement, with a form to tell of shortcomings. Source: lagen (2018:1937) om tillgänglighet."""

    public = True
    form_class = BarrierForm
    template = "portal/accessibility.html"
    title = _("Tillgänglighet")
    button = _("Skicka rapporten")
    done = _("Tack. Rapporten ligger nu på projektkontorets bord.")

    def run(self, thing: None, cleaned: dict[str, Any]) -> AccessibilityReport:
        return commands.report_barrier(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: None, result: AccessibilityReport) -> str:
        return reverse("portal:accessibility")


class AnswerReport(ActPage):
    """The office answers a report of a shortcoming."""

    form_class = AnswerForm
    title = _("Svara om brist i tillgängligheten")
    button = _("Spara svaret")
    done = _("Svaret är sparat.")

    def thing(self, **address: Any) -> AccessibilityReport:
        found = AccessibilityReport.objects.filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def may_see(self, thing: AccessibilityReport) -> bool:
        return bool(self.verdict(thing))

    def verdict(self, thing: AccessibilityReport) -> Verdict:
        return policies.can_answer_report(self.person, self.on.date())

    def context(self, thing: AccessibilityReport) -> dict[str, Any]:
        facts = [
            (gettext("Inkom"), thing.made_on),
            (gettext("Sida"), thing.page),
            (gettext("Kontakt"), thing.contact),
            (gettext("Svar"), thing.answer),
        ]
        return {"lead": thing.problem, "facts": facts, "cancel_url": reverse("portal:desk")}

    def run(self, thing: AccessibilityReport, cleaned: dict[str, Any]) -> AccessibilityReport:
        return commands.answer_report(report=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: AccessibilityReport, result: AccessibilityReport) -> str:
        return reverse("portal:desk")


class Choices(ActPage):
    """A person's own choices: the digest, the language, the second factor."""

    form_class = ChoicesForm
    template = "portal/choices.html"
    title = _("Mina val")
    button = _("Spara")
    done = _("Dina val är sparade.")

    def form(self, thing: None, **given: Any) -> ChoicesForm:
        return ChoicesForm(
            initial={"digest": self.person.digest, "letter_language": self.person.letter_language, "moves": wish_of(self.person).value},
            **given,
        )

    def run(self, thing: None, cleaned: dict[str, Any]) -> Any:
        return commands.choose(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: None, result: Any) -> str:
        return reverse("portal:choices")


class About(DetailPage):
    """What Nytta is, its version, licence and source."""

    public = True
    template = "portal/about.html"

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        return {"version": __version__, "rule_set": rule_set_in_force(self.on.date()), "chain_url": reverse("records:chain")}


FILE = Path(__file__).resolve().parents[1] / "sources.toml"


@cache
def _sources() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return found


class Sources(DetailPage):
    """What the letters and numbers beside a rule mean, so that anybody can find the text that it rests on."""

    public = True
    template = "portal/sources.html"

    def thing(self, **address: Any) -> None:
        return None

    def context(self, thing: None) -> dict[str, Any]:
        language = get_language() if get_language() == "en" else "sv"
        chapters, requirements = _sources()["chapter"], _sources()["requirement"]
        kept = cited_letters()
        return {
            "chapters": [(c["code"], c[language], c["code"][0] in kept) for c in chapters],
            "requirements": [(r["code"], r[language], r["in"]) for r in requirements],
            "crumbs": [(gettext("Om Nytta"), reverse("portal:about")), (gettext("Beteckningar"), "")],
        }


class Source(HousePage):
    """Where a chapter that a rule cites leads: to the clause, where the document is kept here; else to what the designation means. Source: O3."""

    public = True

    def get(self, request: HttpRequest, designation: str) -> HttpResponseBase:
        found = clause_cited(designation, self.on.date())
        if isinstance(found, Clause):
            return redirect(clause_address(found))
        if found is not None:
            return redirect("records:document", found.code)
        return redirect(f"{reverse('portal:sources')}#{designation.partition('.')[0]}")
