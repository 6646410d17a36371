"""Who may do what today, and on which appointment or delegation: the table of rights joined with those who serve."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from nytta.city.organisation.models import Person
from nytta.plain.rights import RIGHTS, Right

from ..models import Appointment, Delegation, in_period
from ..terms import Holder, Role
from . import appointments_of, employs, of_its_own


@dataclass(frozen=True)
class Ground:
    """Why somebody may: the appointment, and the delegation where the act takes one."""

    appointment: Appointment | None
    delegation: Delegation | None


@dataclass(frozen=True)
class Line:
    """One act and one person: whether by appointment today (`grounds`), where the case makes them something (`when`), or not."""

    right: Right
    grounds: tuple[Ground, ...]
    when: tuple[Holder, ...]

    @property
    def everybody(self) -> bool:
        """Whether anybody who is logged in may."""
        return Holder.EMPLOYED in self.right.others

    @property
    def may(self) -> bool:
        """Whether the person may today, in the cases that the appointment covers."""
        return self.everybody or bool(self.grounds)


Groups = list[tuple[str, list[Line]]]


def rights_of(person: Person, on: date) -> Groups:
    """Every act of the house in its groups, with whether the person may do it on a day and why; two queries."""
    serves = appointments_of(person, on)
    reached = list(
        Delegation.objects.filter(employs(person.pk), in_period(on), role__in=[a.role for a in serves]).select_related("body", "decision")
    )
    lines = [_line(one, serves, reached) for one in _in_order()]
    return [(group, list(rows)) for group, rows in groupby(lines, key=lambda line: line.right.name.split(".")[0])]


def _in_order() -> list[Right]:
    return sorted(RIGHTS.values(), key=lambda one: one.name.split(".")[0])


def _line(one: Right, serves: list[Appointment], reached: list[Delegation]) -> Line:
    roles = {r.value for r in one.roles}
    grounds = []
    for a in serves:
        through = [d for d in reached if one.delegation and d.act == one.delegation.value and d.role == a.role]
        if (a.role in roles or (not roles and through)) and (one.delegation is None or through):
            grounds.append(Ground(a, through[0] if through else None))
    when = [Holder(h.value) for h in (*one.others, *one.also) if h is not Holder.EMPLOYED]
    return Line(one, tuple(grounds), tuple(when))


@dataclass(frozen=True)
class Serving:
    """Somebody who may do an act on a day, and why."""

    appointment: Appointment
    delegation: Delegation | None


def who_may(one: Right, on: date) -> list[Serving]:
    """Those who may do an act by appointment on a day, by name; two queries. Substitutes stand apart, as such."""
    delegations = list(
        Delegation.objects.filter(of_its_own(), in_period(on), act=one.delegation.value).select_related("body", "decision")
        if one.delegation
        else []
    )
    roles = [r.value for r in one.roles] or [d.role for d in delegations]
    rows = Appointment.objects.filter(in_period(on), role__in=roles, person__is_active=True).select_related(
        "person__body", "body", "decision"
    )
    found = []
    for a in rows.order_by("person__name", "role", "pk"):
        through = next((d for d in delegations if d.role == a.role and d.body_id == a.person.answers_for_id), None)
        if one.delegation is None or through:
            found.append(Serving(a, through))
    return found


def roles_with(rights: Mapping[str, Right], role: Role) -> list[Right]:
    """The acts that an appointment to a role opens, alone or with something more."""
    return [one for one in rights.values() if role in one.roles]
