"""A person logs in by the city's provider in a browser, with its own pages, and logs out there too; the provider ends what it began."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from nytta.city.access.commands.providers import record_provider, set_in_force
from nytta.city.access.queries import oidc
from nytta.city.access.rules.providers import Settings
from nytta.city.access.terms import FirstLogin, ProviderKind
from nytta.city.organisation.models import Person
from nytta.kit import clock
from tests import oidc as there
from tests.factories.city import City_

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.requirement("D14")]


@pytest.fixture(scope="module")
def provider() -> Iterator[there.Provider]:
    if there.left_out():
        pytest.skip("NYTTA_NO_NODE is set")
    with there.running() as one:
        yield one


@pytest.fixture
def kept(provider: there.Provider, transactional_city: City_, monkeypatch: pytest.MonkeyPatch, settings: Any) -> there.Provider:
    """The provider in force, and the hour as it is: its tokens carry it."""
    monkeypatch.setattr(clock, "now", lambda: timezone.localtime())
    monkeypatch.setattr(clock, "today", lambda: timezone.localdate())
    settings.PROVIDER_SECRETS = {"NYTTA_IDP_STADEN": provider.secret}
    oidc.forget()
    said = Settings(
        name="Ekholms kommun", kind=ProviderKind.OIDC, issuer=provider.issuer, client_id=provider.client, secret_name="NYTTA_IDP_STADEN",
        first_login=FirstLogin.CREATE, claim_username="preferred_username", claim_name="name", second_factor=True,
    )  # fmt: skip
    by = transactional_city.people["registrar"]
    made = record_provider(code="staden", settings=said, body=None, by=by, on=clock.now())
    set_in_force(provider=made, in_force=True, reason="", by=by, on=clock.now())
    provider.tell(accounts={"anna": {"preferred_username": "anek", "name": "Anna Ek"}})
    return provider


def logged_in(page: Page) -> None:
    page.goto("/konto/login/?next=/organisation/")
    page.get_by_role("link", name="Logga in genom Ekholms kommun").press("Enter")
    page.locator("input[name=login]").fill("anna")
    page.locator("input[name=password]").fill("x")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/organisation/")


@pytest.mark.parametrize(("width", "script"), [(1280, True), (390, False)])
def test_in_by_the_provider_and_out_of_both(enter: Callable[..., Page], kept: there.Provider, width: int, script: bool) -> None:
    page = enter(width=width, script=script)
    logged_in(page)
    assert Person.objects.get(username="anek").name == "Anna Ek"
    page.goto("/konto/logout/")
    page.locator("#main form[data-logout] button").click()
    page.wait_for_url(f"{kept.issuer}/session/end**")
    page.locator("button[name=logout]").click()
    page.wait_for_url("**/tilltrade/utloggad/")
    expect(page.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    page.goto("/konto/login/")
    page.get_by_role("link", name="Logga in genom Ekholms kommun").click()
    expect(page.locator("input[name=login]")).to_be_visible()  # the provider asks anew


def test_the_provider_ends_the_session_by_its_own_message(enter: Callable[..., Page], kept: there.Provider, live_server: Any) -> None:
    kept.tell(backchannel=f"{live_server.url}/tilltrade/in/staden/utloggad/")
    page = enter()
    logged_in(page)
    other = page.context.new_page()
    other.goto(f"{kept.issuer}/session/end")
    other.locator("button[name=logout]").click()
    other.wait_for_load_state("networkidle")
    page.goto("/mitt-bord/")
    expect(page).to_have_url(f"{live_server.url}/konto/login/?next=/mitt-bord/")


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_can_be_used_by_all(enter: Callable[..., Page], kept: there.Provider, transactional_city: City_, width: int) -> None:
    nobody, chief = enter(width=width), enter(transactional_city.people["registrar"], width=width)
    for page, where in (
        (nobody, "/konto/login/"), (nobody, "/tilltrade/in/staden/svar/"), (nobody, "/tilltrade/utloggad/"), (chief, "/tilltrade/leverantorer/"),
        (chief, "/tilltrade/leverantorer/staden/"), (chief, "/tilltrade/leverantorer/ny/"), (chief, "/tilltrade/leverantorer/staden/prova-regler/"),
        (chief, "/tilltrade/leverantorer/staden/regler/ny/"), (chief, "/tilltrade/personer/assessor/"),
    ):  # fmt: skip
        page.goto(where)
        found = Axe().run(page)
        assert found.violations_count == 0, (where, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
