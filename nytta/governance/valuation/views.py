"""Pages of the valuation: designate an assessor, value, sign."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.documents.called import warned
from nytta.governance.applications.documents.sides import percents
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import visible_to
from nytta.governance.applications.queries.called import called_on
from nytta.governance.benefits.queries import items_of
from nytta.governance.benefits.queries.shares import shares_by_side
from nytta.governance.benefits.terms import Side
from nytta.kit import pages
from nytta.kit.documents import Column, Section, Table
from nytta.needs.goals.queries import goals_of
from nytta.plain.money import comma
from nytta.plain.verdicts import Verdict

from . import commands, policies, queries
from .forms import AppointForm, ValueForm
from .models import Valuation


class CaseAct(pages.ActPage):
    """An act on a case, found by its code among those that the person may open."""

    def thing(self, **address: Any) -> Application:
        related = ("focus_area__programme", "applicant_body", "owner_body", "process_body", "calculation", "created_by")
        case = visible_to(self.person, self.on.date()).filter(code=address["code"]).select_related(*related).first()
        if case is None:
            raise Http404
        self.crumbs = (
            (gettext("Ansökningar"), reverse("applications:list")),
            (f"{case.code} {case.title}", self.case_url(case)),
        )
        return case

    def case_url(self, case: Application) -> str:
        """The address of the case's page."""
        return reverse("applications:detail", args=[case.code])

    def went_to(self, thing: Any, result: Any) -> str:
        return self.case_url(thing)

    def facts(self, thing: Application) -> list[tuple[str, Any]]:
        """What stands beside the form."""
        return [
            (gettext("Ärende"), f"{thing.code} {thing.title}"),
            (gettext("Diarienummer"), thing.registry_number),
            (gettext("Sökande"), thing.applicant_body.name),
            (gettext("Fokusområde"), thing.focus_area),
        ]

    def context(self, thing: Any) -> dict[str, Any]:
        return {"facts": self.facts(thing), "cancel_url": self.case_url(thing), "case": thing}


class SavedAsWritten(pages.SavedAsWritten, CaseAct):
    """An act on a case whose form is saved while one writes, by the same command."""


class AppointPage(CaseAct):
    """Designate who values the case."""

    title = _("Utse värderare")
    help = _(
        "Värderaren ska vara oberoende: inte ha skrivit på ansökan, inte arbeta för den som söker och inte sitta i den grupp som bereder eller ger råd."
    )
    template = "valuation/appoint.html"
    button = _("Utse")
    done = _("Värderaren är utsedd och ser ärendet på sitt skrivbord.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_appoint_assessor(self.person, thing, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return AppointForm(people=queries.assessors(thing, self.on.date()), **data)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.appoint_assessor(application=thing, assessor=cleaned["assessor"], by=self.person, on=self.on)

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), "present": queries.valuation_of(thing), "stood": stood()}


class AppointSecondPage(AppointPage):
    """Designate a second assessor, who is blind to the first until both have signed. Source: F8."""

    title = _("Utse en andra värderare")
    help = _("Den andra värderaren ser inte den förstas siffror förrän båda har undertecknat. Deras samstämmighet visas sedan för alla.")
    done = _("Den andra värderaren är utsedd och ser ärendet på sitt skrivbord.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_appoint_second(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.appoint_assessor(application=thing, assessor=cleaned["assessor"], place=2, by=self.person, on=self.on)

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), "present": queries.valuation_of(thing, 2)}


def stood() -> Section | None:
    """How assessors' figures have stood against what came of the cases; None before there is an outcome. Source: F8; U6."""
    rows = [
        [str(person), str(count), "–" if mean is None else f"{'+' if mean > 0 else ''}{comma(mean * 100, 1)} %"]
        for person, count, mean in queries.stood()
    ]
    columns = [
        Column(gettext("Värderare")),
        Column(gettext("Ärenden med utfall"), num=True),
        Column(gettext("Utfall mot värderat"), num=True),
    ]
    text = gettext(
        "Medelvärdet av ärendenas avvikelse: minus betyder att det blev mindre nytta än värderaren sade. Till för att justera metoden."
    )
    return (
        Section(gettext("Så har värderingarna stått sig"), [text], table=Table(gettext("Värderarnas träffsäkerhet"), columns, rows))
        if rows
        else None
    )


def anchors() -> Section:
    """What each level of the points means, with an example, in the reader's language. Source: F8."""
    rows = queries.scale(get_language() or "sv")
    columns = [Column(gettext("Poäng"), num=True), Column(gettext("Betyder")), Column(gettext("Exempel"))]
    return Section(gettext("Så sätts poängen"), table=Table(gettext("Poängens nivåer"), columns, rows))


class ValuePage(SavedAsWritten):
    """Write the valuation: claimed beside assessed, points by goal. Working material until it is signed."""

    also_sent = frozenset({"sign"})
    title = _("Värdera nyttan")
    help = _(
        "Skriv vad du bedömer att posterna är värda. Det du sparar är ditt arbetsmaterial; ingen annan ser det förrän du undertecknar."
    )
    template = "valuation/value.html"
    done = _("Värderingen är sparad som arbetsmaterial.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_value(self.person, thing, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        mine = self.verdict(thing)
        programme = thing.focus_area.programme if thing.focus_area else None
        valuation = queries.valuation_by(thing, self.person) if mine else None
        side = queries.side_of(valuation) if valuation else Side.ASSESSED
        shown = mine or data  # what somebody typed before it was refused is given back
        items = (
            items_of(thing.calculation).select_related("claim__baseline", "claim__version").prefetch_related("levels", "claim__shares")
            if shown
            else []
        )
        factors = thing.calculation.mitigations.prefetch_related("judgements").order_by("pk") if shown else []
        return ValueForm(items=items, goals=goals_of(programme), valuation=valuation, factors=factors, side=side, **data)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.value(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("valuation:sign" if "sign" in self.request.POST else "valuation:value", args=[thing.code])

    def context(self, thing: Application) -> dict[str, Any]:
        then = [{"name": "sign", "value": "1", "label": gettext("Spara och gå till underskrift")}]
        calls = called_on(thing.calculation_id) if self.verdict(thing) else []
        return {**super().context(thing), "buttons": then, "anchors": anchors(), "called": warned(calls)}


def lowered(case: Application, mine: Valuation) -> list[dict[str, str]]:
    """What a valuation finds that items take of their baselines, where it is less than was claimed. Source: F8, F9."""
    side = queries.side_of(mine)
    found = [s for s in shares_by_side(case.calculation_id) if s.differs(side)]
    ends = [[percents(s.sides.get(of, {}).values()) for of in (Side.CLAIMED, side)] for s in found]
    return [{"label": s.label, "baseline": s.baseline, "claimed": a, "assessed": b} for s, (a, b) in zip(found, ends, strict=True)]


class SignPage(CaseAct):
    """Sign: an act of its own, after which the figures are those that later steps build on."""

    title = _("Underteckna värderingen")
    help = _("När du undertecknar går ärendet till beredningsgruppen. Värderingen blir en upprättad handling och kan inte ändras.")
    template = "valuation/sign.html"
    button = _("Underteckna")
    done = _("Värderingen är undertecknad.")

    def verdict(self, thing: Application) -> Verdict:
        verdict = policies.can_value(self.person, thing, self.on.date())
        self.valuation = queries.valuation_by(thing, self.person) if verdict else None
        return verdict + queries.ready_to_sign(thing, self.valuation) if self.valuation else verdict

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.sign(application=thing, by=self.person, on=self.on)

    def context(self, thing: Application) -> dict[str, Any]:
        shown = queries.known_by(thing, self.person)
        mine = queries.valuation_by(thing, self.person)
        rows = queries.compared(thing, queries.side_of(mine)) if shown and mine else []
        return {
            **super().context(thing),
            "known": shown,
            "rows": rows,
            "lowered": lowered(thing, mine) if mine else [],
            "back": reverse("valuation:value", args=[thing.code]),
        }
