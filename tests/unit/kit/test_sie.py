"""SIE 4: rows with their objects, the code page, what is read and what is not, and every fault by line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.kit.imports.refusals import BadFile
from nytta.kit.imports.sie import Booked, decoded, dimension, fields_of, read_sie

HEAD = '#FLAGGA 0\n#PROGRAM "Ekonomi" 1.0\n#FORMAT PC8\n#GEN 20260301\n#SIETYP 4\n#FNAMN "Ekholms kommun"\n'
BODY = """#DIM 20 "Aktivitet"
#KONTO 6540 "IT-tjänster"
#OBJEKT 6 "P300" "Bygglov på nätet"
#VER "A" "1" 20260210 "Leverantörsfaktura åäö" 20260211
{
#TRANS 6540 {1 "1000" 6 "P300" 20 "200"} 1250.50 20260209 "Konsult, \\"fas 1\\"" 2
#TRANS 2640 {} 312.63
#TRANS 2440 {} -1563.13
}
"""


def test_rows_come_with_their_objects_in_the_files_own_code_page() -> None:
    found = read_sie((HEAD + BODY).encode("cp437"), filename="a.se")
    assert found.booked == [
        Booked(11 + 1, "A 1", date(2026, 2, 9), "6540", {1: "1000", 6: "P300", 20: "200"}, 125_050, 'Konsult, "fas 1"'),
        Booked(13, "A 1", date(2026, 2, 10), "2640", {}, 31_263, ""),
        Booked(14, "A 1", date(2026, 2, 10), "2440", {}, -156_313, ""),
    ]
    assert (found.company, found.accounts, found.faults) == ("Ekholms kommun", {"6540": "IT-tjänster"}, [])
    assert [list(dimension(found, name)) for name in ("projekt", "aktivitet", "kostnadsst", "resultat")] == [[6], [20], [1], []]


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig"])
def test_swedish_letters_are_read_in_either_encoding(encoding: str) -> None:
    assert read_sie((HEAD + BODY).encode(encoding), filename="a.se").accounts == {"6540": "IT-tjänster"}


@given(st.text(alphabet="abcåäöÅÄÖéü 0123456789-", max_size=40))
def test_pc8_is_never_taken_for_utf8(text: str) -> None:
    assert decoded(text.encode("cp437")) == text


@given(st.lists(st.text(alphabet='ab å"\\{}', min_size=0, max_size=8), min_size=1, max_size=4))
def test_quoted_fields_come_back_as_they_were(texts: list[str]) -> None:
    line = " ".join('"' + t.replace("\\", "\\\\").replace('"', '\\"') + '"' for t in texts)
    assert fields_of(line) == texts


def test_rows_taken_away_and_added_are_not_counted_twice() -> None:
    rows = '#VER "" "" 20260210\n{\n#TRANS 5000 {} 100\n#BTRANS 5000 {} 40\n#RTRANS 5010 {} 60\n#TRANS 5010 {} 60\n#TRANS 1930 {} -160\n}\n'
    found = read_sie((HEAD + rows).encode(), filename="a.si")
    assert ([b.amount_ore for b in found.booked], found.faults) == ([10_000, 6_000, -16_000], [])


FAULTS = [
    ('#VER A 1 20260210\n{\n#TRANS 5000 {} 100\n#TRANS 1930 {} -99\n}\n', [(7, "sie_balance")]),
    ('#VER A 1 20260210\n{\n#TRANS 5000 {} 1,5\n}\n', [(9, "sie_fields")]),
    ('#VER A 1 20260210\n{\n#TRANS 5000 {} 1.555\n}\n', [(9, "sie_fields")]),
    ('#VER A 1 20260210\n{\n#TRANS 5000 {6} 1\n#TRANS 1930 {} -1\n}\n', [(9, "sie_fields")]),
    ('#VER A 1 20261340\n{\n#TRANS 5000 {}\n}\n', [(7, "sie_fields"), (9, "sie_fields")]),
    ('#TRANS 5000 {} 1\n', [(7, "sie_outside")]),
    ('#VER A 1 20260210\n{\n', [(7, "sie_open")]),
    ('#FNAMN "Ekholm\n', [(7, "sie_line")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wanted"), FAULTS)
def test_fault_has_its_line(rows: str, wanted: list[tuple[int, str]]) -> None:
    found = read_sie((HEAD + rows).encode(), filename="a.se")
    assert [(line, finding.rule) for line, finding in found.faults] == wanted


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"Datum;Belopp\n", "import.not_sie"), (b"", "import.not_sie"), (HEAD.replace("TYP 4", "TYP 2").encode(), "import.sie_type")],
)
def test_other_file_is_refused_in_words(content: bytes, rule: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_sie(content, filename="a.se")
    assert refused.value.finding.rule == rule


@given(st.binary(max_size=300))
def test_whatever_follows_is_told_and_never_breaks(tail: bytes) -> None:
    read_sie(HEAD.encode() + tail, filename="a.se")
