"""Giving several questions to a coach at once: first to whom, then which of them, with why the others cannot be given."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit.lists import Asked
from nytta.kit.pages import ActPage, DetailPage, HousePage, admit
from nytta.kit.words import label, said
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies, queries
from ..forms import GiveForm
from ..lists import SUPPORTS
from ..models import Support
from ..rules import coach_fits
from ..terms import Subject, SupportState
from .support import trail

MOST = 200
GIVABLE = (SupportState.ASKED.value, SupportState.TAKEN.value)


def selected(page: HousePage) -> tuple[list[Support], str]:
    """The questions of the list that can change hands, and the address of that list."""
    asked = Asked(SUPPORTS, page.person, page.request.GET, page.on.date())
    rows = asked.filtered().filter(state__in=GIVABLE).select_related("coach").order_by("rank", "due_on", "pk")
    return list(rows[:MOST]), asked.address()


class Choose(DetailPage):
    """To whom: each coach with subjects, what they have now and how many of the questions they can be given. Source: F15."""

    template = "intake/choose_coach.html"

    def thing(self, **address: Any) -> None:
        admit(policies.can_keep_coaches(self.person, self.on.date()))

    def context(self, thing: None) -> dict[str, Any]:
        found, address = selected(self)
        title = gettext("Fördela frågor till en coach")
        rows = []
        for coach, subjects, number in queries.loads(self.on.date()):
            fit = sum(bool(_fits(s, coach, subjects)) for s in found)
            url = f"{reverse('support:give', args=[coach.pk])}?{address}"
            rows.append((coach, [label(s) for s in Subject if s.value in subjects], number, fit, url))
        back = f"{reverse('support:list')}?{address}"
        return {"title": title, "rows": rows, "number": len(found), "back": back, "crumbs": trail((title, ""))}


def _fits(support: Support, coach: Any, subjects: set[str]) -> Verdict:
    return coach_fits(name=str(coach), has_it=support.coach_id == coach.pk, gives_subject=support.subject in subjects)


class Give(ActPage):
    """Which of them: those that the coach can be given, and why the others cannot. Source: F15."""

    also_sent = frozenset({"med"})
    form_class = GiveForm
    template = "intake/give.html"
    title = _("Fördela frågor till en coach")
    button = _("Fördela")
    done = _("Frågorna är fördelade.")
    help = _("Coachen svarar från och med nu för de frågor som du markerar.")

    def thing(self, **address: Any) -> Any:
        admit(policies.can_keep_coaches(self.person, self.on.date()))
        every = {coach.pk: (coach, subjects, number) for coach, subjects, number in queries.loads(self.on.date())}
        if address["person"] not in every:
            raise Http404
        coach, self.subjects, self.load = every[address["person"]]
        found, self.asked = selected(self)
        self.able, self.unable = [], []
        for one in found:
            verdict = policies.can_hand_over(self.person, one, self.on.date()) + _fits(one, coach, self.subjects)
            if verdict:
                self.able.append(one)
            else:
                self.unable.append((one, " ".join(said(f) for f in verdict.blocking)))
        return coach

    def verdict(self, thing: Any) -> Verdict:
        if not self.able:
            return no(
                "none_fits",
                "Ingen fråga i urvalet kan ges till %(name)s.",
                "F15",
                "Välj en annan coach, eller ändra urvalet.",
                name=str(thing),
            )
        return policies.can_keep_coaches(self.person, self.on.date())

    def context(self, thing: Any) -> dict[str, Any]:
        marked = self.request.POST.getlist("med") if self.request.method == "POST" else None
        rows = [(s, label(Subject(s.subject)), s.due_on < self.on.date(), marked is None or str(s.pk) in marked) for s in self.able]
        up = f"{reverse('support:choose_coach')}?{self.asked}"
        facts = [(gettext("Coach"), thing), (gettext("Ämnen"), ", ".join(label(s) for s in Subject if s.value in self.subjects)),
                 (gettext("Har nu"), self.load)]  # fmt: skip
        return {
            "rows": rows,
            "unable": self.unable,
            "facts": facts,
            "cancel_url": up,
            "crumbs": trail((gettext(self.title), up), (str(thing), "")),
        }

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Any:
        marked = set(self.request.POST.getlist("med"))
        chosen = [s.pk for s in self.able if str(s.pk) in marked]
        return commands.hand_over_many(supports=chosen, coach=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Any) -> str:
        return f"{reverse('support:list')}?{self.asked}"
