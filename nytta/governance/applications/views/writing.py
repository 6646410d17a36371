"""Starting a draft and writing on it, section by section, saved as one writes."""

import json
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import bodies_of
from nytta.city.records.terms import Role
from nytta.delivery.systems.queries import named_in, solutions
from nytta.delivery.systems.queries.similar import near_text
from nytta.kit.clashes import read_marks
from nytta.kit.documents import Section
from nytta.kit.pages import ActPage
from nytta.kit.words import mend, said
from nytta.needs.intake.models import Idea
from nytta.plain.papers import wrong_with
from nytta.plain.verdicts import Refused, Verdict, require

from .. import commands, policies, queries
from ..documents import totals_of
from ..forms import FIELD_LABELS, SECTION_OF, SECTIONS, FiguresForm, NewForm, SectionForm
from ..forms import Section as Part
from ..models import Application
from ..queries.calculation import calculation_page
from . import found


class NewPage(ActPage):
    """A new draft, from an idea where `?ide=` names one. Source: P5 second flow; F5."""

    title = _("Ny ansökan")
    button = _("Börja skriva")
    done = _("Utkastet är skapat. Det sparas medan du skriver och syns bara för er som skriver.")
    help = _("Ge ansökan en rubrik och säg i vems namn ni söker. Resten skriver ni när ni vill, flera tillsammans.")

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_start(self.person, self.on.date())

    def idea(self) -> Idea | None:
        """The idea that the draft comes from."""
        code = self.request.GET.get("ide", "")[:20]
        return Idea.objects.filter(code=code).select_related("goal", "focus_area").first() if code else None

    def form(self, thing: Any, **given: Any) -> forms.Form:
        idea, mine = self.idea(), bodies_of(self.person, Role.APPLICANT, self.on.date())
        body = mine[0] if mine else getattr(self.person, "answers_for_id", None)
        return NewForm(self.on.date(), initial={"title": idea.title if idea else "", "applicant_body": body}, **given)

    def context(self, thing: Any) -> dict[str, Any]:
        idea = self.idea()
        facts = [(gettext("Idé"), f"{idea.code} {idea.title}"), (gettext("Mål"), idea.goal or "")] if idea else []
        back = reverse("applications:list")
        return {"crumbs": found.trail(None, (gettext(self.title), "")), "facts": facts, "cancel_url": back}

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Application:
        return commands.start(**cleaned, idea=self.idea(), by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Application) -> str:
        return reverse("applications:write", args=[result.code, SECTIONS[0].slug])


class WritePage(ActPage):
    """One section of an application. An autosave is the same page asked with `X-Autosave`, answered in JSON."""

    also_sent = frozenset({"next"})
    template = "applications/write.html"
    done = _("Sparat.")
    labels = FIELD_LABELS
    section: Part

    def thing(self, **address: Any) -> Application:
        chosen = next((s for s in SECTIONS if s.slug == address["section"]), None)
        if chosen is None:
            raise Http404
        self.section, self.title = chosen, str(chosen.title)
        return found.case_at(address["code"], self.person, self.on.date())

    def may_see(self, thing: Application) -> bool:
        return queries.is_writer(self.person, thing, self.on.date()) or self._adds_files()

    def _adds_files(self) -> bool:
        return self.section.slug == "handlingar"

    def verdict(self, thing: Application) -> Verdict:
        if self._adds_files():
            return policies.can_add_document(self.person, thing, self.on.date())
        return policies.can_write(self.person, thing, self.on.date())

    def form(self, thing: Application, **given: Any) -> SectionForm:
        return self.section.form(thing, self.on.date(), **given)

    def marks(self, thing: Application, form: forms.Form) -> dict[str, str]:
        return {"edition": str(thing.edition), "seen": form.seen(thing) if isinstance(form, SectionForm) else ""}

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        if self._adds_files():
            return self._add_file(thing, cleaned)
        return self._write(thing, self.bound)

    def _write(self, thing: Application, form: SectionForm) -> Application:
        return commands.write(
            application=thing,
            **form.to_write(),
            edition=read_edition(self.request.POST),
            seen=read_marks(self.request.POST.get("seen", "")),
            by=self.person,
            on=self.on,
        )

    def _add_file(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        file = cleaned["file"]
        content = file.read()
        verdict, kind = wrong_with(filename=file.name, content=content)
        require(verdict)
        return commands.add_document(
            application=thing, title=cleaned["title"] or file.name[:200], filename=file.name, content_type=kind, content=content,
            by=self.person, on=self.on,
        )  # fmt: skip

    def went_to(self, thing: Application, result: Any) -> str:
        slugs = [s.slug for s in SECTIONS]
        here = slugs.index(self.section.slug)
        there = slugs[min(here + 1, len(slugs) - 1)] if "next" in self.request.POST else slugs[here]
        return reverse("applications:write", args=[thing.code, there])

    def post(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        thing = self.thing(**address)
        if not self.may_see(thing):
            raise Http404
        if request.headers.get("X-Autosave") == "1" and not self._adds_files():
            return self._autosaved(thing)
        self.bound = self.form(thing, data=request.POST, files=request.FILES)
        self.bound.is_valid()
        return super().post(request, **address)

    def _autosaved(self, thing: Application) -> JsonResponse:
        form = self.form(thing, data=self.request.POST)
        if not form.is_valid():
            return JsonResponse({"text": gettext("Inte sparat: %(why)s") % {"why": _first_error(form)}}, status=422)
        try:
            with transaction.atomic():
                written = self._write(thing, form)
        except Refused as refused:
            text = " ".join(f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings)
            return JsonResponse({"text": text}, status=409)
        state = {"thing": written, **writing_state(written, self.on.date())}
        pieces = {"state": render_to_string("applications/_writing_state.html", state, self.request)}  # follows what is written
        done: dict[str, Any] = {"saved_at": f"{self.on:%H:%M}", "edition": written.edition, "seen": form.seen(form.to_write()["values"])}
        if isinstance(form, FiguresForm):
            pieces["totals"] = render_to_string("applications/_totals.html", {"totals": self.totals(written)})
            done["fields"] = form.keys_written()
        return JsonResponse(done | {"pieces": pieces})

    def totals(self, thing: Application) -> list[Section]:
        """What the sheet comes to, for those who write it."""
        return totals_of(calculation_page(thing, self.on.date()))

    def _page(self, thing: Any, form: forms.Form, verdict: Verdict, status: int = 200) -> HttpResponse:
        if status == 409:  # the clash is told: the next save is meant
            thing.refresh_from_db()
        self.edition, self.seen = thing.edition, form.seen(thing) if isinstance(form, SectionForm) else ""
        if status == 422:
            self.edition, self.seen = read_edition(self.request.POST), json.dumps(read_marks(self.request.POST.get("seen", "")))
        return super()._page(thing, form, verdict, status)

    def context(self, thing: Application) -> dict[str, Any]:
        on = self.on.date()
        state = writing_state(thing, on)
        return {
            "crumbs": found.trail(thing, (gettext("Skriv"), "")), "section": self.section, "edition": self.edition, "seen": self.seen,
            "sections": _nav(thing, self.section, state) if policies.can_write(self.person, thing, on) else [], "is_figures": self.section.form is FiguresForm,
            "totals": self.totals(thing) if self.section.form is FiguresForm else [],
            "autosave_url": "" if self._adds_files() else self.request.path, "is_files": self._adds_files(),
            "files": [d for d in thing.documents.defer("content")] if self._adds_files() else [],
            "questions": [q for q in thing.questions.all() if q.answered_on is None] if policies.can_write(self.person, thing, on) else [], "last": self.section is SECTIONS[-1], **state,
        }  # fmt: skip


def writing_state(application: Application, on: Any) -> dict[str, Any]:
    """What would stop the hand-in and later the grant, similar cases and systems, and the common solutions that the text names."""
    hand_in, grant, free = found.gates(application, on)
    known = list(solutions(on))
    text = f"{application.title} {application.summary} {application.functional_requirements}"
    return {
        "hand_in": [line for line in found.lines_of(application, hand_in) if line.blocks],
        "warnings": [line for line in found.lines_of(application, hand_in) if not line.blocks],
        "grant": found.lines_of(application, grant),
        "free": found.lines_of(application, Verdict(tuple(free))),
        "similar": queries.similar(application),
        "named": named_in(text, known),
        "near": near_text(application.title, text),
        "fields_left": [f.field for f in hand_in.findings],
    }


def _nav(application: Application, current: Part, state: dict[str, Any]) -> list[dict[str, Any]]:
    left = [SECTION_OF.get(f, "") for f in state["fields_left"]]
    return [
        {
            "label": s.title, "url": reverse("applications:write", args=[application.code, s.slug]), "current": s is current,
            "left": left.count(s.slug),
        }
        for s in SECTIONS
    ]  # fmt: skip


def read_edition(posted: QueryDict) -> int:
    """The edition that the writer had read; one that is missing or unreadable counts as the oldest, so that nothing is overwritten."""
    text = posted.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _first_error(form: forms.Form) -> str:
    for name, errors in form.errors.items():
        return f"{form.fields[name].label}: {errors[0]}" if name in form.fields else str(errors[0])
    return ""
