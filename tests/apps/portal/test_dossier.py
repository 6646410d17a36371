"""A case's dossier as one document and as a zip with an index: what anybody may read, and all of it for those who work here."""

import io
import json
import zipfile
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.records.commands import examine
from nytta.city.records.models import Decision
from nytta.city.records.terms import Openness
from nytta.governance.applications.models import Application
from tests.apps.records.test_mandates import as_
from tests.factories.city import City_, make_case
from tests.pdfs import bookmarks, faults, words

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U9"), pytest.mark.requirement("O6")]
SECRET = "Sammanfattningen som ingen har prövat."


def fetched(case: Application, form: str, client: Client | None = None, *, whole: bool = False, lang: str = "sv") -> bytes:
    address = reverse("portal:dossier", args=[case.code, form]) + ("?hel=1" if whole else "")
    answer = (client or Client()).get(address, headers={"accept-language": lang})
    assert answer.status_code == 200
    return answer.getvalue()


def told(packed: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(zipfile.ZipFile(io.BytesIO(packed)).read("0-innehall.json"))
    return found


@pytest.fixture
def case(city: City_) -> Application:
    return make_case(city, "effect", summary=SECRET)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_whole_dossier_is_an_archive_document_in_the_order_of_the_case(city: City_, case: Application, lang: str):
    made = fetched(case, "pdf", as_(city, "applicant"), whole=True, lang=lang)
    assert faults(made) == []
    text, grant = words(made), Decision.objects.get(kind="grant", subject=case.code)
    places = [text.index(part) for part in (case.registry_number, SECRET, grant.text.reasons)]
    assert places == sorted(places)
    assert len(bookmarks(made)) >= 10


def test_anybody_gets_what_is_open_and_reads_what_is_left_out(city: City_, case: Application):
    text = words(fetched(case, "pdf"))
    assert SECRET not in text
    assert "Sammanfattning inte prövat än; begär ut det hos registratorn" in text
    examine(subject=case.code, part="summary", openness=Openness.CLOSED, clause="OSL 19 kap. 3 §", by=city.people["registrar"], on=city.on)
    text = words(fetched(case, "pdf"))
    assert SECRET not in text and "Sammanfattning OSL 19 kap. 3 §" in text
    examine(subject=case.code, part="summary", openness=Openness.OPEN, clause="", by=city.people["registrar"], on=city.on)
    assert SECRET in words(fetched(case, "pdf"))


def test_zip_names_every_file_with_its_checksum_and_class(city: City_, case: Application):
    packed = fetched(case, "zip", as_(city, "registrar"), whole=True)
    files = zipfile.ZipFile(io.BytesIO(packed))
    index = told(packed)
    listed = {f["path"]: f for f in index["files"]}  # type: ignore[attr-defined]
    assert files.testzip() is None
    assert files.namelist() == ["0-innehall.pdf", "0-innehall.json", *listed]
    assert {p: sha256(files.read(p)).hexdigest() for p in listed} == {p: f["sha256"] for p, f in listed.items()}
    assert index["registry_number"] == case.registry_number and index["withheld"] == []
    assert all(f["archive"]["Klass"] == "Saknas i kommunens informationshanteringsplan" for f in listed.values())
    decided = [p for p in listed if p.startswith("5-beslut/")]
    assert len(decided) == Decision.objects.filter(subject=case.code).count()
    assert [p for p in listed if p.endswith(".pdf") and faults(files.read(p))] == []
    assert faults(files.read("0-innehall.pdf")) == []


def test_zip_for_anybody_holds_nothing_that_is_not_open(city: City_, case: Application):
    packed = fetched(case, "zip")
    files, index = zipfile.ZipFile(io.BytesIO(packed)), told(packed)
    assert index["whole"] is False
    assert {"part": "summary", "clause": None} in index["withheld"]  # type: ignore[operator]
    assert [n for n in files.namelist() if n.startswith("2-")] == []
    assert [n for n in files.namelist() if n.endswith(".pdf") and SECRET in words(files.read(n))] == []


def test_all_of_it_is_for_those_who_may_open_the_case(city: City_, case: Application):
    draft = make_case(city, "draft", title="Inte inlämnad", number=2)
    assert Client().get(reverse("portal:dossier", args=[case.code, "pdf"]) + "?hel=1").status_code == 404
    assert as_(city, "applicant").get(reverse("portal:dossier", args=[draft.code, "pdf"]) + "?hel=1").status_code == 404


def test_both_pages_of_the_case_lead_to_it(city: City_, case: Application):
    public = Client().get(reverse("portal:case", args=[case.code])).content.decode()
    inside = as_(city, "applicant").get(reverse("applications:detail", args=[case.code])).content.decode()
    assert f'href="{reverse("portal:dossier", args=[case.code, "zip"])}"' in public
    assert f'href="{reverse("portal:dossier", args=[case.code, "zip"])}?hel=1"' in inside
