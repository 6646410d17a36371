"""Passkeys in a browser with a virtual authenticator: made, used alone and as second step, renamed, removed; and pages without them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from nytta.city.access.commands import accounts as commands
from nytta.city.access.models import SignIn
from nytta.city.access.terms import Strength
from nytta.city.organisation.models import Person
from tests.apps.access.entering import PASSWORD, with_password
from tests.factories.city import City_

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.requirement("D14")]


@pytest.fixture
def page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A browser with an authenticator of its own, at a host name (passkeys hang on names, not on addresses)."""
    context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(15_000)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }})  # fmt: skip
    yield page
    context.close()


def enter(page: Page, name: str = "applicant") -> None:
    page.goto(reverse("account_login"))
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()


def leave(page: Page) -> None:
    page.locator(".util").get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/")


def say_once_more(page: Page) -> None:
    """Say once more that it is oneself, where that is asked."""
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Bekräfta", exact=True).click()


def add(page: Page, *, alone: bool) -> None:
    """Make a passkey, after saying once more that it is oneself."""
    page.goto(reverse("mfa_add_webauthn"))
    say_once_more(page)
    page.wait_for_selector("form[data-passkey=create]:not([hidden])")
    page.fill("[name=name]", "Min telefon")
    if alone:
        page.check("[name=passwordless]")
    page.get_by_role("button", name="Lägg till", exact=True).click()
    page.wait_for_url("**/recovery-codes/**")


def test_passkey_is_made_logs_in_alone_is_renamed_and_removed(transactional_city: City_, page: Page) -> None:
    person = with_password(transactional_city.people["applicant"])
    enter(page)
    add(page, alone=True)
    expect(page.locator("#codes li")).to_have_count(10)  # recovery codes, shown once
    page.reload()
    expect(page.locator("#codes")).to_have_count(0)
    leave(page)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Logga in med en lösennyckel").click()
    page.wait_for_url("**/mitt-bord/**")
    assert SignIn.objects.filter(person=person, outcome="entered").latest("pk").factors == "webauthn"
    page.goto(reverse("mfa_list_webauthn"))
    page.get_by_role("link", name="Byt namn Min telefon").click()
    page.wait_for_load_state()
    say_once_more(page)
    page.fill("[name=name]", "Jobbtelefonen")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Jobbtelefonen").first).to_be_visible()
    page.get_by_role("link", name="Ta bort Jobbtelefonen").click()
    page.get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("Du har ingen lösennyckel än.")).to_be_visible()
    assert Authenticator.objects.filter(user=person).count() == 0  # its recovery codes went with it


def test_passkey_is_the_second_step_after_the_password(transactional_city: City_, page: Page) -> None:
    person = with_password(transactional_city.people["applicant"])
    enter(page)
    add(page, alone=False)
    leave(page)
    enter(page)
    page.get_by_role("button", name="Använd lösennyckeln").click()
    page.wait_for_url("**/mitt-bord/**")
    assert SignIn.objects.filter(person=person, outcome="entered").latest("pk").factors == "password webauthn"


def test_who_must_have_a_passkey_is_led_to_it_and_goes_on(transactional_city: City_, page: Page) -> None:
    city = transactional_city
    with_password(city.people["applicant"])
    commands.demand_factor(
        role="applicant", right="", strength=Strength.PHISHING_RESISTANT, from_day=city.on.date(), decided_by="KD 14",
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    enter(page)
    page.wait_for_url("**/andra-steget/")
    add(page, alone=True)
    page.goto(reverse("portal:desk"))
    page.wait_for_url("**/mitt-bord/**")


def test_without_script_the_pages_lead_to_an_app_with_codes(transactional_city: City_, enter: Callable[..., Page]) -> None:
    person: Person = transactional_city.people["applicant"]
    without = enter(None, script=False)
    without.goto(reverse("account_login"))
    assert not without.get_by_role("button", name="Logga in med en lösennyckel").is_visible()
    client = Client()
    client.force_login(person)
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert reverse("mfa_activate_totp") in page
