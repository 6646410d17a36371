"""A session that has ended, or whose person may no longer log in, opens nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nytta.city.organisation.models import Person
from nytta.kit.models import KeptSession

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture
def entered() -> Client:
    client = Client()
    client.force_login(Person.objects.create(username="u", name="Åsa"))
    assert client.get(reverse("portal:desk")).status_code == 200
    return client


def test_a_session_that_has_ended_opens_nothing(entered: Client) -> None:
    KeptSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert entered.get(reverse("portal:desk")).status_code == 302


def test_a_person_who_is_let_out_opens_nothing(entered: Client) -> None:
    Person.objects.update(is_active=False)
    assert entered.get(reverse("portal:desk")).status_code == 302


def test_a_session_of_a_person_who_is_gone_opens_nothing(entered: Client) -> None:
    Person.objects.all().delete()
    assert entered.get(reverse("portal:desk")).status_code == 302
