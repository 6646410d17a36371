"""What the worker does every night, by the slot's own time: digests, reminders, the seal of the audit, clearing away; and what moves, at once."""

from typing import Any

from django.utils import timezone

from nytta.kit import audit
from nytta.kit.jobs import daily, often, work
from nytta.kit.models import Job

from . import commands
from .terms import Moves


@work("portal.digest")
def digest(job: Job) -> dict[str, Any]:
    """One letter to each person on whom something waits."""
    return {"sent": commands.send_digests(by=None, on=timezone.localtime(job.run_after))}


@work("portal.seal")
def seal(job: Job) -> dict[str, Any]:
    """Seal the audit rows since the last seal."""
    made = audit.seal(on=timezone.localtime(job.run_after))
    return {"rows": made.rows if made else 0}


@work("portal.clear")
def clear(job: Job) -> dict[str, Any]:
    """Remove what is no longer needed."""
    return commands.clear_old(by=None, on=timezone.localtime(job.run_after))


@work("portal.escalate")
def escalate(job: Job) -> dict[str, Any]:
    """Remind by the rules that people have set."""
    return {"sent": commands.escalate(by=None, on=timezone.localtime(job.run_after))}


@work("portal.moves_daily")
def moves_daily(job: Job) -> dict[str, Any]:
    """Tell once a day of cases that have moved."""
    return {"sent": commands.tell_moves(pace=Moves.DAILY, by=None, on=timezone.localtime(job.run_after))}


@work("portal.moves_at_once")
def moves_at_once(job: Job) -> dict[str, Any]:
    """Tell at once of cases that have moved."""
    return {"sent": commands.tell_moves(pace=Moves.AT_ONCE, by=None, on=timezone.localtime(job.run_after))}


daily("portal.digest", 6)
daily("portal.escalate", 5)
daily("portal.moves_daily", 6)
often("portal.moves_at_once", 10)
daily("portal.seal", 1)
daily("portal.clear", 2)
