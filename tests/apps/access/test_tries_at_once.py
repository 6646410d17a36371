"""Many tries at the same moment get no more guesses than one after another; and what is sensitive asks who one is once more."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.access.commands import accounts as commands
from nytta.city.access.models import Attempts
from tests.apps.access.entering import PASSWORD, browser, log_in, with_password
from tests.at_once import at_once
from tests.factories.city import City_

pytestmark = pytest.mark.requirement("D14")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["applicant", "ingen-alls"])
def test_twenty_tries_at_once_under_a_name_give_five_guesses(transactional_city: City_, name: str) -> None:
    on = transactional_city.on
    tries = [partial(commands.begin_try, name=name, network=f"198.51.100.{n}/32", by=None, on=on) for n in range(20)]
    given = at_once(tries)
    assert sorted(given) == [0] * 5 + [31] * 15
    assert Attempts.objects.get(fails=5).waits_until == on + timedelta(seconds=30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["access:new_demand", "access:issue_own_token", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_what_is_sensitive_asks_who_one_is_once_more(city: City_, name: str) -> None:
    with_password(city.people["registrar"])
    client: Client = browser()
    log_in(client, "registrar")
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    again = client.get(reverse(name))
    assert again.status_code == 200 or again["Location"] == reverse("mfa_index")  # no codes before there is a second step
