"""Who may designate an assessor, and who may value."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right, serves_by_right
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.plain.rights import right
from nytta.plain.verdicts import Verdict, no

from . import queries


@right("valuation.appoint", _("Utse värderare för ett ärende"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="T; F8")
@right("valuation.appoint_own", _("Utse värderare för det egna kontorets ärende"), Role.CITY_DIRECTOR, scope=Scope.CITY, source="T; F8")
def can_appoint_assessor(person: Person | None, application: Application, on: date) -> Verdict:
    """The project office designates, while the case waits for its valuation; for the executive office's own case the director does.

    Source: T; F8.
    """
    own = queries.appointed_by(application) is Role.CITY_DIRECTOR
    verdict = by_right(person, "valuation.appoint_own" if own else "valuation.appoint", on)
    return verdict + CASE.allows(CaseState(application.state), "sign")


@right("valuation.value", _("Värdera en ansökan"), Role.ASSESSOR, also=(Holder.DESIGNATED,), scope=Scope.CITY, source="T; F8")
def can_value(person: Person | None, application: Application, on: date) -> Verdict:
    """The designated assessor alone, still independent, while it is not signed. Source: T; F8."""
    valuation = queries.valuation_by(application, person) if person is not None else None
    if person is None or valuation is None:
        return no(
            "designated",
            "Bara den som är utsedd att värdera ansökan kan värdera den.",
            "T; F8",
            "Projektkontoret utser värderare.",
        )
    if not serves_by_right(person, "valuation.value", on):
        return no("mandate", "Uppdraget som värderare har upphört.", "O2", "Projektkontoret utser en annan värderare.")
    if valuation.signed_on:
        return no(
            "signed", "Värderingen är undertecknad och kan inte ändras.", "F8", "Projektkontoret utser en ny värderare om det behövs."
        )
    return CASE.allows(CaseState(application.state), "sign") + queries.independence(person, application, on)


@right("valuation.appoint_second", _("Utse en andra värderare"), Role.PROJECT_OFFICE, scope=Scope.CITY, source="F8")
def can_appoint_second(person: Person | None, application: Application, on: date) -> Verdict:
    """A second, blind assessor, when the first is designated. Source: F8."""
    verdict = can_appoint_assessor(person, application, on)
    if queries.valuation_of(application) is None:
        verdict += no("first", "Det finns ingen första värderare.", "F8", "Utse den första värderaren först.")
    return verdict
