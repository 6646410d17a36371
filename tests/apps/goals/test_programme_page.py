"""The programme's page: figure 2 in the programme's own words, and what to do when no programme is in force."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Programme
from nytta.needs.goals.models import Contribution
from nytta.needs.goals.queries import matrix
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("N2")]


def page(person: object = None) -> str:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client.get(reverse("goals:programme"), headers={"accept-language": "sv"}).content.decode()


@pytest.mark.django_db
def test_matrix_holds_five_areas_and_three_goals(city: City_) -> None:
    rows = matrix(city.programme)
    assert [(area.number, [c.goal.code for c in contributions]) for area, contributions in rows] == [
        (n, ["KF1", "KF2", "KF3"]) for n in range(1, 6)
    ]  # fmt: skip


def test_programme_page_shows_every_contribution_to_anybody(city: City_) -> None:
    html = page()
    assert [t for t in Contribution.objects.values_list("text", flat=True) if t not in html] == []
    assert "Tillgänglighet dygnet runt, enkelt att nå kommunal service." in html


def test_page_without_programme_says_what_to_do(city: City_) -> None:
    Programme.objects.update(valid_from="2000-01-01", valid_until="2001-01-01")
    html = page()
    assert "Inget program gäller" in html
    assert "Registratorn eller projektkontoret för in fullmäktiges beslut om ett program." in html


def test_page_without_programme_lets_the_registrar_record_one(city: City_) -> None:
    Programme.objects.update(valid_from="2000-01-01", valid_until="2001-01-01")
    assert "Inför ett program" in page(city.people["registrar"])
    assert "Inför ett program" not in page(city.people["applicant"])
