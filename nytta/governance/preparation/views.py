"""Pages of a preparation group: declare, write, sign, ask."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.governance.valuation.views import CaseAct, SavedAsWritten
from nytta.plain.verdicts import Verdict

from . import commands, policies, queries
from .forms import DeclareForm, QuestionForm, StateForm
from .terms import ConflictGround, Recommendation


class DeclarePage(CaseAct):
    """Say whether one has a conflict of interest; nobody says it for somebody else."""

    title = _("Anmäl jäv eller att du inte har jäv")
    help = _("Var och en i gruppen tar ställning innan ärendet bereds. Den som har jäv deltar inte och ser inte utkastet till yttrande.")
    button = _("Spara mitt ställningstagande")
    done = _("Ditt ställningstagande är sparat.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_declare(self.person, thing, self.on.date())

    def form(self, thing: Application, **data: Any) -> forms.Form:
        return DeclareForm(last=queries.last_word(self.person, thing), **data)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.declare_conflict(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        free = result.ground == ConflictGround.NONE.value and policies.can_state(self.person, thing, self.on.date())
        return reverse("preparation:state", args=[thing.code]) if free else self.case_url(thing)


class StatePage(SavedAsWritten):
    """Write the group's statement; working material until it is signed."""

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
