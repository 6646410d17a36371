"""The pages of log-in are found: from all registers to a person, between a person's pages, from one's own choices, and back."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.access.commands.programs import revoke_token
from nytta.city.access.models import AccessToken, LoginAttempt, SignIn, TokenAddress
from nytta.kit.testing import csv_rows
from nytta.portal.commands import clear_old
from tests.apps.access.entering import PASSWORD, browser, log_in, with_password
from tests.apps.access.holders import make_program, make_token
from tests.factories.access import make_provider
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]


def client_of(city: City_, name: str) -> Client:
    client = Client(headers={"accept-language": "sv"})
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def led_to(client: Client, address: str) -> list[str]:
    """Where a page's own links lead, its crumbs with them."""
    page = unescape(client.get(address).content.decode())
    return re.findall(r'href="([^"]+)"', page[page.index("<main") : page.index("</main>")])


def test_registrar_is_led_from_all_registers_to_a_person_and_back(city: City_) -> None:
    client = client_of(city, "registrar")
    people, account, person = (
        reverse("access:people"), reverse("access:account", args=["applicant"]), reverse("access:person", args=["applicant"]),
    )  # fmt: skip
    way = [reverse("portal:registers"), people, account, person, account, people]
    assert [(here, there) for here, there in pairwise(way) if there not in led_to(client, here)] == []
    assert people in led_to(client, person)


@pytest.mark.parametrize("name", ["access:providers", "access:demands", "access:sign_ins", "access:people"])
def test_each_register_of_log_in_is_found_by_the_registrar_alone(city: City_, name: str) -> None:
    address = reverse(name)
    registrar = client_of(city, "registrar")
    assert address in led_to(registrar, reverse("portal:registers"))
    assert registrar.get(address).status_code == 200
    assert address not in led_to(client_of(city, "applicant"), reverse("portal:registers"))


@pytest.mark.parametrize(("asked", "names"), [({"q": "APPLICANT"}, ["applicant"]), ({"may": "no"}, ["auditor"])])
def test_persons_are_found_by_name_and_by_whether_they_may_log_in(city: City_, asked: dict[str, str], names: list[str]) -> None:
    city.people["auditor"].is_active = False
    city.people["auditor"].save()
    rows = csv_rows(client_of(city, "registrar").get(reverse("access:people") + "csv", asked))
    assert [row[0] for row in rows[1:]] == [city.people[name].name for name in names]


def test_who_may_not_see_persons_is_told_so(city: City_) -> None:
    assert client_of(city, "applicant").get(reverse("access:people")).status_code == 403
    assert client_of(city, "applicant").get(reverse("access:account", args=["auditor"])).status_code == 404


def test_auditor_reads_how_somebody_logs_in_and_gets_no_buttons(city: City_) -> None:
    client, name = client_of(city, "auditor"), ["applicant"]
    found = led_to(client, reverse("access:account", args=name))
    acts = {reverse(f"access:{act}", args=name) for act in ("invite", "end_all", "person")}
    assert acts & set(found) == set()
    assert acts <= set(led_to(client_of(city, "registrar"), reverse("access:account", args=name)))


@pytest.mark.parametrize(("who", "seen"), [("registrar", {"applicant", "auditor"}), ("applicant", {"applicant"})])
def test_log_of_log_ins_tells_all_to_who_keeps_them_and_to_others_their_own(city: City_, who: str, seen: set[str]) -> None:
    for name in ("applicant", "auditor"):
        SignIn.objects.create(at=city.on, person=city.people[name], outcome="entered", device="Firefox, Linux")
    answer = client_of(city, who).get(reverse("access:sign_ins"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert {name for name in ("applicant", "auditor") if f"<small>{name}</small>" in page} == seen


@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate"])
def test_who_forgot_the_password_is_led_to_a_page_that_there_is(city: City_, name: str) -> None:
    with_password(city.people["applicant"])
    client = browser()
    log_in(client, "applicant")
    found = led_to(client, reverse(name))
    assert reverse("access:forgotten") in found
    assert [address for address in found if client.get(address).status_code != 200] == []


def test_log_in_leads_to_pages_that_there_are(db: None) -> None:
    client = browser()
    found = led_to(client, reverse("account_login"))
    assert found == [reverse("access:forgotten")]
    assert client.get(found[0]).status_code == 200


def test_wrong_new_password_is_told_and_what_is_asked_of_it_is_said_before(city: City_) -> None:
    with_password(city.people["applicant"])
    client = browser()
    log_in(client, "applicant")
    address = reverse("account_change_password")
    assert "Minst 15 tecken" in client.get(address).content.decode()
    answer = client.post(address, {"oldpassword": PASSWORD, "password1": "kort", "password2": "kort"})
    assert "Lösenordet behöver minst 15 tecken." in answer.content.decode()


def test_attempts_and_addresses_are_disposed_of_by_the_settings(city: City_) -> None:
    token, _text = make_token(city, make_program(city), days=30)
    TokenAddress.objects.create(token=token, address="192.0.2.10", first_at=city.on)
    AccessToken.objects.filter(pk=token.pk).update(last_address="192.0.2.10")
    LoginAttempt.objects.create(provider=make_provider(city.people["registrar"], city.on), at=city.on, outcome="in")

    def left() -> tuple[int, int, str]:
        return LoginAttempt.objects.count(), TokenAddress.objects.count(), AccessToken.objects.get(pk=token.pk).last_address

    clear_old(by=None, on=city.on + timedelta(days=90))
    assert left() == (1, 1, "192.0.2.10")
    clear_old(by=None, on=city.on + timedelta(days=91))
    assert left() == (0, 1, "192.0.2.10")  # the token ended 30 days later than the attempt was made
    clear_old(by=None, on=city.on + timedelta(days=121))
    assert left() == (0, 0, "")


def test_address_of_a_revoked_token_is_kept_from_its_revocation(city: City_) -> None:
    token, _text = make_token(city, make_program(city), days=300)
    TokenAddress.objects.create(token=token, address="192.0.2.10", first_at=city.on)
    revoke_token(token=token, reason="Byte", by=city.people["registrar"], on=city.on)
    clear_old(by=None, on=city.on + timedelta(days=91))
    assert TokenAddress.objects.count() == 0


def test_privacy_page_says_how_long_each_is_kept(db: None, settings: object) -> None:
    settings.LOG_DAYS = {**settings.LOG_DAYS, "login_log": 11, "deliveries": 12, "addresses": 13}  # type: ignore[attr-defined]
    page = Client(headers={"accept-language": "sv"}).get(reverse("portal:privacy")).content.decode()
    for label, days in (
        ("Försök att logga in genom en leverantör", 11),
        ("Utskick till webhookar, med mottagarens svar", 12),
        ("Adresser som en nyckel har använts från, sedan nyckeln slutade gälla", 13),
    ):
        assert f"<dt>{label}</dt><dd>{days} dagar</dd>" in page
