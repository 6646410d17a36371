"""Status and deviations."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.pages import ActPage, DetailPage, HousePage, SavedAsWritten
from nytta.kit.panels import Block
from nytta.kit.words import label, words
from nytta.plain.verdicts import YES, Verdict, require

from .. import commands, policies, queries
from ..forms import StatusForm, done_of, figures_of, kept
from ..models import Project, StatusReport
from ..rules import judged
from ..terms import Light, Measure, Reader
from .acts import Fields, OfProject
from .pages import found_at, trail


def lines_of(project: Project, on: Any, values: Mapping[str, Any]) -> list[tuple[Measure, Light, str]]:
    """(measure, light by the rule, why) of some figures of a project."""
    found = judged(figures=figures_of(dict(values)), decided=queries.decided_of(project), limits=queries.limits_on(on))
    return [(measure, one.light, words(one.why)) for measure, one in found.items()]


class Report(SavedAsWritten, OfProject):
    """Report status in five minutes: prefilled, kept while one writes; figures give the lights, a deviation is raised by itself. Source: P5; U5."""

    also_sent = frozenset({"draft"})
    form_class = StatusForm
    template = "projects/report.html"
    title = _("Lämna lägesrapport")
    button = _("Lämna rapporten")
    done = ""
    help = _(
        "Ändra det som har ändrats sedan sist. Ljusen följer av siffrorna; en avvikelse når coach, systemägare och utvecklingsråd av sig själv."
    )

    @property
    def drafting(self) -> bool:
        """Whether what is sent is to be kept and not handed in."""
        return "X-Autosave" in self.request.headers or "draft" in self.request.POST

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> StatusForm:
        self.booked = queries.booked(thing, self.on.date())
        self.begun = queries.begun_from(thing, self.booked.sek if self.booked else None)
        self.draft = queries.draft_of(thing) if self.verdict(thing) else None
        self.parts = queries.parts_of(thing)
        values = self.begun | (self.draft.values if self.draft else {})
        self.written = StatusForm(initial=values, code=thing.code, parts=self.parts, **given)
        return self.written

    def run(self, thing: Project, cleaned: Fields) -> Any:
        if self.drafting:
            return commands.save_status_draft(project=thing, values=kept(cleaned), by=self.person, on=self.on)
        return commands.report(
            project=thing, figures=figures_of(cleaned), lights={m: cleaned[m.value] for m in Measure},
            reasons={m: cleaned[f"reason_{m.value}"] for m in Measure}, done=done_of(self.written), risk=cleaned["risk_text"],
            comment=cleaned["comment"], by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: Project, result: Any) -> str:
        said = gettext("Utkastet är sparat.") if self.drafting else gettext("Lägesrapporten är lämnad.")
        if "X-Autosave" not in self.request.headers:
            messages.success(self.request, said)
        return reverse("projects:report" if self.drafting else "projects:detail", args=[thing.code])

    def context(self, thing: Project) -> Fields:
        values = self.begun | (self.draft.values if self.draft else {})
        shown = StatusForm(kept(values))
        shown.is_valid()
        return {
            **super().context(thing), "draft": self.draft, "booked": self.booked, "last": queries.last_report(thing), "lights": lines_of(thing, self.on.date(), shown.cleaned_data),
            "buttons": [{"name": "draft", "value": "1", "label": gettext("Spara utkast")}],
        }  # fmt: skip


class Lights(HousePage):
    """The lights that some figures give, for the form while one writes. Source: U5."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        project = found_at(code)
        if not policies.can_report(self.person, project, self.on.date()):
            raise Http404
        form = StatusForm(request.GET)
        form.is_valid()
        return render(request, "projects/_lights.html", {"lights": lines_of(project, self.on.date(), form.cleaned_data)})


class Status(DetailPage):
    """A status that has been handed in: every figure, the rule's light beside the one that was set, and why. Source: U5."""

    def thing(self, **address: Any) -> StatusReport:
        return status_at(address["pk"])

    def context(self, thing: StatusReport) -> Fields:
        project, day = thing.project, thing.reported_on
        title = gettext("Lägesrapport %(day)s") % {"day": day.isoformat()}
        here = reverse("projects:detail", args=[project.code])
        facts = [(gettext("Projekt"), project.application.title), (gettext("Rapporterad av"), thing.by)]
        if thing.deviates:
            seen = thing.seen_on or gettext("Väntar på utvecklingsrådet")
            facts.append((gettext("Sedd av utvecklingsrådet"), seen))
            facts += [(label(Reader(n.reader)), gettext("noterat %(day)s") % {"day": n.noted_on.isoformat()}) for n in thing.notes.all()]
        block = Block(gettext("Läget"), "projects/_status.html", {"last": thing, "project": project, "set_lights": thing.set_lights.all()})
        return {"title": title, "code": project.code, "facts": facts, "blocks": [block], "crumbs": trail((project.code, here), (title, ""))}


def status_at(pk: int) -> StatusReport:
    """A status by its key, or not found."""
    found = StatusReport.objects.filter(pk=pk).select_related("project__application", "by").prefetch_related("set_lights", "notes").first()
    if found is None:
        raise Http404
    return found


class See(ActPage):
    """The development council notes that it has seen a deviation. Source: U5."""

    template = "projects/see.html"
    title = _("Ta del av avvikelse")
    button = _("Jag har tagit del av avvikelsen")
    done = _("Det är noterat.")

    def thing(self, **address: Any) -> StatusReport:
        found = status_at(address["pk"])
        if not found.deviates:
            raise Http404
        return found

    def verdict(self, thing: StatusReport) -> Verdict:
        council = policies.can_see_deviation(self.person, self.on.date())
        return council if council or not policies.readers(self.person, thing.project, self.on.date()) else YES

    def context(self, thing: StatusReport) -> Fields:
        here = reverse("projects:detail", args=[thing.project.code])
        return {
            "cancel_url": here, "crumbs": trail((thing.project.code, here), (gettext(self.title), "")),
            "granted_sek": queries.granted_sek(thing.project), "set_lights": thing.set_lights.all(), "waited": (self.on.date() - thing.reported_on).days,
        }  # fmt: skip

    def run(self, thing: StatusReport, cleaned: Fields) -> StatusReport:
        require(self.verdict(thing))
        if policies.can_see_deviation(self.person, self.on.date()):
            commands.see_deviation(report=thing, by=self.person, on=self.on)
        if policies.readers(self.person, thing.project, self.on.date()):
            commands.note_deviation(report=thing, by=self.person, on=self.on)
        return thing

    def went_to(self, thing: StatusReport, result: StatusReport) -> str:
        return reverse("projects:detail", args=[thing.project.code])
