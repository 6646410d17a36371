"""Whoever logs in by a provider alone says once more there that it is themselves; and what a provider gives us stays at the server."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from nytta.city.access.models import LoginAttempt
from nytta.city.access.queries import oidc
from nytta.city.access.queries.sessions import CAME
from nytta.kit.models import KeptSession
from nytta.kit.sessions import SessionStore
from tests import oidc as there
from tests.apps.access.conftest import Browser, Record
from tests.apps.access.entering import code_now
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]
OWN_TOKEN = "/tilltrade/mina-nycklar/ny/"


@pytest.fixture
def anna(keep: Record, real: there.Provider, browser: Browser) -> Browser:
    keep()
    real.tell(
        accounts={"anna": {"preferred_username": "anek", "name": "Anna Ek"}, "berit": {"preferred_username": "beal", "name": "Berit Al"}}
    )
    assert browser.log_in("anna").status_code == 302
    return browser


def grown_old(browser: Browser, seconds: int = 700) -> None:
    """Let the log-in be so long ago."""
    session = browser.here.session
    session["account_authentication_methods"][-1]["at"] -= seconds
    session.save()


@pytest.mark.parametrize("address", [OWN_TOKEN, "/konto/2fa/totp/activate/", "/konto/2fa/webauthn/add/"])
def test_after_ten_minutes_the_provider_is_asked_once_more(anna: Browser, address: str) -> None:
    assert anna.here.get(address).status_code == 200
    grown_old(anna)
    answer = anna.here.get(address)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/tilltrade/in/staden/")
    sent = anna.here.get(answer["Location"])["Location"]
    assert "prompt=login" in sent and "max_age=600" in sent
    before = anna.person
    answer = anna.come_back(anna.consent(sent, "anna"))
    assert (answer.status_code, answer["Location"], anna.person) == (302, address, before)
    assert anna.here.get(address).status_code == 200


def test_the_codes_of_a_first_app_are_shown_at_once_and_the_app_is_asked_afterwards(anna: Browser) -> None:
    page = anna.here.get("/konto/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = anna.here.post("/konto/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert answer.redirect_chain == [("/konto/2fa/recovery-codes/", 302)]
    assert len(re.findall(r"<li[^>]*>\s*(?:<code>)?\d{8}", answer.content.decode())) == 10
    grown_old(anna)
    assert anna.here.get(OWN_TOKEN)["Location"].startswith("/konto/reauthenticate/")
    Authenticator.objects.all().delete()
    assert anna.here.get(OWN_TOKEN)["Location"].startswith("/tilltrade/in/staden/")


def test_an_answer_without_a_new_log_in_opens_nothing(anna: Browser) -> None:
    grown_old(anna)
    sent = anna.here.get(anna.here.get(OWN_TOKEN)["Location"])["Location"]
    answer = anna.come_back(anna.consent(sent.replace("&prompt=login", "").replace("&max_age=600", ""), "anna"))
    assert (answer.status_code, "inte bett om en ny inloggning" in answer.content.decode()) == (400, True)
    assert LoginAttempt.objects.values_list("rule", flat=True)[0] == "token_auth_time"
    assert anna.here.get(OWN_TOKEN).status_code == 302


def test_somebody_else_who_comes_back_is_themselves(anna: Browser) -> None:
    grown_old(anna)
    before = anna.person
    sent = anna.here.get(anna.here.get(OWN_TOKEN)["Location"])["Location"]
    anna.there.cookies.clear()
    assert anna.come_back(anna.consent(sent, "berit"))["Location"] == OWN_TOKEN
    assert anna.person not in ("", before)


def test_who_is_logged_in_is_not_sent_to_a_provider_that_they_did_not_come_by(anna: Browser, keep: Record, city: City_) -> None:
    keep("annan", client_id="another")
    assert anna.here.get("/tilltrade/in/annan/?again=1")["Location"] == "/"
    assert anna.here.get("/tilltrade/in/staden/")["Location"] == "/"
    client = Client()
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/tilltrade/in/staden/?again=1")["Location"] == "/"


def test_tokens_of_a_provider_reach_no_browser_and_only_the_id_token_is_kept(
    keep: Record, real: there.Provider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, Any]] = []
    exchanged = oidc._exchanged

    def watched(*arguments: Any) -> dict[str, Any]:
        given.append(exchanged(*arguments))
        return given[-1]

    monkeypatch.setattr(oidc, "_exchanged", watched)
    keep()
    real.tell(accounts={"anna": {"preferred_username": "anek", "name": "Anna Ek"}})
    answer = browser.log_in("anna")
    access, identity = given[0]["access_token"], given[0]["id_token"]
    sent = [answer.content.decode(), str(answer.headers), str(browser.here.cookies)]
    sent += [browser.here.get(reverse(name)).content.decode() for name in ("access:sessions", "portal:desk")]
    assert [text for text in sent if access in text or identity in text or identity.split(".")[1] in text] == []
    assert browser.here.session[CAME]["id_token"] == identity
    assert not any(access in str(SessionStore().decode(row.session_data)) for row in KeptSession.objects.all())


def test_a_provider_that_says_it_is_another_is_sent_nobody(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(tamper="discovery_issuer")
    answer = browser.here.get("/tilltrade/in/staden/")
    assert (answer.status_code, answer.has_header("Location")) == (400, False)
    assert LoginAttempt.objects.values_list("rule", flat=True)[0] == "discovery_issuer"
