"""Status and deviations."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import StatusForm
from ..models import Project, StatusReport
from .acts import Fields, OfProject
from .pages import trail


class Report(OfProject):
    """Report status; a deviation reaches the development council by itself. Source: P5; U5."""

    form_class = StatusForm
    title = _("Lämna lägesrapport")
    button = _("Lämna rapporten")
    done = _("Lägesrapporten är lämnad.")
    help = _("En avvikelse når utvecklingsrådet av sig själv: ett rött läge, en prognos över det beviljade eller ett senare slut.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        last = queries.last_report(thing)
        names = ("time", "money", "benefits", "spent_sek", "forecast_sek", "forecast_end_on")
        before = {n: getattr(last, n) for n in names} if last else {"forecast_end_on": thing.planned_end_on}
        return StatusForm(initial=before, **given)

    def run(self, thing: Project, cleaned: Fields) -> StatusReport:
        return commands.report(project=thing, **cleaned, by=self.person, on=self.on)


class See(ActPage):
    """The development council notes that it has seen a deviation. Source: U5."""

    template = "projects/see.html"
    title = _("Ta del av avvikelse")
    button = _("Utvecklingsrådet har tagit del av avvikelsen")
    done = _("Det är noterat att utvecklingsrådet har tagit del av avvikelsen.")

    def thing(self, **address: Any) -> StatusReport:
        rows = StatusReport.objects.select_related("project__application", "by")
        found = rows.filter(pk=address["pk"], deviates=True).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: StatusReport) -> Verdict:
        return policies.can_see_deviation(self.person, self.on.date())

    def context(self, thing: StatusReport) -> Fields:
        here = reverse("projects:detail", args=[thing.project.code])
        return {
            "cancel_url": here, "crumbs": trail((thing.project.code, here), (gettext(self.title), "")),
            "granted_sek": queries.granted_sek(thing.project),
        }  # fmt: skip

    def run(self, thing: StatusReport, cleaned: Fields) -> StatusReport:
        return commands.see_deviation(report=thing, by=self.person, on=self.on)

    def went_to(self, thing: StatusReport, result: StatusReport) -> str:
        return reverse("projects:detail", args=[thing.project.code])
