"""What the worker does for drafts: the next batch of cases that one is tried on."""

from typing import Any

from django.utils import timezone

from nytta.kit.jobs import work
from nytta.kit.models import Job

from . import commands
from .commands.trying import WORK
from .models import Trial


@work(WORK)
def try_next(job: Job) -> dict[str, Any]:
    """Try the next batch; nothing where the draft has been tried anew since it was asked."""
    trial = Trial.objects.select_related("asked_by").filter(pk=job.arguments["trial"]).first()
    if trial is None:
        return {}
    return {"done": commands.try_next(trial=trial, by=trial.asked_by, on=timezone.localtime(job.run_after)).done}
