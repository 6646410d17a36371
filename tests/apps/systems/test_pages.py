"""The register of common solutions through its pages."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.delivery.systems.models import CommonSolution
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D2")]
SENT = {
    "name": "Bokningsplattformen", "code": "bokning", "covers": "tidsbokning\n\nlokalbokning", "contact": "it", "valid_from": "2026-02-01",
}  # fmt: skip


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_register_and_page_are_open_to_anybody(city: City_) -> None:
    solution = CommonSolution.objects.first()
    assert solution is not None
    assert solution.name in Client().get(reverse("systems:solutions")).content.decode()
    assert solution.covers[0] in Client().get(reverse("systems:solution", args=[solution.code])).content.decode()


def test_office_adds_a_solution_with_what_it_covers(city: City_) -> None:
    answer = as_(city, "project_office").post(reverse("systems:new_solution"), SENT)
    assert answer["Location"] == reverse("systems:solution", args=["bokning"])
    assert CommonSolution.objects.get(code="bokning").covers == ["tidsbokning", "lokalbokning"]


def test_same_code_again_is_refused(city: City_) -> None:
    client = as_(city, "registrar")
    client.post(reverse("systems:new_solution"), SENT)
    answer = client.post(reverse("systems:new_solution"), SENT, headers={"accept-language": "sv"})
    assert answer.status_code == 409
    assert "Koden bokning är upptagen." in answer.content.decode()


def test_applicant_may_not_add(city: City_) -> None:
    answer = as_(city, "applicant").post(reverse("systems:new_solution"), SENT)
    assert (answer.status_code, CommonSolution.objects.filter(code="bokning").count()) == (409, 0)
