"""What the worker does for log-in and programs."""

from typing import Any

from django.utils import timezone

from nytta.kit import rates  # noqa: F401  (its own job forgets the counters of minutes that are over)
from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from .commands import programs


@work("access.tokens")
def tokens(job: Job) -> dict[str, Any]:
    """Tell of tokens that end."""
    return {"sent": programs.tell_of_ends(by=None, on=timezone.localtime(job.run_after))}


daily("access.tokens", 5)
