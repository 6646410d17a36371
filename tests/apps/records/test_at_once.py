"""Seats filled at once: one chair, one seat for a person, one owner of an e-service. On SQLite and PostgreSQL."""

from datetime import date
from typing import Any

import pytest

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment, Decision, Designation
from nytta.city.records.terms import DecisionKind, Role
from nytta.kit.proof import faults
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import City_, make_person

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.requirement("O2")]


def refused(given: list[Any]) -> list[str]:
    """What each refusal was about; every act gave its thing or was refused."""
    assert all(isinstance(g, Refused | Appointment | Designation) for g in given), given
    return [g.verdict.blocking[0].rule for g in given if isinstance(g, Refused)]


def test_of_chairs_appointed_at_once_one_is(transactional_city: City_) -> None:
    city, before = transactional_city, Decision.objects.filter(kind=DecisionKind.APPOINTMENT.value).count()
    people = [make_person(f"ledamot-{n}", city.bodies["socialforvaltningen"]) for n in range(4)]
    given = at_once([
        lambda p=p, n=n: records.appoint(
            person=p, role=Role.PREPARATION_GROUP, portfolio="P1", chair=True, valid_from=date(2026, 4, 1 + n), valid_until=date(2027, 3, 31),
            mandate=f"Beslut {n}", by=city.people["director"], on=city.on,
        )
        for n, p in enumerate(people)
    ])  # fmt: skip
    assert refused(given) == ["one_chair"] * 3
    assert Appointment.objects.filter(role=Role.PREPARATION_GROUP.value, portfolio="P1", chair=True).count() == 1
    assert Decision.objects.filter(kind=DecisionKind.APPOINTMENT.value).count() == before + 1
    assert list(faults(Decision)) == []


def test_of_overlapping_terms_in_one_seat_recorded_at_once_one_stands(transactional_city: City_) -> None:
    city = transactional_city
    person = make_person("coachen", city.bodies["socialforvaltningen"])
    given = at_once([
        lambda n=n: records.appoint(
            person=person, role=Role.COACH, valid_from=date(2026, 4 + n, 1), valid_until=date(2027, 3 + n, 31), mandate=f"Beslut {n}",
            by=city.people["director"], on=city.on,
        )
        for n in (0, 2, 4)
    ])  # fmt: skip
    assert refused(given) == ["appointed_once"] * 2
    assert Appointment.objects.filter(person=person).count() == 1


def test_renewed_at_once_is_renewed_once(transactional_city: City_) -> None:
    city = transactional_city
    old = records.appoint(
        person=make_person("coachen", city.bodies["socialforvaltningen"]), role=Role.COACH, valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31), mandate="Beslut 1", by=city.people["director"], on=city.on,
    )  # fmt: skip
    given = at_once([
        lambda: records.renew(appointments=[old], valid_until=date(2027, 12, 31), mandate="Beslut 2", by=city.people["director"], on=city.on)
    ] * 3)  # fmt: skip
    told = [g.verdict.blocking[0].rule for g in given if isinstance(g, Refused)]
    assert (len(told), {*told} <= {"renewed", "appointed_once"}) == (2, True)
    assert Appointment.objects.filter(person=old.person).count() == 2


def test_of_first_owners_decided_at_once_one_owns(transactional_city: City_) -> None:
    city = transactional_city
    given = at_once([
        lambda code=code: records.designate(
            body=city.bodies[code], subject="felanmalan", valid_from=date(2026, 4, 1), mandate="Beslut 4", by=city.people["director"], on=city.on
        )
        for code in ("socialnamnden", "byggnadsnamnden")
    ])  # fmt: skip
    assert refused(given) == ["designation_later"]
    assert Designation.objects.filter(subject="felanmalan", valid_until=None).count() == 1
