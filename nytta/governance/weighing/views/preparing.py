"""The register of weighings, a new one, its page, and the acts before the room is opened."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import programme_in_force
from nytta.kit.pages import ActPage, DetailPage, ListPage, admit
from nytta.kit.panels import Act
from nytta.kit.words import label
from nytta.plain.verdicts import Verdict, no

from .. import commands, policies, queries
from ..forms.preparing import CriterionForm, JoinForm, NewRatedForm, RatedForm, StartForm
from ..lists import ROUNDS, TAGS
from ..models import Criterion, Round
from ..queries.before import ground_of
from ..terms import RoundState
from . import pieces
from .finding import RoundAct, round_at, trail


class RoundsPage(ListPage):
    """All weighings, for those who may enter the room."""

    listing = ROUNDS

    def may_see(self) -> Verdict:
        return policies.can_enter(self.person, self.on.date())

    def new_act(self) -> Act | None:
        if not policies.can_start(self.person, self.on.date()):
            return None
        return Act(gettext("Starta en vägning"), reverse("weighing:start"), primary=True)


class StartPage(ActPage):
    """A new weighing: the city council's goals become its criteria."""

    title = _("Starta en vägning")
    button = _("Starta")
    done = _("Vägningen är startad. Målen är dess kriterier; skriv nu vad de betyder och årets regler.")
    help = _("Fullmäktiges mål blir kriterier, med vikterna ur regelverket. Du kan sedan lägga till regler innan ledamöterna väger.")

    def may_see(self, thing: Any) -> bool:
        admit(policies.can_enter(self.person, self.on.date()))
        self.crumbs = trail(None, (gettext(self.title), ""))
        return True

    def verdict(self, thing: Any) -> Verdict:
        on = self.on.date()
        none = no("programme", "Inget program gäller i dag.", "P5", "För in fullmäktiges beslut om programmet först.")
        return policies.can_start(self.person, on) + (Verdict() if programme_in_force(on) else none)

    def form(self, thing: Any, **data: Any) -> forms.Form:
        return StartForm(on=self.on.date(), **data)

    def run(self, thing: Any, cleaned: dict[str, Any]) -> Round:
        programme = programme_in_force(self.on.date())
        if programme is None:
            raise Http404
        return commands.start_round(programme=programme, **cleaned, by=self.person, on=self.on)

    def went_to(self, thing: Any, result: Round) -> str:
        return reverse("weighing:detail", args=[result.code])

    def context(self, thing: Any) -> dict[str, Any]:
        return {"cancel_url": reverse("weighing:list")}


class RoundPage(DetailPage):
    """A weighing: how far it has come, what it counts, the year's rules, frames, and how the members weigh."""

    template = "weighing/detail.html"

    def thing(self, **address: Any) -> Round:
        return round_at(self, address["code"])

    def context(self, thing: Round) -> dict[str, Any]:
        on, state = self.on.date(), RoundState(thing.state)
        ground, events = ground_of(thing, on), pieces.history(thing)
        return {
            "title": thing.title, "code": thing.code, "label": label(state), "color": TAGS[state.value], "crumbs": trail(thing),
            "subtitle": gettext("Årets medel: %(year)s") % {"year": thing.year},
            "steps": pieces.steps(thing, events), "waits": pieces.waits(thing), "ground": ground, "events": events,
            "acts": pieces.acts(thing, self.person, on), "criteria": pieces.criteria(ground), "rates": pieces.rates(ground),
            "limits": pieces.limits(thing, ground), "frames": pieces.frames(ground), "weighed": pieces.weighed(thing, ground, on),
            "prepares": bool(policies.can_prepare(self.person, thing, on)), "limiting": bool(policies.can_set_limit(self.person, thing, on)),
            "adding": pieces.adding(thing), "left": [thing.names[c]["title"] for c in thing.outcome.get("left", [])],
        }  # fmt: skip


class CriterionPage(RoundAct):
    """Say what a criterion means at its ends; its rate, where it is counted in kronor."""

    title = _("Beskriv kriteriet")
    done = _("Kriteriet är sparat.")
    help = _("Ledamöterna väger steget från sämst till bäst. Skriv ändarna så att alla ser samma steg framför sig.")
    criterion: Criterion

    def thing(self, **address: Any) -> Round:
        one = super().thing(**address)
        found = one.criteria.filter(code=address["criterion"]).first()
        if found is None:
            raise Http404
        self.criterion = found
        return one

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_prepare(self.person, thing, self.on.date())

    def form(self, thing: Round, **data: Any) -> forms.Form:
        return (RatedForm if self.criterion.sek_per_point else CriterionForm)(criterion=self.criterion, **data)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.set_criterion(one=thing, code=self.criterion.code, **cleaned, by=self.person, on=self.on)


class AddCriterionPage(RoundAct):
    """A criterion in saved kronor, at a rate that the development council decided."""

    title = _("Lägg till besparing som kriterium")
    done = _("Kriteriet är tillagt.")
    help = _(
        "Räknar kronor som förslagen sparar, ur deras anspråk på nulägen. Samma krona räknas en gång. "
        "En besparing ska inte också ge poäng på ett mål om verksamhetens nytta."
    )

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_prepare(self.person, thing, self.on.date())

    def form(self, thing: Round, **data: Any) -> forms.Form:
        return NewRatedForm(taken=list(thing.criteria.values_list("code", flat=True)), **data)

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.set_criterion(one=thing, **cleaned, by=self.person, on=self.on)


class AskWeightsPage(RoundAct):
    """Ask each member for weights, and say how they are joined."""

    title = _("Be ledamöterna väga")
    button = _("Be om vikter")
    done = _("Ledamöterna kan nu väga, var och en för sig.")
    help = _("Nu låses kriterier och regler. Hur vikterna läggs ihop bestäms innan någon har sett förslagen mot varandra.")
    form_class = JoinForm

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_prepare(self.person, thing, self.on.date())

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.ask_for_weights(one=thing, **cleaned, by=self.person, on=self.on)


class BackPage(RoundAct):
    """Go back to criteria and rules; given weights are removed."""

    title = _("Gå tillbaka till kriterierna")
    button = _("Gå tillbaka")
    done = _("Vägningen förbereds igen. Ledamöterna behöver väga på nytt.")
    help = _("Vikter som ledamöter redan har gett tas bort, eftersom de gavs för andra kriterier. Historiken behåller dem.")

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_open(self.person, thing, self.on.date())

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.back_to_preparing(one=thing, by=self.person, on=self.on)


class OpenPage(RoundAct):
    """Lock the weights and open the room."""

    title = _("Lås vikterna och öppna rummet")
    button = _("Lås och öppna")
    done = _("Rummet är öppet.")
    help = _("Vikterna läggs ihop och låses. Därefter öppnas förslagen med dagens siffror. Det går inte att ångra.")

    def verdict(self, thing: Round) -> Verdict:
        return policies.can_open(self.person, thing, self.on.date())

    def run(self, thing: Round, cleaned: dict[str, Any]) -> Any:
        return commands.open_room(one=thing, by=self.person, on=self.on)

    def context(self, thing: Round) -> dict[str, Any]:
        held = super().context(thing)
        nobody = gettext("Ingen ledamot har vägt än. Öppnar du nu gäller regelverkets vikter, och ledamöterna kan inte väga efteråt.")
        warned = {} if queries.number_given(thing) else {"lead": nobody}
        return {**held, **warned, "facts": [*held["facts"], (gettext("Ledamöter som har vägt"), pieces.counted(thing, self.on.date()))]}
