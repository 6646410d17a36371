"""Who may keep the register of flows."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.queries import bodies_of, has_role
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import RIGHTS, right
from nytta.plain.verdicts import Verdict, no

from ..models import Flow


@right(
    "systems.flow", _("Föra in, ändra och avsluta en integration"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE, Role.REGISTRAR,
    scope=Scope.BODY, source="P7.1; D4",
)  # fmt: skip
def can_keep_flow(person: Person | None, sides: Collection[int], on: date) -> Verdict:
    """Keep what is said of a flow: who represents the owner of either side, the project office or the registrar. Source: P7.1; D4.

    `sides` are the keys of the bodies that answer for it; none: whether the person may for some body at all.
    """
    verdict = by_right(person, "systems.flow", on)
    wide = any(has_role(person, Role(r.value), on) for r in RIGHTS["systems.flow"].roles if r is not Role.OWNER_REPRESENTATIVE)
    if not verdict or wide or not sides or set(bodies_of(person, Role.OWNER_REPRESENTATIVE, on)) & set(sides):
        return verdict
    return no("flow_side", "Du företräder inte ägaren på någon av sidorna.", "P4; D4",
              "Be någon som företräder avsändarens eller mottagarens ägare, eller projektkontoret.")  # fmt: skip


def sides_of(flow: Flow) -> tuple[int, int]:
    """The keys of the bodies that answer for a flow: the owner of each system, where no other body is named. Source: D4."""
    return flow.source_owner_id or flow.source.owner_id, flow.target_owner_id or flow.target.owner_id


def may_change_flow(person: Person | None, flow: Flow, on: date) -> Verdict:
    """Change or end a flow that has not ended. Source: P7.1; D4."""
    verdict = can_keep_flow(person, sides_of(flow), on)
    if flow.valid_until and flow.valid_until < on:
        verdict += no("flow_ended", "Integrationen upphörde %(day)s.", "D4", "För in en ny, om den har börjat igen.",
                      day=flow.valid_until.isoformat())  # fmt: skip
    return verdict
