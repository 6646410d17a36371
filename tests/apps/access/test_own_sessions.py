"""Sessions: listed with what is known of each, ended one by one, all others, or by the registrar; and when they end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nytta.city.access.commands.accounts import take_off_factors
from nytta.city.access.models import Identity, IdentityProvider
from nytta.city.access.queries.accounts import held_factors
from nytta.city.organisation.models import Person
from nytta.kit.models import AuditRow, KeptSession, Notice
from nytta.kit.sessions import end_sessions
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.access.entering import IPHONE, PASSWORD, browser, entered, key_of, log_in, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


@pytest.fixture
def two(city: City_) -> tuple[Person, Client, Client]:
    person = with_password(city.people["applicant"])
    computer, phone = browser(), browser(IPHONE, "2001:db8:1:2::5")
    log_in(computer, "applicant")
    log_in(phone, "applicant")
    return person, computer, phone


def test_own_sessions_are_told_by_device_network_and_time(two: tuple[Person, Client, Client]) -> None:
    _, computer, _ = two
    shown = computer.get(reverse("access:sessions")).context["sessions"]
    assert [(s.device, s.network, s.this) for s in shown] == [
        ("Firefox, Linux", "192.0.2.0/24", True),
        ("Safari, iPhone", "2001:db8:1::/48", False),
    ]


def test_what_protects_the_account_is_told_as_it_is(two: tuple[Person, Client, Client]) -> None:
    person, computer, _ = two
    assert "Bara lösenordet skyddar ditt konto." in computer.get(reverse("access:sessions")).content.decode()
    said = {
        "name": "Ekholms kommun",
        "kind": "oidc",
        "issuer": "https://idp.example.org",
        "client_id": "nytta",
        "created_at": timezone.now(),
    }
    provider = IdentityProvider.objects.create(code="staden", **said)
    Identity.objects.create(provider=provider, subject="7", person=person, created_at=timezone.now())
    page = computer.get(reverse("access:sessions")).content.decode()
    assert "Du loggar in genom Ekholms kommun, som skyddar ditt konto. Du har också ett lösenord här." in page
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("access:sessions")).content.decode()
    assert (
        "Du loggar in genom Ekholms kommun, som skyddar ditt konto." in page
        and "lösenord" not in page.split("Så loggar du in")[1].split("</p>")[0]
    )


def test_one_session_is_ended_from_another(two: tuple[Person, Client, Client]) -> None:
    _, computer, phone = two
    key = next(s.key for s in computer.get(reverse("access:sessions")).context["sessions"] if not s.this)
    assert computer.post(reverse("access:end_session", args=[key])).status_code == 302
    assert (entered(computer), entered(phone)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(two: tuple[Person, Client, Client], city: City_) -> None:
    other = browser()
    with_password(city.people["assessor"])
    log_in(other, "assessor")
    for session in KeptSession.objects.filter(person=two[0]):
        assert other.post(reverse("access:end_session", args=[session.key])).status_code == 404
    assert (entered(two[1]), entered(two[2])) == (True, True)


def test_all_others_are_ended_and_this_one_goes_on(two: tuple[Person, Client, Client]) -> None:
    person, computer, phone = two
    computer.post(reverse("access:end_others"))
    assert (entered(computer), entered(phone)) == (True, False)
    assert AuditRow.objects.get(act="session.end_others").changes == {"ended": 1}
    assert AuditRow.objects.get(act="session.end_others").by_id == person.pk


def test_a_new_password_ends_the_other_sessions(two: tuple[Person, Client, Client]) -> None:
    _, computer, phone = two
    new = "en annan vik i april"
    answer = computer.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert (entered(computer), entered(phone)) == (True, False)
    assert KeptSession.objects.exclude(person=None).count() == 1
    assert AuditRow.objects.filter(act="password.change").count() == 1


@pytest.mark.requirement("O2")
def test_registrar_ends_all_sessions_for_a_reason_and_it_is_audited(two: tuple[Person, Client, Client], city: City_) -> None:
    registrar = Client()
    registrar.force_login(city.people["registrar"])
    url = reverse("access:end_all", args=["applicant"])
    assert registrar.post(url, {"reason": ""}).status_code == 422
    assert registrar.post(url, {"reason": "Telefonen är borta"}).status_code == 302
    assert (entered(two[1]), entered(two[2])) == (False, False)
    row = AuditRow.objects.get(act="session.end_all")
    assert (row.subject, row.by_id, row.reason, row.changes) == (
        "applicant",
        city.people["registrar"].pk,
        "Telefonen är borta",
        {"ended": 2},
    )


@pytest.mark.requirement("O2")
def test_registrar_takes_off_lost_second_steps_and_the_person_is_told(two: tuple[Person, Client, Client], city: City_) -> None:
    person, computer, _ = two
    registrar, url = Client(), reverse("access:take_off_factors", args=["applicant"])
    registrar.force_login(city.people["registrar"])
    assert registrar.post(url, {"reason": "Träffade henne"}).status_code == 409  # there is nothing to take off
    key_of(person)
    assert url in registrar.get(reverse("access:account", args=["applicant"])).content.decode()
    assert registrar.post(url, {"reason": " "}).status_code == 422
    assert registrar.post(url, {"reason": "Träffade henne i receptionen"}).status_code == 302
    assert not held_factors(person.pk)
    assert not entered(computer)
    row = AuditRow.objects.get(act="factor.take_off")
    assert (row.subject, row.by_id, row.reason) == ("applicant", city.people["registrar"].pk, "Träffade henne i receptionen")
    assert Notice.objects.filter(to=person.email, subject="Din inloggning i Nytta har ändrats").count() == (1 if person.email else 0)
    key_of(city.people["registrar"])
    with pytest.raises(Refused) as refused:
        take_off_factors(person=city.people["registrar"], reason="x", by=city.people["registrar"], on=city.on)
    assert [f.rule for f in refused.value.verdict.blocking] == ["own_factors"]


@pytest.mark.both
def test_a_session_without_a_request_for_two_hours_is_over(two: tuple[Person, Client, Client]) -> None:
    _, computer, phone = two
    KeptSession.objects.filter(agent__contains="Firefox").update(seen_at=timezone.now() - timedelta(minutes=121))
    KeptSession.objects.filter(agent__contains="iPhone").update(seen_at=timezone.now() - timedelta(minutes=119))
    assert (entered(computer), entered(phone)) == (False, True)


def test_the_last_request_is_written_at_most_each_five_minutes(two: tuple[Person, Client, Client]) -> None:
    person, computer, _ = two
    url = reverse("portal:choices")
    computer.get(url)
    _, asked = queries_of(computer, url)
    assert [q for q in asked if q.startswith("UPDATE")] == []
    KeptSession.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    _, asked = queries_of(computer, url)
    assert len([q for q in asked if q.startswith("UPDATE")]) == 1
    _, again = queries_of(computer, url)
    assert [q for q in again if q.startswith("UPDATE")] == []
    assert KeptSession.objects.filter(person=person, seen_at__gt=timezone.now() - timedelta(minutes=1)).count() == 1


def test_own_sessions_cost_as_many_queries_for_many_as_for_few(two: tuple[Person, Client, Client]) -> None:
    _, computer, _ = two
    url = reverse("access:sessions")
    computer.get(url)
    _, few = queries_of(computer, url)
    for n in range(6):
        log_in(browser(address=f"203.0.113.{n}"), "applicant")
    _, many = queries_of(computer, url)
    assert len(few) == len(many)


def test_a_page_of_somebody_logged_in_is_kept_by_nobody_between(two: tuple[Person, Client, Client]) -> None:
    assert two[1].get(reverse("portal:choices"))["Cache-Control"] == "private, no-store"


def test_sessions_end_with_the_call_that_lets_somebody_out(two: tuple[Person, Client, Client]) -> None:
    assert end_sessions(two[0].pk) == 2
    assert (entered(two[1]), entered(two[2])) == (False, False)


@pytest.mark.parametrize(("told", "address"), [({}, "192.0.2.0/24"), ({"X-Forwarded-For": "203.0.113.9"}, "192.0.2.0/24")])
def test_an_address_that_the_asker_writes_is_not_believed(city: City_, told: dict[str, str], address: str) -> None:
    person, client = with_password(city.people["applicant"]), browser()
    client.post(reverse("account_login"), {"login": "applicant", "password": PASSWORD}, headers=told)
    assert KeptSession.objects.get(person=person).network == address


def test_behind_a_proxy_of_ones_own_the_address_is_what_it_saw(city: City_, settings: Any) -> None:
    settings.PROXIES = 1
    person, client = with_password(city.people["applicant"]), browser()
    sent = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9"}
    client.post(reverse("account_login"), {"login": "applicant", "password": PASSWORD}, headers=sent)
    assert KeptSession.objects.get(person=person).network == "203.0.113.0/24"
