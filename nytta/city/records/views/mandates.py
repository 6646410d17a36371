"""Appointments and delegations: by what right somebody acts."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import AppointmentForm, DelegationForm, EndForm
from ..lists import APPOINTMENTS, DELEGATIONS
from ..models import Appointment, Delegation
from ..terms import Role


class Appointments(ListPage):
    """Who is appointed to what. Source: O2."""

    listing = APPOINTMENTS

    def new_act(self) -> Act | None:
        may = policies.can_appoint_any(self.person, self.on.date())
        return Act(gettext("Nytt uppdrag"), reverse("records:new_appointment")) if may else None


class AppointmentPage(DetailPage):
    """One appointment with its decision."""

    def thing(self, **address: Any) -> Appointment:
        found = Appointment.objects.select_related("person", "body", "decision").filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Appointment) -> dict[str, Any]:
        role, on = Role(thing.role), self.on.date()
        mandate = thing.decision.mandate if thing.decision else gettext("Före det första registrerade beslutet")
        facts = [
            (gettext("Person"), thing.person), (gettext("För"), thing.body or gettext("Hela kommunen")),
            (gettext("Portfölj"), thing.portfolio), (gettext("Första dag"), thing.valid_from),
            (gettext("Sista dag"), thing.valid_until or gettext("Tills vidare")), (gettext("Beslut"), mandate),
        ]  # fmt: skip
        open_ended = thing.valid_until is None or thing.valid_until > on
        may = open_ended and policies.can_appoint(self.person, role, on)
        return {
            "title": label(role), "subtitle": str(thing.person), "facts": facts,
            "acts": [Act(gettext("Avsluta uppdraget"), reverse("records:end_appointment", args=[thing.pk]))] if may else [],
            "crumbs": [(gettext(APPOINTMENTS.title), reverse("records:appointments")), (str(thing.person), "")],
        }  # fmt: skip


class NewAppointment(ActPage):
    """Appoint somebody. Source: P5; O2."""

    title = _("Nytt uppdrag")
    button = _("För in uppdraget")
    done = _("Uppdraget gäller.")
    help = _(
        "Den högsta tjänstemannen utser utvecklingsråd, beredningsgrupper, värderare och coacher. En nämnd eller styrelse utser sina egna företrädare."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_appoint_any(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        on = self.on.date()
        return AppointmentForm(on=on, portfolios=gather("appointment.portfolios", on), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        back = reverse("records:appointments")
        return {"cancel_url": back, "crumbs": [(gettext(APPOINTMENTS.title), back), (gettext(self.title), "")]}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Appointment:
        return commands.appoint(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Appointment) -> str:
        return reverse("records:appointment", args=[result.pk])


class EndAppointment(ActPage):
    """End an appointment; the rights end with the day. Source: O2."""

    form_class = EndForm
    title = _("Avsluta uppdraget")
    button = _("Avsluta uppdraget")
    done = _("Uppdraget har fått en sista dag.")

    def thing(self, **address: Any) -> Appointment:
        found = Appointment.objects.select_related("person", "body").filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Appointment) -> Verdict:
        return policies.can_appoint(self.person, Role(thing.role), self.on.date())

    def context(self, thing: Appointment) -> dict[str, Any]:
        facts = [(gettext("Person"), thing.person), (gettext("Uppdrag"), label(Role(thing.role))), (gettext("Från"), thing.valid_from)]
        return {"facts": facts, "cancel_url": reverse("records:appointment", args=[thing.pk])}

    def run(self, thing: Appointment, cleaned: dict[str, Any]) -> Appointment:
        return commands.end_appointment(appointment=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Appointment, result: Appointment) -> str:
        return reverse("records:appointment", args=[result.pk])


class Delegations(ListPage):
    """What boards and committees have put in whose hands, open to anybody. Source: F11."""

    listing = DELEGATIONS
    public = True

    def new_act(self) -> Act | None:
        may = policies.can_record(self.person, self.on.date())
        return Act(gettext("Ny delegation"), reverse("records:new_delegation")) if may else None


class NewDelegation(ActPage):
    """Record a board's decision to delegate. Source: P5; T; F11."""

    title = _("Ny delegation")
    button = _("För in delegationen")
    done = _("Delegationen gäller.")
    help = _(
        "Rätten är styrelsens eller nämndens. Här förs in att den har lagts i någons händer, genom vilket beslut och till vilket belopp."
    )

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_record(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return DelegationForm(on=self.on.date(), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        back = reverse("records:delegations")
        return {"cancel_url": back, "crumbs": [(gettext(DELEGATIONS.title), back), (gettext(self.title), "")]}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Delegation:
        return commands.delegate(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Delegation) -> str:
        return reverse("records:delegations")
