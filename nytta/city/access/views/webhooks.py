"""Webhooks: the register, one with its latest deliveries, the log, and the acts of whoever keeps them. Source: D14."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.kit import audit, events
from nytta.kit.login import Fresh
from nytta.kit.pages import ActPage, DetailPage, ListPage
from nytta.kit.panels import Act, Block
from nytta.kit.shown_once import ShownOnce
from nytta.kit.words import label, spoken
from nytta.plain.verdicts import Verdict, no

from .. import policies
from ..commands import webhooks as commands
from ..forms.programs import ReasonForm, ResumeForm, WebhookForm
from ..lists.programs import DELIVERIES, DELIVERY_COLORS, WEBHOOK_COLORS, WEBHOOKS
from ..models import Delivery, Webhook
from ..queries import exists_on
from ..queries import webhooks as reads
from ..rules.webhooks import TEST
from ..terms import DeliveryState, SendFault, WebhookState

LATEST = 10


def kind_words(name: str) -> str:
    """What a kind of event is called in the reader's language; the name of one that is no longer there."""
    if name == TEST:
        return gettext("Provutskick")
    known = events.kinds()
    return spoken(known[name].label) if name in known else name


def trail(webhook: Webhook | None, last: str = "") -> list[tuple[str, str]]:
    """Where one is, from the register down."""
    found = [(gettext(WEBHOOKS.title), reverse("access:webhooks"))]
    found += [(webhook.name, reverse("access:webhook", args=[webhook.code]))] if webhook else []
    return [*found, (last, "")] if last else found


class Webhooks(ListPage):
    """The register of webhooks. Source: D14."""

    listing = WEBHOOKS

    def may_see(self) -> Verdict:
        return policies.can_see(self.person, self.on.date())

    def new_act(self) -> Act | None:
        may = policies.can_keep(self.person, self.on.date())
        return Act(gettext("Lägg upp en webhook"), reverse("access:new_webhook")) if may else None


class Deliveries(ListPage):
    """The log of all deliveries. Source: D14."""

    listing = DELIVERIES

    def may_see(self) -> Verdict:
        return policies.can_see(self.person, self.on.date())


def _found(code: str) -> Webhook:
    found = reads.webhook_at(code)
    if found is None:
        raise Http404
    return found


class WebhookPage(DetailPage):
    """One webhook. Source: D14."""

    def thing(self, **address: Any) -> Webhook:
        return _found(address["code"])

    def may_see(self, thing: Webhook) -> bool:
        return bool(policies.can_see(self.person, self.on.date()))

    def context(self, thing: Webhook) -> dict[str, Any]:
        state = WebhookState(thing.state)
        latest = [(d, label(DeliveryState(d.state)), DELIVERY_COLORS[d.state], kind_words(d.kind)) for d in thing.deliveries.all()[:LATEST]]
        sees = str(thing.account) if thing.account else gettext("Bara det som är offentligt")
        facts = [
            (gettext("Ägare"), thing.body), (gettext("Adress"), thing.url), (gettext("Händelser"), ", ".join(kind_words(k) for k in thing.kinds)),
            (gettext("Ser som"), sees), (gettext("Hemlighetens version"), thing.version),
            (gettext("Upplagd"), f"{timezone.localtime(thing.created_at).date()}, {thing.created_by}"),
        ]  # fmt: skip
        log = f"{reverse('access:deliveries')}?webhook={thing.code}"
        return {
            "title": thing.name, "code": thing.code, "subtitle": thing.body, "crumbs": trail(thing), "label": label(state),
            "color": WEBHOOK_COLORS[state.value], "facts": facts, "verdict": self.troubles(thing, state),
            "blocks": [Block(gettext("Senaste utskicken"), "access/_deliveries.html", {"latest": latest, "log_url": log}, "utskick")],
            "acts": self.acts(thing) if policies.can_keep(self.person, self.on.date()) else [], "events": audit.history(thing.code)[:50],
        }  # fmt: skip

    def troubles(self, thing: Webhook, state: WebhookState) -> Verdict | None:
        """Why nothing reaches the receiver, or will not be believed."""
        day = self.on.date()
        if state is WebhookState.PAUSED:
            return no("webhook_paused", "Webhooken är pausad: %(reason)s", "D14", "Rätta mottagaren, prova den och återuppta webhooken.",
                      reason=thing.state_reason)  # fmt: skip
        if not exists_on(thing.body, day):
            return no(
                "program_body",
                "%(body)s finns inte längre.",
                "O1; D14",
                "Välj den nämnd eller styrelse som tog över.",
                body=thing.body.name,
            )
        if not reads.sees_still(thing, day):
            return no(
                "webhook_account_over",
                "Systemkontot som webhooken ser som gäller inte längre, eller har en annan ägare.",
                "D14",
                "Välj ett annat konto, eller inget.",
            )
        if state is WebhookState.ACTIVE and reads.is_rekeyed(thing):
            return no(
                "webhook_rekeyed",
                "Installationens nyckel har bytts, och därmed hemligheten.",
                "D14",
                "Skapa en ny hemlighet och ge den till mottagaren.",
            )
        return None

    def acts(self, thing: Webhook) -> list[Act]:
        """What whoever keeps it can do with it now."""
        found = list[Act]()
        for route, name, words in (
            ("resume_webhook", "resume", _("Återuppta")), ("test_webhook", "test", _("Skicka ett prov")), ("change_webhook", "change", _("Ändra")),
            ("rotate_secret", "rotate", _("Skapa en ny hemlighet")), ("pause_webhook", "pause", _("Pausa")), ("close_webhook", "close", _("Avsluta")),
        ):  # fmt: skip
            if policies.can_keep_webhook(self.person, thing, name, self.on.date()):
                found.append(Act(gettext(words), reverse(f"access:{route}", args=[thing.code]), primary=not found))
        return found


class _OfWebhook(ActPage):
    """An act on a webhook, for whoever keeps them; `act` as in the flow."""

    act = "change"

    def thing(self, **address: Any) -> Any:
        return _found(address["code"])

    def may_see(self, thing: Any) -> bool:
        return thing is None or bool(policies.can_see(self.person, self.on.date()))

    def verdict(self, thing: Any) -> Verdict:
        return policies.can_keep_webhook(self.person, thing, self.act, self.on.date())

    def went_to(self, thing: Any, result: Any) -> str:
        return reverse("access:webhook", args=[thing.code])

    def context(self, thing: Any) -> dict[str, Any]:
        cancel = reverse("access:webhook", args=[thing.code]) if thing else reverse("access:webhooks")
        facts = [(gettext("Webhook"), thing.name), (gettext("Adress"), thing.url), (gettext("Ägare"), thing.body)] if thing else []
        return {"crumbs": trail(thing, gettext(self.title)), "cancel_url": cancel, "facts": facts}


class NewWebhook(ShownOnce, _OfWebhook):
    """Record a webhook; its secret is shown once. Source: D14."""

    title = _("Lägg upp en webhook")
    button = _("Lägg upp webhooken")
    help = _("Mottagaren får veta vad som händer från nu. Hemligheten som den prövar signaturen med visas en enda gång, på nästa sida.")
    secret_label = _("Hemligheten")
    secret_help = _("Ge hemligheten till mottagaren nu. Den visas bara här och bara nu.")
    lost_help = _("Blir den borta: skapa en ny. Den gamla gäller ett dygn till.")

    def thing(self, **address: Any) -> None:
        return None

    def verdict(self, thing: None) -> Verdict:
        return policies.can_keep(self.person, self.on.date())

    def form(self, thing: None, **given: Any) -> forms.Form:
        return WebhookForm(on=self.on.date(), **given)

    def run(self, thing: None, cleaned: dict[str, Any]) -> Webhook:
        made, self.secret = commands.record_webhook(**cleaned, by=self.person, on=self.on)
        return made

    def went_to(self, thing: None, result: Webhook) -> str:
        return reverse("access:webhook", args=[result.code])


class RotateSecret(Fresh, ShownOnce, _OfWebhook):
    """A new secret, shown once. Source: D14."""

    act = "rotate"
    title = _("Skapa en ny hemlighet")
    button = _("Skapa hemligheten")
    help = _("Under ett dygn signeras utskicken både med den nya och med den gamla, så att mottagaren hinner byta.")
    secret_label, secret_help, lost_help = NewWebhook.secret_label, NewWebhook.secret_help, NewWebhook.lost_help

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Webhook:
        made, self.secret = commands.rotate_secret(webhook=thing, by=self.person, on=self.on)
        return made


class ChangeWebhook(_OfWebhook):
    """Change a webhook. Source: D14."""

    title = _("Ändra webhooken")
    done = _("Ändringen är sparad och står i historiken.")

    def form(self, thing: Webhook, **given: Any) -> forms.Form:
        initial = {"name": thing.name, "body": thing.body_id, "url": thing.url, "account": thing.account_id, "kinds": thing.kinds}
        return WebhookForm(on=self.on.date(), initial=initial, **given)

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Webhook:
        return commands.change_webhook(webhook=thing, **cleaned, by=self.person, on=self.on)


class PauseWebhook(_OfWebhook):
    """Send nothing for a while. Source: D14."""

    act = "pause"
    form_class = ReasonForm
    title = _("Pausa webhooken")
    button = _("Pausa")
    done = _("Webhooken är pausad. Det som händer sparas tills den återupptas.")

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Webhook:
        return commands.pause_webhook(webhook=thing, **cleaned, by=self.person, on=self.on)


class ResumeWebhook(_OfWebhook):
    """Send again. Source: D14."""

    act = "resume"
    form_class = ResumeForm
    title = _("Återuppta webhooken")
    button = _("Återuppta")
    done = _("Webhooken är aktiv igen.")

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Webhook:
        return commands.resume_webhook(webhook=thing, **cleaned, by=self.person, on=self.on)


class CloseWebhook(_OfWebhook):
    """End a webhook. Source: D14."""

    act = "close"
    form_class = ReasonForm
    title = _("Avsluta webhooken")
    button = _("Avsluta")
    done = _("Webhooken är avslutad. Inget mer skickas.")
    help = _("Det som väntar skickas inte. Historiken står kvar, och utskicken så länge som sidan Personuppgifter säger.")

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Webhook:
        return commands.close_webhook(webhook=thing, **cleaned, by=self.person, on=self.on)


class TestWebhook(_OfWebhook):
    """Send a trial. Source: D14."""

    act = "test"
    title = _("Skicka ett prov")
    button = _("Skicka provet")
    done = _("Provet skickas inom några sekunder. Svaret står bland utskicken.")
    help = _("Provet har typen test.ping och säger inget om kommunen. Det går att skicka medan webhooken är pausad.")

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Delivery:
        return commands.send_test(webhook=thing, by=self.person, on=self.on)


def _delivery(code: str) -> Delivery:
    found = reads.delivery_at(code)
    if found is None:
        raise Http404
    return found


class DeliveryPage(DetailPage):
    """One delivery: what was sent, and every try. Source: D14."""

    template = "access/delivery.html"

    def thing(self, **address: Any) -> Delivery:
        return _delivery(address["code"])

    def may_see(self, thing: Delivery) -> bool:
        return bool(policies.can_see(self.person, self.on.date()))

    def context(self, thing: Delivery) -> dict[str, Any]:
        state, next_at = DeliveryState(thing.state), thing.next_at
        tries = [(one, label(SendFault(one.fault)) if one.fault else "") for one in thing.attempts.all()]
        may = policies.can_keep_webhook(self.person, thing.webhook, "test", self.on.date())
        resend = Act(gettext("Skicka igen"), reverse("access:resend", args=[thing.code]), primary=True)
        return {
            "title": kind_words(thing.kind), "code": thing.subject, "subtitle": thing.webhook.name,
            "crumbs": [*trail(thing.webhook), (gettext("Utskick"), "")], "label": label(state), "color": DELIVERY_COLORS[state.value],
            "facts": [
                (gettext("Id"), thing.code), (gettext("Typ"), thing.kind), (gettext("Hände"), reads.when_of(thing)),
                (gettext("Nästa försök"), f"{timezone.localtime(next_at):%Y-%m-%d %H:%M}" if next_at else ""),
            ],
            "tries": tries, "sent": thing.body, "acts": [resend] if may and state is not DeliveryState.WAITING else [],
        }  # fmt: skip


class Resend(_OfWebhook):
    """Send a delivery again. Source: D14."""

    act = "test"
    title = _("Skicka igen")
    button = _("Skicka igen")
    done = _("Utskicket skickas igen inom några sekunder, med samma id.")

    def thing(self, **address: Any) -> Webhook:
        self.delivery = _delivery(address["code"])
        return self.delivery.webhook

    def run(self, thing: Webhook, cleaned: dict[str, Any]) -> Delivery:
        return commands.resend(delivery=self.delivery, by=self.person, on=self.on)

    def went_to(self, thing: Webhook, result: Delivery) -> str:
        return reverse("access:delivery", args=[result.code])
