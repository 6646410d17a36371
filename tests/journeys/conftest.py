"""A browser and people who log in with it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from nytta.city.organisation.models import Person
from tests import browser as finder

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if finder.left_out():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="NYTTA_NO_BROWSER=1"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for all tests of a worker."""
    executable, extra = finder.find()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable, env={**os.environ, **extra}, chromium_sandbox=False,
            args=["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )  # fmt: skip
        yield started
        started.close()


@pytest.fixture
def enter(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`enter(person, width=1280, language="sv", script=True)` gives a page where the person is logged in (None: nobody)."""
    contexts: list[BrowserContext] = []

    def make(person: Person | None = None, *, width: int = 1280, language: str = "sv", script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, java_script_enabled=script, locale="sv-SE"
        )
        cookies = [{"name": "django_language", "value": language, "url": live_server.url}]
        if person is not None:
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield make
    for context in contexts:
        context.close()
