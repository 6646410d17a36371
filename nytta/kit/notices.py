"""Mail to people: put in the outbox by a command or a job, sent at least once by the worker."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.mail import send_mail

from . import clock, jobs
from .models import Job, Notice
from .panels import gather

AT_ONCE, DAILY, NONE = "at_once", "daily", "none"


def paces(people: Iterable[Any]) -> dict[int, str]:
    """How each person has chosen to hear, by key (`notices.paces` answers); who nobody answers for hears at once."""
    every = list(people)
    return {p.pk: AT_ONCE for p in every} | dict(gather("notices.paces", every))


def put(*, key: str, to: str, subject: str, body: str, on: datetime, secret: bool = False) -> None:
    """One mail under a key of its own; the same key again sends nothing more. No address, no mail. The text of a `secret` one is not kept."""
    if to:
        one = Notice(key=key[:160], to=to, subject=subject[:200], body=body, made_at=on, secret=secret)
        Notice.objects.bulk_create([one], ignore_conflicts=True)
        jobs.put("kit.send_notices", "outbox", on=on)


@jobs.work("kit.send_notices")
def send_notices(job: Job) -> dict[str, Any]:
    """Send what waits in the outbox."""
    sent = 0
    for notice in Notice.objects.filter(sent_at=None).order_by("pk")[:200]:
        send_mail(notice.subject, notice.body, None, [notice.to])
        Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now(), body="" if notice.secret else notice.body)
        sent += 1
    return {"sent": sent}
