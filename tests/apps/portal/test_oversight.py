"""The office's overview, reminders by hand and by rule, and following: whom a case waits on, for how long, and who is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application, Passage
from nytta.governance.applications.terms import WaitsOn
from nytta.governance.preparation import commands as preparation
from nytta.kit.clock import moment
from nytta.kit.models import AuditRow, Notice
from nytta.kit.testing import csv_rows, queries_of
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from nytta.portal import commands
from nytta.portal.models import Escalation, Follow, Reminder, Told
from nytta.portal.queries.oversight import lead_times, waits_by_party
from nytta.portal.queries.parties import open_stays, parties
from nytta.portal.rules import OLD_MODEL_DAYS, due_lead_time, lead_times_valid
from nytta.portal.terms import Moves, Recipient
from tests.factories.city import City_, make_case, make_person

pytestmark = pytest.mark.django_db


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rules_of(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [f.rule for f in refused.value.verdict.blocking]


def waited(case: Application, days: int, on: date) -> Passage:
    Passage.objects.filter(application=case, left_on=None).update(entered_on=on - timedelta(days=days))
    return Passage.objects.get(application=case, left_on=None)


def named(case: Application, on: date) -> list[str]:
    stay = open_stays().get(application=case)
    return [p.username for p in parties([stay], on).of(stay)]


@pytest.mark.requirement("F5", "F15")
@pytest.mark.parametrize(
    ("until", "party", "names"),
    [
        ("screening", "office", ["project_office"]), ("valuation", "assessor", ["project_office"]), ("preparation", "group", ["group_1"]),
        ("weighing", "development_council", ["council_member"]), ("decision", "director", ["director"]),
        ("granted", "project", ["applicant"]), ("running", "project", ["applicant"]),
    ],
)  # fmt: skip
def test_whom_a_case_waits_on_by_name(city: City_, until: str, party: str, names: list[str]) -> None:
    case = make_case(city, until)
    assert (Passage.objects.get(application=case, left_on=None).waits_on, named(case, city.on.date())) == (party, names)
    text = as_(city.people["project_office"]).get(reverse("portal:oversight")).content.decode()
    assert [case.title in text, city.people[names[0]].name in text] == [True, True]


@pytest.mark.requirement("F5", "F10")
def test_nobody_in_conflict_is_waited_on(city: City_) -> None:
    case = make_case(city, "preparation")
    preparation.declare_conflict(application=case, ground="other", by=city.people["group_1"], on=city.on)
    assert named(case, city.on.date()) == []


@pytest.mark.requirement("F5")
def test_a_designated_assessor_and_a_completion_are_named(city: City_) -> None:
    case = make_case(city, "screening")
    applications.ask(application=case, questions=[("", "Hur?")], by=city.people["project_office"], on=city.on)
    other = make_person("writer")
    applications.invite(application=Application.objects.get(pk=case.pk), person=other, by=city.people["applicant"], on=city.on)
    assert named(case, city.on.date()) == ["applicant", "writer"]


@pytest.mark.both
@pytest.mark.requirement("F5")
def test_days_on_the_city_and_on_the_applicant_stand_apart(city: City_) -> None:
    case, day = make_case(city, "screening"), city.on.date()
    stays = Passage.objects.filter(application=case)
    stays.filter(state="draft").update(entered_on=day - timedelta(days=90), left_on=day - timedelta(days=60))
    stays.filter(state="screening").update(entered_on=day - timedelta(days=60), left_on=day - timedelta(days=50))
    Passage.objects.create(
        application=case, state="completion", waits_on="applicant", entered_on=day - timedelta(days=50), left_on=day - timedelta(days=20)
    )
    Passage.objects.create(application=case, state="screening", waits_on="office", entered_on=day - timedelta(days=20))
    answer = as_(city.people["project_office"]).get(reverse("portal:oversight_export", args=["csv"]))
    head, row = csv_rows(answer)
    found = dict(zip(head, row, strict=True))
    assert [found[k] for k in ("Väntar på", "Dagar", "Hos kommunen", "Hos sökanden")] == ["projektkontoret", "20", "30", "30"]


@pytest.mark.requirement("F5")
def test_lead_times_beside_the_old_model(city: City_) -> None:
    day = city.on.date()
    for n, days in enumerate((100, 600)):
        case = make_case(city, "granted", title=f"Fall {n}")
        first = day - timedelta(days=days)
        Application.objects.filter(pk=case.pk).update(submitted_on=first)
        Passage.objects.filter(application=case, state="screening").update(entered_on=first, left_on=first + timedelta(days=10))
    t = lead_times(day)
    assert (t.decided, t.to_decision, t.on_applicant, t.share, OLD_MODEL_DAYS) == (2, 350, 0, pytest.approx(0.5), 548)
    by = {p.who: (p.number, p.ended_days) for p in waits_by_party(day)}
    assert by[WaitsOn.OFFICE] == (0, 10)
    text = as_(city.people["project_office"]).get(reverse("portal:oversight")).content.decode()
    assert ["50 % har gått fortare" in text, "runt 18 månader" in text, "dras aldrig av" in text] == [True, True, True]


@pytest.mark.requirement("F15")
@pytest.mark.parametrize(
    ("who", "status"),
    [("project_office", 200), ("director", 200), ("auditor", 200), ("council_member", 200), ("applicant", 403), ("group_1", 403)],
)
def test_who_sees_the_overview(city: City_, who: str, status: int) -> None:
    answer = as_(city.people[who]).get(reverse("portal:oversight"))
    assert answer.status_code == status
    assert ("Det kräver uppdraget: Projektkontor / " in answer.content.decode()) is (status == 403)  # refused in the policy's own words


@pytest.mark.requirement("F5")
def test_filters_and_the_same_number_of_queries(city: City_) -> None:
    make_case(city, "screening", title="Ett")
    client = as_(city.people["project_office"])
    _answer, one = queries_of(client, reverse("portal:oversight"))
    for n in range(3):
        make_case(city, "preparation", title=f"Fler {n}")
    answer, many = queries_of(client, reverse("portal:oversight"))
    assert (len(many) - len(one), "Fler 2" in answer.content.decode()) == (0, True)
    text = client.get(reverse("portal:oversight"), {"vantar": "office"}).content.decode()
    assert ["Ett" in text, "Fler 1" in text] == [True, False]


@pytest.mark.requirement("F15")
def test_remind_by_hand_shows_who_is_told_and_tells_each_once(city: City_) -> None:
    case, other = make_case(city, "preparation"), make_case(city, "screening", title="Annat")
    preparation.declare_conflict(application=case, ground="other", by=city.people["group_1"], on=city.on)
    client, url = as_(city.people["project_office"]), reverse("portal:remind")
    text = client.get(url).content.decode()
    assert ["1 person kan påminnas" in text, "Project_office" in text, "Ingen person är utsedd" in text] == [True, True, True]
    stay = Passage.objects.get(application=other, left_on=None)
    answer = client.post(url, {"med": [stay.pk], "note": "Hur går det?"})
    assert (answer.status_code, Reminder.objects.count(), Notice.objects.get().to) == (302, 1, "project_office@example.org")
    assert ["Hur går det?" in Notice.objects.get().body, other.code in Notice.objects.get().subject] == [True, True]
    assert AuditRow.objects.filter(act="case.remind", subject=other.code).count() == 1
    again = client.post(url, {"med": [stay.pk], "note": ""})
    assert (again.status_code, Reminder.objects.count(), "Alla är redan påminda i dag" in again.content.decode()) == (409, 1, True)
    assert [w.code for w in desk(city.people["project_office"], city.on.date()) if w.what == "Påminnelser"] == [other.code]
    applications.pass_screening(application=other, by=city.people["project_office"], on=city.on)
    assert [w for w in desk(city.people["project_office"], city.on.date()) if w.what == "Påminnelser"] == []


def rule(city: City_, **more: Any) -> Escalation:
    values: dict[str, Any] = {
        "portfolio": "",
        "waits_on": WaitsOn.GROUP,
        "after_days": [30, 14],
        "to": Recipient.WAITED_ON,
        "by_mail": True,
    }
    return commands.set_escalation(**{**values, **more}, by=city.people["project_office"], on=city.on)


@pytest.mark.both
@pytest.mark.requirement("F15", "F5")
def test_a_rule_reminds_once_at_each_lead_time_until_the_case_moves(city: City_) -> None:
    case, one, day = make_case(city, "preparation"), rule(city), city.on.date()
    waited(case, 13, day)
    assert (one.after_days, commands.escalate(by=None, on=city.on)) == ([14, 30], 0)
    waited(case, 14, day)
    assert [commands.escalate(by=None, on=city.on) for _ in range(2)] == [1, 0]
    waited(case, 29, day)
    assert commands.escalate(by=None, on=city.on) == 0
    waited(case, 31, day)
    assert commands.escalate(by=None, on=city.on) == 1
    sent = [(r.person.username, r.after_days, r.sent_by) for r in Reminder.objects.order_by("pk")]
    assert sent == [("group_1", 14, None), ("group_1", 30, None)]
    assert Notice.objects.filter(to="group_1@example.org").count() == 2
    applications.withdraw(application=case, reasons="Inte nu.", by=city.people["applicant"], on=city.on)
    assert commands.escalate(by=None, on=moment(day + timedelta(days=100))) == 0


@pytest.mark.requirement("F15")
@pytest.mark.parametrize(
    ("to", "names"),
    [
        (Recipient.OFFICE, ["project_office"]),
        (Recipient.DIRECTOR, ["director"]),
        (Recipient.CHAIR, ["chair"]),
        (Recipient.WRITERS, ["applicant"]),
    ],
)
def test_who_a_rule_reminds(city: City_, to: Recipient, names: list[str]) -> None:
    case, chair = make_case(city, "preparation"), make_person("chair")
    Appointment.objects.create(person=chair, role=Role.PREPARATION_GROUP.value, portfolio="P1", chair=True, valid_from=city.on.date())
    rule(city, to=to, portfolio="P1", by_mail=False)
    waited(case, 20, city.on.date())
    assert (commands.escalate(by=None, on=city.on), Notice.objects.count()) == (1, 0)
    assert [r.person.username for r in Reminder.objects.all()] == names


@pytest.mark.requirement("F15")
def test_a_rule_of_another_portfolio_or_an_ended_one_reminds_nobody(city: City_) -> None:
    case = make_case(city, "preparation")
    rule(city, portfolio="P2")
    ended = rule(city)
    commands.end_escalation(escalation=ended, by=city.people["project_office"], on=city.on)
    waited(case, 40, city.on.date())
    assert commands.escalate(by=None, on=city.on) == 0


@pytest.mark.requirement("F15")
def test_rules_are_set_on_a_page_by_the_office_alone(city: City_) -> None:
    client = as_(city.people["project_office"])
    typed = {"portfolio": "P1", "waits_on": "group", "after_days": "60, 14;30", "to": "office", "by_mail": "on"}
    assert client.post(reverse("portal:new_escalation"), typed).status_code == 302
    made = Escalation.objects.get()
    assert (made.portfolio, made.after_days, made.to) == ("P1", [14, 30, 60], "office")
    assert client.post(reverse("portal:escalation", args=[made.pk]), {**typed, "after_days": "två veckor"}).status_code == 422
    assert client.post(reverse("portal:escalation", args=[made.pk]), {**typed, "after_days": "0"}).status_code == 409
    client.post(reverse("portal:escalation", args=[made.pk]), {**typed, "after_days": "21"})
    assert Escalation.objects.get().after_days == [21]
    assert client.post(reverse("portal:end_escalation", args=[made.pk])).status_code == 302
    assert client.get(reverse("portal:escalation", args=[made.pk])).status_code == 404
    assert as_(city.people["auditor"]).post(reverse("portal:new_escalation"), typed).status_code == 409
    assert rules_of(lambda: commands.remind(passages=[], by=city.people["auditor"], on=city.on)) == ["mandate"]


@pytest.mark.parametrize(("days", "due"), [(0, None), (13, None), (14, 14), (29, 14), (30, 30), (999, 60)])
def test_the_lead_time_that_is_due(days: int, due: int | None) -> None:
    assert due_lead_time(after_days=[14, 60, 30], days=days) == due


@pytest.mark.parametrize(("days", "valid"), [([], False), ([14], True), ([0], False), ([731], False), ([1, 2, 3, 4, 5, 6, 7], False)])
def test_lead_times_that_can_be_meant(days: list[int], valid: bool) -> None:
    assert bool(lead_times_valid(after_days=days)) is valid


# --- insight


@pytest.mark.requirement("F5")
@pytest.mark.parametrize(
    ("who", "why"),
    [("applicant", "Skriver"), ("owner", "Svarar för"), ("process_owner", "Svarar för"), ("group_2", "Följer"), ("assessor", None)],
)
def test_ones_own_cases_with_step_party_days_and_decision(city: City_, who: str, why: str | None) -> None:
    case = make_case(city, "preparation")
    waited(case, 12, city.on.date())
    commands.follow(application=case, by=city.people["group_2"], on=city.on)
    rows = csv_rows(as_(city.people[who]).get(reverse("portal:own_cases_export", args=["csv"])))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    wanted = [] if why is None else [(case.title, why, "4", "Bereds", "beredningsgruppen", "12")]
    assert [tuple(r[k] for k in ("Ärende", "Varför", "Steg av åtta", "Läge", "Väntar på", "Dagar")) for r in found] == wanted


@pytest.mark.requirement("F5")
def test_follow_and_leave_on_the_case_page(city: City_) -> None:
    case, draft, client = make_case(city, "screening"), make_case(city, "draft", title="Utkast"), as_(city.people["group_2"])
    page = reverse("applications:detail", args=[case.code])
    assert "Följ ärendet" in client.get(page).content.decode()
    assert client.post(reverse("portal:follow", args=[case.code])).status_code == 302
    assert ["Sluta följa ärendet" in client.get(page).content.decode(), Follow.objects.count()] == [True, 1]
    assert client.post(reverse("portal:leave", args=[case.code])).status_code == 302
    assert Follow.objects.count() == 0
    assert client.get(reverse("portal:follow", args=[draft.code])).status_code == 404
    assert as_(city.people["applicant"]).post(reverse("portal:follow", args=[draft.code])).status_code == 409


@pytest.mark.requirement("F5")
def test_follow_from_the_public_page_when_one_is_logged_in_and_come_back_to_it(city: City_) -> None:
    case, client = make_case(city, "screening"), as_(city.people["group_2"])
    page = reverse("portal:case", args=[case.code])
    follow, leave = (f"{reverse(f'portal:{name}', args=[case.code])}?fran=publikt" for name in ("follow", "leave"))
    assert follow not in Client().get(page).content.decode()
    assert follow in client.get(page).content.decode()
    assert client.post(follow).headers["Location"] == page
    assert [leave in client.get(page).content.decode(), Follow.objects.count()] == [True, 1]
    assert (client.post(leave).headers["Location"], Follow.objects.count()) == (page, 0)


@pytest.mark.both
@pytest.mark.requirement("F5")
def test_who_is_told_that_a_case_moved_and_when(city: City_) -> None:
    case, later = make_case(city, "screening"), city.on + timedelta(days=1)
    follower, p = city.people["group_2"], city.people
    commands.follow(application=case, by=follower, on=later)
    commands.choose_moves(moves=Moves.AT_ONCE, by=follower, on=later)
    commands.choose_moves(moves=Moves.NONE, by=p["owner"], on=later)
    applications.pass_screening(application=case, by=p["project_office"], on=later)
    assert [commands.tell_moves(pace=Moves.AT_ONCE, by=None, on=later) for _ in range(2)] == [1, 0]
    (letter,) = Notice.objects.all()
    assert (letter.to, case.code in letter.subject, "värderas, väntar på värderaren" in letter.body) == ("group_2@example.org", True, True)
    assert [commands.tell_moves(pace=Moves.DAILY, by=None, on=later) for _ in range(2)] == [2, 0]
    assert sorted(n.to for n in Notice.objects.all()) == ["applicant@example.org", "group_2@example.org", "process_owner@example.org"]
    assert Told.objects.filter(person=p["owner"]).count() == 0
    assert commands.tell_moves(pace=Moves.DAILY, by=None, on=later + timedelta(days=9)) == 0


@pytest.mark.requirement("F5")
def test_ones_choice_of_letters_is_made_on_the_page_of_choices(city: City_) -> None:
    client = as_(city.people["group_2"])
    typed = {"digest": "on", "moves": "at_once", "letter_language": "sv"}
    assert client.post(reverse("portal:choices"), typed).status_code == 302
    text = client.get(reverse("portal:own_cases")).content.decode()
    assert "Genast, i ett brev" in text
