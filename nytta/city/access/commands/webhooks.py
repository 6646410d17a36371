"""Webhooks: recorded, changed, paused; events put up for delivery, and what became of each try. Source: D14."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit, events, jobs, notices, numbers, outbound
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import DELIVERY, WEBHOOK
from ..models import Delivery, DeliveryTry, Webhook
from ..queries import webhooks as reads
from ..rules.webhooks import OVERLAP, TEST, address_fits, print_of, secret_of, to_be_paused, wait_after, written
from ..terms import DeliveryState, WebhookState
from .programs import require_owner

MOST_AT_ONCE = 500
LOST_AFTER = timedelta(minutes=15)
SEND = "access.send"


@act
def record_webhook(
    *, name: str, body: Body, account: Person | None, url: str, kinds: Collection[str], by: Person, on: datetime
) -> tuple[Webhook, str]:
    """A receiver that a body answers for, and its secret, which is shown once. It is told of what happens from now on. Source: D14."""
    require(policies.can_keep(by, on.date()))
    _fits(body, account, url, kinds, on)
    cursor = {name: end for name, one in events.sources().items() if (end := one.end()) is not None}
    made = Webhook(
        code=numbers.next_code("W", on.year), name=name, body=body, account=account, url=url, kinds=sorted(set(kinds)), cursor=cursor,
        state=WebhookState.ACTIVE.value, state_at=on, created_by=by, created_at=on,
    )  # fmt: skip
    secret = _shown(made)
    made.save()
    changes = {"body": body.code, "url": url, "kinds": made.kinds, "account": account.username if account else ""}
    audit.note(subject=made.code, act="webhook.record", by=by, on=on, changes=changes)
    return made, secret


def _shown(webhook: Webhook) -> str:
    """The secret of the webhook's version; by its print one sees later whether it is still the one that was shown."""
    secret = secret_of(settings.SECRET_KEY, webhook.code, webhook.version)
    webhook.secret_print = print_of(secret)
    return written(secret)


def _fits(body: Body, account: Person | None, url: str, kinds: Collection[str], on: datetime) -> None:
    require_owner(body=body, on=on)
    require(address_fits(url, plain_loopback=settings.WEBHOOK_PLAIN_LOOPBACK))
    if account is not None and not (account.is_program and account.is_active and account.body_id == body.pk):
        require(no("webhook_account", "Kontot ska vara ett öppet systemkonto som samma organ äger.", "D14", "Välj ett annat konto, eller inget.",
                   field="account"))  # fmt: skip
    if not kinds or not set(kinds) <= set(events.kinds()):
        require(
            no("webhook_kinds", "Välj minst en händelse bland dem som visas.", "D14", "Mottagaren får bara det som är valt.", field="kinds")
        )


def _held(webhook: Webhook, act: str, by: Person, on: datetime) -> Webhook:
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("body", "account__body").get(pk=webhook.pk)
    require(policies.can_keep_webhook(by, webhook, act, on.date()))
    return webhook


@act
def change_webhook(
    *, webhook: Webhook, name: str, body: Body, account: Person | None, url: str, kinds: Collection[str], by: Person, on: datetime
) -> Webhook:
    """Change where a webhook leads, what it is told and who answers for it; what waits goes to the new address. Source: D14."""
    webhook = _held(webhook, "change", by, on)
    _fits(body, account, url, kinds, on)
    values: dict[str, Any] = {"name": name, "body": body, "account": account, "url": url, "kinds": sorted(set(kinds))}
    changes = audit.changes_of(webhook, values)
    if changes:
        for field, value in values.items():
            setattr(webhook, field, value)
        webhook.save(update_fields=list(values))
        _put_waiting(webhook, on)
        audit.note(subject=webhook.code, act="webhook.change", by=by, on=on, changes=changes)
    return webhook


def _moved(webhook: Webhook, name: str, reason: str, by: Person | None, on: datetime) -> None:
    webhook.state, webhook.state_reason, webhook.state_at = WEBHOOK.next(WebhookState(webhook.state), name).value, reason[:300], on
    webhook.failing_since = None
    webhook.save(update_fields=["state", "state_reason", "state_at", "failing_since"])
    audit.note(subject=webhook.code, act=f"webhook.{name}", by=by, on=on, reason=reason)


@act
def pause_webhook(*, webhook: Webhook, reason: str, by: Person, on: datetime) -> Webhook:
    """Send nothing until it is resumed; what happens meanwhile is kept. Source: D14."""
    webhook = _held(webhook, "pause", by, on)
    _moved(webhook, "pause", reason, by, on)
    return webhook


@act
def resume_webhook(*, webhook: Webhook, catch_up: bool, by: Person, on: datetime) -> Webhook:
    """Send again: with what happened during the pause, or from now on. Source: D14."""
    webhook = _held(webhook, "resume", by, on)
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING.value)
    if not catch_up:
        waiting.update(state=DELIVERY.next(DeliveryState.WAITING, "skip").value, next_at=None)
        webhook.cursor |= {name: end for name, one in events.sources().items() if (end := one.end()) is not None}
        webhook.save(update_fields=["cursor"])
    _put_waiting(webhook, on)
    _moved(webhook, "resume", "", by, on)
    return webhook


@act
def close_webhook(*, webhook: Webhook, reason: str, by: Person, on: datetime) -> Webhook:
    """End a webhook: nothing more is sent, its log stays for its time. Source: D14."""
    webhook = _held(webhook, "close", by, on)
    skipped = DELIVERY.next(DeliveryState.WAITING, "skip").value
    webhook.deliveries.filter(state=DeliveryState.WAITING.value).update(state=skipped, next_at=None)
    _moved(webhook, "close", reason, by, on)
    return webhook


@act
def rotate_secret(*, webhook: Webhook, by: Person, on: datetime) -> tuple[Webhook, str]:
    """A new secret, shown once; for a day deliveries are signed with the former one too. Source: D14."""
    webhook = _held(webhook, "rotate", by, on)
    webhook.version, webhook.former_until = webhook.version + 1, on + OVERLAP
    secret = _shown(webhook)
    webhook.save(update_fields=["version", "former_until", "secret_print"])
    audit.note(subject=webhook.code, act="webhook.rotate", by=by, on=on, changes={"version": webhook.version})
    return webhook, secret


def _put(delivery: Delivery, at: datetime) -> None:
    key = f"{delivery.pk}-{delivery.tries}"
    jobs.put(SEND, key, on=at, delivery=delivery.pk)
    jobs.hasten(SEND, key, on=at)


def _put_waiting(webhook: Webhook, on: datetime, *, due: datetime | None = None) -> None:
    """Put up what waits anew; with `due` only what should have been sent by then, whose job was lost or came while nothing was sent."""
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING.value)
    for delivery in waiting.filter(next_at__lt=due) if due else waiting:
        _put(delivery, on)


def _delivery(webhook: Webhook, kind: str, happened: events.Happened, source: str, path: str, on: datetime) -> Delivery:
    code = f"msg_{secrets.token_hex(8)}"
    return Delivery(
        webhook=webhook, code=code, kind=kind, source=source, number=happened.number, subject=happened.subject, occurred_at=happened.at,
        body=reads.body_of(code, kind, happened, path), state=DeliveryState.WAITING.value, made_at=on, next_at=on,
    )  # fmt: skip


@act
def send_test(*, webhook: Webhook, by: Person, on: datetime) -> Delivery:
    """Put up a trial that says nothing of the city, also while the webhook is paused. Source: D14."""
    webhook = _held(webhook, "test", by, on)
    happened = events.Happened(numbers.next_number("webhook-test"), TEST, webhook.code, on)
    made = _delivery(webhook, TEST, happened, "test", "/", on)
    made.save()
    _put(made, on)
    return made


@act
def resend(*, delivery: Delivery, by: Person, on: datetime) -> Delivery:
    """Send a delivery that is done or given up once more, under the same id, so that the receiver knows it again. Source: D14."""
    delivery = locked(delivery)
    require(policies.can_keep_webhook(by, delivery.webhook, "test", on.date()) + DELIVERY.allows(DeliveryState(delivery.state), "resend"))
    delivery.state, delivery.next_at = DELIVERY.next(DeliveryState(delivery.state), "resend").value, on
    delivery.save(update_fields=["state", "next_at"])
    _put(delivery, on)
    audit.note(subject=delivery.webhook.code, act="webhook.resend", by=by, on=on, changes={"delivery": delivery.code})
    return delivery


def collect(*, by: Person | None, on: datetime) -> int:
    """Put up what has happened since the last time for every active webhook; how many deliveries. Source: D14."""
    ends = {name: end for name, one in events.sources().items() if (end := one.end()) is not None}
    active = Webhook.objects.filter(state=WebhookState.ACTIVE.value).order_by("pk")
    return sum(_collect(webhook=one, ends=ends, by=by, on=on) for one in active)


@act
def _collect(*, webhook: Webhook, ends: dict[str, int], by: Person | None, on: datetime) -> int:
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("body", "account__body").get(pk=webhook.pk)
    if not reads.is_served(webhook, on.date()):
        return 0
    _put_waiting(webhook, on, due=on - LOST_AFTER)
    found, cursor = reads.happened_since(webhook, ends, on.date(), MOST_AT_ONCE)
    made = [_delivery(webhook, kind.name, one, kind.source, kind.path(one.subject), on) for kind, one in found]
    for delivery in made:
        delivery.save(force_insert=True)
        _put(delivery, on)
    if cursor != webhook.cursor:
        Webhook.objects.filter(pk=webhook.pk).update(cursor=cursor)
    return len(made)


@act
def note_try(*, delivery: Delivery, answer: outbound.Answer, by: Person | None, on: datetime) -> Delivery:
    """What became of a try: taken, tried again after a growing wait, or given up; a receiver that fails for days is paused. Source: D14."""
    delivery = locked(delivery)
    DeliveryTry.objects.create(delivery=delivery, at=answer.at, status=answer.status, fault=answer.fault, took_ms=answer.took_ms)
    delivery.tries, delivery.last_at = delivery.tries + 1, answer.at
    delivery.last_status, delivery.last_ms, delivery.next_at = answer.status, answer.took_ms, None
    wait = wait_after(delivery.tries)
    if DeliveryState(delivery.state) is DeliveryState.WAITING:
        if answer.ok or wait is None:
            delivery.state = DELIVERY.next(DeliveryState.WAITING, "taken" if answer.ok else "given_up").value
        else:
            delivery.next_at = answer.at + wait
            _put(delivery, delivery.next_at)
    delivery.save()
    if not reads.is_test(delivery):
        _note_health(webhook=delivery.webhook, answer=answer, by=by, on=on)
    return delivery


@act
def _note_health(*, webhook: Webhook, answer: outbound.Answer, by: Person | None, on: datetime) -> None:
    if answer.ok:
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None)
        return
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("body").get(pk=webhook.pk)
    if WebhookState(webhook.state) is not WebhookState.ACTIVE:
        return
    if webhook.failing_since is None:
        webhook.failing_since = answer.at
        webhook.save(update_fields=["failing_since"])
    if to_be_paused(failing_since=webhook.failing_since, status=answer.status, on=answer.at):
        _moved(webhook, "pause", "Mottagaren har inte tagit emot något på flera dagar, eller svarar att den inte finns kvar.", None, on)
        _tell_paused(webhook, on)


def _tell_paused(webhook: Webhook, on: datetime) -> None:
    for person in reads.answering_for(webhook, on.date()):
        with override(person.letter_language):
            words = {"name": webhook.name, "code": webhook.code, "url": settings.SITE_URL + reverse("access:webhook", args=[webhook.code])}
            notices.put(
                key=f"webhook-{webhook.code}-{on:%Y%m%d%H%M}-{person.pk}", to=person.email, on=on,
                subject=gettext("Nytta: webhooken %(name)s är pausad") % words,
                body=gettext("Mottagaren för webhooken %(name)s (%(code)s) tar inte emot. Den är pausad; det som händer sparas. Rätta mottagaren och återuppta webhooken.\n\n%(url)s") % words,
            )  # fmt: skip
