"""What the worker does for log-in and programs."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from nytta.kit import outbound, rates  # noqa: F401  (its own job forgets the counters of minutes that are over)
from nytta.kit.jobs import daily, often, work
from nytta.kit.models import Job

from .commands import accounts, programs, saml, webhooks
from .models import Delivery
from .queries.webhooks import is_served, is_test, secrets_now
from .rules.webhooks import headers
from .terms import DeliveryState, WebhookState


@work("access.tokens")
def tokens(job: Job) -> dict[str, Any]:
    """Tell of tokens that end."""
    return {"sent": programs.tell_of_ends(by=None, on=timezone.localtime(job.run_after))}


@work("access.metadata")
def metadata(job: Job) -> dict[str, Any]:
    """Forget metadata that was read and that nobody chose from within a day."""
    return {"forgotten": saml.forget_candidates(by=None, on=timezone.localtime(job.run_after))}


@work("access.collect", reads=True)
def collect(job: Job) -> dict[str, Any]:
    """Put up what has happened for the webhooks; each in a transaction of its own."""
    return {"deliveries": webhooks.collect(by=None, on=timezone.localtime(job.run_after))}


@work(webhooks.SEND, reads=True)
def send(job: Job) -> dict[str, Any]:
    """Send one delivery, with no transaction open while the receiver is waited for; what became of it is kept at once."""
    on = timezone.localtime(job.run_after)
    found = Delivery.objects.select_related("webhook__body", "webhook__account__body").filter(pk=job.arguments["delivery"]).first()
    if found is None or DeliveryState(found.state) is not DeliveryState.WAITING:
        return {"sent": False}
    webhook = found.webhook
    if not (WebhookState(webhook.state) is not WebhookState.CLOSED if is_test(found) else is_served(webhook, on.date())):
        return {"sent": False}  # it waits until the webhook is resumed
    body = found.body.encode()
    answer = outbound.post(
        webhook.url, body, lambda at: headers(secrets_now(webhook, at), found.code, at, body),
        also=outbound.networks(settings.WEBHOOK_NETWORKS),
    )  # fmt: skip
    webhooks.note_try(delivery=found, answer=answer, by=None, on=answer.at)
    return {"sent": answer.ok, "status": answer.status}


daily("access.tokens", 5)
daily("access.metadata", 5)
often("access.collect", 1)


@work(accounts.FORGOTTEN)
def forgotten(job: Job) -> dict[str, Any]:
    """Mail a link for a new password, where the name that was written is somebody's; the name is not kept."""
    accounts.send_forgotten(name=job.arguments.get("written", ""), job=job.pk, by=None, on=timezone.localtime(job.run_after))
    return {}
