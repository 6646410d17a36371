"""What the worker does for projects in the morning."""

from typing import Any

from django.utils import timezone

from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from . import commands


@work("projects.remind")
def remind(job: Job) -> dict[str, Any]:
    """Remind project managers of statuses that are late."""
    return {"reminded": commands.remind_reporters(by=None, on=timezone.localtime(job.run_after))}


daily("projects.remind", 6)
