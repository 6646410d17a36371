"""Insight: one's own list of cases, and following a case."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.governance.applications.queries import visible_to
from nytta.kit.pages import ActPage, ListPage
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..lists import CASES, OWN_CASES
from ..queries.insight import follows, wish_of

FROM_PUBLIC = "publikt"


class OwnCases(ListPage):
    """The cases that somebody writes, answers for or follows: step, whom it waits on, days and decision, without asking. Source: F5."""

    listing = OWN_CASES
    template = "portal/own_cases.html"

    def more(self, asked: Any) -> dict[str, Any]:
        return {"wish": label(wish_of(self.person))}


class FollowCase(ActPage):
    """Follow a case, or leave it."""

    title = _("Följ ärendet")
    button = _("Följ ärendet")
    done = _("Du följer ärendet.")
    help = _("Ärendet står i din lista, och du får veta när det går vidare.")

    def thing(self, **address: Any) -> Application:
        found = visible_to(self.person, self.on.date()).filter(code=address["code"]).select_related("applicant_body").first()
        if found is None:
            raise Http404
        return found

    def verdict(self, thing: Application) -> Verdict:
        return policies.can_follow_case(self.person, thing)

    def context(self, thing: Application) -> dict[str, Any]:
        here = self.went_to(thing, None)
        facts = [
            (gettext("Ärende"), f"{thing.code} {thing.title}"), (gettext("Sökande"), thing.applicant_body),
            (gettext("Så får du veta"), label(wish_of(self.person))),
        ]  # fmt: skip
        up = (gettext(CASES.title), reverse("portal:cases")) if self._public else (gettext("Ansökningar"), reverse("applications:list"))
        trail = [up, (f"{thing.code} {thing.title}", here), (gettext(self.title), "")]
        return {"facts": facts, "cancel_url": here, "crumbs": trail}

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.follow(application=thing, by=self.person, on=self.on)

    def went_to(self, thing: Application, result: Any) -> str:
        return reverse("portal:case" if self._public else "applications:detail", args=[thing.code])

    @property
    def _public(self) -> bool:
        """Whether one came from the case's public page, and goes back to it."""
        return self.request.GET.get("fran") == FROM_PUBLIC


class LeaveCase(FollowCase):
    """Follow a case no longer."""

    title = _("Sluta följa ärendet")
    button = _("Sluta följa")
    done = _("Du följer inte längre ärendet.")
    help = _("Det som du skriver eller svarar för står kvar i din lista.")

    def may_see(self, thing: Application) -> bool:
        return follows(self.person, thing)

    def run(self, thing: Application, cleaned: dict[str, Any]) -> Any:
        return commands.leave(application=thing, by=self.person, on=self.on)
