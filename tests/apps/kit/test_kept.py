"""What tests begin from is the same whether it is built by the commands or put back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision
from nytta.governance.portfolios.models import Frame
from nytta.kit import guards
from nytta.kit.search import find
from tests import kept
from tests.factories.city import make_case, make_city, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@contextmanager
def gone_after() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing is kept yet."""
    monkeypatch.setattr(kept, "_kept", {})
    return []


def state() -> Any:
    city = make_city()
    before = Decision.objects.count()
    case = make_case(city, "closed")
    left = [(f.granted_sek, f.left_sek) for f in Frame.objects.order_by("pk")]
    people = {name: (p, p.name, p.body) for name, p in city.people.items()}
    return kept.rows(), before, case, case.state, people, city.bodies, city.on, left, find("application", "bygglov")


def test_every_row_and_what_is_told_is_the_same(built: list[str]) -> None:
    with gone_after():
        made = state()
    assert not Person.objects.exists()
    held = dict(kept._kept)
    assert state() == made
    assert kept._kept == held  # nothing was built the second time
    connection.check_constraints()


def test_guards_stand_and_new_rows_come_after_those_that_were_put_back(built: list[str]) -> None:
    with gone_after():
        state()
    state()
    assert guards.missing() == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(kind="X")
    assert make_person("anna").pk > max(Person.objects.exclude(username="anna").values_list("pk", flat=True))


def test_what_differs_is_built(built: list[str], travel: Callable[[date], None]) -> None:
    @kept.kept
    def person(name: str) -> Person:
        built.append(name)
        return make_person(name)

    for name in ("anna", "anna", "bo"):
        with gone_after():
            assert person(name).username == name
    assert built == ["anna", "bo"]
    with gone_after():
        make_person("cia")
        person("anna")
    assert built == ["anna", "bo", "anna"]
    with gone_after(), translation.override("en"):
        person("anna")
    assert built == ["anna", "bo", "anna", "anna"]
    travel(date(2026, 3, 3))
    with gone_after():
        person("anna")
    assert built == ["anna", "bo", "anna", "anna", "anna"]
