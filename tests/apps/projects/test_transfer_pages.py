"""A sheet of ongoing projects through its pages: faults at once, the sum to the krona, the job, and where each came from."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.followup.projects.models import Project, Transfer
from nytta.followup.projects.terms import TransferColumn as C
from nytta.governance.applications.models import Application
from nytta.kit import clock, jobs
from nytta.kit.models import Job
from tests.apps.projects.sheets import Line, line, sample, sheet
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db
SV = {"accept-language": "sv"}


@pytest.fixture(autouse=True)
def _kept_here(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    request.getfixturevalue("settings").MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _today(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: city.on)


def as_(city: City_, name: str) -> Client:
    client = Client(headers=SV)
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(city: City_, lines: list[Line], total: str, **values: Any) -> dict[str, Any]:
    upload = SimpleUploadedFile("projekt.xlsx", sheet(lines, city.on.date()).getvalue())
    form = {
        "kind": "programme", "portfolio": city.portfolio().pk, "body_name": "Kommunfullmäktige", "paragraph": "§ 3", "decided_on": "2026-01-20",
        "total_sek": total, "sheet": upload,
    }  # fmt: skip
    return {**form, **values}


@pytest.mark.requirement("F4")
def test_registrar_is_told_every_fault_mends_them_and_brings_all_in(city: City_, django_capture_on_commit_callbacks: Any) -> None:
    client, lines = as_(city, "registrar"), [line(n) for n in range(1, 21)]
    wrong = [dict(one) for one in lines]
    wrong[3][C.BODY.value], wrong[7][C.REMAINING.value], wrong[11]["paid_2024"] = "Parknämnden", 1, 0
    looked = client.post(reverse("projects:bring_in"), sent(city, wrong, "20 000 210"), follow=True)
    html = looked.content.decode().replace("\u00a0", " ")
    assert re.findall(r"<t[hd][^>]*>(\d+)</t[hd]>", html.partition("Fel i filen")[2])[:4] == ["5", "9", "1", "13"]
    assert "Rader med fel: 3" in html
    assert client.post(looked.redirect_chain[-1][0], {}).status_code == 409
    assert Application.objects.count() == 0
    looked = client.post(reverse("projects:bring_in"), sent(city, lines, "20 000 000"), follow=True)
    html = looked.content.decode().replace("\u00a0", " ")
    assert "Beslutets summa är 20 000 000 kr och filens 20 000 210 kr: skillnaden är −210 kr." in html
    right = sent(city, lines, "20 000 210")
    content = right["sheet"].read()
    right["sheet"].seek(0)
    looked = client.post(reverse("projects:bring_in"), right, follow=True)
    asked = client.post(looked.redirect_chain[-1][0], {})
    job = Job.objects.get(name="projects.transfer")
    assert asked["Location"] == reverse("projects:bring_in_job", args=[job.pk])
    assert "Väntar på sin tur" in client.get(asked["Location"]).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.run_one(city.on)
    done = Transfer.objects.get()
    assert (done.rows, Project.objects.count()) == (20, 20)
    html = client.get(asked["Location"]).content.decode()
    assert reverse("projects:transfer", args=[done.code]) in html
    same = {**right, "sheet": SimpleUploadedFile("samma.xlsx", content)}
    again = client.post(reverse("projects:bring_in"), same, follow=True)
    assert f"som {done.code}" in again.content.decode()


@pytest.mark.requirement("F4")
def test_project_case_and_public_page_say_where_it_came_from(city: City_) -> None:
    code = sample(city, make_case(city, "draft"))["projects:transfer.code"]
    case = Application.objects.get(origin="transferred")
    for url, name in (
        (reverse("projects:detail", args=[case.code]), "auditor"),
        (reverse("applications:detail", args=[case.code]), "auditor"),
    ):
        html = as_(city, name).get(url).content.decode()
        for text in ("ET-900", "projekt.xlsx, rad 2", "§ 3", code, "Dnr 031-786/2012", "Kategori"):
            assert text in html, (url, text)
    html = Client(headers=SV).get(reverse("portal:case", args=[case.code])).content.decode()
    assert "Överförd" in html
    assert "Överfört ärende, Kommunfullmäktige § 3" in html


@pytest.mark.requirement("F4")
def test_template_can_be_filled_in_and_others_do_not_get_it(city: City_) -> None:
    answer = as_(city, "project_office").get(reverse("projects:bring_in_file", args=["csv"]))
    heads = answer.content.decode("utf-8-sig").strip().replace('"', "").split(";")
    assert heads[:4] == ["Gammalt nummer", "Projekt", "Sökande", "Systemägare"]
    assert heads[-4:] == ["Betalt 2023", "Betalt 2024", "Betalt 2025", "Betalt 2026"]
    assert as_(city, "applicant").get(reverse("projects:bring_in_file", args=["csv"])).status_code == 403
