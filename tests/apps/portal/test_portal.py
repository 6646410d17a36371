"""The start page, the desk, the adoption, choices, reports, the night's jobs and lost sessions."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import City, Person
from nytta.city.records.models import Appointment, Programme
from nytta.city.records.queries import programme_in_force, rule_set_in_force
from nytta.city.records.terms import Role
from nytta.delivery.systems.models import CommonSolution
from nytta.governance.portfolios.models import Portfolio
from nytta.kit import jobs, work
from nytta.kit.models import FormUse, Job, KeptSession, Notice
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.plain.verdicts import Refused
from nytta.portal import commands, queries
from nytta.portal.models import AccessibilityReport
from tests.factories.city import City_, make_bodies, make_case, make_person

pytestmark = pytest.mark.django_db


def client_of(person: Person | None, **options: Any) -> Client:
    client = Client(**options)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def registrar(db: None) -> Person:
    """A registrar in a city without a programme."""
    City.objects.create(name="Ekholms kommun")
    make_bodies()
    person = make_person("registrar")
    Appointment.objects.create(person=person, role=Role.REGISTRAR.value, valid_from=date(2020, 1, 1))
    return person


FORM = {
    "name": "Program för digital förnyelse", "code": "2026-2031", "registry": "KS 2025/0412", "decided_on": "2025-11-24",
    "paragraph": "Kommunfullmäktige 2025-11-24 § 14", "valid_from": "2026-01-01", "valid_until": "2031-12-31",
    "rule_set_version": "2026:1", "mandate": "Riktlinje 1", "goal_KF1": "Ekholm ska växa", "goal_KF2": "Valfrihet", "goal_KF3": "Kostnad",
}  # fmt: skip


@pytest.mark.requirement("N2", "O3")
def test_adopt_gives_the_city_its_own_copy_of_the_programme(registrar: Person) -> None:
    answer = client_of(registrar).post(reverse("portal:adopt"), FORM)
    assert answer.status_code == 302
    programme = Programme.objects.get()
    assert (programme.valid_from, programme.valid_until) == (date(2026, 1, 1), date(2031, 12, 31))
    assert programme_in_force(date(2026, 1, 1)) == programme
    assert list(CouncilGoal.objects.order_by("code").values_list("name", flat=True)) == ["Ekholm ska växa", "Valfrihet", "Kostnad"]
    assert FocusArea.objects.count() == 5
    assert list(Portfolio.objects.values_list("code", flat=True)) == ["P1", "P2", "P3", "P4", "P5"]
    assert CommonSolution.objects.count() == 10
    rules = rule_set_in_force(date(2026, 1, 1))
    assert rules is not None and rules.version == "2026:1"
    assert rule_set_in_force(date(2025, 12, 31)) is None


def test_adopt_refuses_a_code_that_is_taken_and_keeps_what_was_typed(registrar: Person) -> None:
    client = client_of(registrar)
    client.post(reverse("portal:adopt"), FORM)
    again = client.post(reverse("portal:adopt"), {**FORM, "rule_set_version": "2026:2", "goal_KF1": "Skrivet av mig"})
    assert again.status_code == 409
    assert "Skrivet av mig" in again.content.decode()
    assert Programme.objects.count() == 1


def test_adopt_refuses_other_roles(city: City_) -> None:
    with pytest.raises(Refused):
        commands.adopt_programme(
            content=queries.programme_templates()["2013-2018"], rule_set=queries.rule_set_template(), code="x", name="x", registry="x",
            paragraph="§ 1", decided_on=date(2026, 1, 1), valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), rule_set_version="9",
            mandate="x", by=city.people["applicant"], on=city.on,
        )  # fmt: skip


def test_second_programme_adds_no_solution_twice(registrar: Person) -> None:
    client = client_of(registrar)
    client.post(reverse("portal:adopt"), FORM)
    later = {**FORM, "code": "2032-2037", "valid_from": "2032-01-01", "valid_until": "2037-12-31", "rule_set_version": "2032:1"}
    assert client.post(reverse("portal:adopt"), later).status_code == 302
    assert CommonSolution.objects.count() == 10
    assert Portfolio.objects.count() == 10


@pytest.mark.requirement("N2")
def test_pages_without_programme_say_so_and_what_to_do(registrar: Person) -> None:
    assert "Inget program gäller" in Client().get(reverse("portal:start")).content.decode()
    desk = client_of(registrar).get(reverse("portal:desk")).content.decode()
    assert "Inget program gäller" in desk and reverse("portal:adopt") in desk
    other = client_of(make_person("other")).get(reverse("portal:desk")).content.decode()
    assert "Inget program gäller" in other and reverse("portal:adopt") not in other


def test_start_leads_whoever_is_logged_in_to_the_desk(city: City_) -> None:
    assert Client().get(reverse("portal:start")).status_code == 200
    assert client_of(city.people["applicant"]).get(reverse("portal:start"))["Location"] == reverse("portal:desk")


def test_desk_shows_what_waits_and_by_what_right(city: City_) -> None:
    case = make_case(city, "screening")
    html = client_of(city.people["project_office"]).get(reverse("portal:desk")).content.decode()
    assert "Granska inkommen ansökan" in html and case.title in html and "Projektkontor" in html
    assert case.title not in client_of(city.people["assessor"]).get(reverse("portal:desk")).content.decode()


def test_desk_leads_first_to_the_roles_own_pages(city: City_) -> None:
    page = client_of(city.people["council_member"]).get(reverse("portal:desk")).content.decode()
    assert page.index(">Utvecklingsrådets sida<") < page.index(">Lämna en idé<")


def test_a_long_report_is_cut_at_a_word(city: City_) -> None:
    commands.report_barrier(problem="ett två tre fyra fem sex sju åtta nio tio elva", page="", contact="", by=None, on=city.on)
    page = client_of(city.people["project_office"]).get(reverse("portal:desk")).content.decode()
    assert ">ett två tre fyra fem sex sju åtta nio tio…<" in page


def test_desk_shows_my_own_cases(city: City_) -> None:
    case = make_case(city, "valuation")
    assert case.code in client_of(city.people["applicant"]).get(reverse("portal:desk")).content.decode()


def test_anybody_reports_a_barrier_and_the_office_answers(city: City_) -> None:
    url = reverse("portal:accessibility")
    assert Client().post(url, {"problem": ""}).status_code == 422
    assert Client().post(url, {"problem": "Kan inte läsa tabellen", "page": "/portfoljer/", "contact": "a@example.org"}).status_code == 302
    report = AccessibilityReport.objects.get()
    office = client_of(city.people["project_office"])
    assert "Kan inte läsa tabellen" in office.get(reverse("portal:desk")).content.decode()
    answer = reverse("portal:answer_report", args=[report.pk])
    assert client_of(city.people["applicant"]).get(answer).status_code == 404
    assert office.post(answer, {"answer": "Rättat."}).status_code == 302
    report.refresh_from_db()
    assert (report.answer, report.answered_by) == ("Rättat.", city.people["project_office"])
    assert "Kan inte läsa tabellen" not in office.get(reverse("portal:desk")).content.decode()


def test_report_is_refused_when_the_day_is_full(city: City_) -> None:
    today = city.on.date()
    AccessibilityReport.objects.bulk_create([AccessibilityReport(problem="x", made_on=today)] * 200)
    with pytest.raises(Refused):
        commands.report_barrier(page="", problem="en till", contact="", by=None, on=city.on)


def test_choices_are_kept(city: City_) -> None:
    person = city.people["applicant"]
    client = client_of(person)
    assert "checked" in client.get(reverse("portal:choices")).content.decode()
    client.post(reverse("portal:choices"), {"letter_language": "en"})
    person.refresh_from_db()
    assert (person.digest, person.letter_language) == (False, "en")


def test_digest_is_one_letter_to_each_on_whom_something_waits(city: City_, settings: Any) -> None:
    make_case(city, "screening", title="Väntar på granskning")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert commands.send_digests(by=None, on=city.on) >= 1
    commands.send_digests(by=None, on=city.on)
    while jobs.run_one(city.on + timedelta(days=3650)):
        pass
    office = [m for m in mail.outbox if m.to == ["project_office@example.org"]]
    assert len(office) == 1
    assert "Väntar på granskning" in office[0].body and "/ansokningar/" in office[0].body
    assert not [m for m in mail.outbox if m.to == ["auditor@example.org"]]


def test_digest_is_in_the_language_that_one_has_chosen(city: City_) -> None:
    make_case(city, "screening", title="Väntar på granskning")
    Person.objects.filter(username="project_office").update(letter_language="en")
    commands.send_digests(by=None, on=city.on)
    letter = Notice.objects.get(to="project_office@example.org")
    assert letter.subject.startswith("Nytta:") and "Det här väntar på dig" not in letter.body and "waiting" in letter.body


def test_digest_is_not_sent_to_who_does_not_want_it(city: City_) -> None:
    make_case(city, "screening")
    Person.objects.update(digest=False)
    assert commands.send_digests(by=None, on=city.on) == 0
    assert Notice.objects.count() == 0


def test_night_jobs_run_once_a_day(city: City_) -> None:
    names = {"portal.digest", "portal.seal", "portal.clear"}
    morning = city.on.replace(hour=7)
    jobs.tick(morning)
    jobs.tick(morning)
    found = Job.objects.filter(name__in=names)
    assert sorted(found.values_list("name", flat=True)) == sorted(names)
    while jobs.run_one(morning + timedelta(seconds=1)):
        pass
    assert set(found.values_list("state", flat=True)) == {"done"}


def test_clear_old_removes_what_the_privacy_page_says(city: City_) -> None:
    on = city.on
    FormUse.objects.create(token="old", person=1, at=on - timedelta(days=31))
    FormUse.objects.create(token="new", person=1, at=on - timedelta(days=29))
    KeptSession.objects.create(key="old", session_data="", expire_date=on - timedelta(minutes=1), begun_at=on, seen_at=on)
    AccessibilityReport.objects.create(problem="x", contact="a@example.org", made_on=(on - timedelta(days=366)).date())
    gone = commands.clear_old(by=None, on=on)
    assert (gone["forms"], gone["sessions"], gone["contacts"]) == (1, 1, 1)
    assert list(FormUse.objects.values_list("token", flat=True)) == ["new"]
    assert AccessibilityReport.objects.get().contact == ""


@pytest.mark.parametrize("logged_in", [True, False])
def test_wrong_token_gives_back_what_was_written(city: City_, logged_in: bool) -> None:
    client = client_of(city.people["applicant"] if logged_in else None, enforce_csrf_checks=True)
    answer = client.post(
        reverse("intake:new"), {"title": "Min fina idé", "text": "Lång text", "csrfmiddlewaretoken": "fel", "password": "x" * 9}
    )
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Min fina idé" in html and "Lång text" in html
    assert "x" * 9 not in html


def test_lost_session_gives_back_what_was_written(city: City_) -> None:
    answer = Client().post(reverse("intake:new"), {"title": "Min fina idé", "text": "Lång text"})
    assert answer.status_code == 403
    assert "Min fina idé" in answer.content.decode()


def test_errors_have_pages(city: City_) -> None:
    assert "Sidan finns inte" in Client().get("/finns-inte/").content.decode()
    assert Client().get("/", {"q": "a\0b"}).status_code == 400
    client = Client(raise_request_exception=False)
    response = client.get("/", HTTP_HOST="ond.example")
    assert response.status_code == 400
    assert "Det gick inte att förstå frågan" in response.content.decode()


@pytest.mark.parametrize("name", ["about", "privacy", "accessibility", "start", "cases"])
def test_public_page_asks_nobody_who_they_are(city: City_, name: str) -> None:
    answer = Client().get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies


def test_designations_of_rules_say_what_they_mean_and_every_one_has_a_name(city: City_) -> None:
    page = Client().get(reverse("portal:sources")).content.decode()
    named = set(re.findall(r'<dt id="(\w+)">', page))
    told = {r["id"] for r in tomllib.loads(Path("docs/requirements.toml").read_text(encoding="utf-8"))["requirement"]}
    assert told <= named and "P5" in named
    case = make_case(city, "draft", end_on=None, items=[])
    shown = client_of(city.people["applicant"]).get(reverse("applications:submit", args=[case.code])).content.decode()
    assert f'<a class="ds-link" href="{reverse("portal:sources")}' in shown


def test_desk_says_each_heading_once(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        work.Waiting(what, title, "", "/", None, "", order)
        for order, (what, title) in enumerate((("Väg", "a"), ("Jäv", "b"), ("Väg", "c")))
    ]
    monkeypatch.setattr(work, "desk", lambda person, on: lines)
    answer = client_of(city.people["project_office"]).get(reverse("portal:desk"))
    assert [(what, [line.title for line in rows]) for what, rows in answer.context["groups"]] == [("Väg", ["a", "c"]), ("Jäv", ["b"])]
