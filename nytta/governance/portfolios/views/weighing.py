"""The development council's page, and advice on one proposal or on all that are marked."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records import queries as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.preparation.queries import Standing, signed_statement
from nytta.governance.preparation.terms import Recommendation
from nytta.governance.valuation.queries import known as valued
from nytta.governance.valuation.views import CaseAct
from nytta.kit.pages import ActPage, HousePage
from nytta.kit.panels import gather
from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no

from .. import commands, policies, queries
from ..forms import AdviceForm
from ..queries.follow_up import follow_up
from ..queries.weighing import Row, Weighing, room_of, weighing
from .frames import year_in


class WeighPage(HousePage):
    """All that the development council weighs in a year. Without script `Räkna om` asks the server for what is left."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        day = self.on.date()
        asked = request.GET.getlist("med") if "r" in request.GET or "med" in request.GET else None
        found = weighing(year=year_in(request), marks=asked, person=self.person, on=day)
        context = {
            "title": gettext("Utvecklingsrådets vägning %(year)s") % {"year": found.year}, "w": found, "made": self.on,
            "advises": records.has_role(self.person, Role.DEVELOPMENT_COUNCIL, day),
            "decides": records.has_role(self.person, Role.CITY_DIRECTOR, day),
            "list_url": _list_url(found), "marked_sek": sum(r.proposal.amount_sek for r in found.marked),
            "blocks": gather("weighing.blocks", self.person, day),
            "crumbs": [(gettext("Portföljer"), reverse("portfolios:list")), (gettext("Vägning"), request.path)],
        }  # fmt: skip
        return render(request, "portfolios/weigh.html", context)


def _list_url(found: Weighing) -> str:
    marks = [("ar", str(found.year)), ("r", "1"), *(("med", r.proposal.code) for r in found.ranked if r.taken)]
    return f"{reverse('portfolios:weigh')}?{urlencode(marks)}"


class AdvisePage(CaseAct):
    """The development council's advice on one proposal."""

    also_sent = frozenset({"ar"})
    title = _("Ge råd")
    help = _("Utvecklingsrådet ger råd; beslutet fattas på delegation. Det sista rådet gäller.")
    form_class = AdviceForm
    template = "portfolios/advise.html"
    button = _("Spara rådet")
    done = _("Rådet är sparat.")

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        self.target = queries.target(case, year_in(self.request), self.on.date())
        return case

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_advise(self.person, thing, self.target.continuation, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.advise(application=thing, year=self.target.year, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return f"{reverse('portfolios:weigh')}?ar={self.target.year}"

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), **proposal_context(self, thing, self.target)}


def proposal_context(page: CaseAct, case: Application, target: queries.Target) -> dict[str, Any]:
    """What stands beside an act on a proposal: what is asked, the room, the valuation, the statement."""
    portfolio = queries.portfolio_for(case)
    frame = queries.frame_of(portfolio, target.year) if portfolio else None
    statement, value = signed_statement(case), valued(case)
    word = Recommendation(statement.recommendation) if statement and statement.recommendation else None
    facts = [*page.facts(case), (gettext("Sökt för %(year)s") % {"year": target.year}, sek(target.amount_sek))]
    if target.continuation:
        facts.append((gettext("Hur det har gått hittills"), target.continuation.reasons))
    return {
        "facts": facts, "target": target, "room": room_of(str(portfolio), str(portfolio), frame) if frame and portfolio else None,
        "part": queries.part_of(case), "follow_up": follow_up(target.continuation), "statement": statement, "word": word, "value": value if value and value.signed_on else None,
    }  # fmt: skip


class AdviseManyPage(ActPage):
    """The same advice on all that are marked: first a list of what happens to each, and of those that cannot and why."""

    also_sent = frozenset({"ar", "med"})
    title = _("Ge råd om de markerade")
    help = _("Samma råd och skäl läggs in för vart och ett av förslagen nedan. Gå tillbaka om du vill ändra vilka som är markerade.")
    form_class = AdviceForm
    template = "portfolios/advise_many.html"
    button = _("Spara rådet för alla i listan")
    done = _("Rådet är sparat för de markerade.")

    def thing(self, **address: Any) -> Weighing:
        codes = self.request.POST.getlist("med") or self.request.GET.getlist("med")
        day = self.on.date()
        found = weighing(year=year_in(self.request), marks=codes, person=self.person, on=day)
        rows = [(r, self._may(r)) for r in found.marked]
        self.able = [r for r, verdict in rows if verdict]
        self.unable = [(r, verdict.blocking) for r, verdict in rows if not verdict]
        self.crumbs = ((gettext("Portföljer"), reverse("portfolios:list")), (gettext("Vägning"), self.went_to(found, None)))
        return found

    def _may(self, row: Row) -> Verdict:
        p = row.proposal
        return policies.can_advise(self.person, p.application, p.continuation, self.on.date(), standing=row.standing or Standing(None))

    def verdict(self, thing: Weighing) -> Verdict:
        if self.able:
            return YES
        return no("proposals", "Inget av de markerade förslagen kan få råd av dig nu.", "F11", "Gå tillbaka och markera andra.")

    def run(self, thing: Weighing, cleaned: dict[str, Any]) -> Any:
        rows = [(r.proposal.application, r.proposal.year) for r in self.able]
        return commands.advise_many(proposals=rows, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Weighing, result: Any) -> str:
        marks = [("ar", str(thing.year)), ("r", "1"), *(("med", r.proposal.code) for r in thing.marked)]
        return f"{reverse('portfolios:weigh')}?{urlencode(marks)}"

    def context(self, thing: Weighing) -> dict[str, Any]:
        return {"w": thing, "able": self.able, "unable": self.unable, "cancel_url": self.went_to(thing, None)}
