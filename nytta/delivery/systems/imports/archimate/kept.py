"""A model that somebody handed in is kept with what was read of it until the worker has brought it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from nytta.city.organisation.models import Person
from nytta.kit import jobs
from nytta.kit.imports.kept import LookedFile, Tick, Told
from nytta.kit.models import Job
from nytta.kit.words import mend, said
from nytta.plain.verdicts import Refused

from .bringing import Faulty, bring_in, look, stage
from .comparing import Comparison, How
from .reading import Fault, Faults
from .staged import Staged

WORK, LOOK = "systems.model", "systems.model_look"
SHOWN_FAULTS = 200
TOLD_EVERY = 250
SOUND = "sound"
SHOWN_REFUSED = 20


@dataclass(frozen=True)
class Kept(LookedFile):
    """A kept model; `how` says who owns what the model has no owner for."""

    work = WORK
    look_work = LOOK
    small = 300_000
    suffixes = (".xml", ".archimate")

    def look(self, on: datetime, tick: Tick) -> Callable[[], Told]:
        """What it would change, or what is wrong with it: half of the way is the reading, half the comparison with the register."""
        size = self.path.stat().st_size
        found = Comparison(faults=self.read(lambda done: tick(done * 50 // size)))
        if not found.faults.count:
            with self.staged() as staged:
                things = sum(number for _what, _kind, number in staged.counts())
                found = look(staged, How.of(self.how), on=on, tick=lambda done: tick(50 + done * 50 // max(things, 1)))
        return lambda: {
            **found.as_dict(), "new": found.new, "changed": found.changed, "fault_count": found.faults.count,
            "faults": [[f.line, said(f.finding), mend(f.finding)] for f in found.faults.first[:SHOWN_FAULTS]],
        }  # fmt: skip

    @property
    def stage_path(self) -> Path:
        """Where that which was read of it lies."""
        return self.path.with_suffix(".staged")

    def read(self, tick: Callable[[int], None] = lambda done: None) -> Faults:
        """Read it and try it against the format; what was read is kept beside it, and not read again once it was found sound."""
        if self.stage_path.is_file():
            with Staged(self.stage_path) as before:
                if before.told(SOUND):
                    return Faults()
        with self.path.open("rb") as source:
            staged, faults = stage(source, self.stage_path, tick)
        with staged:
            if not faults.count:
                staged.keep(SOUND, "yes")
        return faults

    def staged(self) -> Staged:
        """What was read of it."""
        if not self.stage_path.is_file():
            self.read()
        return Staged(self.stage_path)


def fault_said(fault: Fault) -> str:
    """A fault with its line and what mends it, in the reader's language."""
    return f"{fault.line}: {said(fault.finding)} {mend(fault.finding)}".strip()


@jobs.work(LOOK, reads=True)
def _look(job: Job) -> dict[str, Any]:
    """Look at a large model beside the pages. Source: D1."""
    return Kept.look_of(job)


@jobs.work(WORK)
def _bring_in(job: Job) -> dict[str, Any]:
    """Bring a kept model in, whole or not at all; the file is removed when the outcome is saved. Source: D1."""
    kept, asked, told = Kept.of_job(job), job.arguments, 0

    def tick(done: int) -> None:
        nonlocal told
        if done - told >= TOLD_EVERY:
            told = done
            kept.tell(done)

    transaction.on_commit(kept.forget)
    by, on = Person.objects.get(pk=asked["by"]), datetime.fromisoformat(asked["at"])
    try:
        with kept.staged() as staged:
            return bring_in(staged, How.of(kept.how), source=kept.name, by=by, on=on, tick=tick).as_dict()
    except Faulty as faulty:
        return {"refused": [fault_said(f) for f in faulty.found.faults.first[:SHOWN_REFUSED]], "more": faulty.found.faults.count}
    except Refused as refused:
        return {"refused": [f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings]}
