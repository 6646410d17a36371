"""Several at once: nobody's change is lost silently, no question is worked out twice. On SQLite and PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection

from nytta.governance.weighing import commands
from nytta.governance.weighing.models import Answer
from nytta.governance.weighing.queries import round_at
from nytta.kit.clock import now
from nytta.plain.verdicts import Refused
from tests.apps.weighing.rooms import opened, screen
from tests.factories.city import City_

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all in threads of their own; what each gave, or the refusal."""
    given: list[Any] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        close_old_connections()
        try:
            ready.wait(timeout=30)
            given[place] = act()
        except Refused as refused:
            given[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    return given


def test_twenty_changes_at_once_all_stand_or_are_told(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000, 2_000_000, 3_000_000, 4_000_000))
    found = round_at(one.code)
    assert found is not None
    codes = sorted(found.names)
    who = [city.people["council_member"], city.people["project_office"]]
    given = at_once([
        lambda n=n: commands.change(
            scenario=screen(one), what={"do": "in" if n % 2 else "out", "id": codes[n % 4]}, seen=0, by=who[n % 2], on=city.on
        )
        for n in range(20)
    ])  # fmt: skip
    told = [g for g in given if isinstance(g, Refused)]
    held = screen(one)
    assert len(held.changes) == 20 - len(told) == 4  # one for each thing; all others were told who was before them
    assert all(r.verdict.blocking[0].rule == "clash" for r in told)
    assert held.revision == 4
    assert sorted(c["id"] for c in held.changes) == codes


def test_two_workers_never_take_the_same_question(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000, 2_000_000))
    commands.ask_for(scenario=screen(one), by=None, on=city.on)
    there = Answer.objects.count()
    taken = [a.pk for a in at_once([lambda: commands.claim(on=now())] * 4) if a is not None]
    assert len(taken) == len(set(taken)) == min(4, there)


def test_the_same_question_asked_at_once_is_one_row(transactional_city: City_) -> None:
    city = transactional_city
    one = opened(city, (1_000_000,))
    at_once([lambda: commands.ask_for(scenario=screen(one), by=None, on=city.on)] * 4)
    assert Answer.objects.filter(kind="select").count() == 1
