"""Weighing and decision on the case page: advice, grants with their decisions, commitments, and what can be done."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import STEP, CaseOrigin, CaseState
from nytta.governance.preparation.queries import in_council
from nytta.governance.valuation.panels import day_of
from nytta.kit.panels import Act, Block, panel
from nytta.kit.words import tell

from . import policies
from .models import Continuation
from .queries.page import Known, known
from .queries.special import specials_of
from .terms import ContinuationState

tell({
    "frame.set": _("förde in ramen"),
    "portfolio.describe": _("ändrade portföljens syfte och målbild"),
    "case.advise": _("förde in utvecklingsrådets råd"),
    "case.grant": _("beviljade medel"),
    "case.refuse": _("avslog ansökan"),
    "continuation.propose_more": _("begärde mer pengar"),
    "case.special": _("förde in fullmäktiges särskilda beslut"),
    "case.release": _("frigjorde medel utanför portföljerna"),
    "money.granted": _("införde beviljade medel i bokföringen"),
    "money.moved_in": _("införde överförda medel"),
    "money.reserved": _("reserverade medel"),
    "money.released": _("släppte en reservation"),
    "money.paid": _("införde en utbetalning"),
    "money.repaid": _("införde en återbetalning"),
    "money.returned": _("återlämnade medel till ramen"),
    "money.lapsed": _("införde att medel har förfallit"),
    "money.moved_out": _("förde över medel till ett annat år eller ärende"),
    "continuation.advise": _("förde in utvecklingsrådets råd om nästa års del"),
    "continuation.grant": _("beviljade nästa års del"),
    "continuation.refuse": _("avslog nästa års del"),
})  # fmt: skip

OPEN = (CaseState.WEIGHING, CaseState.DECISION)


@panel("case.blocks", order=50)
def weighed(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """The council's advice, the grants and what is bound for later years."""
    if STEP[CaseState(application.state)] < 5:
        return []
    found = known(application)
    if not (found.advised or found.granted or found.committed or found.proposed):
        return []
    return [Block(gettext("Vägning och beslut"), "portfolios/_weighed.html", {"known": found, "case": application}, "beslut")]


@panel("case.acts", order=50)
def acts(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Advise (the development council) and decide (the director), on the case or on its next year's part."""
    state, day = CaseState(application.state), day_of(on)
    if person is None or state not in (*OPEN, CaseState.GRANTED):
        return []
    council, director = in_council(person, application, day), has_role(person, Role.CITY_DIRECTOR, day)
    if not council and not director:
        return []
    part = _open_part(application, known(application)) if state is CaseState.GRANTED else None
    if state is CaseState.GRANTED and part is None:
        return []
    query = f"?ar={part.year}" if part else ""
    found, advised = [], state is CaseState.DECISION or (part is not None and part.state == ContinuationState.ADVISED.value)
    if council:
        label = gettext("Ändra rådet") if advised else gettext("Ge råd")
        why = policies.can_advise(person, application, part, day).blocking
        found.append(Act(label, reverse("portfolios:advise", args=[application.code]) + query, not advised, why))
    if director:
        why = policies.can_decide(person, application, part, 0, day).blocking
        found.append(Act(gettext("Besluta om medel"), reverse("portfolios:decide", args=[application.code]) + query, True, why))
    return found


def _open_part(application: Application, found: Known) -> Continuation | None:
    """The open next year's part, as it stands in what is known."""
    first = found.proposed[0] if found.proposed else None
    if first is None or first.state is None:
        return None
    return Continuation(application=application, year=first.year, amount_sek=first.amount_sek, state=first.state.value)


@panel("case.blocks", order=52)
def special_block(application: Application, person: Any, on: date | datetime) -> list[Block]:
    """What the city council has funded outside the portfolios. Source: F14."""
    if application.origin != CaseOrigin.SPECIAL.value and CaseState(application.state) is not CaseState.GRANTED:
        return []
    found = list(specials_of(application)) if known(application).special else []
    may = any(s.released_on is None for s in found) and bool(policies.can_record_special(person, application, day_of(on)))
    return [Block(gettext("Särskilt beslut"), "portfolios/_special.html", {"specials": found, "may": may}, "sarskilt")] if found else []


@panel("case.acts", order=55)
def special_act(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """Record that the city council funds the case: for those who record its decisions."""
    if not policies.can_record_special(person, application, day_of(on)):
        return []
    return [Act(gettext("För in särskilt beslut"), reverse("portfolios:special", args=[application.code]))]
