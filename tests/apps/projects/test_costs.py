"""The finance system's file through its pages: looked at, brought in whole, known the second time."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from nytta.followup.projects import commands, queries
from nytta.followup.projects.models import CostEntry, CostFile, Project
from nytta.followup.projects.rules import CostRow
from nytta.kit.testing import queries_of
from nytta.plain.verdicts import Refused
from tests.apps.projects.test_pages import SV, as_, project
from tests.at_once import at_once, refused_by
from tests.factories.city import City_, go_on, make_case
from tests.unit.kit.test_sie import HEAD

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U5")]
CSV = "Datum;Verifikation;Konto;Projekt;Kostnadsställe;Aktivitet;Belopp;Text\n"


def rows_of(*amounts: int, code: str = "3000", day: date = date(2026, 2, 9)) -> list[CostRow]:
    return [CostRow(n, day, f"A {n}", "6540", ore, code) for n, ore in enumerate(amounts, 1)]


def bring(city: City_, rows: list[CostRow], content: str = "1") -> CostFile:
    return commands.bring_in_costs(name="a.csv", sha256=content * 64, rows=rows, by=city.people["project_office"], on=city.on)


def look(client: Client, content: bytes, name: str = "kostnader.csv") -> tuple[str, str]:
    answer = client.post(reverse("projects:cost_sheet"), {"sheet": SimpleUploadedFile(name, content)}, headers=SV)
    if answer.status_code != 302:
        return "", answer.content.decode()
    return answer["Location"], client.get(answer["Location"], headers=SV).content.decode()


def test_csv_is_looked_at_then_brought_in_and_known_the_second_time(city: City_) -> None:
    p, client = project(city), as_(city, "project_office")
    text = (
        CSV
        + "2026-02-09;A 1;6540;3000;;;1 250,50;Konsult\n2026-02-10;A 2;6540;3000;;;-250,50;Rättelse\n2026-02-10;A 3;6540;9;;;7;\n2026-02-10;A 3;1930;;;;7;\n"
    )
    url, html = look(client, text.encode())
    assert CostEntry.objects.count() == 0
    assert [
        w
        for w in ("kostnader.csv: 4 rader, varav 0 fanns redan", "1\u00a0000\u00a0kr", "På inget projekt: 1 rader, 7\u00a0kr")
        if w not in html
    ] == []
    answer = client.post(url)
    file = CostFile.objects.get()
    assert answer["Location"] == reverse("projects:cost_file", args=[file.code])
    assert list(CostEntry.objects.order_by("row").values_list("project", "untied", "amount_ore")) == [
        (p.pk, "", 125_050), (p.pk, "", -25_050), (None, "unknown", 700),
    ]  # fmt: skip
    assert (file.rows, file.left_out, file.first_on, file.last_on) == (4, {"account": 1}, date(2026, 2, 9), date(2026, 2, 10))
    spent = queries.booked(p, city.on.date())
    assert spent is not None and (spent.sek, spent.rows) == (1000, 2)
    url, html = look(client, text.encode())
    assert f"Filen är redan införd som {file.code}" in html
    assert (client.post(url).status_code, CostFile.objects.count()) == (409, 1)


def test_sie_file_gives_the_same_as_the_table(city: City_) -> None:
    p, client = project(city), as_(city, "project_office")
    body = '#DIM 20 "Aktivitet"\n#VER A 1 20260209 "Konsult å"\n{\n#TRANS 6540 {1 "1000" 6 "3000" 20 "200"} 1250.50\n#TRANS 2440 {} -1250.50\n}\n'
    url, _html = look(client, (HEAD + body).encode("cp437"), "februari.se")
    client.post(url)
    assert list(CostEntry.objects.values_list("project", "voucher", "cost_centre", "activity", "project_code", "amount_ore")) == [
        (p.pk, "A 1", "1000", "200", "3000", 125_050)
    ]
    assert CostFile.objects.get().left_out == {"account": 1}


def test_workbook_is_read_with_its_own_days_and_numbers(city: City_) -> None:
    p, book, held = project(city), Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(CSV.strip().split(";"))
    sheet.append([date(2026, 2, 9), "A 1", 6540, 3000, None, None, 0.1 + 0.2, None])
    book.save(held)
    url, _html = look(as_(city, "project_office"), held.getvalue(), "kostnader.xlsx")
    as_(city, "project_office").post(url)
    assert list(CostEntry.objects.values_list("project", "amount_ore")) == [(p.pk, 30)]


@pytest.mark.parametrize(("line", "said"), [
    ("2026-02-09;A 1;6540;3000;;;tolv;", "Rad 3: ”tolv” är inget belopp."), (";A 1;6540;3000;;;12;", "Rad 3:"), ("2026-02-09;;6540;3000;;;12;", "Rad 3:"),
])  # fmt: skip
def test_faulty_row_is_named_and_nothing_comes_in(city: City_, line: str, said: str) -> None:
    project(city)
    _url, html = look(as_(city, "project_office"), (CSV + "2026-02-09;A 9;6540;3000;;;1;\n" + line + "\n").encode())
    assert (said in html, CostEntry.objects.count()) == (True, 0)


def test_file_of_another_kind_is_refused_in_words(city: City_) -> None:
    _url, html = look(as_(city, "project_office"), HEAD.replace("TYP 4", "TYP 1").encode(), "a.se")
    assert "är av SIE typ 1, som inte innehåller verifikationer" in html


def test_row_in_two_files_counts_once(city: City_) -> None:
    p = project(city)
    bring(city, rows_of(10_000, 20_000))
    second = bring(city, rows_of(10_000, 20_000, 5_000), "2")
    spent = queries.booked(p, city.on.date())
    assert spent is not None and (second.known, spent.sek) == (2, 350)


def test_nothing_new_is_refused(city: City_) -> None:
    project(city)
    bring(city, rows_of(10_000))
    with pytest.raises(Refused) as refused:
        bring(city, rows_of(10_000), "2")
    assert [f.rule for f in refused.value.verdict.blocking] == ["cost_file_empty"]


def test_untied_row_is_tied_when_its_project_has_started(city: City_) -> None:
    case = make_case(city, "granted")
    bring(city, rows_of(10_000))
    assert CostEntry.objects.get().untied == "unknown"
    p = Project.objects.get(application=go_on(city, case, "granted", "running"))
    bring(city, rows_of(1, 2, 300), "2")
    assert set(CostEntry.objects.values_list("project", "untied")) == {(p.pk, "")}


def test_code_of_two_projects_ties_to_neither(city: City_) -> None:
    project(city), project(city, title="Annan")
    file = bring(city, rows_of(10_000))
    assert CostEntry.objects.get().untied == "several"
    html = as_(city, "auditor").get(reverse("projects:cost_file", args=[file.code]), headers=SV).content.decode()
    assert "Koderna finns på flera projekt" in html


def test_only_the_office_brings_in(city: City_) -> None:
    with pytest.raises(Refused):
        commands.bring_in_costs(name="a", sha256="1" * 64, rows=rows_of(1), by=city.people["applicant"], on=city.on)


def test_status_is_prefilled_with_what_is_booked(city: City_) -> None:
    p = project(city)
    bring(city, rows_of(12_345_650))
    html = as_(city, "applicant").get(reverse("projects:report", args=[p.code]), headers=SV).content.decode()
    assert ('value="123\u00a0457"' in html, "123\u00a0457\u00a0kr till och med 2026-02-09" in html) == (True, True)


def test_pages_take_as_many_queries_whatever_the_rows(city: City_) -> None:
    project(city)
    first = bring(city, rows_of(1))
    client, urls = (
        as_(city, "project_office"),
        [reverse("projects:cost_files"), reverse("projects:costs"), reverse("projects:cost_file", args=[first.code])],
    )
    few = [len(queries_of(client, url)[1]) for url in urls]
    CostEntry.objects.all().delete(), CostFile.objects.all().delete()
    second = bring(city, rows_of(*range(1, 200)), "2")
    bring(city, rows_of(*range(200, 400), code="9"), "3")
    urls[2] = reverse("projects:cost_file", args=[second.code])
    assert [len(queries_of(client, url)[1]) for url in urls] == few


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_same_file_by_two_at_once_comes_in_once(transactional_city: City_) -> None:
    city = transactional_city
    project(city)
    rows = rows_of(10_000, 20_000)
    given = at_once([lambda: bring(city, rows)] * 2)
    assert (refused_by(given), CostFile.objects.get().code, CostEntry.objects.count()) == (["", "cost_file_known"], "K-2026-001", 2)
