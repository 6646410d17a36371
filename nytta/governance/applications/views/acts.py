"""The acts on a case: hand in, take back, invite, answer; the office's screening and checks; the owner's acceptance."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.city.records.queries import delegation_for
from nytta.city.records.terms import DelegatedAct
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.governance.benefits.terms import ParameterKind
from nytta.kit.pages import ActPage
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies, queries
from ..documents.called import warned
from ..documents.optimism import burden_text
from ..forms import AcceptForm, AnswersForm, AskForm, CheckForm, DismissForm, InviteForm, MoveForm, NothingForm, WithdrawForm
from ..models import Application
from ..queries.called import called_on
from ..terms import Acceptable, Check, SecurityClass
from . import found


class CaseAct(ActPage):
    """An act on a case: found by its code, back to its page."""

    form_class: ClassVar[type[forms.Form]] = NothingForm

    def thing(self, **address: Any) -> Application:
        return found.case_at(address["code"], self.person, self.on.date())

    def context(self, thing: Application) -> dict[str, Any]:
        facts = [
            (gettext("Ansökan"), thing.title), (gettext("Kod"), thing.code), (gettext("Diarienummer"), thing.registry_number),
            (gettext("Sökande"), thing.applicant_body),
        ]  # fmt: skip
        back = reverse("applications:detail", args=[thing.code])
        return {"crumbs": found.trail(thing, (gettext(self.title), "")), "facts": facts, "cancel_url": back}

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("applications:detail", args=[thing.code])


class SubmitPage(CaseAct):
    """Hand in: what the gates find is shown before one presses. Source: P5; F6."""

    template = "applications/submit.html"
    title = _("Lämna in ansökan")
    button = _("Lämna in")
    done = _("Ansökan är inlämnad och registrerad.")
    help = _("När du lämnar in fryses texten som en version, ärendet registreras och projektkontoret granskar det.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_submit(self.person, thing, self.on.date())

    def context(self, thing: Application) -> dict[str, Any]:
        hand_in, grant, free = found.gates(thing, self.on.date())
        lines = found.lines_of(thing, hand_in)
        return {
            **super().context(thing), "hand_in": [line for line in lines if line.blocks],
            "unchecked": thing.calculation.items.exclude(unchecked_from="").order_by("order", "pk").values_list("label", "unchecked_from"),
            "called": warned(called_on(thing.calculation_id)), "warnings": [line for line in lines if not line.blocks], "grant": found.lines_of(thing, grant),
            "free": found.lines_of(thing, Verdict(tuple(free))),
        }  # fmt: skip

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.submit(application=thing, by=self.person, on=self.on)


class WithdrawPage(CaseAct):
    """Take the case back."""

    form_class = WithdrawForm
    title = _("Återkalla ansökan")
    button = _("Återkalla")
    done = _("Ansökan är återkallad.")
    help = _("Ärendet avslutas. Det som är inlämnat finns kvar, men ansökan prövas inte längre.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_withdraw(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.withdraw(application=thing, **cleaned, by=self.person, on=self.on)


class MovePage(CaseAct):
    """The case goes on with whoever took over after a body that has ended. Source: O1."""

    title = _("Flytta ärendet till efterträdaren")
    button = _("Flytta ärendet")
    done = _("Ärendet är flyttat. Flytten står i diariet och i historiken.")
    help = _("Efterträdaren svarar för ärendet från i dag. Det som redan är inlämnat, godtaget och beslutat står kvar som det gavs.")

    def verdict(self, thing: Application) -> Verdict:
        verdict = policies.can_move(self.person, thing, self.on.date())
        if verdict and not queries.to_move(thing, self.on.date()):
            verdict += no("case_move", "Inget organ i ärendet har upphört och följts av ett annat.", "O1", "Ändra i ansökan i stället.")
        return verdict

    def form(self, thing: Application, **given: Any) -> forms.Form:
        self.moved = MoveForm(queries.to_move(thing, self.on.date()), **given)
        return self.moved

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.move_to_successor(application=thing, into=self.moved.into(), reason=cleaned["reason"], by=self.person, on=self.on)


class InvitePage(CaseAct):
    """Ask somebody to write too."""

    title = _("Bjud in en medskribent")
    button = _("Bjud in")
    done = _("Personen kan nu skriva på ansökan.")
    help = _("Ni kan skriva samtidigt. Varje ändring står med sitt namn, och ingen skriver över den andra utan att det sägs.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_invite(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        return InviteForm(thing, **given)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.invite(application=thing, **cleaned, by=self.person, on=self.on)


class AnswerPage(CaseAct):
    """Answer the questions; those left blank stay open."""

    title = _("Svara på frågorna")
    button = _("Spara svaren")
    done = _("Svaren är sparade.")
    help = _("Ändra också i ansökan där det behövs. När alla frågor är besvarade lämnar du in på nytt.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_write(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        self.answers = AnswersForm(thing, **given)
        return self.answers

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.answer_all(application=thing, answers=self.answers.answers(), by=self.person, on=self.on)


class PassPage(CaseAct):
    """The office finds the hand-in complete."""

    title = _("Ansökan är komplett")
    button = _("Skicka vidare till värdering")
    done = _("Ansökan är vidare till värdering.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_screen(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.pass_screening(application=thing, by=self.person, on=self.on)


class AskPage(CaseAct):
    """The office sends the case back with questions beside the fields."""

    form_class = AskForm
    title = _("Begär komplettering")
    button = _("Skicka tillbaka med frågorna")
    done = _("Ansökan är tillbaka hos sökanden.")
    help = _("Varje fråga visas för sökanden vid det fält som den gäller.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_screen(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        self.asked = AskForm(**given)
        return self.asked

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.ask(application=thing, questions=self.asked.questions_asked(), by=self.person, on=self.on)


class DismissPage(CaseAct):
    """The office dismisses a hand-in that a rule does not let be tried."""

    form_class = DismissForm
    title = _("Avvisa ansökan")
    button = _("Avvisa")
    done = _("Ansökan är avvisad, och beslutet är infört.")
    help = _("En ansökan avvisas när en regel hindrar att den prövas. Beslutet med regel och skäl skickas till sökanden.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_screen(self.person, thing, self.on.date())

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.dismiss(application=thing, **cleaned, by=self.person, on=self.on)


class CheckPage(CaseAct):
    """Note a check by the central function."""

    form_class = CheckForm
    title = _("Anteckna en kontroll")
    button = _("Spara kontrollen")
    done = _("Kontrollen är antecknad.")
    help = _("Den senaste kontrollen av varje slag gäller.")

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_check(self.person, thing, self.on.date())

    def context(self, thing: Application) -> dict[str, Any]:
        done = {c.kind: c for c in thing.checks.select_related("by")}
        facts = [(label(k), _outcome(done[k.value]) if k.value in done else gettext("Inte gjord")) for k in Check]
        return {**super().context(thing), "facts": facts}

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        values = {**cleaned, "kind": Check(cleaned["kind"]), "passed": cleaned["passed"] == "yes"}
        return commands.check(application=thing, **values, by=self.person, on=self.on)


def _outcome(check: Any) -> str:
    said = gettext("Godkänd") if check.passed else gettext("Inte godkänd")
    value = f", {label(SecurityClass(check.value))}" if check.value else ""
    return f"{said}{value}, {check.on}"


class AcceptPage(CaseAct):
    """A body's representative accepts: first what is asked and what it costs per year, then the mandate. Source: G3, F12."""

    form_class = AcceptForm
    template = "applications/accept.html"
    button = _("Godta")
    done = _("Det är godtaget och infört som beslut.")

    def thing(self, **address: Any) -> Application:
        if address["what"] not in Acceptable.codes():
            raise Http404
        self.what = Acceptable(address["what"])
        own = self.what is Acceptable.OWNERSHIP
        self.title = _("Godta ägarskap och driftkostnad") if own else _("Godta nyttorna")
        return super().thing(**address)

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_accept(self.person, thing, self.what, self.on.date())

    def context(self, thing: Application) -> dict[str, Any]:
        body = queries.asked_of(thing, self.what)
        amounts = queries.expected(thing, self.what)
        mandate = delegation_for(self.person, DelegatedAct.ACCEPT, self.on.date(), body=body.pk) if body else None
        facts = [
            (gettext("Ansökan"), thing.title), (gettext("Sökande"), thing.applicant_body), (gettext("Start"), thing.start_on or ""),
            (gettext("Kostnaden fördelas så"), thing.cost_distribution),
        ]  # fmt: skip
        years = [(str(y), sek(a)) for y, a in amounts.items()]
        return {
            **super().context(thing), "facts": facts, "body": body, "years": years, "total": sum(amounts.values()),
            "burden": self._burden(body, amounts), "highest": max(amounts.values(), default=0), "mandate": mandate, "ownership": self.what is Acceptable.OWNERSHIP,
            "asked": queries.asked_as(thing, self.what),
        }  # fmt: skip

    def _burden(self, body: Body | None, amounts: Mapping[int, int]) -> str:
        """What running it takes of the owner's IT budget. Source: F1."""
        if body is None or self.what is not Acceptable.OWNERSHIP or not any(amounts.values()):
            return ""
        budget = parameters_on(self.on.date()).value(ParameterKind.IT_BUDGET, body.code)
        return burden_text(body, max(amounts.values()), budget)

    def marks(self, thing: Application, form: forms.Form) -> dict[str, str]:
        return {"asked": queries.asked_as(thing, self.what)}

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        shown = self.request.POST.get("asked", "")
        return commands.accept(application=thing, what=self.what, **cleaned, asked=shown, by=self.person, on=self.on)
