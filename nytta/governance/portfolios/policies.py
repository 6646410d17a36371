"""Who may set frames, advise and decide."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, can_decide_amount
from nytta.city.records.terms import DelegatedAct, Holder, Role, Scope
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.preparation.policies import takes_part
from nytta.governance.preparation.queries import Standing, in_council
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from . import queries
from .flow import CONTINUATION
from .models import Continuation
from .rules import amount_granted
from .terms import ContinuationState


@right("portfolios.frame", _("Föra in fullmäktiges ramar"), Role.REGISTRAR, Role.PROJECT_OFFICE, scope=Scope.CITY, source="P5; F2")
def can_set_frame(person: Person | None, on: date) -> Verdict:
    """Record the city council's frames: the city council sets them, the registrar or the office records. Source: P5; F2."""
    return by_right(person, "portfolios.frame", on)


def _allows(application: Application, continuation: Continuation | None, act: str) -> Verdict:
    if continuation is not None:
        return CONTINUATION.allows(ContinuationState(continuation.state), act)
    return CASE.allows(CaseState(application.state), act)


@right(
    "portfolios.advise",
    _("Ge utvecklingsrådets råd om ett förslag"),
    Role.DEVELOPMENT_COUNCIL,
    scope=Scope.CITY,
    barred=True,
    source="P5; F11",
)
def can_advise(
    person: Person | None, application: Application, continuation: Continuation | None, on: date, *, standing: Standing | None = None
) -> Verdict:
    """Advise as the development council: a member without conflict of interest, declared or proposed (`standing` where it has been read).

    A substitute for a member who has one advises in their place. Source: P5; F10; F11.
    """
    verdict = YES if in_council(person, application, on) else by_right(person, "portfolios.advise", on)
    verdict += _allows(application, continuation, "advise")
    return verdict + takes_part(person, application, on, instead="Någon annan i rådet lägger in rådet.", standing=standing)


@right(
    "portfolios.decide",
    _("Avslå medel"),
    Role.CITY_DIRECTOR,
    delegation=DelegatedAct.GRANT,
    scope=Scope.CITY,
    barred=True,
    source="P5; T; F11",
)
def can_decide(person: Person | None, application: Application, continuation: Continuation | None, amount_sek: int, on: date) -> Verdict:
    """Grant or refuse: the director, on the board's recorded delegation, within its limit. Source: P5; T; F11."""
    verdict = by_right(person, "portfolios.decide", on)
    if person is not None and verdict:
        verdict += can_decide_amount(person, amount_sek, on)
    return verdict + takes_part(person, application, on, instead="Ersättaren beslutar.") + _allows(application, continuation, "grant")


@right(
    "portfolios.grant",
    _("Bevilja medel"),
    Role.CITY_DIRECTOR,
    delegation=DelegatedAct.GRANT,
    scope=Scope.CITY,
    barred=True,
    source="P5; F2; F11; F12",
)
def can_grant(person: Person | None, target: queries.Target, amount_sek: int, on: date) -> Verdict:
    """Grant an amount: the right, once a year, at most what is asked, every gate, and room in frame and part.

    The same answer when the letter is previewed and when the decision is made. Source: P5; F2, F3, F11, F12, F13.
    """
    application, year = target.application, target.year
    verdict = can_decide(person, application, target.continuation, amount_sek, on)
    if not verdict:
        return verdict
    if target.continuation is None and queries.grants_to(application).filter(frame__year=year).exists():
        verdict += no("grant_once", "Medel för %(year)s är redan beviljade.", "F13", "", year=year)
    verdict += amount_granted(amount_sek=amount_sek, requested_sek=target.amount_sek)
    return verdict + queries.grant_gate(application, year, amount_sek, on)


@right("portfolios.see_weighing", _("Se vägningen före beslut"), others=(Holder.EMPLOYED,), scope=Scope.CITY, reads=True, source="F11; O6")
def can_see_weighing(person: Person | None, on: date) -> Verdict:
    """See the weighing before the decision: those who weigh, decide, prepare or audit. Source: F11."""
    if person is None:
        return no("closed", "Vägningen är arbetsmaterial till dess beslut är fattat.", "O6", "Logga in.")
    return YES


@right(
    "portfolios.special", _("Föra in fullmäktiges särskilda beslut om medel utanför portföljerna"), Role.REGISTRAR, Role.PROJECT_OFFICE, scope=Scope.CITY,
    source="P5; F14",
)  # fmt: skip
def can_record_special(person: Person | None, application: Application | None, on: date) -> Verdict:
    """Record a special decision of the city council, and let its money be free: the registrar or the office. Source: P5; F14.

    On a case at any stage before a decision, or on one that has money already; None: a new case.
    """
    verdict = by_right(person, "portfolios.special", on)
    state = CaseState(application.state) if application is not None else CaseState.DRAFT
    return verdict if state is CaseState.GRANTED else verdict + CASE.allows(state, "fund")
