"""What every test shares: databases, guards lifted only while a database is emptied, the marks and what is left out."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation

from nytta.kit import clock, guards
from tests.factories.city import City_, make_city

Path(settings.BASE, "var").mkdir(exist_ok=True)
TODAY = date(2026, 3, 2)
hypothesis.settings.register_profile("nytta", deadline=None)  # no test depends on a clock
hypothesis.settings.load_profile("nytta")
_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_without_guards(self: BaseDatabaseOperations, sql_list: Any) -> None:
    with guards.lifted(self.connection.alias):
        _flush(self, sql_list)


BaseDatabaseOperations.execute_sql_flush = _flush_without_guards  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that read ../shared run when NYTTA_SHARED is set; long ones only when asked for. What is left out is named."""
    shared = os.environ.get("NYTTA_SHARED")
    long = os.environ.get("NYTTA_LONG") == "1"
    for item in items:
        if item.get_closest_marker("shared") and not shared:
            item.add_marker(pytest.mark.skip(reason="NYTTA_SHARED is not set"))
        if item.get_closest_marker("long") and not long:
            item.add_marker(pytest.mark.skip(reason="only in make test-all"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, django_db_use_migrations: bool) -> None:
    """Without migrations, what they write beside the tables is written too: the first parameters of calculations."""
    if not django_db_use_migrations:
        with django_db_blocker.unblock():
            import_module("nytta.governance.benefits.migrations.0004_parameters").fill(apps, None)


@pytest.fixture(autouse=True)
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Every test stands on 2 March 2026; `travel(day)` moves it to another day."""

    def to(day: date) -> None:
        monkeypatch.setattr(clock, "now", lambda: clock.moment(day))
        monkeypatch.setattr(clock, "today", lambda: day)

    to(TODAY)
    return to


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """Every test begins in Swedish: a request in English leaves its language behind in the thread."""
    translation.activate("sv")
    yield
    translation.activate("sv")


@pytest.fixture
def city(db: None) -> City_:
    """A small city, 2 March 2026."""
    return make_city()


@pytest.fixture
def transactional_city(transactional_db: None) -> City_:
    """The same, committed, for tests with several connections."""
    return make_city()
