"""Whom the programme binds on a day, in rule, query, register and page; a company's adoption."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.lists import with_binding
from nytta.city.organisation.models import Body
from nytta.city.records.commands import record_adoption
from nytta.city.records.models import Decision
from nytta.city.records.queries import bound
from nytta.kit import clock
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("code", "day", "since"),
    [
        ("byggnadsnamnden", date(2026, 3, 2), START),
        ("byggnadsnamnden", date(2025, 12, 31), None),
        ("byggnadsnamnden", date(2032, 1, 1), None),
        ("bostader", date(2026, 3, 2), START),
        ("energi", date(2026, 3, 2), None),
        ("byggforvaltningen", date(2026, 3, 2), None),
        ("kommunfullmaktige", date(2026, 3, 2), None),
    ],
)
def test_binding_as_on_a_day(city: City_, code: str, day: date, since: date | None) -> None:
    verdict, found = bound(city.bodies[code], day)
    assert (bool(verdict), found) == (since is not None, since)


def test_company_is_bound_from_its_boards_adoption(city: City_) -> None:
    body = city.bodies["energi"]
    record_adoption(body=body, adopted_on=date(2026, 2, 11), paragraph="Styrelsen § 9", by=city.people["registrar"], on=city.on)
    assert bound(body, date(2026, 2, 10))[1] is None
    assert bound(body, date(2026, 2, 11))[1] == date(2026, 2, 11)
    decision = Decision.objects.get(subject="energi")
    assert (decision.decider, decision.mandate) == ("Ekholms Energi AB", "Styrelsen § 9")


def test_adoption_recorded_again_supersedes(city: City_) -> None:
    body, by = city.bodies["energi"], city.people["registrar"]
    for day in (date(2026, 2, 11), date(2026, 2, 12)):
        record_adoption(body=body, adopted_on=day, paragraph="§ 9", by=by, on=city.on)
    first, second = Decision.objects.filter(subject="energi").order_by("number")
    assert (second.supersedes, body.adopted_on) == (first, date(2026, 2, 12))


@pytest.mark.parametrize(
    ("code", "days", "who"), [("energi", 0, "applicant"), ("energi", 1, "registrar"), ("byggnadsnamnden", 0, "registrar")]
)
def test_adoption_is_refused(city: City_, code: str, days: int, who: str) -> None:
    day = city.on.date() + timedelta(days=days)
    with pytest.raises(Refused):
        record_adoption(body=city.bodies[code], adopted_on=day, paragraph="§ 9", by=city.people[who], on=city.on)


def test_register_says_the_same_as_the_rule_today(city: City_) -> None:
    today = clock.today()
    reverse("organisation:list")  # what the register asks of later apps is known once the addresses are
    rows = {b.code: b.bound_from for b in with_binding(Body.objects.all(), today)}
    assert rows == {b.code: bound(b, today)[1] for b in Body.objects.all()}


def test_page_shows_binding_on_the_day_asked(city: City_) -> None:
    url = reverse("organisation:detail", args=["byggnadsnamnden"])
    in_force = Client().get(url, {"dag": "2026-03-02"}, headers={"accept-language": "sv"}).content.decode()
    before = Client().get(url, {"dag": "2025-03-02"}, headers={"accept-language": "sv"}).content.decode()
    assert "Programmet binder sedan 2026-01-01" in in_force
    assert "Inget program gäller den 2025-03-02." in before


def test_registrar_records_adoption_on_the_page(city: City_) -> None:
    answer = as_(city, "registrar").post(reverse("records:adopt", args=["energi"]), {"adopted_on": "2026-02-11", "paragraph": "§ 9"})
    assert answer["Location"] == reverse("organisation:detail", args=["energi"])
    assert Body.objects.get(code="energi").adopted_on == date(2026, 2, 11)


def test_applicant_may_not_record_adoption(city: City_) -> None:
    answer = as_(city, "applicant").post(reverse("records:adopt", args=["energi"]), {"adopted_on": "2026-02-11", "paragraph": "§ 9"})
    assert (answer.status_code, Body.objects.get(code="energi").adopted_on) == (409, None)


def test_names_of_people_are_not_public(city: City_) -> None:
    url = reverse("organisation:detail", args=["byggnadsnamnden"])
    assert "Process_owner" not in Client().get(url).content.decode()
    assert "Process_owner" in as_(city, "applicant").get(url).content.decode()


def test_register_takes_as_many_queries_whatever_the_bodies(city: City_) -> None:
    client, url = as_(city, "applicant"), reverse("organisation:list")
    client.get(url)
    few = len(queries_of(client, url)[1])
    Body.objects.bulk_create([Body(code=f"n{n}", name=f"Nämnd {n}", sort=f"n{n}", kind="committee") for n in range(30)])
    assert len(queries_of(client, url)[1]) == few
