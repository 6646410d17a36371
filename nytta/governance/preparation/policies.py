"""Who may declare, write and sign in a preparation group."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.queries import portfolio_code
from nytta.plain.verdicts import YES, Verdict, no

from . import queries
from .rules import may_take_part


def is_member(person: Person | None, application: Application, on: date) -> bool:
    """Whether the person is appointed to the case's preparation group on the day."""
    return has_role(person, Role.PREPARATION_GROUP, on, portfolio=portfolio_code(application))


def can_declare(person: Person | None, application: Application, on: date) -> Verdict:
    """Declare a conflict of interest, or none: members of the group and of the development council. Source: F10."""
    if is_member(person, application, on) or has_role(person, Role.DEVELOPMENT_COUNCIL, on):
        return YES
    return no("member", "Du sitter inte i den grupp som bereder ärendet.", "P5; F10", "Den som utser grupperna kan ge dig uppdraget.")


def can_state(person: Person | None, application: Application, on: date) -> Verdict:
    """Write or sign the group's statement: a member without conflict, while the case is prepared. Source: P5; F10."""
    if person is None or not is_member(person, application, on):
        return no(
            "member",
            "Du sitter inte i den grupp som bereder ärendet.",
            "P5; F10",
            "Den som utser grupperna kan ge dig uppdraget.",
        )
    return CASE.allows(CaseState(application.state), "recommend") + may_take_part(declared=queries.declared(person, application))
