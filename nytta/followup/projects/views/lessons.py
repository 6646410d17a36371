"""Experiences: the register, one, writing it, and saying that one has used it. Source: N6."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.terms import Category
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..commands import LessonText
from ..forms import LessonForm, UseForm
from ..lists import LESSONS
from ..models import Lesson, Project
from ..terms import LessonSubject
from .acts import Fields, OfProject


def _found(code: str) -> Lesson:
    lesson = queries.lesson_at(code)
    if lesson is None:
        raise Http404
    return lesson


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(gettext(LESSONS.title), reverse("projects:lessons")), *last]


class Lessons(ListPage):
    """The register of experiences. Source: N6."""

    listing = LESSONS
    public = True


class LessonPage(DetailPage):
    """An experience; anybody reads it once it has been found open, without names. Source: N6; O6."""

    public = True

    def thing(self, **address: Any) -> Lesson:
        return _found(address["code"])

    def may_see(self, thing: Lesson) -> bool:
        return self.person is not None or queries.open_lessons().filter(pk=thing.pk).exists()

    def context(self, thing: Lesson) -> Fields:
        case, on = thing.project.application, self.on.date()
        contact = queries.contacts_of([thing], on)[thing.pk]
        facts = [
            (gettext("Ämne"), label(LessonSubject(thing.subject))), (gettext("Till nytta för"), thing.for_whom),
            (gettext("Fråga"), contact if self.person else contact.body), (gettext("Kategori"), label(Category(case.category))),
            (gettext("Sökande"), case.applicant_body), (gettext("Skriven"), thing.written_on), (gettext("Har använts"), thing.used),  # type: ignore[attr-defined]
        ]  # fmt: skip
        texts = (
            (gettext("Vad vi prövade"), thing.tried),
            (gettext("Vad som fungerade"), thing.worked),
            (gettext("Vad vi hade gjort annorlunda"), thing.otherwise),
        )
        where = (
            gather("subject.links", case.code, self.person)[:1] if self.person else [(case.code, reverse("portal:case", args=[case.code]))]
        )
        side = [
            Block(
                gettext("Ur projektet"), "projects/_lesson_from.html", {"links": where, "project": thing.project if self.person else None}
            )
        ]
        if self.person:
            used = list(thing.uses.exclude(about="").values_list("about", flat=True)[:20])
            side.append(Block(gettext("Har använts"), "projects/_lesson_used.html", {"used": thing.used, "about": used}))  # type: ignore[attr-defined]
        return {
            "title": thing.title, "code": thing.code, "facts": facts, "side": side, "acts": self._acts(thing), "crumbs": _trail((thing.code, "")),
            "blocks": [Block(title, "projects/_lesson_text.html", {"text": text}) for title, text in texts],
        }  # fmt: skip

    def _acts(self, thing: Lesson) -> list[Act]:
        on, acts = self.on.date(), []
        if policies.can_use_lesson(self.person, on):
            acts.append(Act(gettext("Vi har haft nytta av det här"), reverse("projects:use_lesson", args=[thing.code]), primary=True))
        if policies.can_write_lesson(self.person, thing.project, on):
            acts.append(Act(gettext("Ändra erfarenheten"), reverse("projects:change_lesson", args=[thing.code])))
        return acts


class Write(OfProject):
    """Write down an experience of a project. Source: N6."""

    form_class = LessonForm
    title = _("Skriv en erfarenhet")
    button = _("Spara erfarenheten")
    done = _("Erfarenheten är sparad och visas för dem som skriver något liknande.")
    help = _("Skriv för en kollega i en annan förvaltning som ska göra något liknande. En erfarenhet i taget.")

    def verdict(self, thing: Project) -> Verdict:
        return policies.can_write_lesson(self.person, thing, self.on.date())

    def form(self, thing: Project, **given: Any) -> forms.Form:
        return LessonForm(initial={"contact": thing.manager_id}, **given)

    def run(self, thing: Project, cleaned: Fields) -> Lesson:
        return commands.write_lesson(project=thing, text=LessonText(**cleaned), by=self.person, on=self.on)

    def went_to(self, thing: Project, result: Lesson) -> str:
        return reverse("projects:detail", args=[thing.code]) + "#erfarenheter"


class OfLesson(ActPage):
    """An act on an experience, and back to its page."""

    def thing(self, **address: Any) -> Lesson:
        return _found(address["code"])

    def context(self, thing: Lesson) -> Fields:
        here = reverse("projects:lesson", args=[thing.code])
        facts = [(gettext("Erfarenhet"), thing.title), (gettext("Projekt"), thing.project.application.title)]
        return {"cancel_url": here, "facts": facts, "crumbs": _trail((thing.code, here), (gettext(self.title), ""))}

    def went_to(self, thing: Lesson, result: Any) -> str:
        return reverse("projects:lesson", args=[thing.code])


class Change(OfLesson):
    """Mend an experience. Source: N6."""

    form_class = LessonForm
    title = _("Ändra erfarenheten")
    button = _("Spara erfarenheten")
    done = _("Erfarenheten är ändrad.")

    def verdict(self, thing: Lesson) -> Verdict:
        return policies.can_write_lesson(self.person, thing.project, self.on.date())

    def form(self, thing: Lesson, **given: Any) -> forms.Form:
        names = ("title", "subject", "tried", "worked", "otherwise", "for_whom")
        return LessonForm(initial={**{n: getattr(thing, n) for n in names}, "contact": thing.contact_id}, **given)

    def run(self, thing: Lesson, cleaned: Fields) -> Lesson:
        return commands.change_lesson(lesson=thing, text=LessonText(**cleaned), by=self.person, on=self.on)


class Use(OfLesson):
    """Say that one has used an experience. Source: N6."""

    form_class = UseForm
    title = _("Vi har haft nytta av det här")
    button = _("Anteckna")
    done = _("Tack! Det är antecknat.")
    help = _("Det räknas en gång per ärende eller idé, annars en gång per person. Den som skrev ser att det gjorde nytta.")

    def verdict(self, thing: Lesson) -> Verdict:
        return policies.can_use_lesson(self.person, self.on.date())

    def form(self, thing: Lesson, **given: Any) -> forms.Form:
        return UseForm(initial={"about": self.request.GET.get("om", "")[:20]}, **given)

    def run(self, thing: Lesson, cleaned: Fields) -> int:
        return commands.use_lesson(lesson=thing, **cleaned, by=self.person, on=self.on)
