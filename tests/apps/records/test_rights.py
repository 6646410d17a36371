"""The pages of rights: what may I do and why, who may do this, and a sample that can be drawn again."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.queries.rights import rights_of, who_may
from nytta.city.records.queries.seats import ending
from nytta.city.records.rules import drawn, urgency
from nytta.city.records.terms import Role
from nytta.kit.testing import faults_of, queries_of
from nytta.kit.work import desk
from nytta.plain.rights import RIGHTS
from tests.factories.city import City_, make_case, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_director_sees_the_delegation_behind_the_right_to_grant(city: City_) -> None:
    lines = {line.right.name: line for _, lines in rights_of(city.people["director"], city.on.date()) for line in lines}
    assert set(lines) == set(RIGHTS)
    (ground,) = lines["portfolios.grant"].grounds
    assert ground.appointment is not None
    assert ground.delegation is not None
    assert (ground.appointment.role, ground.delegation.clause) == ("city_director", "Delegationsordning grant")
    assert (lines["portfolios.grant"].may, lines["applications.screen"].may, lines["intake.write"].may) == (True, False, True)
    (exempts,) = lines["records.exempt"].grounds
    assert exempts.delegation is not None


def test_page_says_which_appointment_gives_what_one_may_not(city: City_) -> None:
    make_case(city, "draft")
    client = as_(city, "director")
    html = client.get(reverse("records:my_rights"), headers=SV).content.decode()
    assert [w for w in ("Delegationsordning grant", "Kräver uppdraget: Projektkontor", "Eller den som är: Projektledaren") if " ".join(w.split()) not in " ".join(html.split())] == []  # fmt: skip
    assert faults_of(html) == []
    assert client.get(reverse("records:rights_of", args=["applicant"])).status_code == 200
    assert as_(city, "applicant").get(reverse("records:rights_of", args=["director"])).status_code == 404
    assert as_(city, "auditor").get(reverse("records:rights_of", args=["director"])).status_code == 200


def test_who_may_do_an_act_names_the_persons_and_the_decision(city: City_) -> None:
    assert [s.appointment.person for s in who_may(RIGHTS["portfolios.grant"], city.on.date())] == [city.people["director"]]
    other = make_person("vikarie", city.bodies["socialforvaltningen"], "chef")
    Appointment.objects.create(person=other, role=Role.CITY_DIRECTOR.value, valid_from=city.on.date())
    assert [s.appointment.person for s in who_may(RIGHTS["portfolios.grant"], city.on.date())] == [city.people["director"]]
    html = as_(city, "applicant").get(reverse("records:who_may", args=["portfolios.grant"]), headers=SV).content.decode()
    assert [w for w in ("Uppdragsbeslut 1", "Delegationsordning grant", "Direktör") if w not in html] == []
    assert as_(city, "applicant").get(reverse("records:who_may", args=["intet"])).status_code == 404


def test_pages_of_rights_ask_the_same_however_many_serve(city: City_) -> None:
    client = as_(city, "project_office")
    urls = [reverse("records:my_rights"), reverse("records:rights"), reverse("records:who_may", args=["preparation.state"])]
    before = [len(queries_of(client, u)[1]) for u in urls]
    for n in range(3):
        person = make_person(f"mer-{n}", city.bodies["byggforvaltningen"], "x")
        Appointment.objects.create(person=person, role=Role.PREPARATION_GROUP.value, portfolio="P1", valid_from=city.on.date())
    assert [len(queries_of(client, u)[1]) for u in urls] == before


@pytest.mark.parametrize(("days", "order"), [(91, None), (90, 5), (31, 5), (30, 3), (8, 3), (7, 1), (0, 1)])
def test_warning_grows_heavier_towards_the_last_day(days: int, order: int | None) -> None:
    assert urgency(days=days) == order


def test_end_is_warned_of_until_somebody_has_answered(city: City_) -> None:
    person = make_person("coachen", city.bodies["byggforvaltningen"], "coach")
    made = records.appoint(
        person=person, role=Role.COACH, valid_from=date(2026, 1, 1), valid_until=date(2026, 3, 20), mandate="§ 1",
        by=city.people["director"], on=city.on,
    )  # fmt: skip
    day = city.on.date()
    assert [(w.title, w.order) for w in desk(person, day)] == [("Projektcoach", 3)]
    assert [w.title for w in desk(city.people["director"], day) if w.note] == ["Projektcoach, Coachen"]
    assert [w.title for w in desk(city.people["registrar"], day) if "Coachen" in w.title] == []
    assert [desk(person, d) for d in (date(2025, 12, 1), date(2026, 3, 21))] == [[], []]
    records.let_lapse(appointment=made, by=city.people["director"], on=city.on)
    assert (desk(person, day), list(ending(day))) == ([], [])
    Appointment.objects.update(lapse_noted_on=None)
    records.renew(appointments=[made], valid_until=date(2027, 3, 20), mandate="§ 2", by=city.people["director"], on=city.on)
    assert list(ending(day)) == []


def test_sample_is_drawn_by_seed_and_can_be_drawn_again() -> None:
    codes = [f"A-2026-{n:03d}" for n in range(1, 200)]
    first = drawn(codes, size=10, seed="våren 2026")
    assert first == drawn(list(reversed(codes)), size=10, seed="våren 2026")
    assert first[:4] == ["A-2026-102", "A-2026-106", "A-2026-060", "A-2026-195"]
    assert drawn(codes, size=25, seed="våren 2026")[:10] == first
    assert drawn(codes, size=10, seed="hösten 2026") != first
    assert (drawn([], size=5, seed="x"), drawn(["a"], size=5, seed="x"), drawn(["a"], size=0, seed="x")) == ([], ["a"], [])


def test_auditor_draws_and_exports_a_sample(city: City_) -> None:
    make_case(city, "granted")
    asked = {"population": "decisions", "first": "2026-01-01", "last": "2026-12-31", "size": "3", "seed": "vår"}
    url = reverse("records:sample")
    client = as_(city, "auditor")
    page = client.get(url, asked, headers=SV)
    assert page.status_code == 200
    assert faults_of(page.content.decode()) == []
    rows = client.get(reverse("records:sample_export", args=["csv"]), asked, headers=SV).content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[0]) == (6, "Nr;Beteckning")
    assert rows == client.get(reverse("records:sample_export", args=["csv"]), asked, headers=SV).content.decode("utf-8-sig").splitlines()
    assert client.get(url, {**asked, "population": "cases"}).status_code == 200
    assert client.get(url, {**asked, "size": "0"}).status_code == 422
    assert as_(city, "project_office").get(url).status_code == 403


def test_groups_of_acts_have_names_of_their_own_and_others_rights_are_led_to(city: City_) -> None:
    html = as_(city, "auditor").get(reverse("records:my_rights"), headers=SV).content.decode()
    names = re.findall(r'id="group-\d+">([^<]+)<', html)
    assert names == list(dict.fromkeys(names))
    assert "Övrigt" not in names
    there = reverse("records:rights_of", args=["director"])
    seat = Appointment.objects.get(person=city.people["director"], role=Role.CITY_DIRECTOR.value)
    for page in (reverse("records:who_may", args=["portfolios.grant"]), reverse("records:appointment", args=[seat.pk])):
        assert f'href="{there}"' in as_(city, "auditor").get(page).content.decode(), page
        assert f'href="{there}"' not in as_(city, "applicant").get(page).content.decode(), page
