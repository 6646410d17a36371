"""Somebody's whole time in the city's directory: from the first day to a seat, out again the same minute, and back without any right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.access.queries import token_of
from nytta.city.organisation.models import Person
from nytta.city.records.commands import appoint
from nytta.city.records.models import Appointment, Decision
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.kit.audit import history
from nytta.kit.clock import moment
from tests.apps.access.directories import ENTERPRISE, PEOPLE, directory
from tests.apps.access.holders import make_own
from tests.factories.city import City_


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.requirement("D14", "O2")
def test_directory_lets_somebody_in_and_out(city: City_, travel) -> None:  # type: ignore[no-untyped-def]
    one, registrar = directory(city), city.people["registrar"]
    told = one.add(
        "anna.ek", externalId="42", displayName="Anna Ek", title="Nyttovärderare", **{ENTERPRISE: {"department": "ledningskontoret"}}
    )
    person = Person.objects.get(username="anna.ek")
    person.set_password("prova-nytta-lugnt-anna")  # as she does by the invitation
    person.save()
    at_work = Client()
    assert at_work.login(username="anna.ek", password="prova-nytta-lugnt-anna")
    assert at_work.get(reverse("portal:desk")).status_code == 200
    group = one.group("Nyttovärderare", told["id"])
    assert not holders(Role.ASSESSOR, city.on.date()).filter(pk=person.pk).exists()  # a group gives nothing
    seat = appoint(
        person=person, role=Role.ASSESSOR, valid_from=city.on.date(), valid_until=None, mandate="Beslut 9", by=registrar, on=city.on
    )
    _, text = make_own(city, person)
    decisions = Decision.objects.filter(subject="anna.ek").count()

    one.json("DELETE", f"{PEOPLE}/{told['id']}", None, 204)

    assert token_of(text, city.on + timedelta(seconds=1)) is None
    assert at_work.get(reverse("portal:desk")).status_code == 302
    assert not Client().login(username="anna.ek", password="prova-nytta-lugnt-anna")
    assert not holders(Role.ASSESSOR, city.on.date()).filter(pk=person.pk).exists()
    assert one.json("GET", f"{PEOPLE}/{told['id']}", None, 404)["status"] == "404"
    assert "members" not in one.json("GET", f"/Groups/{group['id']}")
    seat.refresh_from_db()
    assert (seat.valid_until, Decision.objects.filter(subject="anna.ek").count()) == (city.on.date(), decisions)
    assert str(seat.person) == "Anna Ek"  # what was decided still names her
    assert [r.act for r in history("anna.ek", ["person.remove", "directory.remove"])] == ["directory.remove", "person.remove"]

    other = one.json("POST", PEOPLE, {"userName": "anna.ek", "externalId": "43"}, 409)
    assert other["scimType"] == "uniqueness"  # somebody else does not come in under her name
    later = city.on.date() + timedelta(days=20)
    travel(later)
    back = one.add("anna.ek2", externalId="42", displayName="Anna Ek Berg")
    person.refresh_from_db()
    assert (back["id"], person.username, person.name, person.is_active) == (told["id"], "anna.ek2", "Anna Ek Berg", True)
    assert not Appointment.objects.filter(person=person, valid_until=None).exists()
    assert not holders(Role.ASSESSOR, later).filter(pk=person.pk).exists()
    assert token_of(text, moment(later)) is None
    assert at_work.get(reverse("portal:desk")).status_code == 302
