"""What the worker does in the morning: circulations whose last day has passed are closed, and people are told."""

from typing import Any

from django.utils import timezone

from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from . import commands


@work("meetings.close_due")
def close_due(job: Job) -> dict[str, Any]:
    """Close the circulations that enough have answered and whose last day has passed."""
    return {"closed": commands.close_due(by=None, on=timezone.localtime(job.run_after))}


@work("meetings.tell_ended")
def tell_ended(job: Job) -> dict[str, Any]:
    """Tell in the morning of the circulations that have ended since the morning before."""
    return {"sent": commands.tell_ended(by=None, on=timezone.localtime(job.run_after))}


daily("meetings.close_due", 5)
daily("meetings.tell_ended", 6)
