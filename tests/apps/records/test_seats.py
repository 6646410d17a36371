"""What becomes of seats, through the pages: absence, an end that is let come, many renewed, groups, owners of e-services, lists to boards."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Absence, Appointment, BoardReport, Designation
from nytta.city.records.terms import Competence, Role
from nytta.kit.testing import faults_of
from tests.factories.city import City_, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def seat(city: City_, name: str, role: Role = Role.COACH, **values: Any) -> Appointment:
    person = make_person(name, city.bodies["byggforvaltningen"], "enhetschef")
    standard: dict[str, Any] = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 4, 30), "mandate": "Beslut 1"}
    return records.appoint(person=person, role=role, by=city.people["director"], on=city.on, **{**standard, **values})


def test_director_renews_those_that_are_marked(city: City_) -> None:
    first, second = seat(city, "anna"), seat(city, "bo")
    client, url = as_(city, "director"), reverse("records:renew")
    html = client.get(url, headers=SV).content.decode()
    assert "Anna, Projektcoach: slutar 2026-04-30, fortsätter 2026-05-01" in html
    assert faults_of(html) == []
    assert client.post(url, {"seats": [first.pk], "valid_until": "2027-04-30", "mandate": "Beslut 8"}).status_code == 302
    made = Appointment.objects.get(person=first.person, valid_from=date(2026, 5, 1))
    assert (made.valid_until, made.decision and made.decision.mandate) == (date(2027, 4, 30), "Beslut 8")
    assert Appointment.objects.filter(person=second.person).count() == 1
    assert as_(city, "applicant").post(url, {"seats": [second.pk], "valid_until": "2027-04-30", "mandate": "Beslut 9"}).status_code == 409


def test_end_is_let_come_and_absence_noted_on_the_pages(city: City_) -> None:
    made = seat(city, "anna", Role.PREPARATION_GROUP, portfolio="P1")
    page = as_(city, "director").get(reverse("records:appointment", args=[made.pk]), headers=SV).content.decode()
    assert [w for w in ("Anteckna frånvaro", "Låt uppdraget löpa ut", "Avsluta uppdraget", "Beslut 1") if w not in page] == []
    assert as_(city, "applicant").post(reverse("records:lapse", args=[made.pk])).status_code == 409
    assert as_(city, "director").post(reverse("records:lapse", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.lapse_noted_on == city.on.date()
    sent = {"first": "2026-03-09", "last": "2026-03-13"}
    assert as_(city, "applicant").post(reverse("records:absence", args=[made.pk]), sent).status_code == 409
    assert as_(city, "director").post(reverse("records:absence", args=[made.pk]), sent).status_code == 302
    assert Absence.objects.get().appointment == made


def test_recorded_decision_is_said_to_be_recorded(city: City_) -> None:
    owner = Appointment.objects.get(person=city.people["owner"])
    page = as_(city, "auditor").get(reverse("records:appointment", args=[owner.pk]), headers=SV).content.decode()
    assert "Infört från beslutet av Byggnadsnämnden" in page
    assert "Avsluta uppdraget" not in page


def test_group_says_what_is_missing(city: City_) -> None:
    url = reverse("records:group", args=["preparation_group", "P1"])
    client = as_(city, "applicant")
    assert "Saknas för en blandad grupp: Verksamhet" in " ".join(client.get(url, headers=SV).content.decode().split())
    seat(city, "anna", Role.PREPARATION_GROUP, portfolio="P1", competence=Competence.BUSINESS, chair=True)
    seat(city, "bo", Role.PREPARATION_GROUP, portfolio="P1", competence=Competence.LAW)
    html = client.get(url, headers=SV).content.decode()
    assert ("Saknas för en blandad grupp" in html, "ordförande: Anna" in " ".join(html.split())) == (False, True)
    assert faults_of(html) == []
    assert client.get(reverse("records:group", args=["coach"])).status_code == 404


def test_owner_of_an_e_service_is_decided_on_its_page(city: City_) -> None:
    sent = {"subject": "kulturkortet", "body": city.bodies["socialnamnden"].pk, "valid_from": "2026-03-01", "mandate": "Beslut 4"}
    assert as_(city, "project_office").post(reverse("records:designate"), sent).status_code == 409
    assert as_(city, "director").post(reverse("records:designate"), sent).status_code == 302
    assert Designation.objects.get().body == city.bodies["socialnamnden"]
    html = Client().get(reverse("records:service_owners"), headers=SV).content.decode()
    assert [w for w in ("kulturkortet", "Socialnämnden", "Beslut 4") if w not in html] == []


@pytest.mark.requirement("F11")
def test_what_a_board_has_been_told_is_shown_with_its_document(city: City_) -> None:
    make_case(city, "granted")
    url = reverse("records:body_reports", args=["kommunstyrelsen"])
    client = as_(city, "registrar")
    assert "Väntar på att anmälas (1)" in " ".join(client.get(url, headers=SV).content.decode().split())
    client.post(reverse("records:new_report", args=["kommunstyrelsen"]), {"note": "Sammanträdet i mars"})
    html = " ".join(client.get(url, headers=SV).content.decode().split())
    assert [w for w in ("Väntar på att anmälas (0)", "Sammanträdet i mars", "Listan som pdf") if w not in html] == []
    answer = client.get(reverse("records:report_file", args=[BoardReport.objects.get().pk]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_expired_appointments_are_a_list(city: City_) -> None:
    seat(city, "anna", valid_from=date(2020, 1, 1), valid_until=date(2020, 12, 31))
    html = as_(city, "registrar").get(reverse("records:appointments") + "?term=ended", headers=SV).content.decode()
    assert ("Anna" in html, "Project_office" in html) == (True, False)


@pytest.mark.parametrize("act", ["end_appointment", "absence", "lapse"])
def test_an_act_on_an_appointment_says_where_one_is(city: City_, act: str) -> None:
    one = seat(city, "anna", Role.PREPARATION_GROUP, portfolio="P1")
    page = as_(city, "director").get(reverse(f"records:{act}", args=[one.pk]))
    assert [url for _, url in page.context["crumbs"]] == ["/register/uppdrag/", f"/register/uppdrag/{one.pk}/", ""]
    assert faults_of(page.content.decode()) == []


@pytest.mark.requirement("F10")
def test_group_says_who_is_away_who_serves_and_leads_to_what_mends_it(city: City_) -> None:
    made = seat(city, "anna", Role.PREPARATION_GROUP, portfolio="P9")
    seat(city, "bo", Role.PREPARATION_GROUP, portfolio="P9", substitute=True, substitutes_for=made)
    today, url = city.on.date(), reverse("records:group", args=["preparation_group", "P9"])
    before = as_(city, "director").get(url, headers=SV).content.decode()
    assert ("frånvarande" in before, "tjänstgör i dag" in before) == (False, False)
    records.note_absence(appointment=made, first=today, last=today, by=city.people["director"], on=city.on)
    html = as_(city, "director").get(url, headers=SV).content.decode()
    rows = re.findall(r'<td data-l="Plats">([^<]+)</td>', html)
    assert rows == [f"ledamot, frånvarande till och med {today}", "ersättare för Anna, tjänstgör i dag"]
    assert reverse("records:new_appointment") in html
    assert reverse("records:new_appointment") not in as_(city, "applicant").get(url).content.decode()
