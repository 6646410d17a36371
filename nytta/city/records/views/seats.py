"""What becomes of a seat: absence, an end that is let come, renewal of many; groups as composed; bodies that own e-services."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, DetailPage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies, queries
from ..forms import AbsenceForm, DesignationForm, RenewForm
from ..lists import APPOINTMENTS
from ..models import Absence, Appointment, Designation
from ..queries.seats import answers_for, ending, group_name, seated, service_owners
from ..rules import GROUPS, missing_competences
from ..terms import Competence, Role
from .mandates import appointment_trail


class _OfSeat(ActPage):
    """An act on one appointment."""

    def thing(self, **address: Any) -> Appointment:
        found = Appointment.objects.select_related("person", "body", "decision").filter(pk=address["pk"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Appointment) -> dict[str, Any]:
        facts = [
            (gettext("Person"), thing.person), (gettext("Uppdrag"), label(Role(thing.role))), (gettext("Från"), thing.valid_from),
            (gettext("Sista dag"), thing.valid_until or gettext("Tills vidare")),
        ]  # fmt: skip
        return {
            "facts": facts,
            "cancel_url": reverse("records:appointment", args=[thing.pk]),
            "crumbs": appointment_trail(thing, self.title),
        }

    def went_to(self, thing: Appointment, result: Any) -> str:
        return reverse("records:appointment", args=[thing.pk])


class NoteAbsence(_OfSeat):
    """Note that a member is away, so that the substitute serves. Source: O2."""

    form_class = AbsenceForm
    title = _("Anteckna frånvaro")
    button = _("Anteckna")
    done = _("Frånvaron är antecknad, och ersättaren tjänstgör de dagarna.")

    def verdict(self, thing: Appointment) -> Verdict:
        return policies.can_note_absence(self.person, thing, self.on.date())

    def run(self, thing: Appointment, cleaned: dict[str, Any]) -> Absence:
        return commands.note_absence(appointment=thing, **cleaned, by=self.person, on=self.on)


class LetLapse(_OfSeat):
    """Answer the warning: the appointment is not renewed. Source: O2."""

    title = _("Låt uppdraget löpa ut")
    button = _("Uppdraget förnyas inte")
    help = _("Uppdraget gäller till och med sin sista dag och förnyas inte. Ska det sluta tidigare: välj Avsluta uppdraget.")
    done = _("Påminnelserna slutar. Uppdraget gäller till och med sin sista dag.")

    def verdict(self, thing: Appointment) -> Verdict:
        return policies.can_appoint(self.person, Role(thing.role), self.on.date())

    def run(self, thing: Appointment, cleaned: dict[str, Any]) -> Appointment:
        return commands.let_lapse(appointment=thing, by=self.person, on=self.on)


class Renew(ActPage):
    """Renew many appointments for a new term: what will happen to each is shown first. Source: O2."""

    template = "records/renew.html"
    title = _("Förnya uppdrag")
    button = _("Förnya de markerade")
    done = _("Uppdragen är förnyade.")
    help = _("Uppdrag som tar slut inom ett halvår. Varje uppdrag fortsätter dagen efter sin sista dag, med samma plats i gruppen.")

    def thing(self, **address: Any) -> list[Appointment]:
        roles = [r.value for r in answers_for(self.person, self.on.date())]
        return list(ending(self.on.date(), within_days=183).filter(role__in=roles))

    def verdict(self, thing: list[Appointment]) -> Verdict:
        may = policies.can_appoint_any(self.person, self.on.date())
        if may and not thing:
            may += no("nothing_ends", "Inget uppdrag som du utser till tar slut inom ett halvår.", "O2")
        return may

    def form(self, thing: list[Appointment], **given: Any) -> forms.Form:
        return RenewForm(seats=thing, **given)

    def context(self, thing: list[Appointment]) -> dict[str, Any]:
        back = reverse("records:appointments")
        return {"cancel_url": back, "crumbs": [(gettext(APPOINTMENTS.title), back), (gettext(self.title), "")]}

    def run(self, thing: list[Appointment], cleaned: dict[str, Any]) -> list[Appointment]:
        chosen = {int(pk) for pk in cleaned.pop("seats")}
        return commands.renew(appointments=[a for a in thing if a.pk in chosen], **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: list[Appointment], result: list[Appointment]) -> str:
        return reverse("records:appointments")


class Group(DetailPage):
    """A group as it is composed today: chair, members, substitutes, and which competences are there and missing. Source: P5; F10; O2."""

    template = "records/group.html"

    def thing(self, **address: Any) -> tuple[Role, str]:
        known = {r.value: r for r in GROUPS}
        if address["role"] not in known:
            raise Http404
        return known[address["role"]], address.get("portfolio", "")

    def context(self, thing: tuple[Role, str]) -> dict[str, Any]:
        (role, portfolio), on = thing, self.on.date()
        members = queries.members(role, on, portfolio)
        present = [Competence(a.competence) for a in members if a.competence and not a.substitute]
        title = group_name(role, portfolio)
        prepares = role is Role.PREPARATION_GROUP
        may = policies.can_appoint(self.person, role, on)
        acts = (
            [Act(gettext("Nytt uppdrag"), reverse("records:new_appointment")), Act(gettext("Förnya uppdrag"), reverse("records:renew"))]
            if may
            else []
        )
        return {
            "title": title, "members": seated(members, on), "acts": acts, "chair": queries.chair_of(role, on, portfolio), "on": on,
            "present": sorted({label(c) for c in present}), "missing": [label(c) for c in missing_competences(present)] if prepares else [],
            "prepares": prepares, "crumbs": [(gettext(APPOINTMENTS.title), reverse("records:appointments")), (title, "")],
        }  # fmt: skip


class ServiceOwners(DetailPage):
    """Which body owns which e-service that no system carries. Source: O2."""

    public = True
    template = "records/service_owners.html"

    def thing(self, **address: Any) -> list[Designation]:
        return list(service_owners(self.on.date()))

    def context(self, thing: list[Designation]) -> dict[str, Any]:
        may = policies.can_designate(self.person, self.on.date())
        acts = [Act(gettext("Bestäm ägare"), reverse("records:designate"))] if may else []
        return {"title": gettext("Ägare av e-tjänster utan eget system"), "rows": thing, "acts": acts}


class Designate(ActPage):
    """Decide which body owns an e-service. Source: O2."""

    title = _("Bestäm ägare av en e-tjänst")
    button = _("För in ägaren")
    done = _("Ägaren är införd.")
    help = _("En e-tjänst som hör till ett system ägs av systemets ägare. För andra bestämmer den högsta tjänstemannen vilken nämnd eller styrelse som äger den.")  # fmt: skip

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_designate(self.person, self.on.date())

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return DesignationForm(on=self.on.date(), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("records:service_owners")}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Designation:
        return commands.designate(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Designation) -> str:
        return reverse("records:service_owners")
