"""A status in five minutes: prefilled, kept as a draft, lights by the rule and lights set with a reason."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.commands import record_rule_set
from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import LightSet, StatusDraft, StatusReport
from nytta.followup.projects.rules import Figures
from nytta.followup.projects.terms import Light, Measure
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_, project, status
from tests.factories.city import City_, rule_set

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U5")]


def page(client: Client, code: str) -> str:
    return client.get(reverse("projects:report", args=[code]), headers=SV).content.decode()


def test_first_status_begins_from_what_is_decided_and_the_next_from_the_last(city: City_) -> None:
    p = project(city)
    p.reports.all().delete()
    decided = {"forecast_sek": 1_000_000, "forecast_end_on": date(2026, 11, 30), "scope_percent": 100, "benefit_percent": 100,
               "risk_probability": 1, "risk_impact": 1}  # fmt: skip
    assert queries.begun_from(p) == {"spent_sek": 0, **decided, "risk_text": ""}
    as_(city, "applicant").post(
        reverse("projects:report", args=[p.code]), status(spent_sek="250 000", risk_text="Sommaren", risk_impact="4")
    )
    assert queries.begun_from(p) == {**decided, "spent_sek": 250_000, "risk_impact": 4, "risk_text": "Sommaren"}


def test_draft_is_kept_with_nothing_needed_and_gone_when_it_is_handed_in(city: City_) -> None:
    p, client = project(city), as_(city, "applicant")
    url = reverse("projects:report", args=[p.code])
    answer = client.post(url, {"draft": "1", "comment": "Halvskrivet", "spent_sek": ""})
    assert (answer["Location"], StatusReport.objects.filter(project=p).count()) == (url, 1)
    html = page(client, p.code)
    assert ("Halvskrivet" in html, "Det är inte lämnat." in html) == (True, True)
    refused = client.post(url, {"comment": "Halvskrivet"}, headers=SV)
    assert (refused.status_code, "Uppgiften saknas." in refused.content.decode()) == (409, True)
    assert client.post(url, status(comment="Halvskrivet")).status_code == 302
    assert StatusDraft.objects.count() == 0


def test_draft_is_saved_while_one_writes_and_seen_by_the_manager_alone(city: City_) -> None:
    p, client = project(city), as_(city, "applicant")
    url = reverse("projects:report", args=[p.code])
    answer = client.post(url, status(comment="Skrivs just nu"), headers={"x-autosave": "1"})
    assert (answer.status_code, list(answer.json())) == (200, ["saved_at"])
    assert StatusDraft.objects.get().values["comment"] == "Skrivs just nu"
    assert "Skrivs just nu" not in page(as_(city, "project_office"), p.code)
    assert as_(city, "project_office").post(url, status(), headers={"x-autosave": "1"}).status_code == 409


def test_lights_follow_the_figures_while_one_writes(city: City_) -> None:
    p = project(city)
    url = reverse("projects:lights", args=[p.code])
    html = as_(city, "applicant").get(url, {"forecast_end_on": "2026-12-20", "risk_probability": "5"}, headers=SV).content.decode()
    assert "Slutet ligger 20 dagar efter planen; gult över 0, rött över 60." in html
    assert ("Pengar" in html, "Risk" in html) == (False, False)  # not given, no light
    assert as_(city, "project_office").get(url).status_code == 404


def test_light_that_is_set_stands_beside_the_rules_with_its_reason(city: City_) -> None:
    p, client = project(city), as_(city, "applicant")
    url = reverse("projects:report", args=[p.code])
    sent = status(forecast_end_on="2026-12-01", time="green", comment="En dag.")
    refused = client.post(url, sent, headers=SV)
    assert (refused.status_code, "Skriv varför du sätter ett annat." in refused.content.decode()) == (409, True)
    assert client.post(url, {**sent, "reason_time": "Söndag."}).status_code == 302
    made = StatusReport.objects.order_by("-pk")[0]
    assert (made.time, made.deviates) == ("green", True)  # shown green, raised all the same
    assert list(LightSet.objects.values_list("report", "measure", "by_rule", "reason")) == [(made.pk, "time", "yellow", "Söndag.")]
    html = client.get(reverse("projects:status", args=[made.pk]), headers=SV).content.decode()
    assert ("Satt av projektledaren" in html, "regeln ger" in html, "Söndag." in html) == (True, True, True)


def test_limits_are_those_of_the_rule_set_in_force(city: City_) -> None:
    p, on = project(city), city.on + timedelta(days=5)
    later = {**rule_set(), "version": "2026:2", "limits": {**rule_set()["limits"], "light_end_days": [31, 60]}}
    record_rule_set(
        version="2026:2", content=later, in_force_from=on.date(), mandate="Riktlinje 2", by=city.people["registrar"], on=city.on
    )
    figures = Figures(0, 1_000_000, date(2026, 12, 20))
    by = city.people["applicant"]
    before = commands.report(project=p, figures=figures, comment="Sen.", by=by, on=city.on)
    after = commands.report(project=p, figures=figures, by=by, on=on)
    assert [(r.time, r.deviates) for r in (before, after)] == [("yellow", True), ("green", False)]


def test_percent_outside_its_bounds_is_refused_by_the_form(city: City_) -> None:
    answer = as_(city, "applicant").post(reverse("projects:report", args=[project(city).code]), status(scope_percent="201"))
    assert answer.status_code == 422


def test_draft_of_a_project_that_is_closing_is_refused(city: City_) -> None:
    p = project(city, "closing")
    with pytest.raises(Refused):
        commands.save_status_draft(project=p, values={}, by=city.people["applicant"], on=city.on)


def test_history_shows_every_status_with_its_five_lights(city: City_) -> None:
    p = project(city)
    by = city.people["applicant"]
    for n in range(3):
        commands.report(project=p, figures=Figures(n, 900_000 + n, p.planned_end_on), by=by, on=city.on + timedelta(days=30 * n))
    html = as_(city, "auditor").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    links = [reverse("projects:status", args=[r.pk]) in html for r in p.reports.all()]
    assert links == [True] * 4
    assert [Light(getattr(p.reports.all()[0], m.value)) for m in Measure] == [Light.GREEN] * 5
