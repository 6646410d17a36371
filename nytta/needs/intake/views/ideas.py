"""Pages of ideas: a register, one page to write on, one with the answer."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.kit import audit, clock
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block, gather
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies, queries
from ..flow import IDEA
from ..forms import AnswerForm, IdeaForm
from ..lists import IDEAS, TAGS
from ..models import Idea
from ..rules import supports_goal
from ..terms import IdeaState


def idea_at(code: str) -> Idea:
    """The idea under a code, or not found."""
    found = Idea.objects.select_related("goal", "focus_area", "body", "by").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    return [(gettext(IDEAS.title), reverse("intake:list")), *last]


class Ideas(ListPage):
    """The register of ideas, for everybody who works in the city."""

    listing = IDEAS

    def new_act(self) -> Act | None:
        return Act(gettext("Lämna en idé"), reverse("intake:new"))


class NewIdea(ActPage):
    """An idea in a minute. Source: N5."""

    form_class = IdeaForm
    template = "intake/idea_new.html"
    title = _("Lämna en idé")
    button = _("Lämna idén")
    done = _("Tack! Idén är lämnad, och du får svar.")
    help = _("Det tar en minut. Alla idéer får svar av projektkontoret.")

    def verdict(self, thing: Any) -> Verdict:
        on = self.on.date()
        in_force = programme_in_force(on) is not None
        return policies.can_write_idea(self.person, on) + supports_goal(has_goal=True, programme_in_force=in_force)

    def form(self, thing: Any, **given: Any) -> forms.Form:
        return IdeaForm(programme=programme_in_force(self.on.date()), **given)

    def context(self, thing: Any) -> dict[str, Any]:
        written = f"{self.request.POST.get('title', '')} {self.request.POST.get('text', '')}"
        return {"crumbs": trail((gettext(self.title), "")), "cancel_url": reverse("intake:list"), "similar": queries.similar_ideas(written),
                "others": gather("idea.similar", written, self.person, self.on.date())}  # fmt: skip

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Idea:
        return commands.write_idea(**cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Idea) -> str:
        return reverse("intake:detail", args=[result.code])


@login_required
def similar(request: HttpRequest) -> HttpResponse:
    """The ideas that resemble what somebody is writing; a piece for the page of a new idea."""
    written = f"{request.GET.get('title', '')} {request.GET.get('text', '')}"[:4000]
    others = gather("idea.similar", written, request.user, clock.today())
    return render(request, "intake/_idea_similar.html", {"similar": queries.similar_ideas(written), "others": others})


class IdeaPage(DetailPage):
    """An idea with its answer and what can be done."""

    def thing(self, **address: Any) -> Idea:
        return idea_at(address["code"])

    def context(self, thing: Idea) -> dict[str, Any]:
        on, state = self.on.date(), IdeaState(thing.state)
        facts = [
            (gettext("Mål"), thing.goal.said if thing.goal else ""),
            (gettext("Fokusområde"), thing.focus_area.said if thing.focus_area else gettext("Inte valt")),
            (gettext("Lämnad av"), f"{thing.by}, {thing.body}" if thing.body else thing.by),
            (gettext("Lämnad"), thing.written_on),
        ]
        like = [i for i in queries.similar_ideas(f"{thing.title} {thing.text}", 6) if i.pk != thing.pk][:5]
        blocks = [Block(gettext("Idén"), "intake/_idea_text.html", {"text": thing.text})]
        blocks += [Block(gettext("Svar"), "intake/_idea_answer.html", {"idea": thing})]
        blocks += gather("idea.blocks", thing, self.person, on)
        side = [Block(gettext("Liknande idéer"), "intake/_idea_similar.html", {"similar": like})] if like else []
        return {
            "title": thing.title, "code": thing.code, "label": label(state), "color": TAGS[state.value], "facts": facts,
            "blocks": blocks, "side": side, "acts": [*self._acts(thing), *gather("idea.acts", thing, self.person, on)],
            "events": audit.history(thing.code)[:50], "crumbs": trail((thing.code, "")),
        }  # fmt: skip

    def _acts(self, thing: Idea) -> list[Act]:
        state = IdeaState(thing.state)
        possible = any(IDEA.allows(state, name) for name in ("take_up", "decline"))
        if not possible or not policies.can_answer(self.person, self.on.date()):
            return []
        return [Act(gettext("Svara på idén"), reverse("intake:answer", args=[thing.code]), primary=state is IdeaState.NEW)]


class Answer(ActPage):
    """The office's answer. Source: N5 "nobody's idea goes unanswered"."""

    form_class = AnswerForm
    template = "intake/idea_answer.html"
    title = _("Svara på idén")
    button = _("Skicka svaret")
    done = _("Idén är besvarad.")

    def thing(self, **address: Any) -> Idea:
        return idea_at(address["code"])

    def verdict(self, thing: Idea) -> Verdict:
        state = IdeaState(thing.state)
        return policies.can_answer(self.person, self.on.date()) + IDEA.allows(state, "take_up")

    def context(self, thing: Idea) -> dict[str, Any]:
        here = reverse("intake:detail", args=[thing.code])
        like = [i for i in queries.similar_ideas(f"{thing.title} {thing.text}", 6) if i.pk != thing.pk][:5]
        return {"crumbs": trail((thing.code, here), (gettext(self.title), "")), "cancel_url": here, "similar": like}

    def run(self, thing: Idea, cleaned: dict[str, Any]) -> Idea:
        return commands.answer_idea(idea=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Idea, result: Idea) -> str:
        return reverse("intake:detail", args=[result.code])
