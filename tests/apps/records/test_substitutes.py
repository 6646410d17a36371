"""Chairs and substitutes: who leads a group, and on which days a substitute serves."""

from datetime import date
from typing import Any

import pytest

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.queries import chair_of, has_role, holders, may_stand_in, members
from nytta.city.records.terms import Position, Role
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
GROUP = Role.PREPARATION_GROUP
DAY = date(2026, 3, 2)


def seat(city: City_, name: str, **values: Any) -> Appointment:
    person = make_person(name, city.bodies["byggforvaltningen"], "enhetschef")
    standard: dict[str, Any] = {"role": GROUP, "portfolio": "P1", "valid_from": START, "valid_until": date(2026, 12, 31)}
    return records.appoint(person=person, mandate="Beslut 7", by=city.people["director"], on=city.on, **{**standard, **values})


def ordinary(city: City_) -> Appointment:
    return Appointment.objects.get(person=city.people["group_1"], role=GROUP.value)


def away(city: City_, first: date, last: date) -> None:
    records.note_absence(appointment=ordinary(city), first=first, last=last, by=city.people["group_1"], on=city.on)


def test_group_is_read_chair_first_and_substitutes_last(city: City_) -> None:
    substitute = seat(city, "anna", substitutes_for=ordinary(city))
    chair = seat(city, "orvar", chair=True)
    seat(city, "bo", portfolio="P2")
    assert [a.pk for a in members(GROUP, DAY, "P1")] == [chair.pk, ordinary(city).pk, substitute.pk]
    assert chair_of(GROUP, DAY, "P1") == chair.person
    assert (chair_of(GROUP, DAY, "P2"), chair_of(GROUP, date(2027, 1, 1), "P1")) == (None, None)
    assert substitute.person not in holders(GROUP, DAY, portfolio="P1")


def test_city_director_chairs_the_development_council_unless_somebody_else_is_appointed(city: City_) -> None:
    assert chair_of(Role.DEVELOPMENT_COUNCIL, DAY) == city.people["director"]
    chair = seat(city, "ordf", role=Role.DEVELOPMENT_COUNCIL, portfolio="", chair=True, position=Position.ADMINISTRATION_HEAD)
    assert chair_of(Role.DEVELOPMENT_COUNCIL, DAY) == chair.person


@pytest.mark.parametrize("named", [True, False])
def test_substitute_serves_on_the_days_of_absence_alone(city: City_, named: bool) -> None:
    made = seat(city, "anna", substitutes_for=ordinary(city)) if named else seat(city, "anna", substitute=True)
    days = [date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 13), date(2026, 3, 14)]
    assert [has_role(made.person, GROUP, d, portfolio="P1") for d in days] == [False] * 4
    away(city, date(2026, 3, 9), date(2026, 3, 13))
    assert [has_role(made.person, GROUP, d, portfolio="P1") for d in days] == [False, True, True, False]


def test_substitute_for_another_does_not_serve(city: City_) -> None:
    other = seat(city, "bo")
    made = seat(city, "anna", substitutes_for=other)
    general_elsewhere = seat(city, "cia", portfolio="P2", substitute=True)
    away(city, DAY, DAY)
    assert (has_role(made.person, GROUP, DAY), has_role(general_elsewhere.person, GROUP, DAY)) == (False, False)


def test_substitute_stands_in_where_the_member_is_in_conflict(city: City_) -> None:
    made, member = seat(city, "anna", substitutes_for=ordinary(city)), city.people["group_1"]
    assert may_stand_in(made.person, GROUP, DAY, {member.pk}, portfolio="P1") is True
    assert may_stand_in(made.person, GROUP, DAY, set(), portfolio="P1") is False
    assert may_stand_in(made.person, GROUP, DAY, {member.pk}, portfolio="P2") is False
    assert may_stand_in(made.person, GROUP, DAY, {member.pk, made.person_id}, portfolio="P1") is False
    assert may_stand_in(made.person, GROUP, date(2027, 1, 1), {member.pk}, portfolio="P1") is False
    assert may_stand_in(member, GROUP, DAY, {made.person_id}, portfolio="P1") is False


@pytest.mark.parametrize(
    ("values", "rule"),
    [({"chair": True, "substitute": True}, "chair_ordinary"), ({"portfolio": "P2"}, "substitute_group"), ({"role": Role.COACH, "portfolio": ""}, "substitute_group")],
)  # fmt: skip
def test_seat_that_cannot_be_is_refused(city: City_, values: dict[str, Any], rule: str) -> None:
    extra = values if "chair" in values else {**values, "substitutes_for": ordinary(city)}
    with pytest.raises(Refused) as refused:
        seat(city, "anna", **extra)
    assert [f.rule for f in refused.value.verdict.blocking] == [rule]


def test_group_has_one_chair_at_a_time(city: City_) -> None:
    seat(city, "orvar", chair=True, valid_until=date(2026, 6, 30))
    with pytest.raises(Refused) as refused:
        seat(city, "otto", chair=True, valid_from=date(2026, 6, 30))
    assert [f.rule for f in refused.value.verdict.blocking] == ["one_chair"]
    assert seat(city, "olga", chair=True, valid_from=date(2026, 7, 1)).chair is True


def test_nobody_else_notes_a_members_absence(city: City_) -> None:
    with pytest.raises(Refused):
        records.note_absence(appointment=ordinary(city), first=DAY, last=DAY, by=city.people["applicant"], on=city.on)
