"""What the weighing's acts are called, and the way to it from the pages below."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.panels import day_of
from nytta.kit.panels import Act, Block, panel
from nytta.kit.prepared import PreparedThings
from nytta.kit.words import tell

from . import policies, queries

tell({
    "round.start": _("startade vägningen"),
    "round.criterion": _("beskrev ett kriterium"),
    "round.limit": _("förde in en regel"),
    "round.limit_dropped": _("tog bort en regel"),
    "round.ask_weights": _("bad ledamöterna väga"),
    "round.back": _("gick tillbaka till kriterierna"),
    "round.weigh": _("vägde kriterierna"),
    "round.open": _("låste vikterna och öppnade rummet"),
    "round.renew": _("tog in nya siffror"),
    "round.pen": _("tog pennan"),
    "round.pen_down": _("lade ner pennan"),
    "round.scenario": _("sparade ett scenario"),
    "round.advise": _("gav utvecklingsrådets råd"),
    "round.reopen": _("öppnade rummet igen"),
    "round.decide": _("beslutade om förslagen"),
})  # fmt: skip


_LATEST = PreparedThings(lambda: queries.rounds()[:3])


@panel("portfolios.blocks")
@panel("weighing.blocks", order=20)
def rounds(person: Any, on: date | datetime) -> list[Block]:
    """The latest weighings on the page of all proposals, for those who may enter."""
    if not policies.can_enter(person, day_of(on)):
        return []
    context = {"rounds": _LATEST(), "list_url": reverse("weighing:list")}
    return [Block(gettext("Utvecklingsrådets rum"), "weighing/_rounds.html", context)]


@panel("case.acts", order=55)
def alone(application: Application, person: Any, on: date | datetime) -> list[Act]:
    """The way to what speaks for and against a case that comes between the year's weighings. Source: P5; F11."""
    waits = CaseState(application.state) in (CaseState.WEIGHING, CaseState.DECISION)
    if not waits or not policies.can_enter(person, day_of(on), alone=application):
        return []
    return [Act(gettext("Väg ärendet ensamt"), reverse("weighing:any_day", args=[application.code]))]
