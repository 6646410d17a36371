"""The account of effects: written, handed in, reviewed, read. Source: P5 step 8; U6."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import pages
from nytta.kit.pages import HousePage
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..forms import EffectFileForm, EffectForm, ReviewForm
from ..models import EffectAnalysis, EffectFile, Project
from .acts import Fields, OfProject


def _here(project: Project) -> str:
    return reverse("projects:detail", args=[project.code]) + "#effekt"


class Effect(pages.SavedAsWritten, OfProject):
    """Write what came of a project a year after closure; saved while one writes. Source: P5 step 8; U6."""

    also_sent = frozenset({"hand_in"})
    title = _("Redovisa effekten")
    button = _("Spara utkast")
    done = _("Redovisningen är sparad som utkast.")
    help = _("Utfallet ställs mot det som utlovades och beslutades. Ett lägre utfall är inget fel, men det ska förklaras.")
    template = "projects/effect.html"

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report_effect(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        on = self.on.date()
        return EffectForm(
            rows=queries.outcomes(thing), years=queries.effect_years(thing, on), due=queries.due_year(thing, on),
            analysis=queries.analysis_of(thing), **given,
        )  # fmt: skip

    def run(self, thing: Project, cleaned: Fields) -> EffectAnalysis:
        return commands.write_effect(project=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Project, result: EffectAnalysis) -> str:
        return reverse("projects:hand_in_effect" if "hand_in" in self.request.POST else "projects:effect", args=[thing.code])

    def context(self, thing: Project) -> Fields:
        then = [{"name": "hand_in", "value": "1", "label": gettext("Spara och gå till inlämning")}]
        analysis = queries.analysis_of(thing)
        return {**super().context(thing), "buttons": then, "review": analysis.review if analysis else "",
                "file_url": reverse("projects:effect_file", args=[thing.code])}  # fmt: skip


class HandIn(OfProject):
    """Hand in the account: an act of its own, with all that is written before one's eyes. Source: U6."""

    title = _("Lämna in redovisningen av effekten")
    button = _("Lämna in")
    done = _("Redovisningen är lämnad. En oberoende värderare granskar den.")
    help = _("Redovisningen registreras, visas för alla som arbetar i kommunen och granskas av en värderare från en annan förvaltning.")
    template = "projects/effect_hand_in.html"

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report_effect(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> EffectAnalysis:
        return commands.hand_in_effect(project=thing, by=self.person, on=self.on)

    def context(self, thing: Project) -> Fields:
        rows, analysis = queries.outcomes(thing), queries.analysis_of(thing)
        lacks = queries.effect_gate(thing, rows, analysis, self.on.date())
        return {**super().context(thing), "rows": rows, "analysis": analysis, "lacks": lacks.blocking,
                "write_url": reverse("projects:effect", args=[thing.code])}  # fmt: skip

    def went_to(self, thing: Project, result: EffectAnalysis) -> str:
        return _here(thing)


class AddFile(OfProject):
    """Add a file that realised values rest on. Source: U6."""

    title = _("Lägg till underlag")
    button = _("Lägg till")
    done = _("Underlaget är tillagt.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_report_effect(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return EffectFileForm(rows=queries.outcomes(thing), **given)

    def run(self, thing: Project, cleaned: Fields) -> EffectFile:
        sent, item = cleaned["file"], cleaned["item"]
        return commands.add_effect_file(
            project=thing, item=int(item) if item else None, title=cleaned["title"], filename=sent.name, content_type=sent.content_type or "",
            content=sent.read(), by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: Project, result: EffectFile) -> str:
        return reverse("projects:effect", args=[thing.code])


class Review(OfProject):
    """An independent assessor accepts the account, or says what is to be completed. Source: U6; F8."""

    form_class = ReviewForm
    title = _("Granska redovisningen av effekten")
    button = _("Spara granskningen")
    done = _("Granskningen är sparad.")
    help = _(
        "Håller siffrorna mot underlaget, och är förklaringen rimlig? När du godtar redovisningen frigörs det som inte togs hem för andra projekt."
    )
    template = "projects/effect_review.html"

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_review_effect(self.person, thing, self.on.date())

    def run(self, thing: Project, cleaned: Fields) -> EffectAnalysis:
        return commands.review_effect(project=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Project) -> Fields:
        files = queries.files_of(thing)
        told = {"rows": queries.outcomes(thing, files), "analysis": queries.analysis_of(thing), "general": files.get(None, [])}
        return {**super().context(thing), **told}

    def went_to(self, thing: Project, result: EffectAnalysis) -> str:
        return _here(thing)


class EvidenceFile(HousePage):
    """A file that realised values rest on, for those who work here. Source: U6."""

    def get(self, request: HttpRequest, code: str, file: int) -> HttpResponseBase:
        found = EffectFile.objects.filter(pk=file, analysis__project__code=code).first()
        if found is None:
            raise Http404
        return pages.file(bytes(found.content), "application/octet-stream", found.filename)
