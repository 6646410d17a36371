"""An opening: the plans, the people, where it is booked, and the first baseline, which is never hidden."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import Baseline, PlanStep, Project
from nytta.followup.projects.rules import StepText
from nytta.followup.projects.terms import PlanKind
from nytta.governance.applications.models import Application
from nytta.governance.portfolios.models import Grant
from nytta.needs.intake.models import Support
from nytta.needs.intake.terms import Subject, SupportState
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_
from tests.factories.city import START, YEAR, City_, make_case, make_person

pytestmark = pytest.mark.django_db


def sent(city: City_, **values: Any) -> dict[str, Any]:
    """An opening as the form sends it."""
    rows = {
        "change_0_what": "Ny rutin", "change_0_who": "Enhetschefen", "change_0_due_on": "2026-10-01",
        "benefit_0_what": "Två tjänster flyttas", "benefit_0_who": "Byggchefen", "benefit_0_due_on": "2027-11-30",
    }  # fmt: skip
    return {"manager": city.people["applicant"].pk, "started_on": "2026-04-01", "planned_end_on": "2026-11-30", **rows, **values}


def opened(city: City_, case: Application, **values: Any) -> Project:
    on = city.on.date()
    return commands.open_project(
        application=case, manager=city.people["applicant"], started_on=on, planned_end_on=date(YEAR, 11, 30), by=city.people["applicant"],
        on=city.on, **values,
    )  # fmt: skip


@pytest.mark.requirement("F6", "F15")
def test_the_page_is_filled_from_the_application_and_keeps_people_plans_and_codes(city: City_) -> None:
    case = make_case(city, "granted")
    coach = make_person("stina", city.bodies["ledningskontoret"], "coach")
    from_city = city.people["registrar"]
    Support.objects.create(code="S-2026-001", subject=Subject.STEERING.value, title="Styrgrupp", about=case.code, by=from_city, coach=coach,
                           asked_on=START, due_on=START, state=SupportState.ANSWERED.value)  # fmt: skip
    url = reverse("projects:open", args=[case.code])
    page = as_(city, "applicant").get(url, headers=SV)
    form = page.context["form"]
    assert form.initial["coach"] == coach.pk
    assert [form.fields[f"change_0_{n}"].initial for n in ("what", "who", "due_on")] == [
        "Ny rutin från hösten",
        "Applicant",
        date(YEAR, 11, 30),
    ]
    assert [form.fields[f"benefit_{n}_what"].initial for n in range(4)] == [
        "Enhetschefen tar hem nyttan", "Minskad handläggningstid", "Snabbare besked", "",
    ]  # fmt: skip
    answer = as_(city, "applicant").post(url, sent(city, owner=city.people["owner"].pk))
    assert answer["Location"] == reverse("projects:detail", args=[case.code])
    p = Project.objects.get()
    assert (p.owner, p.coach) == (city.people["owner"], None)
    rows = list(PlanStep.objects.values_list("plan", "what", "who", "due_on"))
    assert rows == [
        ("benefit", "Två tjänster flyttas", "Byggchefen", date(2027, 11, 30)), ("change", "Ny rutin", "Enhetschefen", date(2026, 10, 1)),
    ]  # fmt: skip
    assert queries.booked_at(case) == [queries.Booked(YEAR, "1000", "200", "3000")]
    html = as_(city, "applicant").get(answer["Location"], headers=SV).content.decode()
    assert all(text in html for text in ("Kostnadsställe", "Byggchefen", "Nr 1, 2026-03-02", "Beslutet om medel"))


@pytest.mark.requirement("F6")
def test_a_plan_without_a_step_is_refused_by_its_field_and_nothing_typed_is_lost(city: City_) -> None:
    case = make_case(city, "granted")
    url = reverse("projects:open", args=[case.code])
    empty = {f"change_0_{n}": "" for n in ("what", "who", "due_on")}
    answer = as_(city, "applicant").post(url, sent(city, **empty), headers=SV)
    assert answer.status_code == 409 and "Projektet saknar plan för verksamhetsförändring." in answer.content.decode()
    assert list(answer.context["form"].errors) == ["change_0_what"]
    assert "Två tjänster flyttas" in answer.content.decode()
    half = as_(city, "applicant").post(url, sent(city, change_0_who=""), headers=SV)
    assert (half.status_code, list(half.context["form"].errors)) == (422, ["change_0_who"])
    early = as_(city, "applicant").post(url, sent(city, change_0_due_on="2026-03-01"), headers=SV)
    assert "”Ny rutin” ska vara klart 2026-03-01, före projektets start." in early.content.decode()
    assert not Project.objects.exists()


@pytest.mark.requirement("F6")
def test_the_first_baseline_is_what_was_decided(city: City_) -> None:
    case = make_case(city, "granted", cost_sek=3_000_000, years=3)
    project = opened(city, case)
    one = project.baselines.get()
    decision = Grant.objects.get(application=case).decision
    assert (one.number, one.decision, one.decided_on, one.starts_on, one.ends_on) == (
        1,
        decision,
        decision.decided_on,
        city.on.date(),
        date(YEAR, 11, 30),
    )
    assert one.money == {"2026": 1_000_000, "2027": 1_000_000, "2028": 1_000_000} and one.money_sek == 3_000_000
    assert {b["label"]: b["years"] for b in one.benefits}["Snabbare besked"] == {"2027": 200_000, "2028": 200_000, "2029": 200_000}
    assert one.scope == "E-tjänst för bygglov\n\nE-tjänst för bygglov med ritningar.\n\nTa emot ritningar"
    second = commands.draw_baseline(project=project, reason="Senare slut", ends_on=date(YEAR + 1, 3, 1), by=project.manager, on=city.on)
    assert (second.number, second.scope, second.money) == (2, one.scope, one.money)
    assert list(project.baselines.values_list("number", flat=True)) == [1, 2]


@pytest.mark.both
@pytest.mark.parametrize("sql", ["UPDATE projects_baseline SET reason = 'x'", "DELETE FROM projects_baseline"])
def test_no_baseline_is_ever_changed(city: City_, sql: str) -> None:
    opened(city, make_case(city, "granted"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Baseline.objects.count() == 1


@pytest.mark.requirement("F6")
def test_a_step_is_done_by_the_manager_alone_and_once(city: City_) -> None:
    step = StepText(PlanKind.CHANGE, "Ny rutin", "Enhetschefen", date(YEAR, 3, 1))
    home = StepText(PlanKind.BENEFIT, "Färre samtal", "Byggchefen", date(YEAR, 12, 1))
    with pytest.raises(Refused, match="före projektets start"):
        opened(city, make_case(city, "granted"), steps=[step, home])
    late = StepText(PlanKind.CHANGE, "Ny rutin", "Enhetschefen", city.on.date())
    project = opened(city, make_case(city, "granted", title="Annan"), steps=[late, home])
    one = project.steps.get(plan="change")
    url = reverse("projects:step", args=[project.code, one.pk])
    assert as_(city, "owner").post(url, {}).status_code == 409
    assert as_(city, "applicant").post(url, {}).status_code == 302
    one.refresh_from_db()
    assert (one.done_on, one.done_by) == (city.on.date(), project.manager) or one.done_by == project.manager
    assert "Steget är redan gjort." in as_(city, "applicant").post(url, {}, headers=SV).content.decode()
