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
from ..rules import GROUPS
from ..terms import Competence, Position, Role


class Appointments(ListPage):
    """Who is appointed to what. Source: O2."""

    listing = APPOINTMENTS

    def new_act(self) -> Act | None:
        may = policies.can_appoint_any(self.person, self.on.date())
        return Act(gettext("Nytt uppdrag"), reverse("records:new_appointment")) if may else None


class AppointmentPage(DetailPage):
    """One appointment with its decision."""

    def thing(self, **address: Any) -> Appointment:
        found = (
            Appointment.objects.select_related("person", "body", "decision", "ended_by", "substitutes_for__person")
            .filter(pk=address["pk"])
            .first()
        )
        if found is None:
            raise Http404
        return found

    def context(self, thing: Appointment) -> dict[str, Any]:
        return {
            "title": label(Role(thing.role)), "subtitle": str(thing.person), "facts": [f for f in _facts(thing) if f[1]],
            "acts": self.acts(thing), "verdict": None,
            "crumbs": [(gettext(APPOINTMENTS.title), reverse("records:appointments")), (str(thing.person), "")],
        }  # fmt: skip

    def acts(self, thing: Appointment) -> list[Act]:
        """What can be done with the seat while it holds."""
        role, on, found = Role(thing.role), self.on.date(), []
        rights = Act(gettext("Vad personen får göra, och varför"), reverse("records:rights_of", args=[thing.person.username]))
        last = [rights] if policies.can_see_rights(self.person, thing.person, on) else []
        if thing.valid_until is not None and thing.valid_until < on:
            return last
        if not thing.substitute and role in GROUPS and policies.can_note_absence(self.person, thing, on):
            found.append(Act(gettext("Anteckna frånvaro"), reverse("records:absence", args=[thing.pk])))
        if policies.can_appoint(self.person, role, on):
            if thing.valid_until is not None and thing.lapse_noted_on is None and thing.ended_by_id is None:
                found.append(Act(gettext("Förnya uppdrag"), reverse("records:renew")))
                found.append(Act(gettext("Låt uppdraget löpa ut"), reverse("records:lapse", args=[thing.pk])))
            found.append(Act(gettext("Avsluta uppdraget"), reverse("records:end_appointment", args=[thing.pk])))
        return [*found, *last]


def _facts(thing: Appointment) -> list[tuple[str, Any]]:
    """All that is said of a seat, and whether its decision was made here or recorded from where it was made."""
    decision, stands = thing.decision, thing.substitutes_for
    place = gettext("Ordförande") if thing.chair else gettext("Ersättare") if thing.substitute else ""
    recorded = (
        gettext("Infört från beslutet av %(decider)s") % {"decider": decision.decider}
        if decision and decision.content.get("recorded")
        else ""
    )
    supplier = f"{thing.supplier}, {thing.contract}" if thing.supplier else ""
    away = [f"{a.valid_from.isoformat()} – {a.valid_until.isoformat()}" for a in thing.absences.order_by("valid_from")]
    return [
        (gettext("Person"), thing.person), (gettext("För"), thing.body or gettext("Hela kommunen")), (gettext("Portfölj"), thing.portfolio),
        (gettext("Plats i gruppen"), place), (gettext("Ersätter"), stands.person if stands else ""),
        (gettext("Befattning"), label(Position(thing.position)) if thing.position else ""), (gettext("Skäl till att gå utanför kretsen"), thing.position_reason),
        (gettext("Kompetens"), label(Competence(thing.competence)) if thing.competence else ""), (gettext("Leverantör och avtal"), supplier),
        (gettext("Första dag"), thing.valid_from), (gettext("Sista dag"), thing.valid_until or gettext("Tills vidare")),
        (gettext("Beslut"), decision.mandate if decision else gettext("Före det första registrerade beslutet")), (gettext("Så infördes det"), recorded),
        (gettext("Avslutat genom"), thing.ended_by.mandate if thing.ended_by else ""),
        (gettext("Förnyas inte, enligt besked"), thing.lapse_noted_on), (gettext("Frånvarande"), ", ".join(away)),
    ]  # fmt: skip


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


def appointment_trail(one: Appointment, title: str) -> list[tuple[str, str]]:
    """Where one is, from the register down to an act on an appointment."""
    above = [
        (gettext(APPOINTMENTS.title), reverse("records:appointments")),
        (str(one.person), reverse("records:appointment", args=[one.pk])),
    ]
    return [*above, (gettext(title), "")]


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
        return {
            "facts": facts,
            "cancel_url": reverse("records:appointment", args=[thing.pk]),
            "crumbs": appointment_trail(thing, self.title),
        }

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
