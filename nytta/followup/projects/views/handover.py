"""What is handed over at closure, one thing at a time. Source: P4; P5 step 7; F6."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.terms import Category
from nytta.governance.portfolios.queries.money import allocations_of, balance
from nytta.kit.words import label
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import AcceptDeliverableForm, DeliverableForm, HandoverForm, RunningCostForm
from ..models import Closure, Deliverable, Project
from ..terms import DeliverableKind
from .acts import Fields, OfProject


class OfClosure(OfProject):
    """An act of the closure, and back to its part of the project's page."""

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def went_to(self, thing: Project, result: Any) -> str:
        return reverse("projects:detail", args=[thing.code]) + "#avslut"


class AddDeliverable(OfClosure):
    """Take up something that is handed over. Source: F6."""

    title = _("Ta upp en leverans")
    button = _("Ta upp leveransen")
    done = _("Leveransen är upptagen. Systemägaren godtar den för sig.")

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return DeliverableForm(owner=thing.owner_body_id, **given)

    def run(self, thing: Project, cleaned: Fields) -> Deliverable:
        return commands.add_deliverable(project=thing, **cleaned, by=self.person, on=self.on)


class OfDeliverable(OfClosure):
    """An act on one deliverable."""

    def thing(self, **address: Any) -> Project:
        found = Deliverable.objects.filter(pk=address["pk"], project__code=address["code"]).select_related("system").first()
        if found is None:
            raise Http404
        self.one = found
        return super().thing(**address)

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        return [
            (gettext("Leverans"), self.one.title), (gettext("Slag"), label(DeliverableKind(self.one.kind))), (gettext("System"), self.one.system),
            (gettext("Adress"), self.one.address), (gettext("Beskrivning"), self.one.text),
        ]  # fmt: skip


class DropDeliverable(OfDeliverable):
    """Take back something that is not handed over. Source: F6."""

    title = _("Ta bort leveransen")
    button = _("Ta bort")
    done = _("Leveransen är borttagen.")

    def run(self, thing: Project, cleaned: Fields) -> None:
        commands.drop_deliverable(deliverable=self.one, by=self.person, on=self.on)


class AcceptDeliverable(OfDeliverable):
    """The owner accepts one deliverable, or says what is missing. Source: P4; F6."""

    form_class = AcceptDeliverableForm
    title = _("Godta leveransen")
    button = _("Spara")
    done = _("Ditt besked om leveransen är sparat.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_delivery(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Deliverable:
        return commands.accept_deliverable(deliverable=self.one, **cleaned, by=self.person, on=self.on)


class Handover(OfClosure):
    """Contracts, and how a trial ends. Source: P4; F6."""

    title = _("Avtal och avveckling")
    button = _("Spara")
    done = _("Uppgifterna är sparade.")

    def form(self, thing: Project, **given: Any) -> forms.Form:
        held = queries.closure_of(thing)
        initial = {n: getattr(held, n) for n in ("contracts", "no_contracts", "ending", "ending_text")} if held else {}
        return HandoverForm(innovative=thing.application.category == Category.INNOVATIVE.value, initial=initial, **given)

    def run(self, thing: Project, cleaned: Fields) -> Closure:
        return commands.write_closure(project=thing, **cleaned, by=self.person, on=self.on)


class RunningCost(OfClosure):
    """The owner confirms the running cost. Source: P4; F12."""

    form_class = RunningCostForm
    title = _("Bekräfta driftkostnaden")
    button = _("Bekräfta")
    done = _("Driftkostnaden är bekräftad.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_delivery(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Closure:
        return commands.confirm_running_cost(project=thing, **cleaned, by=self.person, on=self.on)


class ReturnMoney(OfClosure):
    """Give back what has not been used. Source: P5; F13."""

    title = _("Lämna tillbaka det som inte har använts")
    button = _("Lämna tillbaka")
    done = _("Pengarna är återlämnade.")
    help = _("Det som beviljades går tillbaka till portföljens ram. Det som fördes över från ett annat år förfaller.")

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        found = balance(allocations_of(thing.application_id))
        return [
            (gettext("Beviljat"), sek(found.granted_sek)),
            (gettext("Utbetalt"), sek(found.paid_sek)),
            (gettext("Inte använt"), sek(found.unspent_sek)),
        ]

    def run(self, thing: Project, cleaned: Fields) -> int:
        return commands.return_rest(project=thing, by=self.person, on=self.on)
