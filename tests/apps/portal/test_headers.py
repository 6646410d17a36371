"""What every answer tells a browser, what cookies may do, and what addresses and errors do not give away."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current
from django.test import Client
from django.urls import reverse

from nytta.kit.logs import Told
from tests.apps.access.entering import PASSWORD, browser, log_in, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
PAGES = ("portal:start", "portal:privacy", "account_login", "records:decisions", "systems:list")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_carries_the_headers_that_hold_a_browser_back(city: City_, name: str) -> None:
    answer = Client().get(reverse(name))
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert {n: policy[n] for n in ("default-src", "object-src", "base-uri", "frame-ancestors", "script-src", "style-src", "form-action")} == {
        "default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "script-src": "'self'",
        "style-src": "'self'", "form-action": "'self'",
    }  # fmt: skip
    assert {n: answer[n] for n in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options")} == {
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY",
    }  # fmt: skip
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not answer.has_header("Access-Control-Allow-Origin")
    assert not answer.has_header("Server")


def test_cookies_are_for_the_server_and_for_this_site_alone(city: City_) -> None:
    with_password(city.people["applicant"])
    client = browser()
    client.get(reverse("account_login"))
    log_in(client, "applicant")
    client.post(reverse("set_language"), {"language": "en"})
    found = {
        name: (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"])
        for name, cookie in client.cookies.items()
        if cookie.value
    }
    assert found.pop("messages", (True, "Lax", "", "/")) == (True, "Lax", "", "/")
    assert found == {name: (True, "Lax", "", "/") for name in ("sessionid", "csrftoken", "django_language")}


def test_a_session_key_has_160_random_bits_and_is_in_no_address(city: City_) -> None:
    with_password(city.people["applicant"])
    keys = set()
    for _ in range(3):
        client = browser()
        log_in(client, "applicant")
        keys.add(client.cookies["sessionid"].value)
        assert client.cookies["sessionid"].value not in client.get(reverse("portal:choices")).content.decode()
    assert [bool(re.fullmatch("[a-z0-9]{32}", key)) for key in keys] == [True] * 3  # 32 of 36 characters: 165 bits


@pytest.mark.parametrize("where", ["https://example.org/", "//example.org/", "javascript:alert(1)", "https:example.org"])
def test_log_in_leads_nowhere_else(city: City_, where: str) -> None:
    with_password(city.people["applicant"])
    answer = browser().post(reverse("account_login"), {"login": "applicant", "password": PASSWORD, "next": where})
    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:start"))


@pytest.mark.parametrize("name", ["access:end_others", "portal:ask_extract", "account_logout"])
def test_looking_changes_nothing(city: City_, name: str) -> None:
    client = Client()
    client.force_login(city.people["applicant"])
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("portal:choices")).status_code == 200


def test_an_act_from_another_site_is_refused(city: City_) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.people["applicant"])
    assert client.post(reverse("access:end_others")).status_code == 403


@pytest.mark.parametrize("method", ["trace", "put", "delete", "patch"])
def test_methods_that_a_page_has_not_are_refused(city: City_, method: str) -> None:
    assert getattr(Client(), method)(reverse("portal:privacy")).status_code == 405


def test_log_out_ends_the_session_at_the_server(city: City_) -> None:
    with_password(city.people["applicant"])
    client, thief = browser(), browser()
    log_in(client, "applicant")
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.get(reverse("portal:choices")).status_code == 200
    client.post(reverse("account_logout"))
    assert thief.get(reverse("portal:choices")).status_code == 302


def test_every_page_of_somebody_logged_in_has_a_way_out(city: City_) -> None:
    client = Client()
    client.force_login(city.people["applicant"])
    for name in ("portal:desk", "portal:choices", "access:sessions", "mfa_index", "applications:list"):
        assert f'action="{reverse("account_logout")}"' in client.get(reverse(name)).content.decode()


def test_pages_of_allauth_that_the_city_does_not_use_are_closed(city: City_) -> None:
    client = Client()
    client.force_login(city.people["applicant"])
    for path in ("/konto/email/", "/konto/password/reset/", "/konto/password/set/", "/konto/confirm-email/", "/konto/password/reset/done/"):
        assert client.get(path).status_code == 404, path
    assert "Konton läggs upp av projektkontoret" in Client(headers={"accept-language": "sv"}).get("/konto/signup/").content.decode()


def test_an_error_tells_nothing_of_the_inside(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("hemligt /srv/nytta")

    monkeypatch.setattr("nytta.portal.views.personal.kept", broken)
    answer = client.get(reverse("portal:privacy"))
    assert answer.status_code == 500
    assert [word for word in ("hemligt", "/srv", "Traceback", "RuntimeError", "Django") if word in answer.content.decode()] == []
    assert current.DEBUG is False


def test_a_file_of_the_source_or_of_version_control_is_not_found(city: City_) -> None:
    for path in ("/.git/config", "/config/settings.py", "/manage.py", "/static/../config/settings.py", "/static/", "/var/nytta.sqlite3"):
        assert Client().get(path).status_code == 404, path


def test_a_name_that_holds_a_line_break_makes_no_line_in_the_log(city: City_, caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/finns-inte%0d%0aERROR%20p%C3%A5hittad")
    assert [r.getMessage() for r in caplog.records if "\n" in r.getMessage() or "\r" in r.getMessage()] == []


def test_a_refusal_is_in_the_log_with_who_asked(city: City_, caplog: pytest.LogCaptureFixture) -> None:
    with_password(city.people["applicant"])
    client = browser()
    log_in(client, "applicant")
    assert client.get(reverse("access:people")).status_code == 403
    assert Client().post(reverse("account_login"), {"login": "x"}).status_code == 200
    assert Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.77").post(reverse("account_login"), {"login": "x"}).status_code == 403
    told = [Told().format(r) for r in caplog.records if getattr(r, "status_code", 0) == 403]
    assert told[0] == "Forbidden (Permission denied): /tilltrade/personer/ [GET, applicant, 192.0.2.0/24]"
    assert told[-1].endswith("[POST, -, 192.0.2.0/24]") and "192.0.2.77" not in " ".join(told)
    assert Told().format(logging.makeLogRecord({"msg": "Not Found: /x", "status_code": 404})) == "Not Found: /x"
    assert current.LOGGING["formatters"]["told"]["()"] == "nytta.kit.logs.Told" and current.LOGGING["root"]["handlers"] == ["console"]


@pytest.mark.parametrize("path", ["/api/v1/cases", "/scim/v2/Users"])
def test_a_program_without_tls_is_told_and_not_led_on(city: City_, settings: Any, path: str) -> None:
    security, *others = settings.MIDDLEWARE
    settings.MIDDLEWARE = [security, "nytta.kit.middleware.refuse_plain", *others]
    settings.SECURE_SSL_REDIRECT = True
    plain = Client().get(path, headers={"authorization": "Bearer nytta_x"})
    assert (plain.status_code, plain.has_header("Location"), plain["Content-Type"]) == (403, False, "application/problem+json")
    assert "Only https is answered here" in plain.json()["detail"] and "nytta_x" not in plain.content.decode()
    assert Client().get(path, secure=True).status_code in {200, 401}
    page = Client().get("/beslut/")
    assert (page.status_code, page["Location"]) == (301, "https://testserver/beslut/")


SCRIPTS = [p for p in sorted(Path(__file__).resolve().parents[3].joinpath("nytta").rglob("*.js")) if "vendor" not in p.parts]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.name)
def test_a_name_from_outside_is_a_key_only_in_what_has_no_prototype(script: Path) -> None:
    text = script.read_text()
    for target in re.findall(r"([\w.]+)\[[^\]\"'\d][^\]]*\]\s*=(?!=)", text):
        made = re.escape(target.split(".")[-1])
        assert re.search(rf"\b{made}\s*[=:]\s*(?:Object\.assign\()?Object\.create\(null\)", text), f"{script.name}: {target}"
    assert not re.search(r"__proto__|\beval\(|new Function\b", text)
