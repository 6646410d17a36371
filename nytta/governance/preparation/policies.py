"""Who may declare and settle a conflict of interest, and who may write and sign in a preparation group."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import reads_all
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Holder, Role, Scope
from nytta.governance.applications.flow import CASE
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict, no

from . import queries
from .queries import Standing


def is_member(person: Person | None, application: Application, on: date, *, unable: Collection[int] | None = None) -> bool:
    """Whether the person serves in the case's preparation group on the day: a substitute for a member in conflict of interest too."""
    return queries.in_group(person, application, on, unable=unable)


@right(
    "preparation.declare",
    _("Anmäla jäv, eller att inget finns"),
    Role.PREPARATION_GROUP,
    Role.DEVELOPMENT_COUNCIL,
    Role.CITY_DIRECTOR,
    scope=Scope.PORTFOLIO,
    source="F10",
)
def can_declare(person: Person | None, application: Application, on: date) -> Verdict:
    """Declare a conflict of interest, or none, for oneself: the group's members, the development council, the director. Source: F10."""
    if is_member(person, application, on) or has_role(person, Role.CITY_DIRECTOR, on) or queries.in_council(person, application, on):
        return YES
    return no("member", "Du sitter inte i den grupp som bereder ärendet.", "P5; F10", "Den som utser grupperna kan ge dig uppdraget.")


@right("preparation.settle", _("Avgöra en ledamots jäv"), others=(Holder.CHAIR,), scope=Scope.PORTFOLIO, barred=True, source="F10")
def can_settle(person: Person | None, member: Person, application: Application, on: date) -> Verdict:
    """Settle a member's conflict of interest for them: the chair of the group that the case is with, who has none themselves.

    What a member has declared of themselves stands: nobody takes their conflict away. Source: F10; förvaltningslagen 18 §.
    """
    if person is None or not queries.chairs(person, application, on):
        return no("chair", "Bara ordföranden i den grupp som har ärendet kan avgöra jäv för någon annan.", "F10; förvaltningslagen 18 §",
                  "Ledamoten kan själv ta ställning.")  # fmt: skip
    if person.pk == member.pk:
        return no("own_conflict", "Ingen avgör sitt eget jäv åt gruppen.", "F10; förvaltningslagen 18 §", "Anmäl ditt eget jäv i stället.")
    if not queries.sits(member, application, on):
        return no("member", "Personen sitter inte i den grupp som har ärendet.", "F10", "Välj en ledamot i gruppen.")
    own = queries.standing(person, application, on)
    if own.in_conflict:
        return no("conflict", "Du har själv jäv i ärendet.", "F10; förvaltningslagen 18 §", "Ledamoten tar själv ställning.")
    if own.open:
        return own.settled
    word = queries.last_word(member, application)
    if word and queries.Standing(word).in_conflict and word.settled_by_id is None:
        return no("own_word", "Ledamoten har själv anmält jäv, och det står fast.", "F10", "Ledamoten kan själv ändra sitt besked.")
    return YES


@right(
    "preparation.see_standing",
    _("Se vem som har jäv i ett ärende"),
    Role.PREPARATION_GROUP,
    Role.DEVELOPMENT_COUNCIL,
    Role.PROJECT_OFFICE,
    Role.REGISTRAR,
    Role.AUDITOR,
    Role.CITY_DIRECTOR,
    scope=Scope.PORTFOLIO,
    reads=True,
    source="F10",
)
def can_see_standing(person: Person | None, application: Application, on: date) -> Verdict:
    """See who has a conflict of interest in a case, or a proposed one: the group that has it, its chair, and those who read all. Source: F10."""
    if queries.sits(person, application, on) or is_member(person, application, on) or reads_all(person, on):
        return YES
    return no("member", "Du sitter inte i den grupp som bereder ärendet.", "P5; F10", "Den som utser grupperna kan ge dig uppdraget.")


@right(
    "preparation.state",
    _("Skriva och lämna beredningsgruppens yttrande"),
    Role.PREPARATION_GROUP,
    scope=Scope.PORTFOLIO,
    barred=True,
    source="P5; F10",
)
def can_state(person: Person | None, application: Application, on: date) -> Verdict:
    """Write or sign the group's statement: a member without conflict, while the case is prepared. Source: P5; F10."""
    if person is None or not is_member(person, application, on):
        return no(
            "member",
            "Du sitter inte i den grupp som bereder ärendet.",
            "P5; F10",
            "Den som utser grupperna kan ge dig uppdraget.",
        )
    return CASE.allows(CaseState(application.state), "recommend") + queries.standing(person, application, on).takes_part


def takes_part(person: Person | None, application: Application, on: date, *, instead: str, standing: Standing | None = None) -> Verdict:
    """Whether a member of the development council, or the director, takes part in a case: no conflict, and nothing proposed unsettled.

    `instead` says who acts in their place; `standing` where the caller has read it. Source: F10; F11.
    """
    if person is None:
        return YES
    one = standing or queries.standing(person, application, on)
    if one.in_conflict:
        return no("conflict", "Du har anmält jäv i ärendet.", "F10", instead)
    return one.settled
