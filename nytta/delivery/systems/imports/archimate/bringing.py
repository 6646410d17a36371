"""A model is looked at and brought in: whole or not at all, and by the same walk."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from nytta.city.organisation.models import Person

from . import things, ties
from .comparing import Comparison, How, Walk
from .reading import Faults, read
from .staged import Staged

ORDER = (things.capabilities, things.information, things.systems, ties.parts, ties.supports, ties.holdings, ties.flows, ties.left_out)


def _nothing(done: int) -> None:
    return None


def stage(source: BinaryIO, path: Path | None, tick: Callable[[int], None] = _nothing) -> tuple[Staged, Faults]:
    """Read a model into a stage at a path (or nowhere), with what is wrong with it as a file."""
    staged = Staged.fresh(path)
    return staged, read(source, staged, tick)


def walked(walk: Walk) -> Comparison:
    """Go through a whole model."""
    for part in ORDER:
        part(walk)
    walk.found.faults.first.sort(key=lambda f: f.line)
    return walk.found


def look(staged: Staged, how: How, *, on: datetime, tick: Callable[[int], None] = _nothing) -> Comparison:
    """What a model would change; nothing is written."""
    return walked(Walk(staged, how, source="", by=None, on=on, write=False, tick=tick))


class Faulty(Exception):
    """A model that cannot come in as it is; `found` tells why, by line."""

    def __init__(self, found: Comparison) -> None:
        super().__init__("; ".join(str(f) for f in found.faults.first[:5]))
        self.found = found


def bring_in(staged: Staged, how: How, *, source: str, by: Person, on: datetime, tick: Callable[[int], None] = _nothing) -> Comparison:
    """Bring a model in, whole or not at all: Faulty when something is wrong with it, and then nothing is written. Source: D1."""
    with transaction.atomic():
        found = walked(Walk(staged, how, source=source, by=by, on=on, write=True, tick=tick))
        if found.faults.count:
            raise Faulty(found)
    return found
