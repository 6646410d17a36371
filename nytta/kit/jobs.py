"""Work done beside the pages: one open job per key, a lease while it runs, growing waits when it fails.

Source: ADR 0011.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from . import clock
from .models import Job

LEASE = timedelta(minutes=5)
MOST_TRIES = 6
_WORK: dict[str, Callable[[Job], Any]] = {}
_READS: set[str] = set()
_PERIODIC: list[tuple[str, Callable[[datetime], str]]] = []
log = logging.getLogger(__name__)


def work(name: str, *, reads: bool = False) -> Callable[[Callable[[Job], Any]], Callable[[Job], Any]]:
    """Register a function as the worker of all jobs of this name; what it returns is kept as the job's result.

    One that only `reads` runs before the job's transaction, so that nobody else waits to write while it reads.
    """

    def register(function: Callable[[Job], Any]) -> Callable[[Job], Any]:
        _WORK[name] = function
        if reads:
            _READS.add(name)
        return function

    return register


def daily(name: str, hour: int) -> None:
    """Run the named work once a day, at or after the hour."""
    _PERIODIC.append((name, lambda on: f"{on:%Y-%m-%d}" if on.hour >= hour else ""))


def often(name: str, minutes: int) -> None:
    """Run the named work once in every so many minutes of the hour."""
    _PERIODIC.append((name, lambda on: f"{on:%Y-%m-%dT%H}:{on.minute // minutes * minutes:02d}"))


def put(name: str, key: str, *, on: datetime, **arguments: Any) -> None:
    """Ask for work inside the caller's own transaction; an open job with the same key is left as it is."""
    Job.objects.bulk_create([Job(name=name, key=f"{name}@{key}", arguments=arguments, run_after=on)], ignore_conflicts=True)


def hasten(name: str, key: str, *, on: datetime) -> None:
    """Let an open job that waits for later run now; nothing where there is none."""
    Job.objects.filter(key=f"{name}@{key}", state="open", run_after__gt=on).update(run_after=on)


def tick(on: datetime) -> None:
    """Put the periodic jobs whose slot has come and has not been run."""
    for name, slot_of in _PERIODIC:
        slot = slot_of(on)
        if slot and not Job.objects.filter(key=f"{name}@{slot}").exists():
            put(name, slot, on=on)


def _claim(on: datetime) -> Job | None:
    free = Q(leased_until=None) | Q(leased_until__lt=on)
    waiting = Job.objects.filter(free, state="open", run_after__lte=on)
    if not waiting.exists():  # without taking the write lock
        return None
    with transaction.atomic():
        job = waiting.select_for_update(skip_locked=True).order_by("run_after", "pk").first()
        if job:
            job.leased_until, job.tries = on + LEASE, job.tries + 1
            job.save(update_fields=["leased_until", "tries"])
        return job


def run_one(on: datetime) -> bool:
    """Claim and run one job; its effect and its end are one transaction. False when none waits."""
    job = _claim(on)
    if job is None:
        return False
    try:
        read = _WORK[job.name](job) if job.name in _READS else None
        with transaction.atomic():
            held = Job.objects.select_for_update().get(pk=job.pk)
            if held.state == "open" and held.leased_until == job.leased_until:
                result = read if job.name in _READS else _WORK[job.name](held)
                held.state, held.result = "done", result if isinstance(result, dict) else {}
                held.save(update_fields=["state", "result", "progress", "total"])
    except Exception:
        log.exception("job %s", job.key)
        state = "failed" if job.tries >= MOST_TRIES else "open"
        wait = timedelta(seconds=10 * 3**job.tries)
        Job.objects.filter(pk=job.pk, leased_until=job.leased_until).update(
            state=state, leased_until=None, run_after=clock.now() + wait, error=traceback.format_exc()[-4000:]
        )
    return True


def renew(job: Job, *, progress: int, total: int) -> None:
    """Keep a long job's lease and show how far it has come."""
    Job.objects.filter(pk=job.pk).update(leased_until=F("leased_until") + LEASE, progress=progress, total=total)
