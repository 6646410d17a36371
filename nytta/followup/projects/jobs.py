"""What the worker does for projects: reminders in the morning, and sheets that were handed in."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from nytta.city.organisation.models import Person
from nytta.kit.jobs import daily, work
from nytta.kit.models import Job
from nytta.kit.words import mend, said
from nytta.plain.verdicts import Refused, no, require

from . import commands
from .commands.transfer import transfer
from .imports import transfer as imports

TOLD_EVERY = 10  # rows


@work(imports.WORK)
def bring_in(job: Job) -> dict[str, Any]:
    """Bring a kept sheet in, all rows or none; the file is removed when the outcome is saved."""
    kept, on, told = imports.TransferFile.of_job(job), datetime.fromisoformat(job.arguments["at"]), 0

    def tick(row: int) -> None:
        nonlocal told
        if row - told >= TOLD_EVERY:
            told = row
            kept.tell(row)

    transaction.on_commit(kept.forget)
    try:
        basis = kept.basis(on.date())
        look = imports.look(kept.path, filename=kept.name, portfolio=basis.portfolio, on=on.date())
        if look.preview.faulty:
            require(no("import.faulty", "Rader med fel: %(n)s. Inget förs in förrän alla rader går att läsa.", "F4",
                       "Rätta raderna i filen och välj den igen.", n=look.preview.faulty))  # fmt: skip
        done = transfer(
            basis=basis, sheet=kept.sheet, projects=look.projects, tick=tick, by=Person.objects.get(pk=job.arguments["by"]), on=on
        )
    except Refused as refused:
        return {"refused": [f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings[:20]]}
    return {"code": done.code, "rows": done.rows, "remaining_sek": done.remaining_sek}


@work("projects.remind")
def remind(job: Job) -> dict[str, Any]:
    """Remind project managers of statuses that are late."""
    return {"reminded": commands.remind_reporters(by=None, on=timezone.localtime(job.run_after))}


daily("projects.remind", 6)


@work("projects.remind_effects")
def remind_effects(job: Job) -> dict[str, Any]:
    """Remind of effects that are to be told, and take further those that are late."""
    return {"told": commands.remind_effects(by=None, on=timezone.localtime(job.run_after))}


daily("projects.remind_effects", 5)


@work("projects.lapse_unspent")
def lapse_unspent(job: Job) -> dict[str, Any]:
    """Let lapse the money whose last day has passed."""
    return {"lapsed": commands.lapse_unspent(by=None, on=timezone.localtime(job.run_after))}


daily("projects.lapse_unspent", 1)
