"""Several acts at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections, connection

from nytta.plain.verdicts import Refused


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


def refused_by(given: list[Any]) -> list[str]:
    """For each act the rule that refused it, "" where it was done; in order of the alphabet."""
    return sorted(g.verdict.blocking[0].rule if isinstance(g, Refused) else "" for g in given)
