"""A change from draft to done: who is told by which way, answers, questions, a no that is met, days that run out. Exact values, by the pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Decision, RuleSet
from nytta.delivery.systems.commands import (
    announce,
    answer_change,
    ask_about,
    cancel_change,
    close_change,
    draft_change,
    escalate_answers,
    go_ahead,
    move_change,
    reply_to,
)
from nytta.delivery.systems.models import ChangeNotice, NoticeAnswer, System
from nytta.delivery.systems.queries.changes import outages_on
from nytta.delivery.systems.terms import AnswerState, NoticeState
from nytta.kit import guards
from nytta.kit.clock import moment
from nytta.kit.models import AuditRow, Notice
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from nytta.portal.commands import choose_moves
from nytta.portal.terms import Moves
from tests.factories.changes import OUTAGE, change_values, make_notice, represents
from tests.factories.city import City_
from tests.factories.systems import make_system, tie

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D4")]
SV = {"accept-language": "sv"}


class World:
    """Castor of the building committee sends to Paragraf, which sends to Ekot; Adress sends to Castor; Castor sends to Egen, of the same owner."""

    def __init__(self, city: City_) -> None:
        self.city, self.owner = city, city.people["owner"]
        self.social = represents(city, "socialnamnden", "anna")
        self.castor, self.egen = make_system(city, "Castor"), make_system(city, "Egen")
        self.paragraf = make_system(city, "Paragraf", owner="socialnamnden")
        self.ekot = make_system(city, "Ekot", owner="bostader")
        self.adress = make_system(city, "Adress", owner="socialnamnden")
        tie(self.castor, self.paragraf, "Bygglovsbeslut")
        tie(self.paragraf, self.ekot, "Hyresgäster")
        tie(self.adress, self.castor, "Adresser")
        tie(self.castor, self.egen, "Ritningar")
        for person in (self.owner, self.social, city.people["project_office"]):
            choose_moves(moves=Moves.AT_ONCE, by=person, on=city.on)

    def notice(self, **values: Any) -> ChangeNotice:
        return make_notice(self.city, self.castor, **values)

    def answer(self, notice: ChangeNotice, system: System) -> NoticeAnswer:
        return NoticeAnswer.objects.get(notice=notice, system=system)

    def say(self, notice: ChangeNotice, system: System, yes: bool, by: Person | None = None, reason: str = "") -> NoticeAnswer:
        one = self.answer(notice, system)
        return answer_change(answer=one, yes=yes, reason=reason, seen=AnswerState(one.state), by=by or self.social, on=self.city.on)


@pytest.fixture
def world(city: City_) -> World:
    return World(city)


def as_(person: Person) -> Client:
    client = Client(headers=SV)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def waits(person: Person, notice: ChangeNotice, on: date) -> list[str]:
    """What a desk says of a notice."""
    return [line.what for line in desk(person, on) if line.code == notice.code]


@pytest.mark.requirement("D4")
def test_owners_of_all_affected_systems_are_asked_with_the_way_to_each(world: World) -> None:
    notice = world.notice()
    told = {
        a.system.name: (a.owner.name, a.hops, [s["name"] for s in a.path], a.state)
        for a in notice.answers.select_related("system", "owner")
    }
    assert told == {
        "Paragraf": ("Socialnämnden", 1, ["Paragraf"], "waiting"),
        "Ekot": ("Ekholmsbostäder AB", 2, ["Paragraf", "Ekot"], "waiting"),
        "Adress": ("Socialnämnden", 1, ["Adress"], "waiting"),
        "Egen": ("Byggnadsnämnden", 1, ["Egen"], "yes"),  # the announcing owner's own
    }
    assert {a.due_on for a in notice.answers.all()} == {date(2026, 3, 9)}  # five working days from Monday 2 March
    assert NoticeState(notice.state) is NoticeState.ANNOUNCED


def test_each_is_told_in_one_letter(world: World) -> None:
    notice = world.notice()
    letters = {n.to: n for n in Notice.objects.filter(key__startswith="change-")}
    assert sorted(letters) == ["anna@example.org", "project_office@example.org"]  # nobody represents the company: the office is told
    mine = letters["anna@example.org"]
    assert mine.subject == "Nytta: Castor ändras, svara senast 2026-03-09"
    assert "Paragraf: Castor → Paragraf" in mine.body and "Adress: Castor → Adress" in mine.body and notice.text in mine.body
    assert "Ekot: Ekholmsbostäder AB" in letters["project_office@example.org"].body
    assert NoticeAnswer.objects.get(system=world.ekot).escalated == 2


def test_nobody_is_told_of_a_draft(world: World) -> None:
    notice = world.notice(told=False)
    assert (notice.state, notice.answers.count(), Notice.objects.count(), mail.outbox) == ("draft", 0, 0, [])
    page = as_(world.owner).get(reverse("changes:detail", args=[notice.code])).content.decode()
    assert "Paragraf" in page and "Ekot" in page and "Bygglovsbeslut" in page


def test_all_say_yes_and_the_change_goes_ahead_without_a_decision(world: World) -> None:
    rep = represents(world.city, "bostader", "bo")
    notice = world.notice()
    for system, by in ((world.paragraf, world.social), (world.adress, world.social), (world.ekot, rep)):
        world.say(notice, system, True, by)
    assert Notice.objects.filter(to="owner@example.org").get().subject == f"Nytta: alla har svarat på {notice.code}"
    decisions = Decision.objects.count()
    settled = go_ahead(notice=notice, reasons="", by=world.owner, on=world.city.on)
    assert (settled.state, settled.decision, Decision.objects.count()) == ("going_ahead", None, decisions)


@pytest.mark.requirement("D4")
def test_a_no_needs_a_reason_and_is_met_with_a_decision_with_reasons_shown(world: World) -> None:
    represents(world.city, "bostader", "bo")
    notice = world.notice()
    with pytest.raises(Refused, match="Ett nej har ett skäl"):
        world.say(notice, world.paragraf, False)
    world.say(notice, world.paragraf, False, reason="Vi stänger bokslutet den veckan.")
    world.say(notice, world.adress, True)
    world.say(notice, world.ekot, True, Person.objects.get(username="bo"))
    with pytest.raises(Refused, match="kräver skäl"):
        go_ahead(notice=notice, reasons=" ", by=world.owner, on=world.city.on)
    settled = go_ahead(notice=notice, reasons="Lagen träder i kraft då.", by=world.owner, on=world.city.on)
    decision = settled.decision
    assert decision is not None
    assert (decision.kind, decision.subject, decision.body_name, decision.text.reasons) == (
        "change", notice.code, "Byggnadsnämnden", "Lagen träder i kraft då.",
    )  # fmt: skip
    assert "Vi stänger bokslutet den veckan." in decision.text.basis
    assert decision.concerns == [world.castor.code, world.paragraf.code]
    page = as_(world.social).get(reverse("changes:detail", args=[notice.code])).content.decode()
    assert "Lagen träder i kraft då." in page and "Vi stänger bokslutet den veckan." in page
    told = Notice.objects.filter(to="anna@example.org", subject=f"Nytta: {notice.code} ska genomföras").get()
    assert "Lagen träder i kraft då." in told.body


def test_a_question_waits_on_the_announcer_and_stops_the_settling(world: World) -> None:
    notice = world.notice()
    one = world.answer(notice, world.paragraf)
    ask_about(answer=one, text="Behåller fältet sin längd?", by=world.social, on=world.city.on)
    assert waits(world.owner, notice, world.city.on.date()) == ["Besvara en fråga om en ändring"]
    late = world.city.on + timedelta(days=20)
    with pytest.raises(Refused, match="1 fråga är inte besvarad"):
        go_ahead(notice=notice, reasons="Skäl", by=world.owner, on=late)
    reply_to(answer=one, text="Ja.", by=world.owner, on=moment(date(2026, 3, 13)))
    one.refresh_from_db()
    assert (one.state, one.due_on) == ("waiting", date(2026, 3, 16))  # the next working day at least
    letter = Notice.objects.get(key=f"change-reply-{one.questions.get().pk}-{world.social.pk}")
    assert "Behåller fältet sin längd?" in letter.body and "2026-03-16" in letter.body


def test_only_the_affected_owner_answers_and_only_the_announcing_owner_settles(world: World) -> None:
    notice = world.notice()
    one = world.answer(notice, world.paragraf)
    for person in (world.owner, world.city.people["project_office"], world.city.people["applicant"]):
        with pytest.raises(Refused):
            answer_change(answer=one, yes=True, reason="", seen=AnswerState.WAITING, by=person, on=world.city.on)
    for act, more in ((go_ahead, {"reasons": "Skäl"}), (cancel_change, {"reason": "Skäl"})):
        with pytest.raises(Refused):
            act(notice=notice, **more, by=world.social, on=world.city.on)


@pytest.mark.requirement("D4")
def test_unanswered_are_taken_further_once_for_each_level(world: World, travel: Any) -> None:
    notice = world.notice()
    world.say(notice, world.adress, True)
    steps = [
        (date(2026, 3, 9), 0),  # the last day to answer
        (date(2026, 3, 10), 1),
        (date(2026, 3, 11), 0),  # told once
        (date(2026, 3, 12), 1),
        (date(2026, 3, 20), 0),
    ]
    assert [escalate_answers(by=None, on=moment(day, 5)) for day, _ in steps] == [number for _, number in steps]
    one = world.answer(notice, world.paragraf)
    assert (one.escalated, one.escalated_on) == (2, date(2026, 3, 12))
    letters = Notice.objects.filter(key__startswith="change-late-").order_by("pk")
    assert [(n.to, n.key.split("-")[-2]) for n in letters] == [
        ("anna@example.org", "1"), ("anna@example.org", "2"), ("project_office@example.org", "2"),
    ]  # fmt: skip
    assert AuditRow.objects.filter(act="change.escalate").count() == 2
    assert waits(world.city.people["project_office"], notice, date(2026, 3, 12)) == ["Ändringsanmälan utan svar"]


def test_days_are_those_of_the_rule_set(world: World) -> None:
    content = {"limits": {"change_notice_steps": 1, "change_notice_days": 10, "change_notice_further_days": [2, 4]}}
    with guards.lifted():
        RuleSet.objects.update(content=content)
    notice = world.notice()
    assert {a.system.name for a in notice.answers.select_related("system")} == {"Paragraf", "Adress", "Egen"}
    assert {a.due_on for a in notice.answers.all()} == {date(2026, 3, 16)}
    assert escalate_answers(by=None, on=moment(date(2026, 3, 17))) == 0
    assert escalate_answers(by=None, on=moment(date(2026, 3, 18))) == 2


def test_who_has_not_answered_in_time_does_not_stop_the_change(world: World) -> None:
    notice = world.notice()
    for system in (world.paragraf, world.adress):
        world.say(notice, system, True)
    with pytest.raises(Refused, match=r"1 har inte svarat\. Svarstiden går ut 2026-03-09"):
        go_ahead(notice=notice, reasons="Skäl", by=world.owner, on=world.city.on)
    settled = go_ahead(notice=notice, reasons="Ingen svarar.", by=world.owner, on=moment(date(2026, 3, 10)))
    assert settled.decision is not None and "Ekot (Ekholmsbostäder AB): har inte svarat" in settled.decision.text.basis


def test_moving_asks_everybody_again(world: World) -> None:
    notice = world.notice()
    world.say(notice, world.paragraf, False, reason="Bokslut.")
    later = notice.starts_at + timedelta(days=7)
    moved = move_change(
        notice=notice, starts_at=later, ends_at=later + timedelta(hours=1), reason="Bokslutet", by=world.owner, on=world.city.on
    )
    assert (moved.sequence, moved.state) == (2, "announced")
    assert {a.system.name: a.state for a in moved.answers.select_related("system")} == {
        "Paragraf": "waiting", "Ekot": "waiting", "Adress": "waiting", "Egen": "yes",
    }  # fmt: skip
    assert Notice.objects.filter(to="anna@example.org").count() == 2


def test_cancelled_and_closed(world: World) -> None:
    first, second = world.notice(), world.notice(days=40)
    cancelled = cancel_change(notice=first, reason="Inte klart", by=world.owner, on=world.city.on)
    assert (cancelled.state, cancelled.outcome) == ("cancelled", "Inte klart")
    for system in (world.paragraf, world.adress):
        world.say(second, system, True)
    go_ahead(notice=second, reasons="Ingen svarar.", by=world.owner, on=moment(date(2026, 3, 10)))
    with pytest.raises(Refused, match="har inte börjat än"):
        close_change(notice=second, outcome="Klart", by=world.owner, on=moment(date(2026, 3, 11)))
    done = close_change(notice=second, outcome="Klart utan störningar", by=world.owner, on=second.ends_at)
    assert (done.state, done.outcome) == ("done", "Klart utan störningar")


@pytest.mark.requirement("D4")
def test_outages_reach_what_stands_on_the_system(world: World) -> None:
    notice = world.notice(**OUTAGE)
    world.notice(days=30)  # a change is no outage
    day = notice.starts_at.date()
    found = {s.name: [(o.notice.code, [step.name for step in o.way]) for o in outages_on(s, day)] for s in System.objects.all()}
    assert found == {
        "Castor": [(notice.code, [])],
        "Paragraf": [(notice.code, ["Paragraf"])],
        "Ekot": [(notice.code, ["Paragraf", "Ekot"])],
        "Adress": [(notice.code, ["Adress"])],
        "Egen": [(notice.code, ["Egen"])],
    }
    assert outages_on(world.ekot, day + timedelta(days=1)) == []


def test_a_system_page_tells_what_reaches_it_by_which_way_and_to_the_public_only_its_own(world: World) -> None:
    notice = world.notice(**{**OUTAGE, "is_public": True, "public_text": "Nere på kvällen"})
    pages = {one.name: reverse("systems:detail", args=[one.code]) for one in (notice.system, world.ekot)}
    shown = as_(world.owner).get(pages["Ekot"]).content.decode()
    assert "Ändringar och driftstopp som når systemet" in shown and notice.title in shown
    assert "Planerat driftstopp" in shown and "Paragraf" in shown
    assert "som når systemet" not in as_(world.owner).get(pages[notice.system.name]).content.decode()
    public = {name: Client().get(url).content.decode() for name, url in pages.items()}
    assert [name for name, html in public.items() if notice.public_text in html] == [notice.system.name]
    assert not any(notice.title in html for html in public.values())


def test_refused_answer_keeps_what_was_written(world: World) -> None:
    notice = world.notice()
    url = reverse("changes:answer", args=[notice.code])
    sent = as_(world.social).post(url, {"systems": [world.paragraf.code], "answer": "no", "reason": ""})
    assert sent.status_code == 409
    html = sent.content.decode()
    assert "Ett nej har ett skäl." in html and "vad som skulle göra att den går" in html
    assert world.answer(notice, world.paragraf).state == "waiting"


def test_answer_for_several_systems_at_once(world: World) -> None:
    notice = world.notice()
    assert waits(world.social, notice, world.city.on.date()) == ["Svara på en ändringsanmälan"]
    url = reverse("changes:answer", args=[notice.code])
    sent = as_(world.social).post(url, {"systems": [world.paragraf.code, world.adress.code], "answer": "yes", "reason": ""})
    assert sent["Location"] == reverse("changes:detail", args=[notice.code])
    assert {a.system.name: a.state for a in notice.answers.select_related("system")} == {
        "Paragraf": "yes", "Adress": "yes", "Ekot": "waiting", "Egen": "yes",
    }  # fmt: skip
    assert waits(world.social, notice, world.city.on.date()) == []


def test_draft_is_refused_in_the_past_and_for_another_owner(world: World) -> None:
    values = change_values(world.city, days=-1)
    with pytest.raises(Refused, match="innan den har anmälts"):
        draft_change(system=world.castor, values=values, by=world.owner, on=world.city.on)
    with pytest.raises(Refused, match="Du företräder inte Socialnämnden"):
        draft_change(system=world.paragraf, values=change_values(world.city), by=world.owner, on=world.city.on)
    late = draft_change(system=world.castor, values=change_values(world.city, days=1), by=world.owner, on=world.city.on)
    with pytest.raises(Refused, match="innan den har anmälts"):
        announce(notice=late, by=world.owner, on=world.city.on + timedelta(days=2))


def test_a_change_is_of_one_system_in_english_too(world: World) -> None:
    url = reverse("changes:detail", args=[world.notice().code])
    shown = as_(world.owner).get(url, headers={"accept-language": "en"}).content.decode()
    assert '<th scope="col">System</th>' in shown
    assert ">Systems</th>" not in shown
