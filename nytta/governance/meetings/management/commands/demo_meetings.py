"""The demo city's meetings: one held with approved and posted minutes, one that is called, and a case out on circulation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from nytta.city.organisation.models import Person
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState
from nytta.kit import clock

from ... import commands
from ...documents.minutes import minutes_pdf
from ...documents.papers import papers_for
from ...models import Item, Meeting
from ...queries.groups import COUNCIL, group_at
from ...queries.meetings import approvals_of, items_of
from ...queries.minutes import content_of, mark_of
from ...terms import Outcome, ReviewNote

PLACE = "Kommunhuset, rum Eken"


@dataclass
class Demo:
    """Whom the script acts by: the demo city's people by user name."""

    people: dict[str, Person]


class Command(BaseCommand):
    help = "Holds the demo city's meetings; called when the city is founded."
    stealth_options = ("now",)

    def handle(self, *args: Any, **options: Any) -> None:
        now = options.get("now") or clock.now()
        people = {p.username: p for p in Person.objects.select_related("body")}
        for person in people.values():
            person.remembered = {}  # type: ignore[attr-defined]  # appointments are asked for once a day and person
        city = Demo(people)
        _held(city, now)
        _called(city, now)
        _sent_round(city, now)


def _weekday(now: datetime, days: int, hour: int) -> datetime:
    day = now.date() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1 if days > 0 else -1)
    return clock.moment(day, hour)


def _planned(city: Demo, code: str, starts_at: datetime, on: datetime) -> Meeting:
    group, office = group_at(code, on.date()), city.people["projektkontor"]
    assert group is not None
    return commands.plan(
        group=group, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), place=PLACE, secretary=office, by=office, on=on
    )


def _call(city: Demo, meeting: Meeting, on: datetime) -> Meeting:
    return commands.call(meeting=meeting, papers=papers_for(meeting, items_of(meeting), on), by=city.people["projektkontor"], on=on)


def _held(city: Demo, now: datetime) -> None:
    """The development council's meeting two weeks ago: a case postponed with a dissent, and the year's weighing prepared."""
    office, chair = city.people["projektkontor"], city.people["radet"]
    other, director = city.people["radet2"], city.people["direktor"]
    day, before = _weekday(now, -14, 13), _weekday(now, -24, 9)
    meeting = _planned(city, COUNCIL, day, before)
    waits = (
        Application.objects.filter(state=CaseState.WEIGHING.value, submitted_on__lt=before.date()).order_by("submitted_on", "pk").first()
    )
    if waits is not None:
        commands.add_case(meeting=meeting, keys=[waits.code], by=office, on=before)
    commands.add_point(
        meeting=meeting, title="Årets vägning", text="Tid för vägningen och vilka regler som ska gälla.", by=office, on=before
    )
    meeting = _call(city, meeting, before)
    meeting = commands.open_meeting(meeting=meeting, chair=director, there={office.pk, chair.pk, other.pk, director.pk}, by=office, on=day)
    commands.write(meeting=meeting, number=0, text="Kommundirektören hälsade välkommen. Listan godkändes.", by=office, on=day)
    for item in Item.objects.filter(meeting=meeting).order_by("number"):
        free = item.application_id is None
        text = (
            "Rådet väger årets förslag tillsammans i rummet. Projektkontoret för in reglerna först."
            if free
            else "Rådet gick igenom ansökan och värderingen. Tidplanen hänger på ett avtal som inte är tecknat."
        )
        commands.write(meeting=meeting, number=item.number, text=text, by=office, on=day)
        outcome = Outcome.DONE if free else Outcome.POSTPONED
        item = commands.settle(item=item, outcome=outcome, reasons="" if free else "Avtalet ska vara tecknat först.", by=office, on=day)
        if not free:
            commands.dissent(item=item, text="Ärendet kunde ha vägts redan i dag; avtalet ändrar inte nyttan.", by=other, on=day)
    meeting = commands.close_meeting(meeting=meeting, first=director, second=other, by=office, on=day + timedelta(hours=2))
    for person, hours in ((meeting.first_approver, 20), (meeting.second_approver, 22)):
        if person is not None:
            _approve(meeting, person, day + timedelta(hours=hours))
    office_name = "Kommunledningskontoret, registraturen"
    posted = _weekday(now, -11, 16)
    approved_on = (day + timedelta(hours=22)).date()
    if posted.date() >= approved_on:
        commands.post(
            group=meeting.group, meeting=meeting, title=f"Utvecklingsrådet, protokoll {meeting.code}", held_on=day.date(), approved_on=approved_on,
            posted_on=posted.date(), kept_at=office_name, note=ReviewNote.NOT_APPEALABLE, by=city.people["registrator"], on=posted,
        )  # fmt: skip
    board = group_at("organ-kommunstyrelsen", now.date())
    assert board is not None
    commands.post(
        group=board, meeting=None, title="Kommunstyrelsens protokoll, §§ 22–41", held_on=_weekday(now, -9, 9).date(),
        approved_on=_weekday(now, -6, 9).date(), posted_on=_weekday(now, -5, 9).date(), kept_at=office_name, note=ReviewNote.LEGALITY,
        by=city.people["registrator"], on=_weekday(now, -5, 9),
    )  # fmt: skip


def _approve(meeting: Meeting, person: Person, on: datetime) -> None:
    again = Meeting.objects.select_related("group", "chair", "secretary", "first_approver", "second_approver").get(pk=meeting.pk)
    content = content_of(again)
    pdf = minutes_pdf(content, mark=mark_of(content), approvals=approvals_of(again), by=person, on=on)
    commands.approve(meeting=again, seen=mark_of(content), pdf=pdf, by=person, on=on)


def _called(city: Demo, now: datetime) -> None:
    """The preparation group of portfolio 1 meets next week about what waits for it."""
    office, before = city.people["projektkontor"], _weekday(now, -1, 10)
    meeting = _planned(city, "beredning-p1", _weekday(now, 7, 9), before)
    cases = Application.objects.filter(state=CaseState.PREPARATION.value, focus_area__number=1).order_by("submitted_on", "pk")
    if codes := [a.code for a in cases]:
        commands.add_case(meeting=meeting, keys=codes, by=office, on=before)
    commands.add_point(meeting=meeting, title="Vårens mötestider", text="", by=office, on=before)
    _call(city, meeting, before)


def _sent_round(city: Demo, now: datetime) -> None:
    """A case that need not wait for the weighing: one of the two members has answered."""
    group, office, before = group_at(COUNCIL, now.date()), city.people["projektkontor"], _weekday(now, -2, 10)
    assert group is not None
    case = Application.objects.filter(state=CaseState.WEIGHING.value).order_by("-submitted_on", "-pk").first()
    if case is None:
        return
    circulation = commands.start_circulation(
        group=group, case=case.code, proposed=Outcome.FUND, reasons="Beloppet är litet och leverantören kan börja i mars.",
        closes_on=_weekday(now, 4, 9).date(), by=office, on=before,
    )  # fmt: skip
    commands.vote(circulation=circulation, outcome=Outcome.FUND, text="", by=city.people["radet"], on=_weekday(now, -1, 14))
