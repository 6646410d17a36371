"""The register as a zip that verifies outside with the standard library alone; tampered with, it says where."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands
from nytta.city.records.documents.register import SCRIPT
from nytta.city.records.models import Decision, Seal
from nytta.city.records.terms import TextPart
from tests.apps.records.registers import decide, seal, several
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("O6")]


def export(city: City_, name: str = "") -> bytes:
    client = Client()
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return b"".join(client.get(reverse("records:register_file")).streaming_content)  # type: ignore[attr-defined]


def verified(data: bytes, folder: Path, *arguments: str) -> tuple[int, str]:
    """The script of the export itself, run by a bare Python."""
    path = folder / "export.zip"
    path.write_bytes(data)
    (folder / "verify.py").write_bytes(zipfile.ZipFile(path).read("verify.py"))
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", str(path), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The export with one thing changed in one of its files."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in source.namelist():
            content = source.read(one)
            if one == name:
                assert old in content
                content = content.replace(old, new, 1)
            archive.writestr(one, content)
    return out.getvalue()


@pytest.fixture
def register(city: City_) -> City_:
    several(city, 6)
    gone = decide(city, 77, reasons="Ska bort")
    commands.dispose(decision=gone, parts=[TextPart.REASONS], mandate="§ 8", reasons="Gallras", by=city.people["registrar"], on=city.on)
    seal(city)
    decide(city, 78)
    return city


def test_script_is_short_and_uses_the_standard_library_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    assert [line for line in text.splitlines() if "import " in line] == ["import hashlib, json, sys, zipfile  # noqa: E401, I001"]


@pytest.mark.parametrize("name", ["", "registrar", "auditor"])
def test_untouched_export_verifies_outside(register: City_, tmp_path: Path, name: str) -> None:
    data, kept = export(register, name), Seal.objects.get().sha256
    assert verified(data, tmp_path) == (0, "The register is whole.\n")
    assert verified(data, tmp_path, kept) == (0, "The register is whole.\n")
    assert verified(data, tmp_path, "0" * 64) == (1, "seals: the seal that you have kept is not among them\n")


def test_public_gets_what_is_open_and_hashes_of_the_rest(register: City_) -> None:
    hidden = decide(register, 99, published=False, reasons="Hemligt skäl")
    everybody = zipfile.ZipFile(io.BytesIO(export(register))).read("decisions.jsonl").decode()
    registrar = zipfile.ZipFile(io.BytesIO(export(register, "registrar"))).read("decisions.jsonl").decode()
    assert ("Hemligt skäl" in everybody, "Hemligt skäl" in registrar) == (False, True)
    assert ("Ska bort" in registrar, '"about":"assessor"' in everybody, hidden.sha256 in everybody) == (False, False, True)


def test_tampered_export_says_where(register: City_, tmp_path: Path) -> None:
    data = export(register, "registrar")
    archive = zipfile.ZipFile(io.BytesIO(data))
    lines = archive.read("decisions.jsonl").splitlines(keepends=True)
    last, count = lines[-1], Decision.objects.count()
    number = next(n for n, line in enumerate(lines, 1) if "Angeläget 3".encode() in line)
    document = next(n for n in archive.namelist() if n.startswith("documents/"))
    tries = [
        ("decisions.jsonl", "Angeläget 3".encode(), "Angeläget 4".encode(), f"decisions {number}: the text was changed: reasons"),
        ("decisions.jsonl", b'"amount_sek":1003', b'"amount_sek":9003', f"decisions {number}: the content was changed"),
        ("decisions.jsonl", lines[number - 1], b"", f"decisions {number + 1}: a number before it is missing"),
        ("decisions.jsonl", lines[3] + lines[4], lines[4] + lines[3], "decisions 5: a number before it is missing"),
        ("decisions.jsonl", last, b"", f"decisions {count}: missing at the end"),
        (document, b"Beslut", b"beslut", "decision_files 1: the document was changed"),
        ("seals.jsonl", b'"sealed_on":"2026-03-02"', b'"sealed_on":"2025-03-02"', "seals 1: the content was changed"),
    ]  # fmt: skip
    for name, old, new, said in tries:
        code, told = verified(changed(data, name, old, new), tmp_path)
        assert (code, said in told) == (1, True), (name, told)
