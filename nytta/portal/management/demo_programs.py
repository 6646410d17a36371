"""The demo city's programs: accounts with tokens in every state, and webhooks with a log."""

from datetime import datetime, timedelta

from nytta.city.access.commands import programs, uses, webhooks
from nytta.city.access.models import Delivery, ServiceAccount, Webhook
from nytta.city.organisation.models import Person
from nytta.kit import events
from nytta.kit.clock import moment
from nytta.kit.outbound import Answer

from .demo_people import DemoCity

SCOPES = ("cases:read", "decisions:read", "systems:read")
TAKEN = (204, 87)
ANSWERS = {0: ((503, 5012), TAKEN), 3: ((None, 10020), TAKEN), 7: ((404, 44),) * 9}  # of some deliveries; the others are taken at once


def _days(now: datetime, days: int) -> datetime:
    return moment((now + timedelta(days=days)).date(), 9)


def make_programs(city: DemoCity, now: datetime) -> None:
    """Three accounts and two webhooks: in use, about to end, ended, closed, paused."""
    building = _account(city, "byggr-koppling", "ByggR", "byggnadsnamnden", "Hämtar beslut till bygglovens handläggning.", _days(now, -200))
    portal = _account(city, "dataportal", "Dataportalen", "kommunledningskontoret", "Läser öppna uppgifter varje natt.", _days(now, -120))
    old = _account(city, "gamla-kartan", "Gamla kartan", "byggnadsnamnden", "Visade system på en karta.", _days(now, -300))
    _token(city, building, "Prov", ("cases:read",), _days(now, -200), _days(now, -80), "192.0.2.10")
    _token(city, building, "Nattlig körning", SCOPES, _days(now, -70), _days(now, 20), "192.0.2.10")
    _token(city, portal, "Nattlig läsning", SCOPES, _days(now, -120), _days(now, 240), "198.51.100.7")
    _token(city, old, "Karta", ("systems:read",), _days(now, -300), _days(now, 60), "192.0.2.99")
    programs.close_program(
        account=ServiceAccount.objects.get(person=old), reason="Ersatt av dataportalen", by=city.people["registrator"], on=_days(now, -60)
    )
    _webhooks(city, portal, now)


def _account(city: DemoCity, username: str, name: str, body: str, purpose: str, on: datetime) -> Person:
    return programs.record_program(
        username=username, name=name, purpose=purpose, body=city.bodies[body], by=city.people["registrator"], on=on
    )


def _token(city: DemoCity, holder: Person, name: str, scopes: tuple[str, ...], on: datetime, ends: datetime, address: str) -> None:
    token, _text = programs.issue_token(
        holder=holder, name=name, scopes=scopes, known=scopes, expires_at=moment(ends.date(), 0), per_minute=300, by=city.people["registrator"],
        on=on,
    )  # fmt: skip
    uses.note_use(token=token, address=address, by=None, on=on + timedelta(hours=2))


def _webhooks(city: DemoCity, portal: Person, now: datetime) -> None:
    by = city.people["registrator"]
    served, _secret = webhooks.record_webhook(
        name="Dataportalen", body=city.bodies["kommunledningskontoret"], account=portal, url="https://dataportal.ekholm.example/handelser",
        kinds=["case.state_changed", "decision.registered", "system.registered", "exemption.granted"], by=by, on=_days(now, -30),
    )  # fmt: skip
    ends = {name: one.end() or 0 for name, one in events.sources().items()}
    Webhook.objects.filter(pk=served.pk).update(cursor={"audit": max(0, ends["audit"] - 400), "decisions": max(0, ends["decisions"] - 8)})
    webhooks.collect(by=None, on=_days(now, -1))
    for place, delivery in enumerate(Delivery.objects.filter(webhook=served).order_by("pk")):
        for number, (status, took) in enumerate(ANSWERS.get(place, (TAKEN,))):
            at = _days(now, -1) + timedelta(minutes=place + 30 * number)
            webhooks.note_try(delivery=delivery, answer=Answer(at, status, "" if status else "time", took), by=None, on=at)
    paused, _secret = webhooks.record_webhook(
        name="Kartan", body=city.bodies["byggnadsnamnden"], account=None, url="https://karta.ekholm.example/nytta",
        kinds=["system.registered", "system.changed", "system.retired"], by=by, on=_days(now, -90),
    )  # fmt: skip
    tried = webhooks.send_test(webhook=paused, by=by, on=_days(now, -5))
    for number in range(9):  # until it is given up: there is nobody at the addresses of the demo
        at = _days(now, -5) + timedelta(minutes=5 * number)
        webhooks.note_try(delivery=tried, answer=Answer(at, None, "tls", 412), by=None, on=at)
    webhooks.pause_webhook(webhook=paused, reason="Mottagarens certifikat har gått ut", by=by, on=_days(now, -5))
    webhooks.pause_webhook(
        webhook=served, reason="Provkommunen har ingen mottagare: ändra adressen till en egen och återuppta", by=by, on=_days(now, -1)
    )
