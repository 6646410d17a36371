"""Published registers of real projects: every row comes in, says what its source says and no more, and can be followed to its line."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from nytta.followup.projects.imports.published import REGISTERS, lacking, published
from nytta.followup.projects.models import Project, StatusReport, Transferred
from nytta.governance.portfolios.models import Allocation
from tests.apps.projects.test_pages import SV, as_
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U5", "F4")]
US = """Unique Investment Identifier,Agency Name,Investment Title,Project ID,Project Name,Start Date,Completion Date (B1),Planned Project Completion Date (B2),Projected/Actual Project Completion Date (B2),Planned Cost ($ M),Projected/Actual Cost ($ M),Updated Date
1,Agriculture,Network,656,Refresh,2011-01-10T00:00:00Z,2012-09-30T00:00:00Z,,,15.297,15.297,2011-09-22T10:22:25Z
1,Agriculture,Network,657,"Servers
and more",2011-01-10T00:00:00Z,2012-03-31T00:00:00Z,2011-10-31T00:00:00Z,2011-11-30T00:00:00Z,0.179,0.2,2011-12-31T06:09:57Z
2,Agriculture,Empty,1723,Support,,,,,,,2011-09-23T15:57:23Z
"""
UK = """year;project_number;project_name;department;report_category;description_aims;colour_rating;colour_rating;start_date;end_date;wlc_baseline_incl_NCG
2023;CO_1;Pensions;CO;Transformation;Ends discrimination;;Amber;20.05.2020;30.09.2024;34
2023;CO_2;Secret;CO;ICT;;Exempt under Section 43;;01.04.2017;Exempt under Section 43;Exempt under Section 43
"""


def load(city: City_, register: str, file: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("load_published", register, str(file), body="byggnadsnamnden", manager="applicant", by="registrar", portfolio="P2", paragraph="KF § 9",
                 commit="--commit" in more, stdout=out)  # fmt: skip
    return out.getvalue()


@pytest.fixture(autouse=True)
def day(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nytta.kit.clock.now", lambda: city.on)


def test_without_commit_it_says_what_would_come_and_writes_nothing(city: City_, tmp_path: Path) -> None:
    file = tmp_path / "projects_a.csv"
    file.write_text(US)
    assert load(city, "us_itdashboard", file).splitlines()[1:] == [
        "      1  saknar Completion Date (B1, B2)", "      1  saknar Planned Cost ($ M)", "      1  saknar Projected/Actual Cost ($ M)",
        "      2  saknar Projected/Actual Project Completion Date (B2)", "      1  saknar Start Date", "Inget är infört. Med --commit förs de in.",
    ]  # fmt: skip
    assert Transferred.objects.count() == 0


def test_every_row_comes_in_with_what_it_says_and_its_line(city: City_, tmp_path: Path) -> None:
    file = tmp_path / "projects_a.csv"
    file.write_text(US)
    load(city, "us_itdashboard", file, "--commit")
    rows = Transferred.objects.order_by("row").values_list("old_number", "source", "decided_sek", "missing")
    assert list(rows) == [
        ("USITD 656", "projects_a.csv, rad 2", 15_297_000, ["status"]), ("USITD 657", "projects_a.csv, rad 3", 179_000, []),
        ("USITD 1723", "projects_a.csv, rad 4", 0, ["decided_sek", "start_on", "end_on", "status"]),
    ]  # fmt: skip
    assert list(Project.objects.order_by("pk").values_list("started_on", "planned_end_on")) == [
        (date(2011, 10, 1), date(2012, 9, 30)), (date(2011, 10, 1), date(2011, 10, 31)),
    ]  # fmt: skip
    said = StatusReport.objects.order_by("pk").values_list(
        "reported_on", "spent_sek", "forecast_sek", "forecast_end_on", "time", "money", "deviates"
    )
    assert list(said) == [
        (date(2011, 9, 22), None, 15_297_000, None, "", "green", False),
        (date(2011, 12, 31), 200_000, 200_000, date(2011, 11, 30), "yellow", "red", True),
    ]
    assert Allocation.objects.count() == 2
    page = as_(city, "auditor").get(reverse("projects:detail", args=[Project.objects.order_by("pk")[0].code]), headers=SV)
    assert "projects_a.csv, rad 2" in page.content.decode()
    with pytest.raises(CommandError, match="Samma fil"):
        load(city, "us_itdashboard", file, "--commit")


def test_rating_is_the_light_of_risk_and_nothing_else_is_said(city: City_, tmp_path: Path) -> None:
    file = tmp_path / "gmpp.csv"
    file.write_text(UK)
    load(city, "uk_gmpp_2023", file, "--commit")
    assert list(StatusReport.objects.values_list("risk", "time", "money", "spent_sek", "forecast_sek", "comment")) == [
        ("yellow", "", "", None, None, "Amber")
    ]
    rows = Transferred.objects.order_by("row").values_list("decided_sek", "status", "missing")
    assert list(rows) == [(34_000_000, "Amber", []), (0, "", ["decided_sek", "end_on", "status"])]
    html = as_(city, "auditor").get(reverse("projects:detail", args=[Project.objects.get().code]), headers=SV).content.decode()
    assert ("gmpp.csv, rad 2" in html, "34\u00a0000\u00a0000\u00a0kr" in html) == (True, True)
    outlook = as_(city, "auditor").get(reverse("projects:outlook", args=[Project.objects.get().code]), headers=SV)
    assert outlook.status_code == 200


@pytest.mark.shared
@pytest.mark.parametrize(
    ("register", "folder", "least"), [("us_itdashboard", "us-itdashboard", 1_000), ("uk_gmpp_2023", "uk-gmpp-2023", 100)]
)
def test_all_rows_of_real_registers_come_in_and_the_sums_are_the_sources(city: City_, register: str, folder: str, least: int) -> None:
    file = next((Path(os.environ["NYTTA_SHARED"]) / "data" / folder).glob("*.csv"))
    _sheet, rows = published(REGISTERS[register], file, body=city.bodies["byggnadsnamnden"], manager=city.people["applicant"])
    load(city, register, file, "--commit")
    assert Transferred.objects.count() == len(rows) >= least
    assert Project.objects.count() == sum(r.project.runs for r in rows) >= least
    assert StatusReport.objects.count() == sum(r.said is not None and r.project.runs for r in rows)
    assert sum(Transferred.objects.values_list("decided_sek", flat=True)) == sum(r.project.money.decided_sek for r in rows)
    assert len(set(Transferred.objects.values_list("source", flat=True))) == len(rows)
    assert all(n <= len(rows) for n in lacking(rows).values())
    page = as_(city, "auditor").get(reverse("projects:list"), headers=SV)
    assert page.status_code == 200
