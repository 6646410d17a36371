"""Rule sets, the city's own settings, and a company's adoption of the programme."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, City
from nytta.city.organisation.queries import the_city
from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import gather
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import AdoptionForm, CityForm
from ..lists import RULE_SETS
from ..models import RuleSet


class RuleSets(ListPage):
    """Every version of the rules, open to anybody. Source: O4."""

    listing = RULE_SETS
    public = True


class RuleSetPage(DetailPage):
    """One rule set: every line with the clause that it cites, and what it changed in the one before. Source: O4."""

    public = True
    template = "records/rule_set.html"

    def thing(self, **address: Any) -> RuleSet:
        found = RuleSet.objects.select_related("decision").filter(version=address["version"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: RuleSet) -> dict[str, Any]:
        day = self.on.date()
        return {
            "title": gettext("Regelverk %(version)s") % {"version": thing.version}, "source": thing.content.get("source", ""),
            "acts": gather("rule_set.acts", thing, self.person, day), "blocks": gather("rule_set.blocks", thing, day), "verdict": None,
            "crumbs": [(gettext(RULE_SETS.title), reverse("records:rules")), (thing.version, "")],
        }  # fmt: skip


class Settings(ActPage):
    """Names of offices and the pattern of case numbers. Source: O2."""

    form_class = CityForm
    title = _("Kommunens inställningar")
    button = _("Spara inställningarna")
    done = _("Inställningarna är sparade.")

    def thing(self, **address: Any) -> City:
        return the_city()

    def verdict(self, thing: City) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def form(self, thing: City, **given: Any) -> forms.Form:
        return CityForm(initial={name: getattr(thing, name) for name in CityForm.base_fields}, **given)

    def context(self, thing: City) -> dict[str, Any]:
        return {"events": audit.history("city")[:20], "cancel_url": reverse("organisation:list")}

    def run(self, thing: City, cleaned: dict[str, Any]) -> City:
        return commands.set_city(values=cleaned, by=self.person, on=self.on)

    def went_to(self, thing: City, result: City) -> str:
        return reverse("records:settings")


class Adopt(ActPage):
    """Record that a company's board adopted the programme. Source: P1; O1."""

    form_class = AdoptionForm
    title = _("För in att styrelsen antagit programmet")
    button = _("För in beslutet")
    done = _("Bolaget är bundet av programmet från den dagen.")
    help = _("Programmet binder ett bolag först när dess egen styrelse har antagit det.")

    def thing(self, **address: Any) -> Body:
        found = Body.objects.filter(code=address["code"]).first()
        if found is None or not found.is_company:
            raise Http404
        return found

    def verdict(self, thing: Body) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def context(self, thing: Body) -> dict[str, Any]:
        facts = [(gettext("Bolag"), thing.name), (gettext("Antaget tidigare"), thing.adopted_on)]
        return {"facts": facts, "cancel_url": reverse("organisation:detail", args=[thing.code])}

    def run(self, thing: Body, cleaned: dict[str, Any]) -> Body:
        return commands.record_adoption(body=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Body, result: Body) -> str:
        return reverse("organisation:detail", args=[result.code])
