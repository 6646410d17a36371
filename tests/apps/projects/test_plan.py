"""The plan in parts, the outlook by it and by the city's own class, and the burn against plan."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import PartDone, PlanPart, Project
from nytta.followup.projects.rules import Figures, Forecast, PartText
from nytta.followup.projects.terms import Method
from nytta.governance.benefits.commands import record_reference
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_, project, status
from tests.factories.city import City_
from tests.factories.costs import make_costs

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U5")]
FIRST = PartText(None, "Upphandling", 400_000, date(2026, 3, 2), date(2026, 5, 31))
SECOND = PartText(None, "Införande", 600_000, date(2026, 6, 1), date(2026, 11, 30))


def planned(city: City_) -> Project:
    p = project(city)
    commands.plan(project=p, parts=[FIRST, SECOND], by=city.people["applicant"], on=city.on)
    return p


def sent(p: Project) -> dict[str, object]:
    parts = queries.parts_of(p)
    found: dict[str, object] = {}
    for n, part in enumerate(parts):
        found |= {
            f"name_{n}": part.name,
            f"planned_sek_{n}": part.planned_sek,
            f"starts_on_{n}": part.starts_on,
            f"ends_on_{n}": part.ends_on,
        }
    return found


def own_projects(city: City_, n: int) -> None:
    """So many closed projects of one category and size: 90, 91 ... percent of their plans."""
    for k in range(n):
        record_reference(key=f"x{k}", title="", category="Differentierande", planned=Decimal(1_000_000), actual=Decimal(900_000 + 10_000 * k),
                         closed_on=date(2025, 1, 1), by=None, on=city.on)  # fmt: skip


def test_manager_plans_in_parts_on_the_page(city: City_) -> None:
    p, client = project(city), as_(city, "applicant")
    url = reverse("projects:plan", args=[p.code])
    one = {"name_0": "Upphandling", "planned_sek_0": "400 000", "starts_on_0": "2026-03-02", "ends_on_0": "2026-05-31"}
    assert client.post(url, one)["Location"] == reverse("projects:outlook", args=[p.code])
    assert list(PlanPart.objects.values_list("name", "planned_sek", "done_percent", "taken_out_on")) == [("Upphandling", 400_000, 0, None)]
    assert as_(city, "project_office").post(url, one).status_code == 409


@pytest.mark.parametrize(("values", "rule"), [
    ({"planned_sek_0": "1 000 001"}, "Delarna kostar tillsammans"), ({"name_0": ""}, "Delen saknar namn."), ({"planned_sek_0": ""}, "Delen saknar kostnad."),
    ({"starts_on_0": ""}, "Delen saknar start."), ({"ends_on_0": "2026-03-01"}, "Delens slut ligger före starten."),
])  # fmt: skip
def test_part_that_cannot_stand_is_refused_in_words(city: City_, values: dict[str, str], rule: str) -> None:
    one = {"name_0": "Upphandling", "planned_sek_0": "400 000", "starts_on_0": "2026-03-02", "ends_on_0": "2026-05-31", **values}
    answer = as_(city, "applicant").post(reverse("projects:plan", args=[project(city).code]), one, headers=SV)
    assert (answer.status_code, rule in answer.content.decode(), PlanPart.objects.count()) == (409, True, 0)


def test_changed_part_is_planned_anew_with_what_is_done_and_the_old_one_stays(city: City_) -> None:
    p, client = planned(city), as_(city, "applicant")
    PlanPart.objects.filter(name="Upphandling").update(done_percent=50)
    client.post(reverse("projects:plan", args=[p.code]), {**sent(p), "planned_sek_0": "300 000"})
    rows = PlanPart.objects.order_by("pk").values_list("name", "planned_sek", "done_percent", "taken_out_on")
    assert list(rows) == [("Upphandling", 400_000, 50, city.on.date()), ("Införande", 600_000, 0, None), ("Upphandling", 300_000, 50, None)]
    client.post(reverse("projects:plan", args=[p.code]), {f"name_{n}": "" for n in range(2)})
    assert queries.parts_of(p) == []


def test_status_says_how_much_of_each_part_is_done(city: City_) -> None:
    p, client = planned(city), as_(city, "applicant")
    first, second = queries.parts_of(p)
    url = reverse("projects:report", args=[p.code])
    assert client.post(url, status(**{f"done_{first.pk}": "101"})).status_code == 422
    assert client.post(url, status(**{f"done_{first.pk}": "80", f"done_{second.pk}": ""})).status_code == 302
    assert list(PartDone.objects.order_by("part").values_list("part", "percent")) == [(first.pk, 80), (second.pk, 0)]
    assert [part.done_percent for part in queries.parts_of(p)] == [80, 0]


def test_outlook_by_earned_value_from_what_is_booked(city: City_) -> None:
    p = planned(city)
    PlanPart.objects.filter(name="Upphandling").update(done_percent=10)
    make_costs(city, (("3000", 5_000_000),))  # 50 000 kr on 1 February
    found = queries.outlook(p, city.on.date())
    assert (found.decided_sek, found.spent_sek, found.known_on, found.booked) == (1_000_000, 50_000, date(2026, 2, 1), True)
    assert found.earned is not None and found.earned.cost_index is not None
    assert (found.earned.earned_sek, str(found.earned.cost_index), found.forecast) == (40_000, "4/5", Forecast(Method.EARNED, 1_250_000))


def test_outlook_by_pace_from_what_is_reported_where_nothing_is_booked(city: City_) -> None:
    p = project(city)
    days = (p.planned_end_on - p.started_on).days + 1
    on = p.started_on + timedelta(days=days // 2 - 1)
    by = city.people["applicant"]
    commands.report(project=p, figures=Figures(300_000, 900_000, p.planned_end_on), by=by, on=city.on + timedelta(days=days // 2 - 1))
    found = queries.outlook(p, on)
    assert (found.spent_sek, found.booked, found.forecast) == (300_000, False, Forecast(Method.PACE, 600_000))


def test_interval_needs_twenty_own_closed_projects_and_says_how_many_there_are(city: City_) -> None:
    p, url = project(city), ""
    p.reports.all().delete()
    url = reverse("projects:outlook", args=[p.code])
    own_projects(city, 19)
    found = queries.outlook(p, city.on.date())
    assert (found.forecast, found.closed) == (None, 19)
    own_projects(city, 21)
    found = queries.outlook(p, city.on.date())
    assert (found.forecast, found.closed) == (Forecast(Method.CLASS, 1_000_000, 920_000, 1_080_000, 21), 0)
    html = as_(city, "auditor").get(url, headers=SV).content.decode()
    assert (
        "Åtta av tio hamnar mellan 920\u00a0000\u00a0kr och 1\u00a0080\u00a0000\u00a0kr, efter kommunens 21 egna avslutade projekt." in html
    )


def test_page_shows_the_chart_and_the_same_in_a_table(city: City_) -> None:
    p = planned(city)
    make_costs(city)
    html = as_(city, "auditor").get(reverse("projects:outlook", args=[p.code]), headers=SV).content.decode()
    wanted = (
        "<svg role=",
        "Använt mot plan, månad för månad",
        "2026-11",
        "Upparbetat värde",
        "Upphandling",
        "Osäkerheten visas inte: kommunen har 0 avslutade projekt",
    )
    assert [w for w in wanted if w not in html] == [
        "Osäkerheten visas inte: kommunen har 0 avslutade projekt"
    ]  # nothing is earned yet: no forecast
    assert "Någon prognos går inte att räkna fram" in html


def test_plan_of_a_project_that_is_closing_is_refused(city: City_) -> None:
    with pytest.raises(Refused):
        commands.plan(project=project(city, "closing"), parts=[FIRST], by=city.people["applicant"], on=city.on)
