"""Circulation between meetings: started, its page, one's own answer, its end."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit
from nytta.kit.pages import ActPage, DetailPage, HousePage
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict

from .. import commands, policies
from ..forms import CirculateForm, ReasonForm, VoteForm
from ..models import Circulation, Group
from ..queries import agenda
from ..queries.circulation import Standing, circulation_at, closable, is_barred, standing_of, votes_of
from ..rules import votable
from ..terms import CirculationState, GroupKind, Outcome
from .finding import group_of, trail
from .held import COLORS

TAGS = {"open": "info", "decided": "success", "undecided": "warning", "withdrawn": "neutral"}


def circulation_of(page: HousePage, code: str) -> Circulation:
    """The circulation under a code, for those who may see it."""
    found = circulation_at(page.person, code, page.on.date())
    if found is None:
        raise Http404
    return found


def way(circulation: Circulation, *last: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Where one is, from the register down."""
    group = circulation.group
    own = (circulation.code, reverse("meetings:circulation", args=[circulation.code]))
    return trail(None, (group.shown, reverse("meetings:group", args=[group.code])), own, *last)


class CirculatePage(ActPage):
    """Send a case round to a group."""

    title = _("Skicka ett ärende på cirkulation")
    help = _(
        "Ett ärende behöver inte vänta på ett möte. Var och en svarar en gång och kan ändra sitt svar tills cirkulationen är avslutad. "
        "Den avslutas när alla har svarat, eller efter sista dagen om tillräckligt många har gjort det. Utfallet blir gruppens yttrande eller råd."
    )
    button = _("Skicka")
    done = _("Ärendet är ute på cirkulation.")

    def thing(self, **address: Any) -> Group:
        group = group_of(self, address["code"])
        self.crumbs = trail(None, (group.shown, reverse("meetings:group", args=[group.code])), (gettext(self.title), ""))
        return group

    def verdict(self, thing: Group) -> Verdict:
        return policies.can_circulate(self.person, thing, self.on.date())

    def form(self, thing: Group, **data: Any) -> forms.Form:
        self.waiting = agenda.waiting(thing) if self.verdict(thing) else []
        chosen = self.request.GET.get("arende", "")[:40]
        return CirculateForm(waiting=self.waiting, choices=votable(GroupKind(thing.kind)), chosen=chosen, on=self.on.date(), **data)

    def run(self, thing: Group, cleaned: dict[str, Any]) -> Circulation:
        return commands.start_circulation(group=thing, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Group, result: Circulation) -> str:
        return reverse("meetings:circulation", args=[result.code])

    def context(self, thing: Group) -> dict[str, Any]:
        none = gettext("Inget ärende väntar på gruppen, så det finns inget att skicka. Ett ärende kommer hit när steget före är klart.")
        lead = none if self.verdict(thing) and not self.waiting else ""
        return {"cancel_url": reverse("meetings:group", args=[thing.code]), "facts": [(gettext("Grupp"), thing.shown)], "lead": lead}


class CirculationPage(DetailPage):
    """A circulation: what is proposed, who has answered and what, what it came to."""

    template = "meetings/circulation.html"

    def thing(self, **address: Any) -> Circulation:
        return circulation_of(self, address["code"])

    def context(self, thing: Circulation) -> dict[str, Any]:
        on, state = self.on.date(), CirculationState(thing.state)
        barred = is_barred(self.person, thing)
        is_open = state is CirculationState.OPEN
        cast = {} if barred else votes_of(thing)
        standing = standing_of(thing, on, cast=cast) if is_open and not barred else None
        votes = [(v, label(Outcome(v.outcome)), COLORS.get(v.outcome, "info")) for v in cast.values()]
        return {
            "title": thing.title, "code": thing.code, "subtitle": thing.group.shown, "label": label(state), "color": TAGS[state.value],
            "crumbs": (*way(thing)[:-1], (thing.code, "")), "barred": barred, "standing": standing, "votes": votes,
            "proposed": label(Outcome(thing.proposed)), "outcome": Outcome(thing.outcome) if thing.outcome else None,
            "outcome_color": COLORS.get(thing.outcome, "info"), "case": thing.application, "events": None if barred else list(audit.history(thing.code)[:50]),
            "acts": [] if barred else self._acts(thing, standing), "count": len(standing.votes) if standing else len(votes),
            "away": [(name, gettext(g)) for name, g in thing.in_conflict] if not is_open and not barred else [],
        }  # fmt: skip

    def _acts(self, thing: Circulation, standing: Standing | None) -> list[Act]:
        on, found = self.on.date(), []
        if standing is None:
            return []
        why = policies.can_vote(self.person, thing, on, takers=standing.takers)
        voted = self.person.pk in standing.votes
        words = gettext("Ändra ditt svar") if voted else gettext("Svara")
        found.append(Act(words, reverse("meetings:vote", args=[thing.code]), primary=not voted, why_not=why.blocking))
        if any(f.rule in ("conflict_declared", "conflict_proposed") for f in why.blocking):
            found.insert(
                0, Act(gettext("Ta ställning till jäv"), reverse("preparation:declare", args=[thing.application.code]), primary=True)
            )
        if policies.can_close_circulation(self.person, thing, on):
            waits = closable(thing, standing, on).blocking
            found.append(Act(gettext("Avsluta cirkulationen"), reverse("meetings:close_circulation", args=[thing.code]), why_not=waits))
            found.append(Act(gettext("Återta cirkulationen"), reverse("meetings:withdraw", args=[thing.code])))
        return found


class CirculationAct(ActPage):
    """An act on a circulation; not for who has a conflict of interest."""

    def thing(self, **address: Any) -> Circulation:
        found = circulation_of(self, address["code"])
        self.crumbs = way(found, (gettext(self.title), ""))
        return found

    def went_to(self, thing: Circulation, result: Any) -> str:
        return reverse("meetings:circulation", args=[thing.code])

    def context(self, thing: Circulation) -> dict[str, Any]:
        return {"cancel_url": self.went_to(thing, None), "facts": [(gettext("Ärende"), f"{thing.application.code} {thing.title}"),
                (gettext("Grupp"), thing.group.shown), (gettext("Sista dag att svara"), thing.closes_on)]}  # fmt: skip


class VotePage(CirculationAct):
    """Answer, or change one's answer."""

    title = _("Svara i cirkulationen")
    template = "meetings/vote.html"
    button = _("Svara")
    done = _("Ditt svar är sparat.")

    def verdict(self, thing: Circulation) -> Verdict:
        return policies.can_vote(self.person, thing, self.on.date())

    def form(self, thing: Circulation, **data: Any) -> forms.Form:
        mine = votes_of(thing).get(self.person.pk)
        held = (mine.outcome, mine.text) if mine else ("", "")
        return VoteForm(choices=votable(GroupKind(thing.group.kind)), held=held, **data)

    def run(self, thing: Circulation, cleaned: dict[str, Any]) -> Any:
        return commands.vote(circulation=thing, **cleaned, by=self.person, on=self.on)

    def context(self, thing: Circulation) -> dict[str, Any]:
        barred = is_barred(self.person, thing)
        return {**super().context(thing), "barred": barred, "circulation": thing, "proposed": label(Outcome(thing.proposed))}


class CloseCirculationPage(CirculationAct):
    """Close it with what the answers came to."""

    title = _("Avsluta cirkulationen")
    help = _("Det svar som flest har gett blir gruppens. Är det lika många avgör ordförandens svar.")
    button = _("Avsluta")
    done = _("Cirkulationen är avslutad.")

    def verdict(self, thing: Circulation) -> Verdict:
        on = self.on.date()
        verdict = policies.can_close_circulation(self.person, thing, on)
        return verdict + closable(thing, standing_of(thing, on), on) if verdict else verdict

    def run(self, thing: Circulation, cleaned: dict[str, Any]) -> Any:
        return commands.close_circulation(circulation=thing, by=self.person, on=self.on)


class WithdrawPage(CirculationAct):
    """Withdraw it: the case waits for a meeting instead."""

    title = _("Återta cirkulationen")
    help = _("Ärendet väntar kvar på gruppen. Svaren som har kommit sparas men räknas inte.")
    button = _("Återta")
    done = _("Cirkulationen är återtagen.")
    form_class = ReasonForm

    def verdict(self, thing: Circulation) -> Verdict:
        return policies.can_close_circulation(self.person, thing, self.on.date())

    def run(self, thing: Circulation, cleaned: dict[str, Any]) -> Any:
        return commands.withdraw_circulation(circulation=thing, **cleaned, by=self.person, on=self.on)
