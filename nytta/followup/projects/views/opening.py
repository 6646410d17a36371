"""Opening of a project."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import OpenForm
from ..models import Project
from .acts import Fields


class Open(ActPage):
    """Open the project of a granted case. Source: P5 step 6; F6."""

    form_class = OpenForm
    title = _("Starta projektet")
    button = _("Starta projektet")
    done = _("Projektet är startat.")
    help = _("Projektledaren lämnar lägesrapporter, och utvecklingsrådet ser avvikelser utan extra möten.")

    def thing(self, **address: Any) -> Application:
        found = Application.objects.filter(code=address["code"]).exclude(registry_number="").first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_open(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> forms.Form:
        return OpenForm(initial={"started_on": thing.start_on, "planned_end_on": thing.end_on, "manager": thing.created_by_id}, **given)

    def context(self, thing: Application) -> Fields:
        facts = [(gettext("Ärende"), thing), (gettext("Systemägare"), thing.owner_body), (gettext("Beslutat"), thing.decided_on)]
        return {"cancel_url": reverse("applications:detail", args=[thing.code]), "facts": facts}

    def run(self, thing: Application, cleaned: Fields) -> Project:
        return commands.open_project(application=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Project) -> str:
        return reverse("projects:detail", args=[result.code])
