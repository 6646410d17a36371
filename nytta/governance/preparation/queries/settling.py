"""Reads for whoever settles conflicts of interest: who sits in a case's groups, who chairs them, what waits to be settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.queries import appointments_of, has_role, holders
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.queries import portfolio_code

from .conflicts import Standing, standings

ADVISED = (CaseState.WEIGHING.value, CaseState.DECISION.value)
GROUPS = (Role.PREPARATION_GROUP, Role.DEVELOPMENT_COUNCIL, Role.CITY_DIRECTOR)


@dataclass(frozen=True)
class Seat:
    """Somebody who takes part in a case, in which role, and where they stand in it."""

    person: Person
    role: Role
    standing: Standing


def group_of(application: Application, on: date) -> list[Person]:
    """Who sits in the preparation group of a case on a day."""
    return list(holders(Role.PREPARATION_GROUP, on, portfolio=portfolio_code(application)).order_by("pk"))


def advisers(on: date) -> list[tuple[Person, Role]]:
    """The development council on a day: the director who chairs it, and its members; each once."""
    found: dict[int, tuple[Person, Role]] = {}
    for role in (Role.CITY_DIRECTOR, Role.DEVELOPMENT_COUNCIL):
        for person in holders(role, on).order_by("pk"):
            found.setdefault(person.pk, (person, role))
    return list(found.values())


def seats(application: Application, on: date) -> list[Seat]:
    """Everybody who takes part in a case where it is now, with where they stand; a constant number of queries. Source: F10."""
    if application.state in ADVISED:
        people = advisers(on)
    else:
        people = [(p, Role.PREPARATION_GROUP) for p in group_of(application, on)]
    found = standings([p for p, _ in people], [application], on)
    return [Seat(p, role, found[p.pk, application.pk]) for p, role in people]


def _chairs(one: Appointment) -> bool:
    """Whether an appointment is that of a chair: of a group, or of the development council, which the director chairs. Source: P5; T."""
    return one.role == Role.CITY_DIRECTOR.value or (one.chair and one.role in (Role.PREPARATION_GROUP.value, Role.DEVELOPMENT_COUNCIL.value))


def chairs(person: Person | None, application: Application, on: date) -> bool:
    """Whether a person chairs the group that a case is with now."""
    code = portfolio_code(application)
    for one in appointments_of(person, on):
        with_group = one.role == Role.PREPARATION_GROUP.value and one.portfolio in ("", code)
        if _chairs(one) and (application.state in ADVISED) != with_group:
            return True
    return False


def sits(person: Person | None, application: Application, on: date) -> bool:
    """Whether a person takes part in a case where it is now: in its preparation group, or in the development council."""
    if application.state in ADVISED:
        return has_role(person, Role.DEVELOPMENT_COUNCIL, on) or has_role(person, Role.CITY_DIRECTOR, on)
    return has_role(person, Role.PREPARATION_GROUP, on, portfolio=portfolio_code(application))


def _numbers(codes: Sequence[str]) -> list[int]:
    return [int(c.lstrip("P")) for c in codes if c.lstrip("P").isdecimal()]


def cases_with(appointments: Sequence[Appointment]) -> list[Application]:
    """The cases that now wait on the groups of some appointments, the longest waiting first."""
    groups = [a.portfolio for a in appointments if a.role == Role.PREPARATION_GROUP.value]
    where = Q(state=CaseState.PREPARATION.value) & (Q(focus_area__number__in=_numbers(groups)) if all(groups) else Q())
    if not groups:
        where = Q(pk=None)
    if any(a.role in (Role.DEVELOPMENT_COUNCIL.value, Role.CITY_DIRECTOR.value) for a in appointments):
        where |= Q(state__in=ADVISED)
    elif not groups:
        return []
    return list(Application.objects.filter(where).select_related("focus_area").order_by("submitted_on", "pk")[:200])


def waiting_with(person: Person, on: date) -> list[Application]:
    """The cases that a person takes part in where they are now."""
    return cases_with([a for a in appointments_of(person, on) if a.role in {r.value for r in GROUPS}])


def unsettled(chair: Person, on: date) -> list[tuple[Application, Person, Standing]]:
    """Proposals that nobody has settled, for others, in the cases of the groups that a person chairs; not where the chair has one too."""
    cases = cases_with([a for a in appointments_of(chair, on) if _chairs(a)])
    if not cases:
        return []
    council = [p for p, _ in advisers(on)] if any(c.state in ADVISED for c in cases) else []
    groups: dict[str, list[Person]] = {}
    prepared = [c for c in cases if c.state not in ADVISED]
    if prepared:
        members = Appointment.objects.filter(role=Role.PREPARATION_GROUP.value, person__in=holders(Role.PREPARATION_GROUP, on))
        for one in members.select_related("person__body").order_by("person"):
            groups.setdefault(one.portfolio, []).append(one.person)
    people = {p.pk: p for p in [chair, *council, *(p for found in groups.values() for p in found)]}
    found = standings(list(people.values()), cases, on)
    lines = []
    for case in cases:
        mine = found[chair.pk, case.pk]
        if mine.in_conflict or mine.open:
            continue
        here = council if case.state in ADVISED else [*groups.get(portfolio_code(case), ()), *groups.get("", ())]
        lines += [(case, p, found[p.pk, case.pk]) for p in here if p.pk != chair.pk and found[p.pk, case.pk].open]
    return lines
