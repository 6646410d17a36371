"""What the worker does every night, by the slot's own time: digests, reminders, the seals, the register verified, clearing away; and what moves, at once."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from nytta.city.records.commands import seal_registers
from nytta.city.records.queries import NIGHTLY, verified
from nytta.kit import audit, retention
from nytta.kit.jobs import daily, often, work
from nytta.kit.models import FormUse, Job, Notice

from . import commands
from .models import Extract
from .terms import Moves


@work("portal.digest")
def digest(job: Job) -> dict[str, Any]:
    """One letter to each person on whom something waits."""
    return {"sent": commands.send_digests(by=None, on=timezone.localtime(job.run_after))}


@work("portal.seal")
def seal(job: Job) -> dict[str, Any]:
    """Seal the audit rows since the last seal, and then the registers, whose seal holds the audit's."""
    on = timezone.localtime(job.run_after)
    made = audit.seal(on=on)
    return {"rows": made.rows if made else 0, "seals": [one.number for one in seal_registers(by=None, on=on)]}


@work(NIGHTLY, reads=True)
def verify(job: Job) -> dict[str, Any]:
    """Verify the whole register; what is found is told on its public page."""
    return verified().kept()


@work("portal.clear")
def clear(job: Job) -> dict[str, Any]:
    """Remove what is no longer needed."""
    return commands.clear_old(by=None, on=timezone.localtime(job.run_after))


@work(commands.EXTRACT)
def extract(job: Job) -> dict[str, Any]:
    """Draw out all that is kept about somebody."""
    found = Extract.objects.filter(pk=job.arguments["extract"]).first()
    if found is not None:
        commands.make_extract(extract=found, by=None, on=timezone.localtime(job.run_after))
    return {}


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


retention.log("forms", gettext_noop("Använda formulär"), lambda before: FormUse.objects.filter(at__lt=before))
retention.log("jobs", gettext_noop("Utförda jobb"), lambda before: Job.objects.filter(state__in=["done", "failed"], run_after__lt=before))
retention.log("mail", gettext_noop("Skickade brev"), lambda before: Notice.objects.filter(sent_at__lt=before))
retention.log("extracts", gettext_noop("Uttag av det som finns om en person"), lambda before: Extract.objects.filter(asked_at__lt=before))

daily("portal.digest", 6)
daily("portal.escalate", 5)
daily("portal.moves_daily", 6)
often("portal.moves_at_once", 10)
daily("portal.seal", 1)
daily(NIGHTLY, 1)
daily("portal.clear", 2)
