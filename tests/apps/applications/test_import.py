"""A sheet of applications comes in whole or not at all, from the command line and in the browser."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body
from nytta.governance.applications import commands, imports
from nytta.governance.applications.models import Application
from nytta.governance.benefits.queries import sums_of
from nytta.governance.benefits.terms import Ledger, Side
from nytta.kit import clock, jobs, search
from nytta.kit import imports as sheets
from nytta.kit.models import AuditRow, Job
from nytta.plain.verdicts import Refused
from tests.factories.city import City_, fictional_bodies

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F6")]
FICTIONAL = settings.BASE / "data" / "fictional" / "ansokningar.csv"
HEADERS = FICTIONAL.read_bytes().decode("cp1252").splitlines()[0].split(";")
ROW = {
    "Ärende": "B-1", "Rubrik": "Bygglov på nätet", "Sammanfattning": "Sök bygglov dygnet runt.", "Nämnd eller bolag": "Byggnadsnämnden",
    "Fokusområde": "1", "Kategori": "Differentierande", "Livslängd": "3 år", "Start": "2026-07-01", "Planerat slut": "2027-06-30",
    "Mål": "KF1", "Bidrag till målet": "Dygnet runt", "Utveckling år 1": "1,2 mkr", "Utveckling år 2": "300 tkr",
    "Drift per år": "100 000", "Nytta för invånare per år": "250000", "Nytta för verksamheten per år": "", "Ägare": "Byggnadsnämnden",
    "Personuppgifter": "Ja, bedömd", "Gör samma som": "Stadens e-tjänstplattform",
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files" / "imports"


def sheet(*rows: dict[str, str]) -> bytes:
    """A CSV with the headings of our own sheet."""
    lines = [";".join(HEADERS), *(";".join(row.get(h, "") for h in HEADERS) for row in rows)]
    return "\r\n".join(lines).encode()


def on_disk(tmp_path: Path, *rows: dict[str, str]) -> Path:
    path = tmp_path / "ansökningar.csv"
    path.write_bytes(sheet(*rows))
    return path


def run(path: Path, *more: str, mapping: str = "standard") -> str:
    out = io.StringIO()
    call_command("import_applications", str(path), "--mapping", mapping, *more, stdout=out)
    return out.getvalue()


# --- the command --------------------------------------------------------------------------------------------------------


def test_import_without_commit_writes_nothing(city: City_, tmp_path: Path) -> None:
    said = run(on_disk(tmp_path, ROW))
    assert "Rader: 1. Utan fel: 1 (nya 1, finns redan 0). Med fel: 0." in said
    assert "Inget är infört. Med --commit förs 1 ansökningar in som utkast." in said
    assert Application.objects.count() == 0


def test_import_with_commit_writes_the_draft_as_the_row_says(city: City_, tmp_path: Path) -> None:
    assert "Införda som utkast: 1 (A-2026-001 – A-2026-001). Fanns redan: 0." in run(on_disk(tmp_path, ROW), "--commit")
    case = Application.objects.get()
    assert (case.state, case.external_id, case.title, case.summary) == (
        "draft", "standard:B-1", "Bygglov på nätet", "Sök bygglov dygnet runt.",
    )  # fmt: skip
    assert (case.applicant_body.code, case.owner_body.code, case.process_body.code) == ("byggnadsnamnden",) * 3
    assert (case.focus_area.number, case.category, case.lifetime_months) == (1, "differentiating", 36)
    assert (case.start_on, case.end_on, case.personal_data, case.controller) == (
        date(2026, 7, 1), date(2027, 6, 30), "done", "Byggnadsnämnden",
    )  # fmt: skip
    assert [(g.goal.code, g.text) for g in case.goals.all()] == [("KF1", "Dygnet runt")]
    assert (len(case.covers), case.created_by) == (1, city.people["project_office"])
    sums = sums_of(case.calculation_id)
    assert sums.by_year(Side.CLAIMED, Ledger.DEVELOPMENT) == {2026: 1_200_000, 2027: 300_000}
    assert sums.by_year(Side.CLAIMED, Ledger.RUNNING) == {2028: 100_000, 2029: 100_000, 2030: 100_000}
    assert sums.by_year(Side.CLAIMED, Ledger.CITIZEN) == {2028: 250_000, 2029: 250_000, 2030: 250_000}
    assert sums.by_year(Side.CLAIMED, Ledger.BUSINESS) == {}


def test_import_of_the_same_file_twice_adds_nothing_and_says_so(city: City_, tmp_path: Path) -> None:
    path = on_disk(tmp_path, ROW, ROW | {"Ärende": "B-2"})
    run(path, "--commit")
    said = run(path, "--commit")
    assert "Utan fel: 2 (nya 0, finns redan 2)" in said
    assert "Införda som utkast: 0. Fanns redan: 2." in said
    assert Application.objects.count() == 2


def test_import_with_one_faulty_row_refuses_all_and_names_row_and_column(city: City_, tmp_path: Path) -> None:
    path = on_disk(
        tmp_path, ROW, ROW | {"Ärende": "B-2", "Start": "2026-02-30"}, ROW | {"Ärende": "B-3", "Nämnd eller bolag": "Rymdnämnden"}
    )
    out = io.StringIO()
    with pytest.raises(CommandError, match="Inget är infört"):
        call_command("import_applications", str(path), "--mapping", "standard", "--commit", stdout=out)
    assert "Rad 3, Start: ”2026-02-30” är inte ett datum." in out.getvalue()
    assert "Rad 4, Nämnd eller bolag: ”Rymdnämnden” är ingen nämnd eller bolagsstyrelse här." in out.getvalue()
    assert Application.objects.count() == 0


def test_bring_in_writes_nothing_when_a_later_row_is_faulty(city: City_, tmp_path: Path) -> None:
    path = on_disk(tmp_path, ROW, ROW | {"Ärende": "B-2", "Drift per år": "mycket"})
    with pytest.raises(Refused):
        imports.bring_in(imports.mapping("standard"), path, filename="a.csv", by=city.people["project_office"], on=city.on)
    assert Application.objects.count() == 0


def test_import_of_the_fictional_sheet_counts_rows_faults_and_cells(city: City_) -> None:
    fictional_bodies()
    look = imports.look(imports.mapping("fictional"), FICTIONAL, filename="a.csv", on=city.on.date())
    p = look.preview
    assert (p.rows, p.sound, p.faulty, p.fault_count, look.new, look.there) == (60, 48, 12, 12, 48, 0)
    assert {f.row for f in p.faults} == {4, 8, 13, 17, 21, 26, 30, 34, 39, 44, 49, 55}
    assert p.origins == {"source": 1602, "missing": 438}


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("Mål", "KF3", None), ("Fokusområde", "5", None), ("Gör samma som", "Stadens månraket", "import.solution"),
        ("Ägare", "Rymdnämnden", "import.body"), ("Planerat slut", "2025-01-01", "import.period"),
        ("Nämnd eller bolag", "kommunfullmaktige", "import.body"),
    ],
)  # fmt: skip
def test_import_checks_a_row_against_the_city(city: City_, tmp_path: Path, column: str, value: str, rule: str | None) -> None:
    look = imports.look(imports.mapping("standard"), on_disk(tmp_path, ROW | {column: value}), filename="a.csv", on=city.on.date())
    assert [f.rule for f in look.preview.faults] == ([rule] if rule else [])


def test_import_without_a_programme_in_force_says_so_once(city: City_, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Inget program gäller"):
        imports.look(imports.mapping("standard"), on_disk(tmp_path, ROW), filename="a.csv", on=date(2040, 1, 1))


def test_import_by_somebody_else_than_the_office_is_refused(city: City_, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Det kräver uppdraget: Projektkontor"):
        run(on_disk(tmp_path, ROW), "--commit", "--by", "applicant")
    assert Application.objects.count() == 0


def test_import_of_a_file_that_is_not_there_or_no_table_is_told(city: City_, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="finns inte"):
        run(tmp_path / "saknas.csv")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 text")
    with pytest.raises(CommandError, match="PDF"):
        run(tmp_path / "a.pdf")


def written(code: str) -> tuple[Any, ...]:
    """All that an imported case left, but for keys."""
    case = Application.objects.get(code=code)
    own = {f.name: getattr(case, f.name) for f in case._meta.concrete_fields if f.name not in ("id", "code", "calculation", "external_id")}
    items = [
        (i.ledger, i.label, i.bearer, i.order, i.note, sorted(i.figures.values_list("side", "year", "amount_sek", "by", "reason")))
        for i in case.calculation.items.all()
    ]
    audits = [(a.act, a.by_id, a.at, a.changes) for a in AuditRow.objects.filter(subject=code).order_by("pk")]
    more = list(case.goals.values_list("goal", "text")), list(case.passages.values_list("state", "waits_on", "entered_on", "left_on"))
    return own, (case.calculation.code == code, case.calculation.price_year), items, audits, more


def test_rows_written_together_leave_what_each_leaves_alone(city: City_, tmp_path: Path) -> None:
    rows = ROW, ROW | {"Mål": "", "Bidrag till målet": "", "Utveckling år 1": "", "Utveckling år 2": "", "Drift per år": ""}
    known, by = imports.Known.of(city.on.date()), city.people["project_office"]
    for n, row in enumerate(rows):
        path = on_disk(tmp_path, row | {"Ärende": f"E-{n}"}, row | {"Ärende": f"T-{n}"})
        alone, together = (
            imports.draft(r, known) for r in sheets.rows_of(imports.mapping("standard"), path, filename="a.csv", check=known.faults)
        )
        one = commands.import_application(draft=alone, by=by, on=city.on)
        (code,) = commands.import_applications(drafts=[together, alone], by=by, on=city.on)
        assert one is not None
        assert written(one.code) == written(code)
    assert search.find("case", "bygglov") == ["A-2026-001", "A-2026-002", "A-2026-003", "A-2026-004"]


def test_import_of_more_rows_than_are_written_at_once(city: City_, tmp_path: Path, django_assert_max_num_queries: Any) -> None:
    path = on_disk(tmp_path, *(ROW | {"Ärende": f"B-{n}"} for n in range(250)))
    told: list[int] = []
    arguments = {"filename": "a.csv", "by": city.people["project_office"], "on": city.on}
    with django_assert_max_num_queries(300):
        done = imports.bring_in(imports.mapping("standard"), path, tick=told.append, **arguments)
    assert (done.added, done.there, done.first, done.last) == (250, 0, "A-2026-001", "A-2026-250")
    assert (told[0], told[-1], len(told)) == (2, 251, 250)
    again = imports.bring_in(imports.mapping("standard"), path, **arguments)
    assert (again.added, again.there, again.first, Application.objects.count()) == (0, 250, "", 250)


def test_development_without_years_is_spread_by_months() -> None:
    values = {"start_on": date(2026, 10, 1), "planned_end_on": date(2028, 6, 30), "development_cost_sek": 2_100_001}
    figures = imports.items(values, None, None, date(2026, 1, 1))
    assert [(i.ledger, dict(i.amounts)) for i in figures] == [(Ledger.DEVELOPMENT, {2026: 300_000, 2027: 1_200_001, 2028: 600_000})]


def test_hundred_year_old_project_is_spread_over_twenty_years_at_most() -> None:
    values = {"start_on": date(1950, 1, 1), "planned_end_on": date(2100, 12, 31), "development_cost_sek": 40}
    figures = imports.items(values, None, None, date(2026, 1, 1))
    assert dict(figures[0].amounts) == dict.fromkeys(range(1950, 1970), 2)


# --- the pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(city: City_, client: Client) -> Client:
    client.force_login(city.people["project_office"])
    return client


def send(client: Client, content: bytes, name: str = "ansökningar.csv", mapping: str = "standard") -> Any:
    return client.post(reverse("applications:sheet"), {"sheet": SimpleUploadedFile(name, content), "mapping": mapping})


def test_sheet_is_looked_at_brought_in_by_the_worker_and_removed(office: Client, files: Path) -> None:
    sent = send(office, sheet(ROW, ROW | {"Ärende": "B-2"}))
    assert sent.status_code == 302
    page = office.get(sent.url)
    assert "För in 2 ansökningar som utkast" in page.content.decode()
    assert (Application.objects.count(), len(list(files.iterdir()))) == (0, 1)
    put = office.post(sent.url, {})
    assert put.url == reverse("applications:sheet_job", args=[Job.objects.get().pk])
    waiting = office.get(put.url).content.decode()
    assert "data-poll" in waiting and 'http-equiv="refresh"' in waiting and "Väntar på sin tur" in waiting
    assert Application.objects.count() == 0
    assert jobs.run_one(clock.now())
    done = office.get(put.url).content.decode()
    assert "A-2026-001 till A-2026-002" in done and "data-poll" not in done
    assert "data-done" in office.get(put.url + "?bit=1").content.decode()
    assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_kept_sheet_is_removed_when_the_work_is_saved(transactional_city: City_, client: Client, files: Path) -> None:
    client.force_login(transactional_city.people["project_office"])
    client.post(send(client, sheet(ROW)).url, {})
    jobs.run_one(clock.now())
    assert list(files.iterdir()) == []


def test_sheet_sent_in_twice_says_that_all_is_there(office: Client) -> None:
    office.post(send(office, sheet(ROW)).url, {})
    jobs.run_one(clock.now())
    page = office.get(send(office, sheet(ROW)).url).content.decode()
    assert "Alla rader i filen är redan införda." in page and '<button class="ds-button" type="submit">För in' not in page


def test_look_names_each_fault_and_cuts_after_200(office: Client) -> None:
    rows = [ROW | {"Ärende": f"B-{n}", "Drift per år": "mycket"} for n in range(205)]
    url = send(office, sheet(*rows)).url
    page = office.get(url).content.decode()
    assert page.count("”mycket” är inte ett belopp.") == 200
    assert "Och 5 fel till." in page and "Rader med fel: 205" in page
    refused = office.post(url, {})
    assert (refused.status_code, Job.objects.count()) == (409, 0)


def test_progress_is_seen_while_the_work_goes_on(office: Client) -> None:
    sent = send(office, sheet(*(ROW | {"Ärende": f"B-{n}"} for n in range(30))))
    put = office.post(sent.url, {})
    job = Job.objects.get()
    (Path(settings.MEDIA_ROOT) / "imports" / job.arguments["file"]).with_suffix(".told").write_text("12")
    assert "12 av 30" in office.get(put.url + "?bit=1").content.decode()


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
        archive.writestr("[Content_Types].xml", b"<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "status", "says"),
    [
        (b"", "a.csv", 422, "Filen är tom."),
        (b"\x89PNG\r\n\x1a\n123", "a.xlsx", 409, "PNG-bild"),
        (b"%PDF-1.7", "a.pdf", 409, "PDF"),
        (b"<html><body>hej</body></html>", "a.csv", 409, "HTML"),
        (b"en;helt;annan\r\n1;2;3\r\n", "a.csv", 409, "saknar kolumnerna"),
        (bomb(), "a.xlsx", 409, "Filen"),
    ],
)
def test_wrong_file_is_refused_in_words_and_not_kept(
    office: Client, files: Path, content: bytes, name: str, status: int, says: str
) -> None:
    answer = send(office, content, name)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert not files.exists() or list(files.iterdir()) == []


def test_sheet_larger_than_is_taken_is_refused(office: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 1_000_000
    answer = send(office, sheet(ROW) + b" " * 2_000_000)
    assert answer.status_code == 422
    assert "Filen är 2\xa0MB" in answer.content.decode() or "Filen är 2 MB" in answer.content.decode()


def test_sheet_from_somebody_else_than_the_office_is_refused(city: City_, client: Client, files: Path) -> None:
    client.force_login(city.people["applicant"])
    assert "Det kräver uppdraget: Projektkontor" in client.get(reverse("applications:sheet")).content.decode()
    assert send(client, sheet(ROW)).status_code == 409
    kept = imports.Kept.keep([sheet(ROW)], name="a.csv", how="standard", on=city.on)
    assert client.get(reverse("applications:sheet_look"), {"fil": kept.token}).status_code == 404
    job = kept.put(rows=1, by=city.people["project_office"].pk, on=city.on)
    assert client.get(reverse("applications:sheet_job", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("token", ["", "inte-en-nyckel", "WyIuLi8uLi9ldGMvcGFzc3dkIl0:1:abc"])
def test_look_at_a_sheet_that_is_not_kept_leads_back(office: Client, token: str) -> None:
    answer = office.get(reverse("applications:sheet_look"), {"fil": token}, follow=True)
    assert answer.redirect_chain == [(reverse("applications:sheet"), 302)]
    assert "Filen finns inte kvar. Välj den igen." in answer.content.decode()


def test_work_that_is_refused_brings_nothing_in_and_says_why(office: Client, city: City_) -> None:
    put = office.post(send(office, sheet(ROW, ROW | {"Ärende": "B-2"})).url, {})
    Body.objects.filter(code="byggnadsnamnden").update(valid_until=date(2026, 1, 1))
    jobs.run_one(clock.now())
    page = office.get(put.url).content.decode()
    assert "Inget är infört" in page and "ingen nämnd eller bolagsstyrelse här" in page
    assert Application.objects.count() == 0


def test_draft_that_came_in_can_be_handed_in(city: City_, tmp_path: Path) -> None:
    run(on_disk(tmp_path, ROW), "--commit")
    case = Application.objects.get()
    commands.submit(application=case, by=city.people["applicant"], on=city.on)
    case.refresh_from_db()
    assert (case.state, case.registry_number != "") == ("screening", True)
