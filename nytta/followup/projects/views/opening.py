"""Opening of a project, and the steps of its plans."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import OpenForm
from ..models import PlanStep, Project
from .acts import Fields, OfProject


class Open(ActPage):
    """Open the project of a granted case with its plans. Source: P5 step 6; F6, F15."""

    form_class = OpenForm
    template = "projects/open.html"
    title = _("Starta projektet")
    button = _("Starta projektet")
    done = _("Projektet är startat.")
    help = _(
        "Det som beslutades blir projektets första plan och ligger kvar oförändrat. Projektledaren lämnar lägesrapporter, utan extra möten."
    )

    def thing(self, **address: Any) -> Application:
        found = Application.objects.filter(code=address["code"]).exclude(registry_number="")
        one = found.select_related("applicant_body", "owner_body", "calculation", "idea", "created_by").first()
        if one is None:
            raise Http404
        return one

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_open(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        day = self.on.date()
        start, end = thing.start_on or day, thing.end_on or thing.start_on or day
        initial = {
            "started_on": start, "planned_end_on": end, "manager": thing.created_by_id,
            "coach": getattr(queries.coach_before(thing), "pk", None),
        }  # fmt: skip
        steps = queries.proposed_steps(thing, thing.created_by, start, end)
        return OpenForm(initial=initial, coaches=queries.coaches_to_choose(day), steps=steps, **given)

    def context(self, thing: Application) -> Fields:
        facts: list[tuple[str, Any]] = [
            (gettext("Ärende"), thing),
            (gettext("Systemägare"), thing.owner_body),
            (gettext("Beslutat"), thing.decided_on),
        ]
        for b in queries.booked_at(thing)[:1]:
            facts += [
                (gettext("Kostnadsställe"), b.cost_centre),
                (gettext("Verksamhetskod"), b.activity),
                (gettext("Projektkod"), b.project_code),
            ]
        decided = sorted(queries.money_of_case(thing).items())
        return {"cancel_url": reverse("applications:detail", args=[thing.code]), "facts": facts, "decided": decided}

    def run(self, thing: Application, cleaned: Fields) -> Project:
        return commands.open_project(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Project) -> str:
        return reverse("projects:detail", args=[result.code])


class Step(OfProject):
    """Note that a step of the plans is done. Source: F6."""

    title = _("Steget är gjort")
    button = _("Markera som gjort")
    done = _("Steget är markerat som gjort.")
    help = _("Dagen och ditt namn sparas.")

    def thing(self, **address: Any) -> Project:
        found = super().thing(**address)
        self.step = PlanStep.objects.filter(project=found, pk=address["step"]).first()
        if self.step is None:
            raise Http404
        return found

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_finish_step(self.person, thing, self.on.date())

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        assert self.step is not None
        return [(gettext("Steg"), self.step.what), (gettext("Vem"), self.step.who), (gettext("Klart senast"), self.step.due_on)]

    def run(self, thing: Project, cleaned: Fields) -> PlanStep:
        assert self.step is not None
        return commands.finish_step(step=self.step, by=self.person, on=self.on)
