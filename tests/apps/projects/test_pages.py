"""A project through its pages: status, next year's part, closure, effect, and what the development council sees."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands as records
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.followup.projects import commands, panels, queries
from nytta.followup.projects.models import Project, StatusReport
from nytta.followup.projects.policies import can_report_effect
from nytta.followup.projects.rules import Figures
from nytta.followup.projects.terms import Light, Measure, ProjectState
from nytta.governance.portfolios.models import Continuation
from nytta.kit.testing import queries_of
from nytta.kit.work import desk
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_, make_case

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def project(city: City_, until: str = "running", **values: object) -> Project:
    return Project.objects.select_related("application").get(application=make_case(city, until, **values))  # type: ignore[arg-type]


def status(**values: object) -> dict[str, object]:
    sent: dict[str, object] = {
        "spent_sek": "200 000", "forecast_sek": "1 000 000", "forecast_end_on": "2026-11-30", "scope_percent": "100", "benefit_percent": "100",
        "risk_text": "", "risk_probability": "1", "risk_impact": "1", "comment": "",
    }  # fmt: skip
    return {**sent, **values}


@pytest.mark.requirement("F6")
def test_applicant_opens_the_project_of_a_grant(city: City_) -> None:
    case = make_case(city, "granted")
    steps = {
        f"{plan}_0_{part}": text
        for plan in ("change", "benefit")
        for part, text in (("what", "Ny rutin"), ("who", "Chefen"), ("due_on", "2026-11-30"))
    }
    sent = {"manager": city.people["applicant"].pk, "started_on": "2026-04-01", "planned_end_on": "2026-11-30", **steps}
    url = reverse("projects:open", args=[case.code])
    assert as_(city, "owner").post(url, sent).status_code == 409
    answer = as_(city, "applicant").post(url, sent)
    assert answer["Location"] == reverse("projects:detail", args=[case.code])
    assert as_(city, "applicant").post(url, sent).status_code == 409
    assert Project.objects.get().planned_end_on == date(2026, 11, 30)


@pytest.mark.requirement("F6")
def test_project_does_not_open_before_the_grant(city: City_) -> None:
    case = make_case(city, "decision")
    html = as_(city, "applicant").get(reverse("projects:open", args=[case.code]), headers=SV).content.decode()
    assert "Projektet startar först när medel är beviljade." in html


@pytest.mark.requirement("U5")
def test_status_according_to_plan_is_no_deviation(city: City_) -> None:
    p = project(city)
    assert as_(city, "applicant").post(reverse("projects:report", args=[p.code]), status()).status_code == 302
    last = p.reports.order_by("-pk")[0]
    assert (last.spent_sek, last.deviates) == (200_000, False)


@pytest.mark.requirement("U5")
@pytest.mark.parametrize("values", [{"benefit_percent": "79"}, {"forecast_sek": "1 000 001"}, {"forecast_end_on": "2026-12-01"}])
def test_deviation_is_explained_and_reaches_the_development_council(city: City_, values: dict[str, object]) -> None:
    p, url = project(city), ""
    url = reverse("projects:report", args=[p.code])
    refused = as_(city, "applicant").post(url, status(**values), headers=SV)
    assert refused.status_code == 409
    assert "Läget avviker från planen: skriv vad som har hänt och vad som görs." in refused.content.decode()
    as_(city, "applicant").post(url, status(**values, comment="Leverantören är sen."))
    council = city.people["council_member"]
    assert [w.code for w in desk(council, city.on.date()) if w.code == p.code] == [p.code]
    report = StatusReport.objects.get(deviates=True)
    assert as_(city, "applicant").post(reverse("projects:see", args=[report.pk]), {}).status_code == 409
    assert as_(city, "council_member").post(reverse("projects:see", args=[report.pk]), {}).status_code == 302
    report.refresh_from_db()
    assert (report.seen_by, list(queries.deviations())) == (council, [])


@pytest.mark.requirement("U5")
def test_only_the_manager_reports(city: City_) -> None:
    p = project(city)
    assert as_(city, "project_office").post(reverse("projects:report", args=[p.code]), status()).status_code == 409
    assert p.reports.count() == 1


@pytest.mark.requirement("U5")
def test_deviations_stand_on_the_development_councils_page(city: City_) -> None:
    p = project(city)
    assert list(panels.status.deviations_block(city.people["council_member"], city.on.date())) == []
    as_(city, "applicant").post(reverse("projects:report", args=[p.code]), status(forecast_end_on="2027-03-01", comment="Sen."))
    html = as_(city, "council_member").get(reverse("portfolios:weigh"), headers=SV).content.decode()
    assert ("Avvikelser i pågående projekt" in html, p.application.title in html) == (True, True)


@pytest.mark.requirement("U5")
def test_light_has_word_and_shape_beside_its_colour(city: City_) -> None:
    p = project(city)
    as_(city, "applicant").post(
        reverse("projects:report", args=[p.code]), status(forecast_end_on="2027-03-01", forecast_sek="1 000 001", comment="Sen.")
    )
    html = as_(city, "applicant").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    shapes = {"Enligt plan": "<circle", "Avviker, hanteras": '<path d="M6', "Avviker, beslut behövs": "<rect"}
    assert [word for word, shape in shapes.items() if word not in html or shape not in html] == []


@pytest.mark.requirement("F13")
def test_next_years_part_is_proposed_within_what_is_left(city: City_) -> None:
    p = project(city, cost_sek=900_000, years=3)
    assert [(y.year, y.granted_sek, y.committed_sek) for y in queries.years_of(p)] == [
        (2026, 300_000, 0), (2027, 0, 300_000), (2028, 0, 300_000),
    ]  # fmt: skip
    client, url = as_(city, "applicant"), reverse("projects:part", args=[p.code])
    refused = client.post(url, {"year": "2027", "amount_sek": "300 001", "reasons": "Går bra."})
    assert (refused.status_code, Continuation.objects.count()) == (409, 0)
    assert client.post(url, {"year": "2027", "amount_sek": "250 000", "reasons": "Går bra."}).status_code == 302
    part = Continuation.objects.get()
    assert (part.year, part.amount_sek, part.proposed_by) == (2027, 250_000, city.people["applicant"])
    waiting = [w.title for w in desk(city.people["council_member"], city.on.date()) if w.code == p.code]
    assert waiting == [f"{p.application.title} (2027)"]


@pytest.mark.requirement("F13")
def test_year_that_is_already_proposed_cannot_be_chosen(city: City_) -> None:
    p = project(city, cost_sek=900_000, years=3)
    client, url = as_(city, "applicant"), reverse("projects:part", args=[p.code])
    client.post(url, {"year": "2027", "amount_sek": "250 000", "reasons": "Går bra."})
    assert client.post(url, {"year": "2027", "amount_sek": "1", "reasons": "Igen."}).status_code == 422


@pytest.mark.requirement("F6")
def test_owner_returns_what_is_not_finished(city: City_) -> None:
    p = project(city, "closing")
    url = reverse("projects:return", args=[p.code])
    assert as_(city, "applicant").post(url, {"reasons": "Manualen"}).status_code == 409
    assert as_(city, "owner").post(url, {"reasons": "Manualen saknas"}).status_code == 302
    p.refresh_from_db()
    assert p.state == ProjectState.RUNNING.value


@pytest.mark.requirement("F6", "U6")
def test_owner_accepts_and_the_effect_is_due_in_a_year(city: City_) -> None:
    p = project(city, "closing")
    by = city.people["owner"]
    p = commands.accept_closure(project=p, by=by, on=city.on)
    assert (p.closed_on, p.effect_due_on, p.closure_mandate) == (date(2026, 3, 2), date(2027, 3, 2), "Delegationsordning accept")
    assert [w.url for w in desk(by, date(2027, 3, 1)) if w.code == p.code] == []
    assert [w.url for w in desk(by, date(2027, 3, 2)) if w.code == p.code] == [reverse("projects:effect", args=[p.code])]


@pytest.mark.requirement("U6")
def test_effect_is_refused_before_its_day(city: City_) -> None:
    p = project(city, "closed")
    owner = city.people["owner"]
    assert [f.rule for f in can_report_effect(owner, p, date(2027, 3, 1)).blocking] == ["effect_due"]
    assert bool(can_report_effect(owner, p, date(2027, 3, 2))) is True


@pytest.mark.requirement("U6")
def test_decided_stands_beside_realised(city: City_) -> None:
    p = project(city, "effect")
    assert [(o.label, o.decided_sek, o.realised_sek, o.difference_sek) for o in queries.outcomes(p)] == [
        ("Drift", 100_000, 100_000, 0),
        ("Minskad handläggningstid", 500_000, 300_000, -200_000),
        ("Snabbare besked", 200_000, 300_000, 100_000),
    ]
    html = as_(city, "auditor").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert ("−200\u00a0000\u00a0kr" in html, "Något lägre än väntat." in html) == (True, True)


def test_last_steps_of_a_case_have_their_dates(city: City_) -> None:
    case = make_case(city, "effect")
    assert panels.case.steps(case, city.on.date()) == [
        (6, date(2026, 3, 2), "done"), (7, date(2026, 3, 2), "done"), (8, date(2027, 3, 3), "done"),
    ]  # fmt: skip


def test_page_takes_as_many_queries_whatever_the_reports(city: City_) -> None:
    p = project(city, cost_sek=900_000, years=3)
    client, url = as_(city, "applicant"), reverse("projects:detail", args=[p.code])
    client.get(url)
    few = len(queries_of(client, url)[1])
    for n in range(5):
        commands.report(
            project=p, figures=Figures(n, 1, p.planned_end_on), lights={Measure.TIME: Light.RED}, reasons={Measure.TIME: "Sen."}, comment="Sen.",
            by=city.people["applicant"], on=city.on,
        )  # fmt: skip
    assert (len(queries_of(client, url)[1]), few <= 25) == (few, True)


def test_manager_of_another_role_sees_no_foreign_acts(city: City_) -> None:
    p = project(city)
    html = as_(city, "auditor").get(reverse("projects:detail", args=[p.code]), headers=SV).content.decode()
    assert [w for w in ("Lämna lägesrapport", "Begär avslut", "Godta avslutet") if f">{w}</a>" in html] == []


@pytest.mark.requirement("O2")
def test_right_to_accept_ends_with_the_appointment(city: City_) -> None:
    p = project(city, "closing")
    owner = Appointment.objects.get(person=city.people["owner"], role=Role.OWNER_REPRESENTATIVE.value)
    records.end_appointment(appointment=owner, last_day=START, mandate="§ 4", by=city.people["registrar"], on=city.on)
    with pytest.raises(Refused):
        commands.accept_closure(project=p, by=city.people["owner"], on=city.on)
