"""The acts on bodies in the browser: what is typed is kept, what is refused is told, and the timeline shows the rest."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body, City
from nytta.city.organisation.queries import as_on
from tests.apps.organisation.test_binding import as_
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
URL = "/register/organ/byggnadsnamnden"


def shown(day: str = "") -> str:
    return Client().get(reverse("organisation:detail", args=["byggnadsnamnden"]), {"dag": day}).content.decode()


def test_rename_correct_and_take_back(city: City_) -> None:
    client = as_(city, "registrar")
    answer = client.post(f"{URL}/namn/", {"name": "Stadsbygnadsnämnden", "from_day": "2026-06-01", "paragraph": "KF § 9"})
    assert (answer.status_code, answer["Location"]) == (302, "/organisation/byggnadsnamnden/")
    assert "Bytte namn från Byggnadsnämnden till Stadsbygnadsnämnden." in shown()
    new = {"name": "Stadsbyggnadsnämnden", "kind": "committee", "parent": "", "first_day": "2026-06-01", "reason": "Skrivfel"}
    assert client.post(f"{URL}/ratta/2026-06-01/", new).status_code == 302
    assert ">Stadsbyggnadsnämnden</h1>" in shown("2026-06-01")
    assert client.post(f"{URL}/aterta/2026-06-01/", {"reason": "KF § 12"}).status_code == 302
    assert ">Byggnadsnämnden</h1>" in shown("2026-06-01")
    assert client.get(f"{URL}/aterta/2026-06-01/").status_code == 404


def test_refused_rename_keeps_what_was_typed(city: City_) -> None:
    answer = as_(city, "registrar").post(f"{URL}/namn/", {"name": "Socialnämnden", "from_day": "2026-06-01", "paragraph": "KF § 9"})
    page = answer.content.decode()
    assert (answer.status_code, "Två organ skulle heta Socialnämnden samma dag." in page, 'value="KF § 9"' in page) == (409, True, True)


def test_merge_in_the_browser(city: City_) -> None:
    client = as_(city, "registrar")
    given = {
        "bodies": [city.bodies["byggnadsnamnden"].pk, city.bodies["socialnamnden"].pk], "into": "", "name": "", "code": "samhalle",
        "first_day": "2026-07-01", "parts_follow": "on", "paragraph": "KF § 9",
    }  # fmt: skip
    assert client.post("/register/organ/sla-samman/", given).status_code == 422
    assert client.post("/register/organ/sla-samman/", {**given, "name": "Samhällsnämnden"}).status_code == 302
    assert "Slogs samman med andra till Samhällsnämnden." in shown()
    assert "Den dagen svarar:" in shown("2026-07-01")
    assert "Fanns inte ännu" in Client().get("/organisation/samhalle/").content.decode()


def test_end_shows_what_must_be_moved(city: City_) -> None:
    client = as_(city, "registrar")
    page = client.get(f"{URL}/upphor/").content.decode()
    assert "Sökande för nämnd eller bolag" in page and "Avsluta uppdragen" in page
    given = {
        "last_day": "2026-06-30",
        "successors": [city.bodies["socialnamnden"].pk],
        "parts_to": city.bodies["socialnamnden"].pk,
        "paragraph": "§",
    }
    assert client.post(f"{URL}/upphor/", given).status_code == 302
    page = client.get("/organisation/byggnadsnamnden/").content.decode()
    assert "Det här ska flyttas" in page and "Sökande för nämnd eller bolag" in page
    assert "Det här ska flyttas" not in shown()
    assert client.post(f"{URL}/upphor/aterta/", {"reason": "Återtaget"}).status_code == 302
    assert Body.objects.get(code="byggnadsnamnden").valid_until is None


def test_move_is_for_what_can_belong_to_another(city: City_) -> None:
    client = as_(city, "registrar")
    given = {"parent": city.bodies["socialnamnden"].pk, "from_day": "2026-06-01", "paragraph": "KF § 9"}
    assert client.post("/register/organ/byggforvaltningen/flytta/", given).status_code == 302
    assert client.get(f"{URL}/flytta/").status_code == 404
    moved = dict(as_on(date(2026, 6, 1)).values_list("code", "parent_name_on"))
    assert moved["byggforvaltningen"] == "Socialnämnden"


@pytest.mark.parametrize("name", ["namn", "upphor", "ratta"])
def test_applicant_may_not(city: City_, name: str) -> None:
    page = as_(city, "applicant").get(f"{URL}/{name}/").content.decode()
    assert "Det kräver uppdraget" in page


@pytest.mark.parametrize(("code", "status"), [("0180", 302), ("", 302), ("9999", 422), ("018", 422)])
def test_city_picks_its_municipality_by_code(city: City_, code: str, status: int) -> None:
    given = {
        "name": "Ekholms stad", "municipality_code": code, "director_title": "stadsdirektören", "executive_office": "kontoret",
        "registry_pattern": "KS {year}/{number:04d}", "decision_pattern": "B {year}-{number:03d}", "contact": "",
    }  # fmt: skip
    client = as_(city, "registrar")
    assert client.post("/register/installningar/", given).status_code == status
    assert City.objects.get().municipality_code == (code if status == 302 else "")
    assert ("Stockholm 0180" in client.get(reverse("portal:about")).content.decode()) is (code == "0180")


def test_facts_link_to_the_body_it_belongs_to(city: City_) -> None:
    page = Client().get(reverse("organisation:detail", args=["byggforvaltningen"])).content.decode()
    assert '<dt>Hör till</dt><dd><a class="ds-link" href="/organisation/byggnadsnamnden/">Byggnadsnämnden</a></dd>' in page
