"""Which files are read, how, and in which words the others are refused."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from nytta.kit.imports import BadFile, Limits, read_rows


def csv_rows(text, encoding="utf-8", **options):
    return list(read_rows(io.BytesIO(text.encode(encoding)), filename="a.csv", **options))


def book(*rows, sheets=("Blad1",)):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as workbook:
        for name in sheets:
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file


def zipped(entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file


def refusal(content, filename="a.xlsx", **options):
    source = content if hasattr(content, "read") else io.BytesIO(content)
    with pytest.raises(BadFile) as caught:
        list(read_rows(source, filename=filename, **options))
    finding = caught.value.finding
    assert filename in finding.text % finding.params
    assert finding.mend % finding.params
    return finding.rule


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_read_rows_finds_the_delimiter(delimiter):
    text = f'namn{delimiter}text\nA{delimiter}"x, y; z\tw"\n'
    assert csv_rows(text) == [(2, {"namn": "A", "text": "x, y; z\tw", "": ""})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_read_rows_finds_the_encoding(encoding):
    assert csv_rows("Ärende;Å\nö;€\n", encoding) == [(2, {"Ärende": "ö", "Å": "€", "": ""})]


def test_read_rows_finds_cp1252_far_into_a_file():
    text = "a;b\n" + "x;y\n" * 100_000 + "å;ä\n"
    assert csv_rows(text, "cp1252")[-1] == (100_002, {"a": "å", "b": "ä", "": ""})


def test_read_rows_counts_rows_as_a_spreadsheet_does():
    text = 'a;b\n"en\ntvå\n";1\n\n3;"4"\n'
    assert csv_rows(text) == [
        (2, {"a": "en\ntvå\n", "b": "1", "": ""}),
        (3, {"a": None, "b": None, "": ""}),
        (4, {"a": "3", "b": "4", "": ""}),
    ]


def test_read_rows_tells_headers_apart_and_keeps_what_stands_outside():
    text = "a;a;;b\nc\n1;2;3;4;5;6\n7\n"
    assert csv_rows(text)[1] == (3, {"a": "1", "a (2)": "2", "(kolumn 3)": "3", "b": "4", "": "5 6"})
    assert csv_rows(text)[2] == (4, {"a": "7", "a (2)": None, "(kolumn 3)": None, "b": None, "": ""})


def test_read_rows_takes_header_row_and_sheet_from_the_caller():
    file = book(["Rapport"], ["a\nb", "c"], [1, 2.5], sheets=("Ett", "Två"))
    expected = [(3, {"a b": 1, "c": 2.5, "": ""})]
    assert list(read_rows(file, filename="a.xlsx", header_row=2, sheet="Två")) == expected
    assert list(read_rows(file, filename="a.xlsx", header_row=2, sheet=1)) == expected


def test_read_rows_keeps_formula_text_as_text():
    text = '=HYPERLINK("http://exempel.invalid")'
    assert list(read_rows(book(["a"], [text]), filename="a.xlsx")) == [(2, {"a": text, "": ""})]


def test_read_rows_takes_a_path_and_an_upload_and_leaves_the_upload_open(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n")
    upload = SimpleUploadedFile("a.csv", path.read_bytes())
    assert list(read_rows(path, filename="a.csv")) == list(read_rows(upload, filename="a.csv"))
    assert not upload.closed


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "import.empty"),
        (b"\xef\xbb\xbf \r\n", "import.empty"),
        (b"%PDF-1.7 ...", "import.wrong_type"),
        (b"\x89PNG\r\n\x1a\n....", "import.wrong_type"),
        (b"<!doctype html><table>", "import.wrong_type"),
        (b"\x00\x01\x02\x03" * 100, "import.wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "import.old_excel"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600 + "EncryptedPackage".encode("utf-16-le"), "import.encrypted"),
        (b"a;b\n" + b"x;y\n" * 200 + b"1;\x002\n", "import.nul"),
        (b"a;b\n\x81;\x8d\n", "import.encoding"),
        (b'a;b\n1;"2\n3;4\n', "import.row"),
        (b"a;b\n1;" + b"x" * 2_100_000, "import.row"),
        (b"PK\x03\x04 not a zip", "import.broken"),
    ],
)
def test_read_rows_refuses_in_words(content, rule):
    assert refusal(content, "fil.x") == rule


def test_read_rows_refuses_other_zips_by_what_they_are():
    assert refusal(zipped({"word/document.xml": "x"}), "a.docx") == "import.wrong_type"
    assert refusal(zipped({"a.txt": "x"}), "a.zip") == "import.wrong_type"


def test_read_rows_refuses_a_cut_off_workbook():
    content = book(["a"], [1]).getvalue()
    assert refusal(content[: len(content) // 2]) == "import.broken"


def test_read_rows_refuses_a_missing_sheet_and_a_missing_header():
    assert refusal(book(["a"], [1]), sheet="Finns inte") == "import.sheet"
    assert refusal(book(["a"], [1]), sheet=2) == "import.sheet"
    assert refusal(book(["a"], [1]), header_row=9) == "import.header"


def test_read_rows_refuses_a_file_that_is_too_large():
    assert refusal(b"a;b\n1;2\n", limits=Limits(file_bytes=5)) == "import.too_large"


def test_read_rows_refuses_a_zip_bomb_before_opening_it():
    bomb = zipped({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": b"0" * 5_000_000})
    assert refusal(bomb) == "import.zip_bomb"
    assert refusal(zipped({"xl/workbook.xml": "x" * 1000}), limits=Limits(unpacked_bytes=999)) == "import.zip_bomb"
    many = zipped({"xl/workbook.xml": "x"} | {f"{n}": "" for n in range(30)})
    assert refusal(many, limits=Limits(entries=30)) == "import.zip_bomb"


def test_read_rows_refuses_a_zip_whose_directory_lies():
    bomb = zipped({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": b"0" * 500_000}).getvalue()
    lying = bomb.replace((500_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    assert lying != bomb
    assert refusal(lying) == "import.zip_bomb"


def test_read_rows_refuses_two_cells_that_span_a_whole_sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, 1)
    assert refusal(file) == "import.zip_bomb"
