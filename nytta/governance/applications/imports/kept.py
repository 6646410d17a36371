"""A sheet that somebody handed in on a page is kept until it is brought in by the worker, with how far that has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from nytta.city.organisation.models import Person
from nytta.kit import imports as sheets
from nytta.kit import jobs
from nytta.kit.imports.kept import KeptFile
from nytta.kit.models import Job
from nytta.kit.words import mend, said
from nytta.plain.verdicts import Refused

from ..queries.mappings import mapping
from .reading import Result, bring_in

WORK = "applications.import"
TOLD_EVERY = 25  # rows


@dataclass(frozen=True)
class Kept(KeptFile):
    """A kept sheet; `how` is the mapping (with its version) through which it is to be read."""

    work = WORK
    suffixes = (".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".txt", ".tsv")

    @property
    def mapping(self) -> str:
        """The name of its mapping."""
        return self.how

    @property
    def chosen(self) -> sheets.Mapping:
        """Its mapping."""
        return mapping(self.how)


@jobs.work(WORK)
def _bring_in(job: Job) -> dict[str, Any]:
    """Bring a kept sheet in, all rows or none; the sheet is removed when the outcome is saved."""
    said_of, told = job.arguments, 0
    kept = Kept.of_job(job)

    def tick(number: int) -> None:
        nonlocal told
        if number - told >= TOLD_EVERY:
            told = number
            kept.tell(number)

    transaction.on_commit(kept.forget)
    try:
        done: Result = bring_in(
            kept.chosen, kept.path, filename=kept.name, by=Person.objects.get(pk=said_of["by"]),
            on=datetime.fromisoformat(said_of["at"]), tick=tick,
        )  # fmt: skip
    except Refused as refused:
        return {"refused": [f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings[:20]]}
    return done.as_dict()
