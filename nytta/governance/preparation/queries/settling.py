"""Reads for whoever settles conflicts of interest: who sits in a case's groups, who chairs them, what waits to be settled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.queries import (
    appointments_of,
    chair_of,
    has_role,
    holders,
    is_substitute,
    may_stand_in,
    members,
    seats_of,
    stood_for,
)
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.stays import with_entry
from nytta.governance.applications.terms import CaseState
from nytta.governance.valuation.queries import portfolio_code

from ..models import Conflict
from ..rules import NONE
from .conflicts import Standing, all_in_conflict, standings

ADVISED = (CaseState.WEIGHING.value, CaseState.DECISION.value)
GROUPS = (Role.PREPARATION_GROUP, Role.DEVELOPMENT_COUNCIL, Role.CITY_DIRECTOR)


@dataclass(frozen=True)
class Seat:
    """Somebody who takes part in a case, in which role, and where they stand in it."""

    person: Person
    role: Role
    standing: Standing
    substitute: bool = False


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
        council = {p.pk: (p, Role.CITY_DIRECTOR, False) for p in holders(Role.CITY_DIRECTOR, on).order_by("pk")}
        for a in members(Role.DEVELOPMENT_COUNCIL, on):
            council.setdefault(a.person_id, (a.person, Role.DEVELOPMENT_COUNCIL, a.substitute))
        people = list(council.values())
    else:
        group = {a.person_id: a for a in reversed(members(Role.PREPARATION_GROUP, on, portfolio_code(application)))}
        people = [(a.person, Role.PREPARATION_GROUP, a.substitute) for a in reversed(group.values())]
    found = standings([p for p, *_ in people], [application], on)
    return [Seat(p, role, found[p.pk, application.pk], substitute) for p, role, substitute in people]


def _chaired(person: Person | None, on: date) -> list[Appointment]:
    """The appointments by which a person chairs a group: its chair's, or the director's where the council has no other. Source: P5; T."""
    groups = (Role.PREPARATION_GROUP.value, Role.DEVELOPMENT_COUNCIL.value)
    held = appointments_of(person, on)
    found = [a for a in held if a.chair and a.role in groups]
    directs = [a for a in held if a.role == Role.CITY_DIRECTOR.value]
    return found + directs if directs and chair_of(Role.DEVELOPMENT_COUNCIL, on) == person else found


def chairs(person: Person | None, application: Application, on: date) -> bool:
    """Whether a person chairs the group that a case is with now."""
    code = portfolio_code(application)
    for one in _chaired(person, on):
        group = one.role == Role.PREPARATION_GROUP.value
        if application.state in ADVISED and not group:
            return True
        if application.state not in ADVISED and group and one.portfolio in ("", code):
            return True
    return False


def sits(person: Person | None, application: Application, on: date) -> bool:
    """Whether a person takes part in a case where it is now: in its preparation group, or in the development council."""
    if application.state in ADVISED:
        return has_role(person, Role.CITY_DIRECTOR, on) or in_council(person, application, on)
    return in_group(person, application, on)


def in_group(person: Person | None, application: Application, on: date, *, unable: Collection[int] | None = None) -> bool:
    """Whether a person serves in a case's preparation group: a substitute also where the member has a conflict of interest.

    `unable` are the keys of those in conflict, where they have been read.
    """
    return _serves(person, Role.PREPARATION_GROUP, application, on, unable, portfolio_code(application))


def in_council(person: Person | None, application: Application, on: date, *, unable: Collection[int] | None = None) -> bool:
    """Whether a person serves in the development council in a case: a substitute also where the member has a conflict of interest."""
    return _serves(person, Role.DEVELOPMENT_COUNCIL, application, on, unable, None)


def _serves(
    person: Person | None, role: Role, application: Application, on: date, unable: Collection[int] | None, portfolio: str | None
) -> bool:
    if has_role(person, role, on, portfolio=portfolio):
        return True
    if not is_substitute(person, role, on, portfolio=portfolio):
        return False
    out = all_in_conflict(application) if unable is None else unable
    return may_stand_in(person, role, on, out, portfolio=portfolio)


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
    return list(with_entry(Application.objects.filter(where)).select_related("focus_area").order_by("submitted_on", "pk")[:200])


def standing_in(person: Person, role: Role, cases: Sequence[Application], on: date) -> list[Application]:
    """The cases among some in which a substitute serves since a member whom they stand for has a conflict of interest; two queries. Source: F10."""
    seats = stood_for(person, role, on) if cases else []
    if not seats:
        return []
    out: dict[int, dict[int, str]] = {}
    rows = Conflict.objects.filter(application__in=[c.pk for c in cases], person__in=[person.pk, *(s.person_id for s in seats)])
    for case, who, ground in rows.order_by("pk").values_list("application", "person", "ground"):
        out.setdefault(case, {})[who] = ground
    barred = {case: {who for who, ground in words.items() if ground != NONE} for case, words in out.items()}

    def serves(case: Application) -> bool:
        code, unable = portfolio_code(case), barred.get(case.pk, set())
        return person.pk not in unable and any(s.person_id in unable and s.portfolio in ("", code) for s in seats)

    return [c for c in cases if serves(c)]


def waiting_with(person: Person, on: date) -> list[Application]:
    """The cases that a person takes part in where they are now: as a substitute also where a member has a conflict of interest."""
    seats = [(a, served) for a, served in seats_of(person, on) if a.role in {r.value for r in GROUPS}]
    found = cases_with([a for a, served in seats if served])
    there = {c.pk for c in found}
    for role in (Role.PREPARATION_GROUP, Role.DEVELOPMENT_COUNCIL):
        spare = [a for a, served in seats if not served and a.role == role.value]
        found += [c for c in standing_in(person, role, cases_with(spare), on) if c.pk not in there] if spare else []
    return found


def unsettled(chair: Person, on: date) -> list[tuple[Application, Person, Standing]]:
    """Proposals that nobody has settled, for others, in the cases of the groups that a person chairs; not where the chair has one too."""
    cases = cases_with(_chaired(chair, on))
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
