"""A provider ends sessions here by a message of its own, and nobody else does. Source: OpenID Connect Back-Channel Logout 1.0."""

import time
from typing import Any

import pytest
from django.test import Client

from nytta.city.access.models import LoginAttempt
from tests import oidc as there
from tests.apps.access.conftest import Browser, Record

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
URL = "/tilltrade/in/staden/utloggad/"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
ANNA = {"anna": {"preferred_username": "anek", "name": "Anna Ek"}}


def sid_of(browser: Browser) -> str:
    return str(browser.here.session["access_came"]["sid"])


def send(token: str) -> Any:
    return Client(enforce_csrf_checks=True).post(URL, {"logout_token": token})


def test_one_session_ends_by_its_number(keep: Record, real: there.Provider) -> None:
    keep()
    real.tell(accounts=ANNA)
    one, other = Browser(), Browser()
    one.log_in("anna")
    other.log_in("anna")
    assert sid_of(one) and sid_of(one) != sid_of(other)
    answer = send(real.tell(logout_token={"sub": "anna", "sid": sid_of(one)})["token"])
    assert (answer.status_code, answer["Cache-Control"].startswith("max-age=0")) == (200, True)
    assert (one.person, bool(other.person)) == ("", True)
    assert LoginAttempt.objects.values_list("outcome", flat=True)[0] == "out"


def test_all_sessions_of_a_subject_end(keep: Record, real: there.Provider) -> None:
    keep()
    real.tell(accounts={**ANNA, "berit": {"preferred_username": "berit"}})
    one, other, third = Browser(), Browser(), Browser()
    for browser, who in ((one, "anna"), (other, "anna"), (third, "berit")):
        browser.log_in(who)
    now = int(time.time())
    claims = {"iss": real.issuer, "aud": real.client, "sub": "anna", "iat": now, "exp": now + 60, "jti": "1", "events": {EVENT: {}}}
    assert send(real.tell(sign=claims)["token"]).status_code == 200
    assert (one.person, other.person, bool(third.person)) == ("", "", True)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"iss": "https://another.example"}, "token_issuer"),
        ({"aud": "another"}, "token_audience"),
        ({"events": {}}, "logout_event"),
        ({"nonce": "x"}, "logout_nonce"),
        ({"exp": 1}, "token_expired"),
        ({"jti": None}, "logout_id"),
        ({"sub": "", "sid": ""}, "token_subject"),
    ],
)
def test_wrong_message_ends_nothing(keep: Record, real: there.Provider, browser: Browser, change: dict[str, Any], rule: str) -> None:
    keep()
    real.tell(accounts=ANNA)
    browser.log_in("anna")
    now = int(time.time())
    claims = {
        "iss": real.issuer, "aud": real.client, "sub": "anna", "iat": now, "exp": now + 60, "jti": "1", "events": {EVENT: {}}, **change
    }  # fmt: skip
    answer = send(real.tell(sign=claims)["token"])
    assert (answer.status_code, answer.json()["error_description"], bool(browser.person)) == (400, rule, True)


def test_message_that_is_no_token(keep: Record, browser: Browser) -> None:
    keep()
    assert [send(text).status_code for text in ("", "x", "a.b.c", "x" * 30_000)] == [400] * 4
    assert Client().post("/tilltrade/in/ingen/utloggad/", {"logout_token": "x"}).status_code == 404
    assert Client().get(URL).status_code == 405


def test_id_token_is_no_message_of_log_out(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(accounts=ANNA)
    browser.log_in("anna")
    assert send(browser.here.session["access_came"]["id_token"]).json()["error_description"] == "logout_event"
