"""Webhooks and their deliveries as their pages, the desk and the worker read them."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from nytta.city.organisation.models import Person
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.kit import events
from nytta.kit.work import Waiting, worklist

from ..models import Delivery, Webhook
from ..rules.webhooks import TEST, print_of, secret_of
from ..terms import DeliveryState, WebhookState
from . import exists_on, stands
from .programs import looked_after


def webhook_at(code: str) -> Webhook | None:
    """The webhook with a code, with who answers for it and the account that it sees with."""
    return Webhook.objects.select_related("body", "account__body", "created_by").filter(code=code).first()


def delivery_at(code: str) -> Delivery | None:
    """One delivery with its webhook and all its tries."""
    return Delivery.objects.select_related("webhook__body", "webhook__account__body").prefetch_related("attempts").filter(code=code).first()


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`waiting` and `failed`, how many deliveries wait and went wrong, and `last_taken`, when one was last taken, of every webhook."""
    mine = Delivery.objects.filter(webhook=OuterRef("pk")).order_by()

    def number(state: DeliveryState) -> Any:
        return Coalesce(Subquery(mine.filter(state=state.value).values("webhook").annotate(n=Count("pk")).values("n")), 0)

    taken = mine.filter(state=DeliveryState.DELIVERED.value).order_by("-last_at").values("last_at")[:1]
    found: QuerySet[Any] = rows.annotate(
        waiting=number(DeliveryState.WAITING), failed=number(DeliveryState.FAILED), last_taken=Subquery(taken)
    )
    return found


def sees_still(webhook: Webhook, on: date) -> bool:
    """Whether the account that a webhook sees with, where it has one, stands and belongs to the same body. Reads the account."""
    account = webhook.account
    return account is None or (account.body_id == webhook.body_id and stands(account, on))


def is_served(webhook: Webhook, on: date) -> bool:
    """Whether anything is sent: it is active, its body exists, and the account that it sees with stands. Reads body and account."""
    return WebhookState(webhook.state) is WebhookState.ACTIVE and exists_on(webhook.body, on) and sees_still(webhook, on)


def secrets_now(webhook: Webhook, on: datetime) -> list[bytes]:
    """The secrets that a delivery is signed with: that of the version, and of the one before while the receiver changes over; by the
    installation's key and, while it has former ones, by those too.
    """
    versions = [webhook.version]
    if webhook.former_until is not None and on < webhook.former_until:
        versions.append(webhook.version - 1)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [secret_of(key, webhook.code, version) for version in versions for key in keys]


def is_rekeyed(webhook: Webhook) -> bool:
    """Whether the installation's key has been changed since the secret was shown: the receiver needs a new one."""
    return webhook.secret_print != print_of(secret_of(settings.SECRET_KEY, webhook.code, webhook.version))


def body_of(delivery_code: str, kind: str, happened: events.Happened, path: str) -> str:
    """What is sent: which event, about what, when (the day alone where no more is known), and where more can be read; never the thing's own content."""
    local = timezone.localtime(happened.at)
    when = {"occurred_on": local.date().isoformat()} if happened.day_alone else {"occurred_at": local.isoformat(timespec="seconds")}
    told = {"id": delivery_code, "type": kind, "subject": happened.subject, **when, "url": f"{settings.SITE_URL}{path}"}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def happened_since(
    webhook: Webhook, ends: dict[str, int], on: date, most: int
) -> tuple[list[tuple[events.Kind, events.Happened]], dict[str, int]]:
    """(what is new for a webhook and it may see, how far each source has then been read); one query a source, and what each kind asks."""
    known = [kind for name, kind in events.kinds().items() if name in webhook.kinds]
    found, cursor = list[tuple[events.Kind, events.Happened]](), dict(webhook.cursor)
    for source, end in ends.items():
        mine = [kind for kind in known if kind.source == source]
        after = int(cursor.get(source, end))
        rows = events.sources()[source].read(after, end, {a for kind in mine for a in kind.acts}, most) if mine and after < end else []
        cursor[source] = rows[-1].number if len(rows) == most else max(after, end)
        for kind in mine:
            of_kind = [row for row in rows if row.act in kind.acts]
            seen = set(kind.seen({row.subject for row in of_kind}, webhook.account, on)) if of_kind else set()
            found += [(kind, row) for row in of_kind if row.subject in seen]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].number)), cursor


def answering_for(webhook: Webhook, on: date) -> list[Person]:
    """Who is told of a webhook's troubles: the registrars, and whoever answers for the body's systems."""
    keys = dict.fromkeys([*holders(Role.REGISTRAR, on), *holders(Role.OWNER_REPRESENTATIVE, on, body=webhook.body.answers_for_id)])
    return list(keys)


@worklist
def webhooks_paused(person: Person, on: date) -> Iterable[Waiting]:
    """Webhooks that are paused or fail, to those who look after them; one query."""
    owned = looked_after(person, on)
    if owned is None:
        return
    troubled = Q(state=WebhookState.PAUSED.value) | Q(state=WebhookState.ACTIVE.value, failing_since__date__lt=on)
    for one in Webhook.objects.filter(troubled, body__in=owned).order_by("state_at")[:25]:
        paused = WebhookState(one.state) is WebhookState.PAUSED
        what = gettext("Webhook är pausad: rätta mottagaren och återuppta den") if paused else gettext("Webhook når inte fram")
        since = one.state_at if paused or one.failing_since is None else one.failing_since
        yield Waiting(what=what, title=one.name, code=one.code, url=reverse("access:webhook", args=[one.code]), order=3,
                      since=timezone.localtime(since).date(), note=one.state_reason)  # fmt: skip


def when_of(delivery: Delivery) -> str:
    """When it happened, as it is told: day and time, or the day alone."""
    told = json.loads(delivery.body)
    return str(told["occurred_on"]) if "occurred_on" in told else f"{timezone.localtime(delivery.occurred_at):%Y-%m-%d %H:%M}"


def is_test(delivery: Delivery) -> bool:
    """Whether a delivery is only a trial of the receiver."""
    return delivery.kind == TEST


def deliveries_before(before: datetime) -> QuerySet[Delivery]:
    """Deliveries that were made before a moment and wait no longer; their tries go with them. Source: D14."""
    return Delivery.objects.exclude(state=DeliveryState.WAITING.value).filter(made_at__lt=before)
