"""Special decisions of the city council: recorded, their money let free, and all that stands outside the portfolios. Source: F14."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.queries import owners
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import visible_to
from nytta.governance.applications.rules import LIFTED, MET, MISSING
from nytta.kit.pages import ActPage, HousePage
from nytta.kit.panels import Act, gather
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import NewSpecialForm, SpecialForm
from ..models import SpecialDecision
from ..queries.money import balances_by_portfolio
from ..queries.special import special_decisions, special_gate, special_lines


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    outside = (gettext("Utanför portföljerna"), reverse("portfolios:outside"))
    return [(gettext("Portföljer"), reverse("portfolios:list")), outside, *last]


class OutsidePage(HousePage):
    """What the city council has funded outside the portfolios, for anybody. Source: P5; F14."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        day, rows = self.on.date(), list(special_decisions()[:200])
        titles = {} if self.person else dict(gather("case.titles", [s.application for s in rows]))
        route = "applications:detail" if self.person else "portal:case"
        lines = [
            {"one": s, "title": s.application.title if self.person else titles.get(s.application_id, ""), "url": reverse(route, args=[s.application.code])}
            for s in rows
        ]  # fmt: skip
        may = bool(policies.can_record_special(self.person, None, day))
        context = {
            "title": gettext("Utanför portföljerna"), "lines": lines, "year": day.year, "balance": balances_by_portfolio(day.year).get(None),
            "total_sek": sum(s.total_sek for s in rows if s.released_on), "new": Act(gettext("För in särskilt beslut"), reverse("portfolios:new_special")) if may else None,
            "crumbs": [*_trail()[:-1], (gettext("Utanför portföljerna"), "")],
        }  # fmt: skip
        return render(request, "portfolios/outside.html", context)


class NewSpecial(ActPage):
    """Begin a case with the city council's decision on it."""

    title = _("För in särskilt beslut")
    button = _("För in beslutet")
    done = _("Beslutet är infört. Medlen blir fria när systemägaren har godtagit ansvaret och driftkostnaden.")
    help = _(
        "Fullmäktige kan finansiera ett prioriterat projekt utanför portföljerna, till exempel för att byta ut ett föråldrat system. Ingen ram belastas."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record_special(self.person, None, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        self.bound = NewSpecialForm(first_year=self.on.year, owners=owners(self.on.date()).order_by("sort"), **given)
        return self.bound

    def run(self, thing: Any, cleaned: dict[str, Any]) -> SpecialDecision:
        case, decided = commands.NewCase(**self.bound.case()), commands.Decided(**self.bound.decided())
        return commands.begin_special(case=case, decided=decided, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: SpecialDecision) -> str:
        return reverse("applications:detail", args=[result.application.code])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("portfolios:outside"), "crumbs": _trail((gettext(self.title), ""))}


class RecordSpecial(ActPage):
    """Record the city council's decision on a case that is here."""

    title, button, done, help = NewSpecial.title, NewSpecial.button, _("Beslutet är infört."), NewSpecial.help
    template = "portfolios/special.html"

    def thing(self, **address: Any) -> Application:
        found = (
            visible_to(self.person, self.on.date())
            .filter(code=address["code"])
            .select_related("applicant_body", "owner_body", "calculation")
            .first()
        )
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_record_special(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        self.bound = SpecialForm(first_year=self.on.year, **given)
        return self.bound

    def run(self, thing: Application, cleaned: dict[str, Any]) -> SpecialDecision:
        return commands.record_special(application=thing, decided=commands.Decided(**self.bound.decided()), by=self.person, on=self.on)

    def went_to(self, thing: Application, result: SpecialDecision) -> str:
        return reverse("applications:detail", args=[thing.code])

    def context(self, thing: Application) -> dict[str, Any]:
        here = reverse("applications:detail", args=[thing.code])
        facts = [(gettext("Ärende"), thing), (gettext("Systemägare"), thing.owner_body), (gettext("Läge"), thing.get_state_display())]
        return {"cancel_url": here, "crumbs": [(thing.code, here), (gettext(self.title), "")], "facts": facts, "holds": holds(thing, self)}


def holds(case: Application, page: HousePage) -> list[dict[str, Any]]:
    """What has to hold before money outside the portfolios too is free, line by line."""
    return [
        {"label": gettext(t.name), "clause": t.clause, "met": t.state in (MET, LIFTED), "finding": t.finding if t.state == MISSING else None}
        for t in special_lines(case, page.on.date()) if t.state in (MET, LIFTED, MISSING)
    ]  # fmt: skip


class Release(ActPage):
    """Let the money of a special decision be free, when all that has to hold holds."""

    title = _("Frigör medel enligt särskilt beslut")
    button = _("Frigör medlen")
    done = _("Medlen är fria, och projektet kan startas.")
    template = "portfolios/special.html"

    def thing(self, **address: Any) -> SpecialDecision:
        related = ("application__applicant_body", "application__owner_body", "application__calculation", "decision")
        found = SpecialDecision.objects.select_related(*related).filter(pk=address["pk"], released_on=None).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: SpecialDecision) -> Verdict:
        verdict = policies.can_record_special(self.person, thing.application, self.on.date())
        return verdict + special_gate(thing.application, self.on.date()) if verdict else verdict

    def run(self, thing: SpecialDecision, cleaned: dict[str, Any]) -> SpecialDecision:
        return commands.release_special(special=thing, by=self.person, on=self.on)

    def went_to(self, thing: SpecialDecision, result: SpecialDecision) -> str:
        return reverse("applications:detail", args=[thing.application.code])

    def context(self, thing: SpecialDecision) -> dict[str, Any]:
        case = thing.application
        here = reverse("applications:detail", args=[case.code])
        amounts = ", ".join(f"{year}: {sek(amount)}" for year, amount in thing.by_year)
        facts = [
            (gettext("Ärende"), case),
            (gettext("Paragraf"), thing.paragraph),
            (gettext("Beslutsdag"), thing.decided_on),
            (gettext("Medel"), amounts),
        ]
        return {"cancel_url": here, "crumbs": [(case.code, here), (gettext(self.title), "")], "facts": facts, "holds": holds(case, self)}
