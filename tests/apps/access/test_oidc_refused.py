"""Every wrong answer of a real provider lets nobody in: a calm page, a row in the log, no session. Source: D14."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nytta.city.access.models import Identity, LoginAttempt
from nytta.city.organisation.models import Person
from nytta.kit import clock
from tests import oidc as there
from tests.apps.access.conftest import Browser, Record

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
TAMPERED = {
    "nonce": "token_nonce",
    "no_nonce": "token_nonce",
    "issuer": "token_issuer",
    "audience": "token_audience",
    "party": "token_party",
    "expired": "token_expired",
    "old": "token_issued",
    "early": "token_early",
    "none": "token_algorithm",
    "none_named": "token_algorithm",
    "secret": "token_algorithm",
    "stranger": "token_signature",
    "altered": "token_signature",
    "no_kid": "token_key",
    "unknown_kid": "token_key",
    "no_subject": "token_subject",
    "missing": "token_missing",
    "userinfo": "userinfo_subject",
}


def nobody(browser: Browser, rule: str) -> None:
    """Nobody was let in, by this rule, and it stands in the log."""
    assert browser.person == ""
    assert not Identity.objects.exists()
    assert not Person.objects.filter(username="anna").exists()
    row = LoginAttempt.objects.first()
    assert row is not None and (row.outcome, row.rule, row.person) == ("fault", rule, None)


@pytest.mark.parametrize("tamper", TAMPERED)
def test_wrong_token_lets_nobody_in(keep: Record, real: there.Provider, browser: Browser, tamper: str) -> None:
    keep()
    real.tell(accounts={"anna": {"preferred_username": "anna", "name": "Anna Ek"}}, tamper=tamper)
    answer = browser.log_in("anna")
    page = answer.content.decode()
    assert (answer.status_code, "Du är inte inloggad</h1>" in page, "Traceback" in page) == (400, True, False)
    nobody(browser, TAMPERED[tamper])


def test_answer_to_another_log_in(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    back = browser.consent(browser.ask(), "anna")
    answer = browser.come_back(back.replace("state=", "state=x"))
    assert answer.status_code == 400
    nobody(browser, "state_unknown")


def test_answer_in_another_browser(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    back = browser.consent(browser.ask(), "anna")
    victim = Browser()
    assert victim.come_back(back).status_code == 400
    nobody(victim, "state_unknown")


def test_answer_sent_twice(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    real.tell(accounts={"anna": {"preferred_username": "anna", "name": "Anna Ek"}})
    back = browser.consent(browser.ask(), "anna")
    assert browser.come_back(back).status_code == 302
    browser.here.post("/konto/logout/")
    assert browser.come_back(back).status_code == 400
    assert browser.person == ""
    assert list(LoginAttempt.objects.values_list("rule", flat=True)) == ["state_unknown", ""]


def test_code_of_another_log_in_is_stopped_by_the_verifier(keep: Record, real: there.Provider, browser: Browser) -> None:
    """PKCE: a code that was stolen and is put into one's own log-in, with one's own state."""
    keep()
    stolen = browser.consent(browser.ask(), "anna")
    thief = Browser()
    own = thief.consent(thief.ask(), "berit")
    code, mine = stolen.split("code=")[1].split("&")[0], own.split("code=")[1].split("&")[0]
    assert thief.come_back(own.replace(mine, code)).status_code == 400
    nobody(thief, "code_refused")


def test_code_used_before_is_refused_by_the_provider(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    back = browser.consent(browser.ask(), "anna")
    session = browser.here.session
    asked = list(session["access_asked"])
    browser.come_back(back)
    browser.here.post("/konto/logout/")
    Identity.objects.all().delete()
    session = browser.here.session
    session["access_asked"] = asked  # as if the state had not been used up
    session.save()
    browser.here.cookies["sessionid"] = session.session_key
    answer = browser.come_back(back)
    assert (answer.status_code, LoginAttempt.objects.first().rule) == (400, "code_refused")  # type: ignore[union-attr]


def test_answer_that_took_too_long(keep: Record, real: there.Provider, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    back = browser.consent(browser.ask(), "anna")
    monkeypatch.setattr(clock, "now", lambda: timezone.localtime() + timedelta(minutes=16))
    assert browser.come_back(back).status_code == 400
    nobody(browser, "state_old")


def test_answer_from_another_provider_by_its_own_word(keep: Record, real: there.Provider, browser: Browser) -> None:
    """Mix-up: RFC 9207."""
    keep()
    back = browser.consent(browser.ask(), "anna")
    assert "iss=" in back
    assert browser.come_back(back.split("&iss=")[0] + "&iss=https%3A%2F%2Fanother.example").status_code == 400
    nobody(browser, "answer_issuer")


def test_answer_at_the_address_of_another_provider(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    keep("lanet", name="Länet", client_id="another")
    back = browser.consent(browser.ask(), "anna").replace("/in/staden/", "/in/lanet/")
    assert browser.come_back(back).status_code == 400
    nobody(browser, "state_unknown")


def test_left_at_the_provider(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep()
    state = browser.ask().split("state=")[1].split("&")[0]
    answer = browser.here.get("/tilltrade/in/staden/svar/", {"error": "access_denied", "state": state})
    assert (answer.status_code, "avbröts hos leverantören" in answer.content.decode(), browser.person) == (403, True, "")


def test_max_age_asks_for_a_new_log_in(keep: Record, real: there.Provider, browser: Browser) -> None:
    keep(max_age_minutes=5)
    assert "max_age=300" in browser.ask()
    real.tell(accounts={"anna": {"preferred_username": "anna", "name": "Anna Ek"}})
    assert browser.log_in("anna").status_code == 302
