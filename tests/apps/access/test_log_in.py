"""Logging in with a local account: what is noted, what waits, and what nobody learns."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nytta.city.access.commands.accounts import begin_try
from nytta.city.access.models import Attempts, SignIn
from nytta.city.organisation.models import Person
from nytta.kit import clock
from nytta.kit.models import KeptSession, Notice
from tests.apps.access.entering import IPHONE, browser, code_app, code_now, entered, log_in, recovery_codes, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


@pytest.fixture
def anna(city: City_) -> Person:
    return with_password(city.people["applicant"])


def outcomes() -> list[tuple[str, str]]:
    return list(SignIn.objects.order_by("pk").values_list("outcome", "factors"))


@pytest.mark.both
def test_log_in_is_noted_with_factor_network_and_device(anna: Person) -> None:
    client = browser()
    assert log_in(client, "applicant").status_code == 302
    one = SignIn.objects.get()
    assert (one.person, one.outcome, one.factors, one.network, one.device) == (
        anna,
        "entered",
        "password",
        "192.0.2.0/24",
        "Firefox, Linux",
    )
    session = KeptSession.objects.get(person=anna)
    assert (session.network, session.agent[-11:]) == ("192.0.2.0/24", "Firefox/128.0"[-11:])
    assert client.cookies["sessionid"].value not in str(KeptSession.objects.values_list())


def test_wrong_password_and_unknown_name_are_told_alike(anna: Person) -> None:
    known, unknown = log_in(browser(), "applicant", "fel lösenord här"), log_in(browser(), "ingen-alls", "fel lösenord här")
    same = [a.content.decode().replace("applicant", "N").replace("ingen-alls", "N") for a in (known, unknown)]
    masked = [_without_token(text) for text in same]
    assert (known.status_code, masked[0]) == (unknown.status_code, masked[1])
    assert "Användarnamnet eller lösenordet stämmer inte." in known.content.decode()
    assert list(SignIn.objects.order_by("pk").values_list("person__username", "outcome")) == [
        ("applicant", "wrong_password"), (None, "wrong_password"),
    ]  # fmt: skip


def _without_token(html: str) -> str:
    parts = html.split('name="csrfmiddlewaretoken" value="')
    return parts[0] + "".join(part.partition('"')[2] for part in parts[1:])


def test_a_name_that_nobody_has_costs_as_many_hashes(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, salt: str, *args: Any, **kwargs: Any) -> str:
        done.append(password)
        return encode(self, password, salt, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counted)
    counts = []
    for name in ("applicant", "ingen-alls"):
        done.clear()
        log_in(browser(), name, "fel lösenord här")
        counts.append(len(done))
    assert counts[0] == counts[1] > 0


def test_after_five_wrong_tries_the_right_password_waits_too_and_so_does_a_name_that_nobody_has(anna: Person, city: City_) -> None:
    for name in ("applicant", "ingen-alls"):
        for _ in range(5):
            log_in(browser(), name, "fel lösenord här")
    for name in ("applicant", "ingen-alls"):
        client = browser()
        answer = log_in(client, name)
        assert "Det har varit för många försök." in answer.content.decode()
        assert not entered(client)
    assert outcomes()[-2:] == [("waiting", ""), ("waiting", "")]
    waits = Attempts.objects.filter(fails=5).values_list("waits_until", flat=True)
    assert list(waits) == [city.on + timedelta(seconds=30)] * 2


def test_waits_grow_and_a_right_password_ends_them(anna: Person, city: City_) -> None:
    seen = []
    for _ in range(12):
        Attempts.objects.update(waits_until=None)
        log_in(browser(), "applicant", "fel lösenord här")
        row = Attempts.objects.order_by("-fails").filter(waits_until__isnull=False).first()
        seen.append(int((row.waits_until - city.on).total_seconds()) if row and row.waits_until else 0)
    assert seen == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    Attempts.objects.update(waits_until=None)
    client = browser()
    log_in(client, "applicant")
    assert entered(client)
    assert Attempts.objects.filter(fails__gt=0).count() == 1  # the network's own


def test_many_names_from_one_network_wait_and_others_do_not(anna: Person, city: City_) -> None:
    for n in range(99):
        assert not begin_try(name=f"namn{n}", network="198.51.100.0/24", by=None, on=clock.now())
    assert "stämmer inte" in log_in(browser(address="198.51.100.9"), "namn99", "fel lösenord här").content.decode()
    assert "för många försök" in log_in(browser(address="198.51.100.77"), "applicant").content.decode()
    other = browser(address="203.0.113.5")
    log_in(other, "applicant")
    assert entered(other)


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(anna: Person) -> None:
    for client in (browser(), browser(), browser(IPHONE), browser(IPHONE)):
        log_in(client, "applicant")
    assert list(SignIn.objects.order_by("pk").values_list("is_new", "device")) == [
        (False, "Firefox, Linux"), (False, "Firefox, Linux"), (True, "Safari, iPhone"), (False, "Safari, iPhone"),
    ]  # fmt: skip
    letter = Notice.objects.get(subject="Ny inloggning i Nytta")
    assert letter.to == "applicant@example.org"
    assert "Safari, iPhone, nät 192.0.2.0/24" in letter.body


def test_the_code_of_an_app_is_asked_for_is_noted_and_opens_once(anna: Person) -> None:
    secret, client = code_app(anna), browser()
    assert log_in(client, "applicant")["Location"] == reverse("mfa_authenticate")
    assert not entered(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    code = code_now(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert entered(client)
    again = browser()
    log_in(again, "applicant")
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert not entered(again)
    assert outcomes() == [("wrong_code", ""), ("entered", "password totp"), ("wrong_code", "")]


def test_a_recovery_code_opens_once_and_says_how_many_are_left(anna: Person) -> None:
    code_app(anna)
    codes = recovery_codes(anna)
    for n, code in enumerate(codes[:7]):
        client = browser()
        log_in(client, "applicant")
        answer = client.post(reverse("mfa_authenticate"), {"code": code}, follow=True)
        assert ("Du har 3 reservkoder kvar." in answer.content.decode()) == (n == 6)
    used = browser()
    log_in(used, "applicant")
    used.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not entered(used)


def test_secrets_of_second_steps_are_enciphered_in_the_database(anna: Person) -> None:
    secret = code_app(anna)
    recovery_codes(anna)
    kept = [row["secret"] if "secret" in row else row["seed"] for row in Authenticator.objects.values_list("data", flat=True)]
    assert [text[:5] for text in kept] == ["gAAAA", "gAAAA"]
    assert secret not in str(kept)


def test_somebody_let_out_is_told_as_a_wrong_password(anna: Person) -> None:
    Person.objects.filter(pk=anna.pk).update(is_active=False)
    assert "Användarnamnet eller lösenordet stämmer inte." in log_in(browser(), "applicant", "fel lösenord här").content.decode()
    client = browser()
    log_in(client, "applicant")
    assert not entered(client)


def test_a_program_cannot_log_in_even_with_a_password(city: City_) -> None:
    program = with_password(Person(username="robot", name="Robot", body=city.bodies["socialnamnden"], is_program=True))
    client = browser()
    log_in(client, program.username)
    assert not entered(client)


def test_no_session_is_made_for_who_only_looks(city: City_) -> None:
    client = Client()
    client.get(reverse("account_login"))
    client.get(reverse("portal:start"))
    assert KeptSession.objects.count() == 0


def test_the_session_has_a_new_key_after_log_in(anna: Person) -> None:
    client = browser()
    client.get(reverse("access:open_invitation", args=["x"]))  # somebody else may know this session
    before = client.cookies["sessionid"].value
    log_in(client, "applicant")
    assert client.cookies["sessionid"].value != before
    old = browser()
    old.cookies["sessionid"] = before
    assert not entered(old)


def test_hours_in_all_are_counted_from_log_in(anna: Person) -> None:
    client = browser()
    log_in(client, "applicant")
    session = KeptSession.objects.get(person=anna)
    begun = timezone.now() - timedelta(hours=7, minutes=59)
    KeptSession.objects.update(begun_at=begun)
    client.get(reverse("access:open_invitation", args=["x"]))  # writes in the session
    assert KeptSession.objects.get(pk=session.pk).expire_date == begun + timedelta(hours=8)
