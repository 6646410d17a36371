"""Appointments, delegations, openness and the city's settings through their pages."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import City
from nytta.city.records.models import Appointment, Decision, Delegation, Examination
from nytta.city.records.queries import has_role
from nytta.city.records.rules import pattern_valid
from nytta.city.records.terms import Role
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def appointment(city: City_, **values: object) -> dict[str, object]:
    sent: dict[str, object] = {
        "person": city.people["applicant"].pk, "role": Role.COACH.value, "body": "", "portfolio": "", "valid_from": "2026-03-01",
        "valid_until": "2026-06-30", "mandate": "Uppdragsbeslut 2",
    }  # fmt: skip
    return {**sent, **values}


@pytest.mark.requirement("O2")
def test_right_follows_the_appointment_and_ends_with_it(city: City_) -> None:
    director, person = as_(city, "director"), city.people["applicant"]
    answer = director.post(reverse("records:new_appointment"), appointment(city))
    made = Appointment.objects.get(person=person, role=Role.COACH.value)
    assert answer["Location"] == reverse("records:appointment", args=[made.pk])
    assert [has_role(person, Role.COACH, d) for d in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1))] == [
        False, True, True, False,
    ]  # fmt: skip
    director.post(reverse("records:end_appointment", args=[made.pk]), {"last_day": "2026-04-30", "mandate": "Beslut 3"})
    assert has_role(person, Role.COACH, date(2026, 5, 1)) is False


@pytest.mark.requirement("O2")
def test_office_may_not_appoint_what_the_director_appoints(city: City_) -> None:
    answer = as_(city, "project_office").post(reverse("records:new_appointment"), appointment(city), headers=SV)
    assert answer.status_code == 409
    assert "Uppdragsbeslut 2" in answer.content.decode()
    assert Appointment.objects.filter(role=Role.COACH.value).count() == 0


@pytest.mark.requirement("O2")
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"role": Role.PREPARATION_GROUP.value}, "En beredningsgrupp hör till en portfölj"),
        ({"role": Role.OWNER_REPRESENTATIVE.value}, "Uppdraget gäller för en nämnd eller styrelse"),
        ({"valid_until": "2026-02-01"}, "Sista dagen ligger före första dagen."),
    ],
)
def test_appointment_that_lacks_something_is_refused(city: City_, values: dict[str, object], words: str) -> None:
    answer = as_(city, "registrar").post(reverse("records:new_appointment"), appointment(city, **values), headers=SV)
    assert (answer.status_code, words in answer.content.decode()) == (409, True)


@pytest.mark.requirement("F11")
def test_registrar_records_a_delegation(city: City_) -> None:
    sent = {
        "body": city.bodies["kommunstyrelsen"].pk, "delegated": "grant", "role": Role.CITY_DIRECTOR.value, "clause": "4.2",
        "limit_sek": "500 000", "valid_from": "2026-03-01", "valid_until": "2026-12-31",
    }  # fmt: skip
    assert as_(city, "applicant").post(reverse("records:new_delegation"), sent).status_code == 409
    refused = as_(city, "registrar").post(reverse("records:new_delegation"), {**sent, "limit_sek": ""}, headers=SV)
    assert (refused.status_code, "En delegation om pengar säger till vilket belopp den gäller." in refused.content.decode()) == (409, True)
    assert as_(city, "registrar").post(reverse("records:new_delegation"), sent).status_code == 302
    made = Delegation.objects.get(clause="4.2")
    assert (made.limit_sek, made.decision.mandate if made.decision else "") == (500_000, "4.2")


@pytest.mark.requirement("O6")
def test_closing_names_its_clause(city: City_) -> None:
    case = make_case(city, "screening")
    url = reverse("records:examine", args=[case.code, "summary"])
    assert as_(city, "registrar").post(url, {"openness": "closed", "clause": ""}).status_code == 409
    assert as_(city, "applicant").post(url, {"openness": "open", "clause": ""}).status_code == 409
    assert Examination.objects.count() == 0
    assert as_(city, "registrar").post(url, {"openness": "open", "clause": ""}).status_code == 302
    assert Examination.objects.get().openness == "open"


@pytest.mark.requirement("O6")
def test_registry_shows_in_and_out_to_those_who_work_here(city: City_) -> None:
    case = make_case(city, "granted")
    client = as_(city, "auditor")
    html = client.get(reverse("records:case_registry", args=[case.code]), headers=SV).content.decode()
    assert [w for w in (case.registry_number, "Ansökan, version 1", "Beslut: medel beviljade (2026)") if w not in html] == []
    assert client.get(reverse("records:case_registry", args=["A-2026-999"])).status_code == 404
    assert Client().get(reverse("records:case_registry", args=[case.code])).status_code == 302  # titles may not be examined yet


@pytest.mark.requirement("O4")
def test_rule_set_page_cites_every_clause(city: City_) -> None:
    rules = city.programme and Decision.objects.get(kind="rule_set")
    html = Client().get(reverse("records:rule_set", args=["2026:1"]), headers=SV).content.decode()
    assert "Systemägaren har godtagit ansvar och driftkostnad" in html
    assert reverse("records:decision", args=[rules.number]) in html


@pytest.mark.parametrize(
    ("pattern", "valid"),
    [("KS {year}/{number:04d}", True), ("{number}", True), ("KS {year}", False), ("KS {number} {name}", False), ("{number!r:>99}", False),
     ("{number", False), ("{number.real.x}", False), ("{number:q}", False)],
)  # fmt: skip
def test_pattern_gives_each_case_its_number(pattern: str, valid: bool) -> None:
    assert bool(pattern_valid(pattern=pattern)) is valid


@pytest.mark.requirement("O6")
def test_settings_are_kept_by_the_registrar(city: City_) -> None:
    sent = {
        "name": "Ekholms stad", "municipality_code": "0180", "director_title": "stadsdirektören", "executive_office": "stadsledningskontoret",
        "registry_pattern": "KS {year}-{number}", "decision_pattern": "SD {year}-{number}", "contact": "",
    }  # fmt: skip
    url = reverse("records:settings")
    assert as_(city, "applicant").post(url, sent).status_code == 409
    assert as_(city, "registrar").post(url, {**sent, "registry_pattern": "KS"}).status_code == 409
    assert as_(city, "registrar").post(url, sent).status_code == 302
    assert (City.objects.get().director_title, City.objects.get().registry_pattern) == ("stadsdirektören", "KS {year}-{number}")
