"""Whole files: the project's own sheet, ten thousand rows, and the real sources."""

import csv
import io
import os
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

from nytta.kit.imports import MISSING, SOURCE, SUPPLIED, load_mapping, mapping_from, preview, read_rows, rows_of
from tools import make_fictional

ROOT = Path(__file__).resolve().parents[3]
MAPPINGS = ROOT / "nytta" / "governance" / "applications" / "mappings"
FICTIONAL = ROOT / "data" / "fictional"
SHARED = os.environ.get("NYTTA_SHARED", "")
FAULTS = [
    (4, "Start", "import.not_date"),
    (8, "Utveckling år 1", "import.negative"),
    (13, "Nämnd eller bolag", "import.not_choice"),
    (17, "Kategori", "import.not_choice"),
    (21, "Rubrik", "import.required"),
    (26, "Utveckling år 1", "import.not_money"),
    (30, "Planerat slut", "import.date_range"),
    (34, "Mål", "import.not_choice"),
    (39, "Ärende", "import.duplicate"),
    (44, "Drift per år", "import.not_whole"),
    (49, "Fokusområde", "import.too_large"),
    (55, "Ägaren tar ansvar", "import.not_yes_no"),
]


@pytest.mark.parametrize("name", ["ansokningar.xlsx", "ansokningar.csv"])
def test_preview_of_our_own_sheet_names_each_of_twelve_faults(name):
    result = preview(load_mapping(MAPPINGS / "fictional.toml"), FICTIONAL / name, filename=name)
    assert (result.rows, result.sound, result.faulty, result.fault_count) == (60, 48, 12, 12)
    assert [(f.row, f.column, f.rule) for f in result.faults] == FAULTS
    assert [f.row for f in result.faults if not f.finding.mend] == []
    assert (result.left_out, result.notes) == (Counter(), Counter())
    assert result.origins == Counter({SOURCE: 1602, MISSING: 438})


def test_our_own_sheet_reads_the_same_as_xlsx_and_as_cp1252():
    made = load_mapping(MAPPINGS / "fictional.toml")
    sheet, text = (list(rows_of(made, FICTIONAL / f"ansokningar.{kind}", filename="a")) for kind in ("xlsx", "csv"))
    assert sheet == text
    assert sheet[5].values["summary"] == '=HYPERLINK("http://exempel.invalid";"klicka")'
    assert sheet[7].values["summary"] == '<b>Fet</b> text & tecken; semikolon\nandra raden säger "hej" och kostar 5 €'
    assert (sheet[3].values["development_cost_0"], sheet[3].values["lifetime_months"]) == (4_200_000, 60)
    assert (sheet[4].values["category"], sheet[4].values["lifetime_months"]) == ("innovative", 14)


def test_our_own_sheet_is_what_its_script_writes(tmp_path):
    make_fictional.write_csv(tmp_path / "a.csv")
    make_fictional.write_xlsx(tmp_path / "a.xlsx")
    assert (tmp_path / "a.csv").read_bytes() == (FICTIONAL / "ansokningar.csv").read_bytes()
    made, kept = (list(read_rows(path, filename="a")) for path in (tmp_path / "a.xlsx", FICTIONAL / "ansokningar.xlsx"))
    assert made == kept


def test_the_mappings_name_the_same_fields_and_known_bodies():
    mappings = {path.stem: load_mapping(path) for path in sorted(MAPPINGS.glob("[!_]*.toml"))}
    assert list(mappings) == ["au_mdpr", "fictional", "standard", "uk_gmpp_2023", "us_itdashboard"]
    assert {m.names for m in mappings.values()} == {mappings["fictional"].names}
    assert len(mappings["fictional"].names) == 34
    for made in mappings.values():
        fields = {f.name: f for f in made.fields}
        assert set(fields["owner_body"].values.items()) == set(fields["body"].values.items())


MAPPING = {
    "name": "many",
    "id": ["nr"],
    "field": {
        "cost": {"type": "int", "column": "kostnad"},
        "body": {"type": "choice", "rule": {"by_hash": ["x", "y", "z"]}},
    },
}


def many_rows(count):
    yield ["nr", "kostnad", "utfyllnad"]
    for n in range(count):
        yield [n, "fel" if n % 10 == 0 else n * 1000, f"{n} " * 50]


def peak_of(path):
    made = mapping_from(MAPPING)
    tracemalloc.start()
    try:
        result = preview(made, path, filename="a")
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_thousand_rows_of_text_are_read_in_constant_memory(tmp_path):
    path = tmp_path / "a.csv"
    with open(path, "w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(many_rows(10_000))
    result, peak = peak_of(path)
    assert (result.rows, result.faulty, len(result.faults), result.fault_count) == (10_000, 1000, 500, 1000)
    assert path.stat().st_size > 2_000_000
    assert peak < 2_500_000


def test_ten_thousand_rows_of_xlsx_are_read_row_by_row(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(many_rows(10_000)):
            sheet.write_row(number, 0, row)
    result, peak = peak_of(path)
    assert (result.rows, result.faulty, len(result.faults), result.fault_count) == (10_000, 1000, 500, 1000)
    assert peak < 5_000_000


def test_preview_ticks_for_every_row():
    seen = []
    text = b"nr;kostnad\n1;5\n2;5\n"
    preview(mapping_from(MAPPING), io.BytesIO(text), filename="a", tick=seen.append)
    assert seen == [2, 3]


shared = pytest.mark.shared
needs_shared = pytest.mark.skipif(not SHARED, reason="NYTTA_SHARED is not set")


@shared
@needs_shared
@pytest.mark.parametrize(
    ("name", "path", "rows", "sound", "left_out", "notes"),
    [
        (
            *("uk_gmpp_2023", "uk-gmpp-2023/gmpp_2023_dev.csv", 120, 55),
            *({"annan kategori än ICT och omställning": 65}, {("citizen_benefit_sek", "import.negative"): 1}),
        ),
        (
            *("us_itdashboard", "us-itdashboard/projects_dev.csv", 1331, 1320),
            *({"saknar planerad kostnad": 11}, {("title", "import.too_long"): 1}),
        ),
        ("au_mdpr", "au-mdpr/digital_projects_dev.csv", 47, 47, {}, {}),
    ],
)
def test_the_real_sources_are_read_without_a_fault_and_without_a_row_lost(name, path, rows, sound, left_out, notes):
    result = preview(load_mapping(MAPPINGS / f"{name}.toml"), Path(SHARED) / "data" / path, filename=path)
    assert (result.rows, result.sound, result.faulty, [str(f) for f in result.faults]) == (rows, sound, 0, [])
    assert (dict(result.left_out), dict(result.notes)) == (left_out, notes)
    assert result.origins.total() == sound * 34
    for field in ("title", "body", "category", "start_on", "planned_end_on", "development_cost_sek"):
        assert result.cells[field][MISSING] == 0


@shared
@needs_shared
def test_day_and_month_of_the_federal_table_are_put_right():
    made = load_mapping(MAPPINGS / "us_itdashboard.toml")
    rows = [r.values for r in rows_of(made, Path(SHARED) / "data/us-itdashboard/projects_dev.csv", filename="a") if r.sound]
    assert sum(r["start_on"] > r["planned_end_on"] for r in rows) == 0
    assert Counter((r["start_on"].month, r["start_on"].day) for r in rows).most_common(1)[0][0] == (10, 1)


@shared
@needs_shared
def test_about_one_in_ten_lacks_an_owner_and_one_in_ten_of_the_rest_an_acceptance():
    made = load_mapping(MAPPINGS / "us_itdashboard.toml")
    cells = preview(made, Path(SHARED) / "data/us-itdashboard/projects_dev.csv", filename="a").cells
    assert cells["owner_body"] == Counter({SUPPLIED: 1181, MISSING: 139})
    assert cells["owner_accepts"] == Counter({SUPPLIED: 1045, MISSING: 275})
