"""What the worker does for the records after midnight."""

from typing import Any

from django.utils import timezone

from nytta.kit.jobs import daily, work
from nytta.kit.models import Job

from . import commands


@work("records.bodies")
def bodies(job: Job) -> dict[str, Any]:
    """Planned names and parents that hold from today are kept as the present ones."""
    return {"brought_up": commands.keep_present(by=None, on=timezone.localtime(job.run_after))}


@work("records.exemptions")
def exemptions(job: Job) -> dict[str, Any]:
    """Warn of exemptions that end, and tell of those that have ended."""
    return {**commands.tell_of_ends(by=None, on=timezone.localtime(job.run_after))}


daily("records.bodies", 0)
daily("records.exemptions", 5)
