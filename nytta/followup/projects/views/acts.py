"""Acts on a project, each on its own page."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Continuation
from nytta.kit.pages import ActPage
from nytta.plain.money import sek
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import AcceptForm, CloseForm, EffectForm, OpenForm, PartForm, ReturnForm, StatusForm
from ..models import Project, StatusReport
from .pages import found_at, trail

Fields = dict[str, Any]


class OfProject(ActPage):
    """An act on a project: found by code, and back to its page afterwards."""

    def thing(self, **address: Any) -> Project:
        return found_at(address["code"])

    def context(self, thing: Project) -> Fields:
        here = reverse("projects:detail", args=[thing.code])
        return {
            "cancel_url": here, "crumbs": trail((thing.code, here), (gettext(self.title), "")), "facts": self.facts(thing),
            "lead": f"{thing.code} {thing.application.title}",
        }  # fmt: skip

    def facts(self, thing: Project) -> list[tuple[str, Any]]:
        """What holds for the project, beside the form."""
        return [
            (gettext("Beviljat"), sek(queries.granted_sek(thing))), (gettext("Start"), thing.started_on),
            (gettext("Planerat slut"), thing.planned_end_on), (gettext("Systemägare"), thing.owner_body),
        ]  # fmt: skip

    def went_to(self, thing: Project, result: Any) -> str:
        return reverse("projects:detail", args=[thing.code])


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


class Part(OfProject):
    """Propose next year's part; it comes back to the development council. Source: P5; F13."""

    title = _("Föreslå nästa års del")
    button = _("Föreslå delen")
    done = _("Förslaget ligger hos utvecklingsrådet.")
    help = _("Pengar beviljas för ett år i taget. Nästa del vägs mot andra förslag och beslutas för sig.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        left = [(y.year, y.committed_sek) for y in queries.years_of(thing) if y.committed_sek and y.state is None]
        return PartForm(years=left, initial={"amount_sek": left[0][1] if left else None}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Continuation:
        return commands.propose_part(project=thing, **cleaned, by=self.person, on=self.on)


class Close(OfProject):
    """Ask to close. Source: P5 step 7; F6, N6."""

    form_class = CloseForm
    title = _("Begär avslut")
    button = _("Begär avslut")
    done = _("Systemägaren ombeds godta avslutet.")
    help = _("Systemägarens representant godtar det som lämnas över. Ett år senare redovisas effekten.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return CloseForm(initial={"delivered": thing.delivered, "lessons": thing.lessons}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.ask_to_close(project=thing, **cleaned, by=self.person, on=self.on)


class Accept(OfProject):
    """The owner accepts what is handed over. Source: P4; F6."""

    form_class = AcceptForm
    template = "projects/accept.html"
    title = _("Godta projektets avslut")
    button = _("Godta avslutet")
    done = _("Avslutet är godtaget. Effekten redovisas om ett år.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_closure(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.accept_closure(project=thing, **cleaned, by=self.person, on=self.on)


class Return(OfProject):
    """The owner does not accept; the project goes on. Source: F6."""

    form_class = ReturnForm
    template = "projects/accept.html"
    title = _("Skicka tillbaka projektets avslut")
    button = _("Skicka tillbaka")
    done = _("Projektet fortsätter.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_accept_closure(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> Project:
        return commands.return_closure(project=thing, **cleaned, by=self.person, on=self.on)


class Effect(OfProject):
    """Decided against realised, explained, a year after closure. Source: P5 step 8; U6."""

    title = _("Redovisa effekten")
    button = _("Redovisa effekten")
    done = _("Effekten är redovisad.")
    help = _("Utfallet ställs mot det som beslutades. Ett lägre utfall är inget fel, men det ska förklaras.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report_effect(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        rows, on = queries.outcomes(thing), self.on.date()
        years = sorted(_years(rows, thing, on))
        due = thing.effect_due_on.year if thing.effect_due_on else on.year
        return EffectForm(rows=rows, years=years, initial={"year": due}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Project:
        rows, year = queries.outcomes(thing), cleaned["year"]
        amounts = {(r.item, year): cleaned[f"item_{r.item}"] for r in rows}
        said = {"explanation": cleaned["explanation"], "cause": cleaned["cause"]}
        return commands.report_effect(project=thing, amounts=amounts, **said, by=self.person, on=self.on)


def _years(rows: list[queries.Outcome], project: Project, on: date) -> set[int]:
    """The years that can be accounted for: those decided that have begun, and the one in which the effect is due."""
    first = project.closed_on.year if project.closed_on else on.year
    due = {project.effect_due_on.year} if project.effect_due_on else {on.year}
    return due | {y for r in rows for y in r.decided if first <= y <= on.year}


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
