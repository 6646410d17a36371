"""Conditions of a grant: written with the decision, shown by the manager, confirmed by somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from nytta.city.records.models import Decision
from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import ConditionCheck, Project
from nytta.followup.projects.terms import ConditionState
from nytta.governance.portfolios.models import Continuation, Grant, GrantCondition
from nytta.governance.portfolios.queries.follow_up import follow_up
from nytta.governance.portfolios.rules import Balance, ConditionText
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_
from tests.factories.city import YEAR, City_, grant, make_case, make_person
from tests.factories.projects import BOTH, condition_of, shown, with_conditions

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("F11", "U5")
def test_conditions_belong_to_the_decision_and_stand_in_its_letter(city: City_) -> None:
    case = make_case(city, "decision")
    url = reverse("portfolios:decide", args=[case.code])
    sent: dict[str, Any] = {
        "amount_sek": "1 000 000", "reasons": "Bidrar.", "cost_centre": "1", "activity": "2", "project_code": "3",
        "condition_0": "Avtal är tecknat", "stops_0": "on", "condition_2": "Användarna är med", "act": "preview_grant",
    }  # fmt: skip
    director = as_(city, "director")
    page = director.post(url, sent, headers=SV)
    letter = "Villkor\n1. Avtal är tecknat (inget betalas ut innan villkoret är uppfyllt)\n2. Användarna är med\n"
    assert letter in page.context["letter"]
    answer = director.post(url, {**sent, "act": "grant", "seen": page.context["digest"]})
    assert answer.status_code == 302
    content = Grant.objects.get(application=case).decision.content
    wanted = [{"text": "Avtal är tecknat", "stops_payment": True}, {"text": "Användarna är med", "stops_payment": False}]
    assert content["conditions"] == wanted
    assert list(GrantCondition.objects.values("text", "stops_payment")) == wanted
    assert letter in Decision.objects.get(kind="grant").text.letter


def test_the_same_condition_twice_is_refused_and_kept(city: City_) -> None:
    case = make_case(city, "decision")
    sent = {"reasons": "Bidrar.", "amount_sek": "1 000 000", "cost_centre": "1", "activity": "2", "project_code": "3", "condition_0": "Avtal",
            "condition_1": "avtal ", "act": "preview_grant"}  # fmt: skip
    page = as_(city, "director").post(reverse("portfolios:decide", args=[case.code]), sent, headers=SV)
    assert (page.status_code, [f.rule for f in page.context["verdict"].blocking]) == (409, ["condition_once"])
    assert "Samma villkor står två gånger." in page.content.decode()
    with pytest.raises(Refused, match="Ett villkor saknar text"):
        grant(city, case, conditions=[ConditionText(" ", False)])


@pytest.mark.both
@pytest.mark.parametrize("sql", ["UPDATE portfolios_grantcondition SET text = 'x'", "DELETE FROM portfolios_grantcondition"])
def test_a_condition_that_was_decided_is_never_changed(city: City_, sql: str) -> None:
    grant(city, make_case(city, "decision"), conditions=BOTH)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.requirement("U5", "F15")
def test_a_condition_is_shown_with_a_file_and_confirmed_by_the_coach(city: City_) -> None:
    project, coach = with_conditions(city), make_person("stina", city.bodies["ledningskontoret"], "coach")
    Project.objects.filter(pk=project.pk).update(coach=coach)
    one, on = condition_of(project), city.on.date()
    assert [(c.row, c.state) for c in queries.conditions_of(project.application_id)] == [
        (one, ConditionState.OPEN), (condition_of(project, 2), ConditionState.OPEN),
    ]  # fmt: skip
    assert [w.title for w in desk(project.manager, on) if w.what == "Visa att ett villkor är uppfyllt"] == [c.text for c in BOTH]
    url = reverse("projects:condition", args=[project.code, one.pk])
    empty = as_(city, "applicant").post(url, {"evidence": ""}, headers=SV)
    assert "Skriv vad som visar att villkoret är uppfyllt." in empty.content.decode()
    paper = SimpleUploadedFile("avtal.txt", b"Undertecknat", content_type="text/plain")
    assert as_(city, "applicant").post(url, {"evidence": "Avtal 2026/12", "file": paper}).status_code == 302
    file = as_(city, "council_member").get(reverse("projects:condition_file", args=[project.code, one.pk]))
    assert (file.content, file["Content-Disposition"]) == (b"Undertecknat", 'attachment; filename="avtal.txt"')
    confirm = reverse("projects:confirm", args=[project.code, one.pk])
    assert as_(city, "applicant").post(confirm, {}).status_code == 409
    offered = {
        n: confirm in as_(city, n).get(reverse("projects:detail", args=[project.code])).content.decode()
        for n in ("project_office", "applicant")
    }
    assert offered == {"project_office": True, "applicant": False}
    assert [w.url for w in desk(coach, on) if w.code == project.code] == [confirm]
    assert confirm in [w.url for w in desk(city.people["project_office"], on)]
    commands.confirm_condition(check=ConditionCheck.objects.get(), by=coach, on=city.on)
    check = ConditionCheck.objects.get()
    assert (check.state, check.confirmed_by, check.confirmed_on) == ("met", coach, on)
    html = as_(city, "applicant").get(reverse("projects:detail", args=[project.code]), headers=SV).content.decode()
    assert f'"{url}"' not in html and reverse("projects:condition", args=[project.code, condition_of(project, 2).pk]) in html
    assert all(text in html for text in ("Uppfyllt", "Inte uppfyllt", "avtal.txt", "Avtal 2026/12"))


@pytest.mark.requirement("U5")
def test_nobody_confirms_what_they_have_shown_themselves(city: City_) -> None:
    project = with_conditions(city)
    office = city.people["project_office"]
    Project.objects.filter(pk=project.pk).update(manager=office)
    project.refresh_from_db()
    check = shown(city, project)
    with pytest.raises(Refused, match="Projektledaren kan inte bekräfta sitt eget projekts villkor"):
        commands.confirm_condition(check=check, by=office, on=city.on)
    Project.objects.filter(pk=project.pk).update(manager=city.people["applicant"])
    with pytest.raises(Refused, match="Den som har visat underlaget kan inte bekräfta det"):
        commands.confirm_condition(check=ConditionCheck.objects.get(), by=office, on=city.on)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConditionCheck.objects.update(state="met", confirmed_by=office, confirmed_on=city.on.date())


@pytest.mark.requirement("U5")
def test_what_lacks_is_said_and_the_condition_is_open_again(city: City_) -> None:
    project = with_conditions(city)
    shown(city, project)
    url = reverse("projects:lacking", args=[project.code, condition_of(project).pk])
    office = as_(city, "project_office")
    assert "Skriv vad som saknas." in office.post(url, {"lacking": ""}, headers=SV).content.decode()
    assert office.post(url, {"lacking": "Underskriften saknas"}).status_code == 302
    check = ConditionCheck.objects.get()
    assert (check.state, check.lacking) == ("open", "Underskriften saknas")
    assert (
        "Underskriften saknas"
        in as_(city, "applicant").get(reverse("projects:condition", args=[project.code, check.condition_id]), headers=SV).content.decode()
    )
    assert shown(city, project).state == "shown"


@pytest.mark.requirement("F13")
def test_next_years_part_carries_this_years_follow_up_frozen(city: City_) -> None:
    project = with_conditions(city, cost_sek=2_000_000, years=2)
    shown(city, project)
    year, later = YEAR + 1, city.on + timedelta(days=30)
    commands.propose_part(project=project, year=year, amount_sek=900_000, reasons="Det går bra.", by=project.manager, on=later)
    part = Continuation.objects.get()
    found = follow_up(part)
    assert found is not None
    assert (found.reported_on, found.lights[:2]) == (city.on.date(), [("Tid", "Enligt plan", "green"), ("Pengar", "Enligt plan", "green")])
    assert found.money == [(YEAR, Balance(granted_sek=1_000_000, available_sek=1_000_000))]
    assert found.conditions == [(BOTH[0].text, True, "Väntar på bekräftelse"), (BOTH[1].text, False, "Inte uppfyllt")]
    commands.confirm_condition(check=ConditionCheck.objects.get(), by=city.people["project_office"], on=later)
    part.refresh_from_db()
    assert follow_up(part) == found
    url = reverse("portfolios:advise", args=[project.code]) + f"?ar={year}"
    html = as_(city, "council_member").get(url, headers=SV).content.decode()
    assert all(text in html for text in ("Årets uppföljning", "Väntar på bekräftelse", "Så som det stod när delen föreslogs."))
