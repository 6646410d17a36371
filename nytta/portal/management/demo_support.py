"""The demo city's coaches and the support that they give, whom people follow, and the office's rules for reminders."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Role
from nytta.governance.applications.models import Application
from nytta.governance.applications.terms import CaseState, WaitsOn
from nytta.kit.clock import moment
from nytta.needs.intake import commands as intake
from nytta.needs.intake.terms import Subject

from .. import commands
from ..terms import Moves, Recipient
from .demo_accounts import PASSWORD
from .demo_people import DemoCity
from .demo_play import Script

COACHES = {
    "coach": ("Projektcoachen", (Subject.STEERING, Subject.PROJECT_METHOD, Subject.GUIDELINES)),
    "coach2": ("Projektcoach två", (Subject.ARCHITECTURE, Subject.STANDARDS, Subject.CONTRACTS)),
}
QUESTIONS = (  # days ago, subject, body, question, days to taken, days to answer (None: not yet), helped
    (300, Subject.CONTRACTS, "aldre", "Vilket ramavtal ska vi avropa från?", 2, 5, True),
    (240, Subject.ARCHITECTURE, "social", "Kan vi använda den gemensamma plattformen för e-tjänster?", 1, 6, True),
    (170, Subject.PROJECT_METHOD, "kultur", "Hur stor ska styrgruppen vara?", 3, 4, True),
    (95, Subject.STANDARDS, "tekniska", "Vilket format ska öppna data ha?", 2, 9, False),
    (60, Subject.GUIDELINES, "byggnadsnamnden", "Behöver vi samråda när stödet är innovativt?", 1, 3, True),
    (24, Subject.STEERING, "utbildning", "Vem är effektägare när två nämnder delar på nyttan?", 2, None, None),
    (12, Subject.ARCHITECTURE, "kultur", "Hur kopplar vi bokningen till ekonomisystemet?", None, None, None),
    (1, Subject.CONTRACTS, "byggnadsnamnden", "Får vi förlänga avtalet medan vi söker medel?", None, None, None),
)  # fmt: skip


def make_coaches(city: DemoCity) -> None:
    """Two coaches with three subjects each, appointed by the director, and the office's promise of four working days."""
    password, on = make_password(PASSWORD), moment(city.first, 11)
    office = city.people["projektkontor"]
    for username, (name, subjects) in COACHES.items():
        made = Person.objects.create(
            username=username, name=name, title="projektcoach", body=city.bodies["kommunledningskontoret"], email=f"{username}@ekholm.example",
            password=password,
        )  # fmt: skip
        made.remembered = {}  # type: ignore[attr-defined]
        city.people[username] = made
        records.appoint(
            person=made, role=Role.COACH, valid_from=city.first, valid_until=None, mandate="Kommundirektörens beslut 1",
            by=city.people["registrator"], on=on,
        )  # fmt: skip
        intake.set_subjects(coach=made, subjects=subjects, by=office, on=on)
    intake.set_promise(working_days=4, by=office, on=on)


def _coach_for(city: DemoCity, subject: Subject) -> Person:
    return city.people[next(name for name, (_, subjects) in COACHES.items() if subject in subjects)]


def support_of(city: DemoCity) -> Iterator[Script]:
    """A script for each question; they are about the body's own cases where there are any."""
    for row in QUESTIONS:
        yield _asked(city, *row)


def _asked(
    city: DemoCity, ago: int, subject: Subject, body: str, title: str, taken: int | None, answered: int | None, helped: bool | None
) -> Script:
    start = max(city.now - timedelta(days=ago), moment(city.first + timedelta(days=2)))
    on = yield start
    asker, coach = city.who("sokande", body), _coach_for(city, subject)
    case = Application.objects.filter(applicant_body=city.bodies[body]).order_by("-pk").first()
    asked = intake.ask_for_support(subject=subject, title=title, about=case.code if case else "", by=asker, on=on)
    if taken is None:
        return
    on = yield start + timedelta(days=taken)
    intake.take_support(support=asked, by=coach, on=on)
    if answered is None:
        return
    on = yield start + timedelta(days=answered)
    intake.answer_support(
        support=asked, answer="Ja. Se riktlinjen, och hör av er när ni har ett utkast så går vi igenom det.", by=coach, on=on
    )
    on = yield start + timedelta(days=answered + 2)
    if helped:
        intake.follow_support(support=asked, helped=True, by=asker, on=on)
    else:
        intake.follow_support(support=asked, helped=False, comment="Vi undrar också vilken licens som gäller.", by=asker, on=on)


def watch(city: DemoCity, on: datetime) -> None:
    """Rules for reminders, what they send today, one reminder by hand, and people who follow cases."""
    office = city.people["projektkontor"]
    for portfolio, who, days, to in (
        ("", WaitsOn.OFFICE, [10, 30], Recipient.OFFICE), ("", WaitsOn.ASSESSOR, [21, 45], Recipient.WAITED_ON),
        ("P1", WaitsOn.GROUP, [14, 30, 60], Recipient.WAITED_ON), ("", WaitsOn.DEVELOPMENT_COUNCIL, [60], Recipient.CHAIR),
        ("", WaitsOn.APPLICANT, [30, 90], Recipient.WRITERS),
    ):  # fmt: skip
        commands.set_escalation(
            portfolio=portfolio, waits_on=who, after_days=days, to=to, by_mail=True, by=office, on=on - timedelta(days=40)
        )
    commands.escalate(by=None, on=on)
    waiting = [CaseState.VALUATION.value, CaseState.PREPARATION.value, CaseState.WEIGHING.value]
    for name, number in (("radet2", 3), ("processagare", 2), ("projektledare", 2)):
        for case in Application.objects.filter(state__in=waiting).order_by("-submitted_on", "pk")[:number]:
            commands.follow(application=case, by=city.people[name], on=on - timedelta(days=5))
    commands.choose_moves(moves=Moves.AT_ONCE, by=city.people["radet2"], on=on)
