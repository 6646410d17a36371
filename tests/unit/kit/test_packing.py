"""Names and zips that go to somebody else's machine."""

import io
import zipfile
from datetime import date

import pytest

from nytta.kit.clock import moment
from nytta.kit.packing import file_name, pack


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Nyttovärdering", "nyttovardering"), ("M-2026-001.pdf", "m-2026-001.pdf"), ("..\\..\\Ärende 1.PDF", "arende-1.pdf"),
        ("/etc/passwd", "passwd"), ("åäö", "aao"), ("../", "fil"), ("", "fil"), ("...", "fil"),
    ],
)  # fmt: skip
def test_name_is_one_that_every_file_system_takes(given: str, name: str):
    assert file_name(given) == name


def test_same_files_give_the_same_bytes_and_are_of_one_moment():
    made = [io.BytesIO(), io.BytesIO()]
    for out in made:
        pack(out, [("a.txt", b"ett"), ("b/c.txt", b"tv\xc3\xa5")], at=moment(date(2026, 3, 2), 9))
    assert made[0].getvalue() == made[1].getvalue()
    archive = zipfile.ZipFile(made[0])
    assert [(i.filename, i.date_time, archive.read(i)) for i in archive.infolist()] == [
        ("a.txt", (2026, 3, 2, 9, 0, 0), b"ett"), ("b/c.txt", (2026, 3, 2, 9, 0, 0), b"tv\xc3\xa5"),
    ]  # fmt: skip
