"""A report becomes a PDF that is made for archive and for those who cannot see it, and text in it stays text."""

import io
from datetime import date

import pikepdf
import pytest

from nytta.kit import charts, documents
from nytta.kit.clock import moment

ON = moment(date(2026, 3, 2))


def report(rows: int = 70) -> documents.Report:
    drawn = charts.svg(
        charts.waterfall([charts.Stair("Angiven", 0, 300, True), charts.Stair("Färre besök", 300, 200)]),
        title="Nytta",
        description="Från 300 till 200 kr",
    )
    table = documents.Table(
        "Poster",
        [documents.Column("Post"), documents.Column("Kronor", num=True)],
        [[f"Post {n}", "1 000"] for n in range(rows)],
        [["Summa", "70 000"]],
    )
    sections = [
        documents.Section("Från #angiven", ["En *text* med #let x = 1"], [("Diarienummer", "KS 1")], drawn, "Från 300 till 200 kr"),
        documents.Section("Poster", table=table),
    ]
    return documents.Report("Beslutsunderlag", "A-2026-001", "Ekholms kommun", "A-2026-001", [("Sökande", "Byggnadsnämnden")], sections)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(documents.pdf(report(), lang="sv", on=ON)))


def _tags(element: pikepdf.Object, found: list[str]) -> list[str]:
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        found.append(str(element.S))
    kids = element.get("/K") if isinstance(element, pikepdf.Dictionary) else None
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if isinstance(kids, pikepdf.Dictionary) else []:
        if isinstance(kid, pikepdf.Dictionary):
            _tags(kid, found)
    return found


def test_pdf_says_language_title_and_standards(made: pikepdf.Pdf):
    assert str(made.Root.Lang) == "sv"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    assert made.Root.MarkInfo.Marked
    with made.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert meta["dc:title"] == "Beslutsunderlag"


def test_pdf_has_headings_a_chart_with_words_and_a_table_with_headers(made: pikepdf.Pdf):
    tags = _tags(made.Root.StructTreeRoot, [])
    assert (tags.count("/H1"), tags.count("/H2"), tags.count("/TH"), tags.count("/TD")) == (1, 2, 2, 142)
    figures = [o for o in made.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    assert [str(f.Alt) for f in figures] == ["Från 300 till 200 kr"]


def test_pdf_embeds_its_fonts(made: pikepdf.Pdf):
    descriptors = [o for o in made.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
    assert descriptors and all(any(k in d for k in ("/FontFile", "/FontFile2", "/FontFile3")) for d in descriptors)


def test_same_report_gives_the_same_bytes():
    assert documents.pdf(report(3), lang="sv", on=ON) == documents.pdf(report(3), lang="sv", on=ON)
