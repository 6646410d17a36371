"""Pages of a preparation group: declare and settle conflicts of interest, write, sign, ask."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import visible_to
from nytta.governance.valuation.views import CaseAct, SavedAsWritten
from nytta.kit.pages import DetailPage
from nytta.plain.verdicts import Verdict

from . import commands, policies, queries
from .forms import DeclareForm, QuestionForm, SettleForm, StateForm
from .queries.shown import proposed, said_grounds, seat_row
from .terms import ConflictGround, Recommendation


class DeclarePage(CaseAct):
    """Say whether one has a conflict of interest; what the system proposes stands on top and is settled by it."""

    title = _("Anmäl jäv eller att du inte har jäv")
    help = _("Var och en tar ställning innan ärendet bereds. Den som har jäv deltar inte och ser inte utkastet till yttrande.")
    template = "preparation/declare.html"
    button = _("Spara mitt ställningstagande")
    done = _("Ditt ställningstagande är sparat.")
    form_class = DeclareForm

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        self.grounds, _rules = queries.grounds_on(self.on.date())
        self.member = self.person
        return case

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_declare(self.person, thing, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return self.form_class(grounds=self.grounds, last=queries.last_word(self.member, thing), **data)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.declare_conflict(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        free = result.ground == ConflictGround.NONE.value and policies.can_state(self.person, thing, self.on.date())
        return reverse("preparation:state", args=[thing.code]) if free else self.case_url(thing)

    def context(self, thing: Application) -> dict[str, Any]:
        return {**super().context(thing), "grounds": said_grounds(self.grounds), "stated": self.grounds.stated,
                "proposed": proposed(thing, self.member, self.grounds, self.on.date())}  # fmt: skip


class SettlePage(DeclarePage):
    """The chair settles whether a member has a conflict of interest, with the reasons. Source: förvaltningslagen 18 §."""

    title = _("Avgör jäv för en ledamot")
    help = _("Ordföranden avgör frågan när ledamoten inte själv har gjort det. En ledamot kan alltid själv anmäla jäv.")
    button = _("Spara avgörandet")
    done = _("Avgörandet är sparat.")
    form_class = SettleForm

    def thing(self, **address: Any) -> Application:
        case = super().thing(**address)
        found = Person.objects.filter(pk=address["person"]).select_related("body").first()
        if found is None or not policies.can_see_standing(self.person, case, self.on.date()):
            raise Http404
        self.member = found
        return case

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_settle(self.person, self.member, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.settle_conflict(application=thing, person=self.member, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("preparation:standing", args=[thing.code])

    def facts(self, thing: Application) -> list[tuple[str, Any]]:
        return [(gettext("Ledamot"), f"{self.member}, {self.member.title}".rstrip(", ")), *super().facts(thing)]


class StandingPage(DetailPage):
    """Where everybody in the group stands: what is proposed, declared and settled, on which ground. Source: F10."""

    template = "preparation/standing.html"

    def thing(self, **address: Any) -> Application:
        related = ("focus_area", "applicant_body")
        case = visible_to(self.person, self.on.date()).filter(code=address["code"]).select_related(*related).first()
        if case is None:
            raise Http404
        return case

    def may_see(self, thing: Application) -> bool:
        return bool(policies.can_see_standing(self.person, thing, self.on.date()))

    def context(self, thing: Application) -> dict[str, Any]:
        day, home = self.on.date(), reverse("applications:detail", args=[thing.code])
        seats, grounds = queries.seats(thing, day), queries.grounds_on(day)[0]
        title = gettext("Jäv i gruppen")
        return {
            "title": title, "case": thing, "rows": [seat_row(s, grounds, self.person) for s in seats],
            "chairs": queries.chairs(self.person, thing, day), "grounds": said_grounds(grounds), "stated": grounds.stated,
            "crumbs": [(gettext("Ansökningar"), reverse("applications:list")), (f"{thing.code} {thing.title}", home), (title, "")],
        }  # fmt: skip


class StatePage(SavedAsWritten):
    """Write the group's statement; working material until it is signed."""

    also_sent = frozenset({"sign"})
    title = _("Bered och yttra er")
    help = _("Yttrandet är gruppens arbetsmaterial tills det undertecknas. Den som har anmält jäv ser det inte.")
    template = "preparation/state.html"
    done = _("Yttrandet är sparat som arbetsmaterial.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_state(self.person, thing, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return StateForm(draft=queries.draft_statement(thing) if self.verdict(thing) else None, **data)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.write_statement(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("preparation:recommend" if "sign" in self.request.POST else "preparation:state", args=[thing.code])

    def context(self, thing: Application) -> dict[str, Any]:
        then = [{"name": "sign", "value": "1", "label": gettext("Spara och gå till underskrift")}]
        member = policies.is_member(self.person, thing, self.on.date())
        open_case = member and not queries.has_conflict(self.person, thing)
        return {**super().context(thing), "buttons": then, "member": member, "may_ask": open_case}


class RecommendPage(CaseAct):
    """Sign the statement: an act of its own, after which it goes to the development council."""

    title = _("Underteckna yttrandet")
    help = _("När yttrandet är undertecknat går ärendet till utvecklingsrådet. Yttrandet blir en upprättad handling och kan inte ändras.")
    template = "preparation/recommend.html"
    button = _("Underteckna")
    done = _("Yttrandet är undertecknat och ärendet har gått till utvecklingsrådet.")

    def verdict(self, thing: Application) -> Verdict:
        verdict = policies.can_state(self.person, thing, self.on.date())
        self.draft = queries.draft_statement(thing) if verdict else None
        return verdict + queries.ready_to_recommend(thing, self.on.date()) if verdict else verdict

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.recommend(application=thing, by=self.person, on=self.on)

    def context(self, thing: Application) -> dict[str, Any]:
        self.verdict(thing)
        word = Recommendation(self.draft.recommendation) if self.draft and self.draft.recommendation else ""
        more = {"draft": self.draft, "word": word, "back": reverse("preparation:state", args=[thing.code])}
        return {**super().context(thing), **more}


class AskPage(CaseAct):
    """Send the case back to the applicant with a question."""

    title = _("Skicka tillbaka med en fråga")
    help = _("Ärendet går till sökanden för komplettering. När svaret har kommit granskas och värderas ansökan på nytt.")
    form_class = QuestionForm
    button = _("Skicka tillbaka")
    done = _("Frågan är skickad och ärendet väntar på sökanden.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_state(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.send_back(application=thing, **cleaned, by=self.person, on=self.on)
