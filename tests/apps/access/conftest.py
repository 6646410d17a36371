"""A provider of the city's, kept as the registrar keeps it, and a way through its own pages."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests
from django.test import Client
from django.utils import timezone

from nytta.city.access.commands.providers import record_provider, set_in_force
from nytta.city.access.models import IdentityProvider
from nytta.city.access.queries import oidc
from nytta.city.access.rules.providers import Settings
from nytta.city.access.terms import FirstLogin, ProviderKind
from nytta.kit import clock
from tests import oidc as there
from tests.factories.city import City_

US = "http://testserver"
Record = Callable[..., IdentityProvider]


@pytest.fixture(scope="session")
def _provider() -> Iterator[there.Provider]:
    if there.left_out():
        pytest.skip("NYTTA_NO_NODE is set")
    with there.running() as one:
        yield one


@pytest.fixture
def real(_provider: there.Provider, monkeypatch: pytest.MonkeyPatch, settings: Any) -> there.Provider:
    """A real provider that answers truly until told otherwise, on the day that it is: its tokens carry the hour."""
    _provider.tell(tamper="", backchannel="http://127.0.0.1:9/")
    oidc.forget()
    monkeypatch.setattr(clock, "now", lambda: timezone.localtime())
    monkeypatch.setattr(clock, "today", lambda: timezone.localdate())
    settings.PROVIDER_SECRETS = {"NYTTA_IDP_STADEN": _provider.secret}
    return _provider


@pytest.fixture
def keep(city: City_, real: there.Provider) -> Record:
    """Record the real provider, and open it."""

    def record(code: str = "staden", **said: Any) -> IdentityProvider:
        held: dict[str, Any] = {
            "name": "Ekholms kommun", "kind": ProviderKind.OIDC, "issuer": real.issuer, "client_id": real.client,
            "secret_name": "NYTTA_IDP_STADEN", "first_login": FirstLogin.CREATE, "claim_username": "preferred_username", "claim_name": "name",
            "claim_title": "title", "claim_email": "email", "claim_active": "active", "second_factor": True,
        } | said  # fmt: skip
        by, on = city.people["registrar"], clock.now()
        made = record_provider(code=code, settings=Settings(**held), body=None, by=by, on=on)
        return set_in_force(provider=made, in_force=True, reason="", by=by, on=on)

    return record


class Browser:
    """Somebody's browser: our side by Django's client, the provider's side by its own pages, with its cookies."""

    def __init__(self) -> None:
        self.here, self.there = Client(), requests.Session()

    def ask(self, code: str = "staden", **query: str) -> str:
        """Begin here; where one is sent."""
        answer = self.here.get(f"/tilltrade/in/{code}/", query)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    def consent(self, where: str, who: str) -> str:
        """Log in on the provider's own pages; the address that it sends one back to."""
        answer = self.there.get(where, allow_redirects=False, timeout=10)
        for _ in range(8):
            if answer.is_redirect:
                where = urljoin(answer.url, answer.headers["location"])
                if where.startswith(US):
                    return where
                answer = self.there.get(where, allow_redirects=False, timeout=10)
                continue
            form = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
            assert form, answer.text
            answer = self.there.post(
                urljoin(answer.url, form[1]), data={"prompt": "login", "login": who, "password": "x"}, allow_redirects=False, timeout=10
            )  # fmt: skip
        raise AssertionError(answer.text)

    def come_back(self, where: str) -> Any:
        """Follow the provider's redirect to us."""
        parts = urlsplit(where)
        return self.here.get(parts.path, dict(parse_qsl(parts.query)))

    def log_in(self, who: str, code: str = "staden", **query: str) -> Any:
        """All of it."""
        return self.come_back(self.consent(self.ask(code, **query), who))

    @property
    def person(self) -> str:
        """Whose session it is here, by key; empty for nobody's."""
        return str(self.here.session.get("_auth_user_id", ""))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def hour() -> datetime:
    return timezone.localtime()
