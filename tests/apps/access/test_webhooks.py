"""Webhooks against a real receiver: signed, at least once, tried again, paused, and told only what may be seen."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from nytta.city.access.commands import webhooks
from nytta.city.access.models import Delivery, Webhook
from nytta.city.access.queries.webhooks import when_of
from nytta.city.access.rules.webhooks import address_fits, wait_after
from nytta.city.access.terms import DeliveryState, WebhookState
from nytta.city.organisation.models import Person
from nytta.kit import audit, clock, jobs
from nytta.kit.audit import history
from nytta.kit.models import Job, Notice
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from nytta.portal.commands import clear_old
from tests.at_once import at_once
from tests.factories.city import City_, make_case
from tests.factories.exemptions import make_exemption
from tests.factories.systems import make_system

from .holders import make_program
from .receivers import Receiver, believed, receiving

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
KINDS = ("case.state_changed", "decision.registered", "exemption.granted", "project.state_changed", "system.registered")


@pytest.fixture(autouse=True)
def addresses() -> None:
    """As the worker does: the addresses load every app, and each says its events."""
    assert get_resolver().url_patterns


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_PLAIN_LOOPBACK = "127.0.0.0/8", True
    with receiving() as one:
        yield one


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, city: City_) -> Any:
    """Move the clock so far from the city's day."""

    def to(**later: float) -> datetime:
        moment = city.on + timedelta(**later)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return to


def hook(
    city: City_, url: str, kinds: tuple[str, ...] = KINDS, account: Person | None = None, body: str = "byggnadsnamnden"
) -> tuple[Webhook, str]:
    return webhooks.record_webhook(
        name="Diariet", body=city.bodies[body], account=account, url=url, kinds=kinds, by=city.people["registrar"], on=city.on
    )


def work(on: datetime) -> None:
    """What the worker does in a minute: look for what has happened, and send."""
    jobs.put("access.collect", str(on), on=on)
    Job.objects.exclude(name__startswith="access.").delete()
    while jobs.run_one(on):
        pass


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in receiver.came]


@pytest.mark.both
def test_event_reaches_the_receiver_signed_and_once(city: City_, receiver: Receiver) -> None:
    made, secret = hook(city, receiver.url, ("case.state_changed", "decision.registered"))
    case = make_case(city, "screening")
    for _ in range(3):
        work(city.on)
    path, headers, body = receiver.came[0]
    assert (len(receiver.came), path, headers["content-type"]) == (1, "/nytta?q=1", "application/json")
    sent = json.loads(body)
    assert sent == {
        "id": headers["webhook-id"], "type": "case.state_changed", "subject": case.code, "occurred_at": sent["occurred_at"],
        "url": f"http://127.0.0.1:8000/api/v1/cases/{case.code}",
    }  # fmt: skip
    assert datetime.fromisoformat(sent["occurred_at"]).utcoffset() == timedelta(hours=1)
    assert int(headers["webhook-timestamp"]) == int(city.on.timestamp())
    assert (believed(secret, headers, body), believed(secret, headers, body + b" ")) == (True, False)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_status, delivery.webhook) == ("delivered", 1, 204, made)
    assert secret not in str(list(Webhook.objects.values())) + str(list(history(made.code).values()))


def test_only_what_anybody_may_see_is_told(city: City_, receiver: Receiver) -> None:
    hook(city, receiver.url)
    draft = make_case(city, "draft")
    make_case(city, "running")
    system = make_system(city)
    exemption = make_exemption(city)
    work(city.on)
    sent = told(receiver)
    types = {one["type"] for one in sent}
    assert types == {"case.state_changed", "decision.registered", "exemption.granted", "system.registered"}  # and no project's
    assert draft.code not in {one["subject"] for one in sent}
    found = {one["type"]: one for one in sent}
    assert found["system.registered"]["url"].endswith(f"/api/v1/systems/{system.code}")
    assert found["exemption.granted"]["subject"] == exemption.code
    assert re.fullmatch(r"http://127.0.0.1:8000/api/v1/decisions/\d+", found["decision.registered"]["url"])
    days = {one["type"] for one in sent if "occurred_on" in one}  # a decision says its day and no time; no midnight is made up
    assert days == {"decision.registered"}
    assert {one["occurred_on"] for one in sent if one["type"] in days} == {"2026-03-02"}
    assert {frozenset(one) - {"occurred_on", "occurred_at"} for one in sent} == {frozenset({"id", "type", "subject", "url"})}
    assert {len(one) for one in sent} == {5}
    delivery = Delivery.objects.filter(kind="decision.registered").first()
    assert delivery is not None and when_of(delivery) == "2026-03-02"
    assert when_of(Delivery.objects.get(kind="system.registered")) == "2026-03-02 12:00"


def test_with_an_account_what_it_may_see_is_told_until_it_is_closed(city: City_, receiver: Receiver) -> None:
    account = make_program(city)
    hook(city, receiver.url, ("project.state_changed",), account)
    case = make_case(city, "running")
    work(city.on)
    assert [(one["type"], one["subject"]) for one in told(receiver)] == [("project.state_changed", case.code)]
    Person.everyone.filter(pk=account.pk).update(is_active=False)
    make_case(city, "running", title="Annan")
    work(city.on)
    Person.everyone.filter(pk=account.pk).update(is_active=True, body=city.bodies["socialnamnden"])
    work(city.on)
    assert len(receiver.came) == 1


def test_delivery_whose_job_was_lost_is_sent_all_the_same(city: City_, receiver: Receiver, at: Any) -> None:
    hook(city, receiver.url, ("system.registered",))
    make_system(city)
    webhooks.collect(by=None, on=city.on)
    Job.objects.all().delete()
    work(at(minutes=15))
    assert len(receiver.came) == 0
    work(at(minutes=16))
    assert len(receiver.came) == 1


def test_what_fails_is_tried_again_with_growing_waits_under_the_same_id(city: City_, receiver: Receiver, at: Any) -> None:
    receiver.answers = [500, 302, 204]
    hook(city, receiver.url, ("case.state_changed",))
    make_case(city, "screening")
    for seconds, came in ((0, 1), (29, 1), (30, 2), (329, 2), (330, 3), (9_999, 3)):
        work(at(seconds=seconds))
        assert len(receiver.came) == came, seconds
    assert len({headers["webhook-id"] for _, headers, _ in receiver.came}) == 1
    assert {path for path, _, _ in receiver.came} == {"/nytta?q=1"}  # the redirect was not followed
    delivery = Delivery.objects.get()
    assert (delivery.state, [t.status for t in delivery.attempts.all()]) == ("delivered", [204, 302, 500])
    assert Webhook.objects.get().failing_since is None


def test_waits_end_after_nine_tries_in_two_and_a_half_days() -> None:
    waits = [wait_after(n) for n in range(1, 10)]
    assert waits[:2] + waits[-2:] == [timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=24), None]
    assert sum((w for w in waits if w), timedelta()) == timedelta(hours=55, minutes=35, seconds=30)


def test_receiver_that_fails_for_five_days_is_paused_and_told_of(city: City_, receiver: Receiver, at: Any) -> None:
    Person.objects.update(email="x@example.org")
    receiver.answers = [503]
    made, _ = hook(city, receiver.url, ("case.state_changed",))
    make_case(city, "screening")
    for hours in (0, 1, 2, 5, 10, 20, 30, 50, 80):
        work(at(hours=hours))
    assert (Delivery.objects.get().state, Delivery.objects.get().tries, Webhook.objects.get().state) == ("failed", 9, "active")
    make_case(city, "screening", title="Annan")
    work(at(days=5))
    assert Webhook.objects.get().state == WebhookState.PAUSED.value
    assert history(made.code, ["webhook.pause"]).get().by_name == "Nytta"
    assert [n.subject for n in Notice.objects.all()] == [
        "Nytta: webhooken Diariet är pausad"
    ] * 2  # registrar, and the owner's representative
    day = (city.on + timedelta(days=6)).date()
    desks = {name: [w.code for w in desk(city.people[name], day) if w.code == made.code] for name in ("registrar", "owner", "assessor")}
    assert desks == {"registrar": [made.code], "owner": [made.code], "assessor": []}
    receiver.answers = [204]
    work(at(days=6))
    assert Delivery.objects.filter(state=DeliveryState.WAITING.value).count() == 1  # it waits


def test_receiver_that_says_it_is_gone_is_paused_at_once(city: City_, receiver: Receiver) -> None:
    receiver.answers = [410]
    hook(city, receiver.url, ("case.state_changed",))
    make_case(city, "screening")
    work(city.on)
    assert (Webhook.objects.get().state, Delivery.objects.get().state) == ("paused", "waiting")


@pytest.mark.parametrize(("catch_up", "states"), [(True, {"delivered": 3}), (False, {"skipped": 1, "delivered": 1})])
def test_what_happens_during_a_pause_is_kept_or_skipped(city: City_, receiver: Receiver, catch_up: bool, states: dict[str, int]) -> None:
    by = city.people["registrar"]
    receiver.answers = [500]
    made, _ = hook(city, receiver.url, ("system.registered",))
    make_system(city)
    work(city.on)
    webhooks.pause_webhook(webhook=made, reason="Byter server", by=by, on=city.on)
    make_system(city, "Pollux")
    work(city.on)
    receiver.answers = [204]
    webhooks.resume_webhook(webhook=made, catch_up=catch_up, by=by, on=city.on)
    work(city.on)
    make_system(city, "Vega")
    work(city.on)
    found = list(Delivery.objects.values_list("state", flat=True))
    assert {state: found.count(state) for state in set(found)} == states


def test_new_secret_holds_beside_the_former_for_a_day(city: City_, receiver: Receiver, at: Any) -> None:
    by = city.people["registrar"]
    made, first = hook(city, receiver.url)
    _, second = webhooks.rotate_secret(webhook=made, by=by, on=city.on)
    for hours in (23, 24):
        webhooks.send_test(webhook=made, by=by, on=at(hours=hours))
        work(at(hours=hours))
    found = [(believed(first, headers, body), believed(second, headers, body)) for _, headers, body in receiver.came]
    assert (found, first != second) == ([(True, True), (False, True)], True)


def test_secret_follows_the_installations_key(city: City_, receiver: Receiver, settings: Any) -> None:
    by, former = city.people["registrar"], settings.SECRET_KEY
    made, secret = hook(city, receiver.url)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "ny-" + "y" * 50, [former]
    webhooks.send_test(webhook=made, by=by, on=city.on)
    work(city.on)
    settings.SECRET_KEY_FALLBACKS = []
    webhooks.send_test(webhook=made, by=by, on=city.on)
    work(city.on)
    assert [believed(secret, headers, body) for _, headers, body in receiver.came] == [True, False]
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("access:webhook", args=[made.code])).content.decode()
    assert "Installationens nyckel har bytts, och därmed hemligheten." in page


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_several_workers_put_each_event_up_once(transactional_city: City_, receiver: Receiver) -> None:
    city = transactional_city
    hook(city, receiver.url, ("system.registered",))
    for n in range(5):
        make_system(city, f"System {n}")
    given = at_once([lambda: webhooks.collect(by=None, on=city.on)] * 4)
    assert (sorted(given), Delivery.objects.count()) == ([0, 0, 0, 5], 5)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_event_that_is_written_before_another_but_seen_after_is_not_lost(transactional_city: City_, receiver: Receiver) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: numbers come in the order in which they are seen")
    city = transactional_city
    system = make_system(city)
    hook(city, receiver.url, ("system.changed",))

    def second() -> int:
        audit.note(subject=system.code, act="system.change", by=None, on=city.on, changes={"n": 2})
        return webhooks.collect(by=None, on=city.on)

    with transaction.atomic():
        audit.note(subject=system.code, act="system.change", by=None, on=city.on, changes={"n": 1})
        assert at_once([second]) == [0]  # it does not pass what is not at its end
    assert (webhooks.collect(by=None, on=city.on), Delivery.objects.count()) == (2, 2)


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://program.example/x", "webhook_plain"),
        ("https://user:pw@program.example/", "webhook_login"),
        ("ftp://program.example/", "webhook_address"),
        ("https://", "webhook_address"),
        ("https://program.example:99999/", "webhook_address"),
        ("program.example", "webhook_address"),
        ("https://program.example/x", ""),
    ],
)
def test_address_is_https_and_whole(url: str, rule: str) -> None:
    verdict = address_fits(url, plain_loopback=False)
    assert (verdict.blocking[0].rule if verdict.blocking else "") == rule


def test_webhook_needs_an_owner_kinds_and_an_account_of_the_same_owner(city: City_, receiver: Receiver) -> None:
    other = make_program(city, body="socialnamnden")
    for given, rule in (({"kinds": ()}, "webhook_kinds"), ({"kinds": ("x",)}, "webhook_kinds"), ({"account": other}, "webhook_account"),
                        ({"account": city.people["director"]}, "webhook_account")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            hook(city, receiver.url, **given)  # type: ignore[arg-type]
        assert refused.value.verdict.blocking[0].rule == rule
    assert Webhook.objects.count() == 0


def test_private_address_is_not_called(city: City_, receiver: Receiver, settings: Any) -> None:
    made, _ = hook(city, receiver.url)
    settings.WEBHOOK_NETWORKS = ""
    webhooks.send_test(webhook=made, by=city.people["registrar"], on=city.on)
    work(city.on)
    tried = Delivery.objects.get().attempts.get()
    assert (tried.status, tried.fault, receiver.came) == (None, "address", [])


def test_old_deliveries_are_cleared_away(city: City_, receiver: Receiver) -> None:
    made, _ = hook(city, receiver.url)
    webhooks.send_test(webhook=made, by=city.people["registrar"], on=city.on)
    work(city.on)
    cleared = [clear_old(by=None, on=city.on + timedelta(days=days))["deliveries"] for days in (90, 91)]
    assert (cleared, Delivery.objects.count()) == ([0, 2], 0)  # the delivery and its try


def test_whole_life_through_the_pages(city: City_, receiver: Receiver) -> None:
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("access:new_webhook")
    form = client.get(url).context
    field = next(n for n in form["form"].kind_names if "system.registered" in dict(form["form"].fields[n].choices))
    sent = {
        "name": "Kartan",
        "body": city.bodies["byggnadsnamnden"].pk,
        "url": receiver.url,
        field: ["system.registered"],
        "form_token": form["form_token"],
    }
    answer = client.post(url, sent)
    found = re.search(r"whsec_[A-Za-z0-9+/=]{44}", answer.content.decode())
    assert (answer.status_code, answer["Cache-Control"], found is not None) == (200, "no-store", True)
    assert "whsec_" not in client.post(url, sent, follow=True).content.decode()
    code = Webhook.objects.get().code
    page = reverse("access:webhook", args=[code])
    assert client.post(f"{page}prov/").status_code == 302
    work(city.on)
    _, headers, body = receiver.came[0]
    assert found is not None and believed(found.group(), headers, body)
    delivery = reverse("access:delivery", args=[Delivery.objects.get().code])
    shown = client.get(delivery).content.decode()
    assert ("test.ping" in shown, "Skicka igen" in shown, "204" in shown) == (True, True, True)
    assert client.post(f"{delivery}igen/").status_code == 302
    work(city.on)
    assert [h["webhook-id"] for _, h, _ in receiver.came] == [headers["webhook-id"]] * 2
    assert client.post(f"{page}pausa/", {"reason": "Byte"}).status_code == 302
    assert client.post(f"{page}ateruppta/", {"catch_up": "nej"}).status_code == 302
    assert client.post(f"{page}avsluta/", {"reason": "Klar"}).status_code == 302
    assert "whsec_" not in client.get(page).content.decode()
    assert client.post(f"{page}prov/").status_code == 409
    acts = [row.act for row in history(code)]
    assert acts == ["webhook.close", "webhook.resume", "webhook.pause", "webhook.resend", "webhook.record"]


@pytest.mark.requirement("O2")
@pytest.mark.parametrize(
    ("who", "status"), [("registrar", 200), ("project_office", 409), ("owner", 409), ("auditor", 409), ("applicant", 404)]
)
def test_secret_is_made_anew_by_whoever_keeps_programs_alone(city: City_, receiver: Receiver, who: str, status: int) -> None:
    made, secret = hook(city, receiver.url)
    client = Client()
    client.force_login(city.people[who], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("access:rotate_secret", args=[made.code]))
    assert (answer.status_code, "whsec_" in answer.content.decode(), secret in answer.content.decode()) == (status, status == 200, False)
    assert Webhook.objects.get().version == (2 if status == 200 else 1)
