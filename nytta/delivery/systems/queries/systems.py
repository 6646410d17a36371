"""Reads of the application portfolio."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import owners
from nytta.city.records.models import Appointment, in_period
from nytta.city.records.queries import bodies_of
from nytta.city.records.terms import Role
from nytta.kit.audit import plain

from ..models import Phase, System
from ..rules.systems import WRITTEN


@dataclass(frozen=True)
class World:
    """What the rules of a system ask of the city on a day: who can own, and who represents whom."""

    on: date
    owners: frozenset[int]
    seats: frozenset[tuple[int, int | None]]

    def serves(self, person: int, body: int) -> bool:
        """Whether a person (key) is appointed to represent a body (key)."""
        return (person, body) in self.seats or (person, None) in self.seats


def world(on: date) -> World:
    """The city as it is on a day: two queries, however many systems are tried."""
    seats = Appointment.objects.filter(in_period(on), role=Role.OWNER_REPRESENTATIVE.value, substitute=False)
    return World(on, frozenset(owners(on).values_list("pk", flat=True)), frozenset(seats.values_list("person", "body")))


def standing() -> QuerySet[System]:
    """The systems that are not retired, in Swedish order."""
    return System.objects.filter(retired_on=None).order_by("sort", "pk")


def there_on(on: date) -> Q:
    """The condition that a system has not been retired on a day. Source: D1."""
    return Q(retired_on=None) | Q(retired_on__gt=on)


def with_phase(rows: QuerySet[System], on: date) -> QuerySet[System]:
    """Each system with `phase_on`: the phase that it is in on a day, null where none has started. Source: D1."""
    begun = Phase.objects.filter(system=OuterRef("pk"), starts_on__lte=on).order_by("-starts_on", "-pk")
    return rows.annotate(phase_on=Subquery(begun.values("phase")[:1]))


def represented(person: Person | None, on: date) -> Iterable[int]:
    """The keys of the bodies whose systems a person answers for as the owner's representative."""
    return bodies_of(person, Role.OWNER_REPRESENTATIVE, on)


def owned(bodies: Iterable[int]) -> QuerySet[System]:
    """The standing systems of some bodies (keys)."""
    return standing().filter(Q(owner_id__in=list(bodies)))


def as_said(system: System) -> str:
    """The hash of what the register says of a system: what an attestation is of. Reads `phases` and `supports`, prefetched or not."""
    relations = {"owner", "representative", "solution"}
    said = {name: plain(getattr(system, f"{name}_id" if name in relations else name)) for name in WRITTEN}
    said |= {"phases": sorted((p.phase, p.starts_on.isoformat()) for p in system.phases.all())}
    said |= {"capabilities": sorted(s.capability.code for s in system.supports.all())}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
