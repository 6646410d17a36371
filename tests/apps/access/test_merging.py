"""A duplicate goes up into the one who is left: what goes on moves, what was done stays, and nobody gets two seats that are for two."""

from datetime import date, timedelta

import pytest

from nytta.city.access.commands.merging import merge_persons
from nytta.city.access.commands.people import remove_person, restore_person
from nytta.city.access.models import DirectoryGroup, Merge
from nytta.city.access.models.directory import DirectoryUser
from nytta.city.access.queries.identity import groups_of
from nytta.city.organisation.models import Person
from nytta.city.records.commands import appoint
from nytta.city.records.models import Appointment
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Competence, Role
from nytta.kit.audit import history
from nytta.kit.clock import moment
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, make_person

from .directories import PEOPLE, directory

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]
TODAY = date(2026, 3, 2)


@pytest.fixture
def double(city: City_) -> Person:
    return make_person("dubbel", city.bodies["socialnamnden"])


def seat(city: City_, person: Person, role: Role, first: date = date(2026, 2, 1), last: date | None = None, **more: object) -> Appointment:
    return appoint(
        person=person, role=role, valid_from=first, valid_until=last, mandate="Beslut 2", by=city.people["registrar"], on=moment(first, 9), **more
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.both
def test_what_goes_on_moves_and_what_was_stays(city: City_, double: Person) -> None:
    into, chief = city.people["assessor"], city.people["registrar"]
    over = seat(city, double, Role.COACH, date(2026, 1, 5), date(2026, 1, 31))
    now = seat(city, double, Role.COACH, date(2026, 2, 1), date(2026, 12, 31))
    later = seat(city, double, Role.TECHNICAL_REVIEWER, date(2026, 6, 1))
    group = DirectoryGroup.objects.create(name="Alla", key="alla", created_at=city.on, changed_at=city.on)
    group.members.add(DirectoryUser.objects.create(person=double, key="dubbel", created_at=city.on, changed_at=city.on))

    merge = merge_persons(person=double, into=into, reason="Samma person", by=chief, on=city.on)

    rows = {(a.person.username, a.role, a.valid_from, a.valid_until) for a in Appointment.objects.filter(person__in=[double, into])}
    assert rows == {
        ("dubbel", "coach", over.valid_from, over.valid_until), ("dubbel", "coach", now.valid_from, TODAY),
        ("assessor", "coach", TODAY, date(2026, 12, 31)), ("assessor", "technical_reviewer", later.valid_from, None),
        ("assessor", "assessor", date(2026, 1, 1), None),
    }  # fmt: skip
    assert Appointment.objects.get(person=into, role="coach").decision_id == now.decision_id
    assert (groups_of(into), groups_of(double)) == ([group], [])
    double.refresh_from_db()
    assert (double.is_active, merge.into, has_role(into, Role.COACH, TODAY)) == (False, into, True)
    assert {h.act for h in history("dubbel").filter(at=city.on)} == {"person.merge", "person.remove"}
    assert history("assessor", ["person.merged_in"]).get().changes["from"] == "dubbel"
    with pytest.raises(Refused) as refused:
        restore_person(person=double, reason="x", by=chief, on=city.on)
    assert refused.value.verdict.blocking[0].rule == "person_merged"


@pytest.mark.parametrize(
    ("role", "into", "more", "rule"),
    [
        (Role.ASSESSOR, "assessor", {}, "merge_seat"),
        (Role.AUDITOR, "assessor", {}, "merge_apart"),
        (Role.COACH, "auditor", {}, "merge_apart"),
        (Role.DEVELOPMENT_COUNCIL, "assessor", {"position_reason": "Särskild kunskap"}, "merge_apart"),
        (Role.PREPARATION_GROUP, "group_1", {"portfolio": "P1", "substitute": True, "competence": Competence.LAW}, "merge_seat"),
    ],
)
def test_two_seats_that_are_for_two(city: City_, double: Person, role: Role, into: str, more: dict[str, object], rule: str) -> None:
    seat(city, double, role, **more)
    with pytest.raises(Refused) as refused:
        merge_persons(person=double, into=city.people[into], reason="x", by=city.people["registrar"], on=city.on)
    assert [f.rule for f in refused.value.verdict.blocking] == [rule]
    assert not Merge.objects.exists() and Person.objects.get(pk=double.pk).is_active


def test_substitute_and_the_one_they_stand_for(city: City_, double: Person) -> None:
    ordinary = Appointment.objects.get(person=city.people["group_1"])
    seat(city, double, Role.PREPARATION_GROUP, portfolio="P1", substitutes_for=ordinary, competence=Competence.LAW)
    with pytest.raises(Refused) as refused:
        merge_persons(person=double, into=city.people["group_1"], reason="x", by=city.people["registrar"], on=city.on)
    assert [f.rule for f in refused.value.verdict.blocking] == ["merge_substitute"]


def test_the_same_seat_at_different_times_is_no_hindrance(city: City_, double: Person) -> None:
    seat(city, double, Role.COACH, date(2026, 1, 5), date(2026, 4, 30))
    seat(city, city.people["assessor"], Role.COACH, date(2026, 5, 1))
    assert merge_persons(person=double, into=city.people["assessor"], reason="x", by=city.people["registrar"], on=city.on)


def test_who_cannot_be_merged(city: City_, double: Person) -> None:
    chief, into = city.people["registrar"], city.people["assessor"]
    third = make_person("tredje")
    gone = city.people["auditor"]
    remove_person(person=gone, reason="x", by=chief, on=city.on)
    merge_persons(person=double, into=into, reason="x", by=chief, on=city.on)
    for person, target, by, rule in (
        (into, into, chief, "merge_two"), (chief, into, chief, "merge_self"), (double, third, chief, "merge_once"),
        (third, double, chief, "merge_once"), (third, into, into, "mandate"), (third, gone, chief, "merge_into_removed"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            merge_persons(person=person, into=target, reason="x", by=by, on=city.on)
        assert refused.value.verdict.blocking[0].rule == rule


@pytest.mark.both
def test_the_directorys_entry_follows_to_somebody_kept_by_hand(city: City_) -> None:
    one, into = directory(city), city.people["assessor"]
    uid = one.add("a.sessor", displayName="A Sessor", externalId="7")["id"]
    merge_persons(person=Person.objects.get(username="a.sessor"), into=into, reason="x", by=city.people["registrar"], on=city.on)
    assert one.json("GET", f"{PEOPLE}/{uid}")["active"] is True
    told = one.patch(f"{PEOPLE}/{uid}", {"op": "replace", "path": "title", "value": "Controller"})
    into.refresh_from_db()
    assert (told["userName"], into.username, into.title, into.name) == ("a.sessor", "assessor", "Controller", "A Sessor")
    one.patch(f"{PEOPLE}/{uid}", {"op": "replace", "path": "userName", "value": "assessor"})
    assert one.json("POST", PEOPLE, {"userName": "a.sessor"}, 409)["scimType"] == "uniqueness"
    assert one.json("DELETE", f"{PEOPLE}/{uid}", status=204) is None
    into.refresh_from_db()
    assert (into.is_active, has_role(into, Role.ASSESSOR, TODAY + timedelta(days=1))) == (False, False)
    assert one.add("assessor", externalId="7")["id"] == uid
    into.refresh_from_db()
    assert (into.is_active, into.username) == (True, "assessor")


@pytest.mark.both
def test_two_entries_of_the_directory_for_one_person(city: City_) -> None:
    one, chief = directory(city), city.people["registrar"]
    first, second = (one.add(name, externalId=name)["id"] for name in ("anna", "anna.ek"))
    one.group("Alla", second)
    anna, double = Person.objects.get(username="anna"), Person.objects.get(username="anna.ek")
    seat(city, double, Role.COACH)
    merge_persons(person=double, into=anna, reason="x", by=chief, on=city.on)
    assert history("anna", ["person.merged_in"]).get().changes["groups"] == []
    assert (one.json("GET", f"{PEOPLE}/{first}")["active"], one.json("GET", f"{PEOPLE}/{second}")["active"]) == (True, False)
    assert has_role(anna, Role.COACH, TODAY)

    one.patch(f"{PEOPLE}/{second}", {"op": "replace", "path": "title", "value": "Chef"})  # what lets nobody in is taken
    refused = one.json("PUT", f"{PEOPLE}/{second}", {"userName": "anna.ek", "externalId": "anna.ek", "active": True}, 403)
    assert "merged this person with another" in refused["detail"]
    assert one.patch(f"{PEOPLE}/{second}", {"op": "replace", "value": {"active": "True"}}, status=403)["status"] == "403"
    assert not Person.objects.get(username="anna.ek").is_active and has_role(anna, Role.COACH, TODAY)

    one.json("DELETE", f"{PEOPLE}/{second}", status=204)
    anna.refresh_from_db()
    assert anna.is_active and has_role(anna, Role.COACH, TODAY) and one.found(PEOPLE) == ["anna"]
    assert one.json("POST", PEOPLE, {"userName": "anna.ek", "externalId": "anna.ek"}, 403)["status"] == "403"

    one.patch(f"{PEOPLE}/{first}", {"op": "replace", "path": "active", "value": False})
    anna.refresh_from_db()
    assert (anna.is_active, has_role(anna, Role.COACH, TODAY + timedelta(days=1))) == (False, False)
