"""The registers of service accounts, of webhooks and of what has been sent to them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body
from nytta.kit.fields import term_choices
from nytta.kit.lists import Column, Filter, Listing

from ..models import Delivery, ServiceAccount, Webhook
from ..queries.programs import with_state, with_tokens
from ..queries.webhooks import with_counts
from ..terms import AccountState, DeliveryState, WebhookState

ACCOUNT_COLORS = {AccountState.OPEN.value: "success", AccountState.STOPPED.value: "danger", AccountState.CLOSED.value: "neutral"}

WEBHOOK_COLORS = {WebhookState.ACTIVE.value: "success", WebhookState.PAUSED.value: "warning", WebhookState.CLOSED.value: "neutral"}
DELIVERY_COLORS = {
    DeliveryState.WAITING.value: "info", DeliveryState.DELIVERED.value: "success", DeliveryState.FAILED.value: "danger",
    DeliveryState.SKIPPED.value: "neutral",
}  # fmt: skip


def _day(person: Any) -> date:
    """The day of the request that a person makes."""
    remembered: dict[str, date] = getattr(person, "remembered", {})
    return remembered.get("on", date.max)


def _rows(person: Any) -> QuerySet[ServiceAccount]:
    return ServiceAccount.objects.all()


def _standing(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return with_state(rows, on).filter(state=value)


def _bodies(person: Any) -> list[tuple[str, str]]:
    rows = Body.objects.filter(pk__in=ServiceAccount.objects.values("person__body")).order_by("sort")
    return list(rows.values_list("code", "name"))


PROGRAMS = Listing(
    name="access:programs",
    title=_("Systemkonton"),
    one=_("systemkonto"),
    many=_("systemkonton"),
    rows=_rows,
    columns=(
        Column("code", _("Konto"), "person__username", sort="person__username", link=True),
        Column("name", _("Program"), "person__name", sort="person__name", swedish=True),
        Column("body", _("Ägare"), "person__body__name", sort="person__body__sort", swedish=True),
        Column("state", _("Läge"), "state", kind="term", terms=AccountState, tags=ACCOUNT_COLORS),
        Column("in_force", _("Gällande nycklar"), "in_force", kind="number"),
        Column("last_used", _("Senast använt"), "last_used", kind="moment"),
        Column("opened_at", _("Upplagt"), "opened_at", kind="day", sort="opened_at"),
    ),
    url=lambda code: reverse("access:program", args=[code]),
    order=("person__name",),
    filters=(
        Filter("state", _("Läge"), "", lambda person: term_choices(AccountState), _standing),
        Filter("body", _("Ägare"), "person__body__code", _bodies),
    ),
    dated=lambda rows, person: with_tokens(with_state(rows, _day(person)), _day(person)),
    code="person__username",
    help=_(
        "Ett systemkonto är ett program som använder Nyttas gränssnitt (API). En nämnd eller styrelse svarar för det. Det kan inte logga in; det har nycklar som går ut."
    ),
    empty=_("Här står vilka program som får läsa och skriva i Nytta, vem som svarar för dem och när deras nycklar går ut."),
)


def _hooks(person: Any) -> list[tuple[str, str]]:
    return [(code, f"{code} {name}") for code, name in Webhook.objects.order_by("code").values_list("code", "name")]


def _hook_bodies(person: Any) -> list[tuple[str, str]]:
    return list(Body.objects.filter(pk__in=Webhook.objects.values("body")).order_by("sort").values_list("code", "name"))


WEBHOOKS = Listing(
    name="access:webhooks",
    title=_("Webhookar"),
    one=_("webhook"),
    many=_("webhookar"),
    rows=lambda person: Webhook.objects.all(),
    columns=(
        Column("name", _("Webhook"), "name", sort="name", link=True, swedish=True),
        Column("code", _("Kod"), "code", kind="code", under="name"),
        Column("body", _("Ägare"), "body__name", sort="body__sort", swedish=True),
        Column("state", _("Läge"), "state", kind="term", terms=WebhookState, tags=WEBHOOK_COLORS, sort="state"),
        Column("url", _("Adress"), "url"),
        Column("waiting", _("Väntar"), "waiting", kind="number"),
        Column("failed", _("Gick inte fram"), "failed", kind="number"),
        Column("last_taken", _("Senast mottagen"), "last_taken", kind="moment"),
    ),
    url=lambda code: reverse("access:webhook", args=[code]),
    order=("name",),
    filters=(
        Filter("state", _("Läge"), "state", lambda person: term_choices(WebhookState)),
        Filter("body", _("Ägare"), "body__code", _hook_bodies),
    ),
    extra=with_counts,
    help=_(
        "En webhook är en adress hos ett annat program som får veta när något har hänt i Nytta. Den får veta vad och när, och hämtar själv resten i gränssnittet (API)."
    ),
    empty=_("Här står vilka program som får veta när något har hänt, vad de får veta och om det når fram."),
)
DELIVERIES = Listing(
    name="access:deliveries",
    title=_("Utskick till webhookar"),
    one=_("utskick"),
    many=_("utskick"),
    rows=lambda person: Delivery.objects.all(),
    columns=(
        Column("made_at", _("När"), "made_at", kind="moment", sort="made_at"),
        Column("kind", _("Händelse"), "kind", sort="kind"),
        Column("code", _("Utskick"), "code", kind="code", link=True),
        Column("subject", _("Gäller"), "subject", sort="subject"),
        Column("webhook", _("Webhook"), "webhook__name", sort="webhook__name", swedish=True),
        Column("state", _("Läge"), "state", kind="term", terms=DeliveryState, tags=DELIVERY_COLORS, sort="state"),
        Column("status", _("Svar"), "last_status", kind="number"),
        Column("tries", _("Försök"), "tries", kind="number", sort="tries"),
        Column("took", _("Tid, ms"), "last_ms", kind="number"),
    ),
    url=lambda code: reverse("access:delivery", args=[code]),
    order=("-made_at",),
    filters=(
        Filter("webhook", _("Webhook"), "webhook__code", _hooks),
        Filter("state", _("Läge"), "state", lambda person: term_choices(DeliveryState)),
    ),
    help=_("Varje händelse som har skickats eller väntar på att skickas, med svaret. Hur länge de sparas står på sidan Personuppgifter."),
    empty=_("Här står varje händelse som har skickats till en webhook, och vad mottagaren svarade."),
)
