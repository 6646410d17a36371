"""Deviations that reach coach, owner and council by themselves; late statuses that are reminded of, then shown."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import DeviationNote, Project, StatusReport
from nytta.followup.projects.rules import Figures, Limits, due_on
from nytta.kit.models import Notice
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.needs.intake.commands import ask_for_support
from nytta.needs.intake.terms import Subject
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_, project
from tests.factories.city import City_, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U5")]


def coached(city: City_, p: Project) -> Project:
    city.people["coach"] = coach = make_person("coach", city.bodies["ledningskontoret"], "projektcoach")
    Appointment.objects.create(person=coach, role=Role.COACH.value, valid_from=city.on.date())
    Project.objects.filter(pk=p.pk).update(coach=coach)
    return Project.objects.get(pk=p.pk)


def deviation(city: City_, p: Project) -> StatusReport:
    return commands.report(project=p, figures=Figures(0, 1, p.planned_end_on + timedelta(days=9)), comment="Sen.", by=p.manager, on=city.on)


def waiting(city: City_, name: str, on: date, p: Project) -> list[tuple[str, date | None]]:
    return [(w.what, w.since) for w in desk(city.people[name], on) if w.code == p.code and "avvikelse" in w.what]


@pytest.mark.requirement("F15")
def test_deviation_reaches_coach_owner_and_council_with_the_time_it_has_waited(city: City_) -> None:
    p = coached(city, project(city))
    made, later = deviation(city, p), city.on.date() + timedelta(days=12)
    line = [("Ta del av avvikelse", city.on.date())]
    assert [waiting(city, who, later, p) for who in ("coach", "owner", "council_member", "process_owner", "project_office")] == [
        line,
        line,
        line,
        [],
        [],
    ]
    for who in ("coach", "owner"):
        assert as_(city, who).post(reverse("projects:see", args=[made.pk]), {}).status_code == 302
    assert [waiting(city, who, later, p) for who in ("coach", "owner", "council_member")] == [[], [], line]
    assert list(DeviationNote.objects.order_by("pk").values_list("reader", "by__username")) == [("coach", "coach"), ("owner", "owner")]
    made.refresh_from_db()
    assert made.seen_on is None
    as_(city, "council_member").post(reverse("projects:see", args=[made.pk]), {})
    assert [waiting(city, who, later, p) for who in ("coach", "owner", "council_member")] == [[], [], []]


def test_who_is_neither_notes_nothing(city: City_) -> None:
    p = coached(city, project(city))
    made = deviation(city, p)
    with pytest.raises(Refused):
        commands.note_deviation(report=made, by=city.people["applicant"], on=city.on)
    assert as_(city, "auditor").post(reverse("projects:see", args=[made.pk]), {}).status_code == 409


def test_noting_twice_is_once(city: City_) -> None:
    p = coached(city, project(city))
    made = deviation(city, p)
    for _n in range(2):
        commands.note_deviation(report=made, by=city.people["coach"], on=city.on)
    assert DeviationNote.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "on_desk", "reminded", "shown"),
    [(29, False, 0, False), (30, True, 0, False), (33, True, 0, False), (34, True, 1, False), (40, True, 1, False), (41, True, 1, True)],
)
def test_late_status_is_asked_for_reminded_of_then_shown(city: City_, days: int, on_desk: bool, reminded: int, shown: bool) -> None:
    p, on = project(city), city.on + timedelta(days=days)
    lines = [w for w in desk(city.people["applicant"], on.date()) if w.what == "Lämna lägesrapport"]
    assert [(w.code, w.since) for w in lines] == ([(p.code, city.on.date() + timedelta(days=30))] if on_desk else [])
    assert commands.remind_reporters(by=None, on=on) == reminded
    assert [x.code for x in queries.late_projects(on.date())] == ([p.code] if shown else [])
    last = queries.last_report(p)
    assert queries.late_since(p, last, on.date()) == (city.on.date() + timedelta(days=30) if shown else None)


def test_reminder_is_sent_once_for_each_status_that_is_due(city: City_) -> None:
    p, on = project(city), city.on + timedelta(days=34)
    before = Notice.objects.count()
    for _n in range(3):
        commands.remind_reporters(by=None, on=on)
    assert Notice.objects.count() == before + 1
    commands.report(project=p, figures=Figures(0, 1, p.planned_end_on), by=p.manager, on=on)
    assert commands.remind_reporters(by=None, on=on + timedelta(days=30)) == 0
    commands.remind_reporters(by=None, on=on + timedelta(days=34))
    assert Notice.objects.count() == before + 2
    assert p.code in Notice.objects.latest("pk").subject


def test_innovative_projects_report_in_their_portfolios_rhythm(city: City_) -> None:
    p = project(city)
    type(p.application).objects.filter(pk=p.application_id).update(focus_area=city.area(5))
    on = city.on.date() + timedelta(days=25)
    assert [x.code for x in queries.late_projects(on)] == [p.code]  # 14 + 10 days
    assert [x.code for x in queries.late_projects(on - timedelta(days=1))] == []


@pytest.mark.both
@pytest.mark.parametrize("often", [(), (5,), (1, 5)])
def test_those_shown_first_are_those_that_are_late(city: City_, monkeypatch: pytest.MonkeyPatch, often: tuple[int, ...]) -> None:
    limits = Limits(often=frozenset(often))
    monkeypatch.setattr("nytta.followup.projects.queries.late.limits_on", lambda on: limits)
    for number in (1, 5, 5):
        p = project(city, title=f"Projekt {number}")
        type(p.application).objects.filter(pk=p.application_id).update(focus_area=city.area(number))
    for days in (24, 25, 40, 41):
        on = city.on.date() + timedelta(days=days)
        late = [(x.code, x.application.title, x.manager.name, queries.due_of(x, x.since, limits)) for x in queries.late_projects(on)]
        shown = [
            (x.code, x.title, x.manager, due_on(last_on=x.since, portfolio=x.portfolio, limits=limits)) for x in queries.first_late(on, 9)
        ]
        assert shown == late
        assert len(queries.first_late(on, 1)) == min(1, len(late))


def test_closed_project_is_never_late(city: City_) -> None:
    project(city, "closed")
    assert list(queries.late_projects(date(2029, 1, 1))) == []


def test_late_projects_stand_on_the_portfolios_page_and_in_the_register(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    p = project(city)
    monkeypatch.setattr("nytta.kit.clock.now", lambda: city.on + timedelta(days=50))
    client = as_(city, "auditor")
    html = client.get(reverse("portfolios:list"), headers=SV).content.decode()
    assert ("Projekt med sen lägesrapport" in html, "20 dagar sen" in html) == (True, True)
    rows = client.get(reverse("projects:list"), {"late": "sen"}, headers=SV).content.decode()
    assert p.application.title in rows
    page = client.get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert "Lägesrapporten är sen: den skulle ha lämnats 2026-04-01." in page


def test_late_list_takes_as_many_queries_whatever_the_projects(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nytta.kit.clock.now", lambda: city.on + timedelta(days=50))
    client, url = Client(), reverse("portfolios:list")
    client.force_login(city.people["auditor"], backend="django.contrib.auth.backends.ModelBackend")
    project(city)
    client.get(url)
    few = len(queries_of(client, url)[1])
    for n in range(3):
        project(city, title=f"Projekt {n}")
    assert len(queries_of(client, url)[1]) == few


@pytest.mark.requirement("F15")
def test_support_during_the_project_is_asked_for_and_followed_on_its_page(city: City_) -> None:
    p = coached(city, project(city))
    ask_for_support(subject=Subject.STEERING, title="Hur styr vi leverantören?", about=p.code, by=city.people["applicant"], on=city.on)
    html = as_(city, "applicant").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    wanted = ("Projektets coach är Coach.", "Hur styr vi leverantören?", f"{reverse('support:ask')}?om={p.code}")
    assert [w for w in wanted if w not in html] == []
