"""What the worker does every night, by the slot's own time: digests, the seal of the audit, clearing away."""

from typing import Any

from django.utils import timezone

from nytta.kit import audit
from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from . import commands


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


daily("portal.digest", 6)
daily("portal.seal", 1)
daily("portal.clear", 2)
