"""The registrar records bodies and lets people log in; others are refused with the reason."""

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body, Person
from tests.factories.city import City_

pytestmark = pytest.mark.django_db
BODY = {
    "name": "Kulturnämnden",
    "code": "kulturnamnden",
    "kind": "committee",
    "parent": "",
    "valid_from": "2026-01-01",
    "paragraph": "KF § 9",
}


def client_of(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.requirement("O1")
def test_record_body_and_let_somebody_there_in_without_a_password(city: City_) -> None:
    client = client_of(city, "registrar")
    assert client.post("/register/organ/nytt/", BODY).status_code == 302
    body = Body.objects.get(code="kulturnamnden")
    person = {"name": "Kim", "title": "Handläggare", "body": body.pk, "email": "", "username": "kim"}
    assert client.post(reverse("access:let_in"), person).status_code in (200, 302)
    made = Person.objects.get(username="kim")
    assert (made.body, made.has_usable_password()) == (body, False)


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"code": "byggnadsnamnden"}, 409, "upptagen"),
        ({"kind": "administration"}, 409, "En förvaltning hör till en nämnd"),
        ({"name": ""}, 422, ""),
    ],
)
def test_record_body_that_does_not_hold_is_refused_and_kept(city: City_, change: dict[str, str], status: int, said: str) -> None:
    answer = client_of(city, "registrar").post("/register/organ/nytt/", {**BODY, **change})
    assert (answer.status_code, said in answer.content.decode(), "KF § 9" in answer.content.decode()) == (status, True, True)


def test_others_may_not(city: City_) -> None:
    assert client_of(city, "applicant").post("/register/organ/nytt/", BODY).status_code == 409
    assert not Body.objects.filter(code="kulturnamnden").exists()
