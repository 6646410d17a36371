"""The register kept and proved: is a document genuine, the seals, the whole register as a file, note on review, disposal."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.ledger import sealed_chains
from nytta.kit.pages import ActPage, DetailPage, HousePage, ListPage
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..documents.register import register_zip, seal_lines
from ..forms.register import CodeForm, DisposalForm, FileForm, ReviewForm
from ..lists import DECISIONS, GENUINE_TAGS, SEALS, STANDING_TAGS
from ..models import Decision, DecisionFile, ReviewNote, Seal
from ..terms import TextPart


class GenuinePage(HousePage):
    """Is a decision document genuine and still in force? By its code, or by the file itself, which is not kept. Source: O6."""

    public = True
    title = _("Är beslutet äkta?")

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = "code" in request.GET
        form = CodeForm(request.GET) if asked else CodeForm()
        answer = queries.by_number(**form.cleaned_data, on=self.on.date()) if asked and form.is_valid() else None
        return self.page(form, FileForm(), answer)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        answer = queries.by_file(form.cleaned_data["file"].chunks(), self.on.date()) if form.is_valid() else None
        return self.page(CodeForm(), form, answer, status=200 if answer else 422)

    def page(self, code: forms.Form, file: forms.Form, answer: queries.Answer | None, status: int = 200) -> HttpResponse:
        """The two ways to ask, and above them what the register answers."""
        context = {
            "title": gettext(self.title), "code_form": code, "file_form": file, "answer": answer, "on": self.on,
            "color": GENUINE_TAGS[answer.genuine.value] if answer else "",
            "standing_color": STANDING_TAGS[answer.standing.value] if answer and answer.standing else "",
            "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (gettext(self.title), "")],
        }  # fmt: skip
        return render(self.request, "records/genuine.html", context, status=status)


class Seals(ListPage):
    """Every seal of the registers, open to anybody. Source: O6."""

    listing = SEALS
    public = True
    template = "records/seal_list.html"


class SealPage(DetailPage):
    """One seal, to print and keep. Source: O6."""

    public = True
    template = "records/seal_detail.html"

    def thing(self, **address: Any) -> Seal:
        found = Seal.objects.filter(number=address["number"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, thing: Seal) -> dict[str, Any]:
        title = gettext("Sigill %(number)s") % {"number": thing.number}
        held = [
            (gettext(model.many), one["first"], one["first"] + len(one["hashes"]) - 1)
            for model in sealed_chains()
            if (one := thing.held.get(model.chain)) and one["hashes"]
        ]
        return {
            "title": title, "held": held, "whole": thing.is_intact(), "site": settings.SITE_URL,
            "crumbs": [(gettext(SEALS.title), reverse("records:seals")), (str(thing.number), "")],
        }  # fmt: skip


class SealLines(HousePage):
    """All seals as a file to keep elsewhere: one a line. Source: O6."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return StreamingHttpResponse(seal_lines(), content_type="application/x-ndjson; charset=utf-8")


class SealFeed(HousePage):
    """The newest seals as an Atom feed: whoever follows it keeps them elsewhere. Source: O6."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponse:
        seals = list(Seal.objects.order_by("-number")[:50])
        context = {"seals": seals, "site": settings.SITE_URL, "on": self.on}
        return render(request, "records/seals.xml", context, content_type="application/atom+xml; charset=utf-8")


class RegisterFile(HousePage):
    """The register as a zip that verifies outside: open parts for anybody, everything for registrar and auditor. Source: O6."""

    public = True

    def get(self, request: HttpRequest) -> HttpResponseBase:
        answer = StreamingHttpResponse(register_zip(self.person, self.on), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="beslut-{self.on:%Y-%m-%d}.zip"'
        return answer


class IssuedFile(HousePage):
    """A document of a decision, as it was issued; byte by byte the one whose hash the register holds. Source: O6."""

    public = True

    def get(self, request: HttpRequest, number: int, file: int) -> HttpResponseBase:
        found = DecisionFile.links().filter(number=file, decision__number=number, content__disposal=None).first()
        seen = queries.decisions_for(self.person).filter(number=number).exists()
        if found is None or not seen or not queries.open_decisions([number], self.person is not None).get(number):
            raise Http404
        return FileResponse(iter([bytes(found.content.data)]), as_attachment=True, filename=found.name, content_type=found.media_type)


class _OnDecision(ActPage):
    """An act of the registrar on one decision."""

    def thing(self, **address: Any) -> Decision:
        found = Decision.links().filter(number=address["number"]).first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Decision) -> Verdict:
        return policies.can_keep_register(self.person, self.on.date())

    def may_see(self, thing: Decision) -> bool:
        return self.person is not None

    def went_to(self, thing: Decision, result: Any) -> str:
        return reverse("records:decision", args=[thing.number])

    def context(self, thing: Decision) -> dict[str, Any]:
        back = self.went_to(thing, None)
        return {
            "facts": [(gettext("Beslut"), thing.called), (gettext("Dag"), thing.decided_on), (gettext("Beslutsfattare"), thing.decider), (gettext("Mandat"), thing.mandate)],
            "cancel_url": back, "crumbs": [(gettext(DECISIONS.title), reverse("records:decisions")), (thing.called, back), (gettext(self.title), "")],
        }  # fmt: skip


class NoteReview(_OnDecision):
    """Say how a decision can be tried by a court. Source: O6; P5."""

    form_class = ReviewForm
    title = _("Ange hur beslutet överprövas")
    button = _("Spara hänvisningen")
    done = _("Hänvisningen är sparad.")
    help = _("Beslutet ändras inte. Den senaste hänvisningen är den som visas, och de tidigare står kvar.")

    def run(self, thing: Decision, cleaned: dict[str, Any]) -> ReviewNote:
        return commands.note_review(decision=thing, **cleaned, by=self.person, on=self.on)


class Dispose(_OnDecision):
    """Remove a text for ever, by a decision on disposal; its hash stays. Source: O6."""

    form_class = DisposalForm
    template = "records/dispose.html"
    title = _("Gallra text")
    button = _("Gallra för alltid")
    done = _("Texten är gallrad. Kontrollsumman står kvar, och kedjan är hel.")

    def form(self, thing: Decision, **given: Any) -> forms.Form:
        return DisposalForm(left=[part for part in TextPart if part.value not in thing.text.disposed], **given)

    def run(self, thing: Decision, cleaned: dict[str, Any]) -> Decision:
        return commands.dispose(decision=thing, **cleaned, by=self.person, on=self.on)
