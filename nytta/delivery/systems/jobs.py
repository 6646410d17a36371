"""What the worker does for the systems in the morning: answers that have not come in time are taken further."""

from typing import Any

from django.utils import timezone

from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from . import commands


@work("systems.escalate_answers")
def escalate_answers(job: Job) -> dict[str, Any]:
    """Take further the answers to change notices that are late."""
    return {"escalated": commands.escalate_answers(by=None, on=timezone.localtime(job.run_after))}


daily("systems.escalate_answers", 5)
