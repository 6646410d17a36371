"""What a meeting leaves to the archive: notice, bundle and minutes are documents that anybody can read, in the order of the meeting."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.meetings.documents.bundle import bundle
from nytta.governance.meetings.models import MinutesText, Paper
from tests.apps.meetings.rooms import whole
from tests.apps.records.test_archive import plan
from tests.factories.city import City_, make_case
from tests.pdfs import bookmarks, faults, keywords, words

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U9")]


def test_papers_bundle_and_minutes_are_archive_documents(city: City_):
    case = make_case(city, "preparation")
    plan(city)
    meeting = whole(city, case)
    papers = list(Paper.objects.filter(meeting=meeting).select_related("item").order_by("number"))
    made = [bytes(p.content) for p in papers if p.filename.endswith(".pdf")]
    together = bundle(meeting, papers, city.on)
    minutes = bytes(MinutesText.objects.get(minutes__meeting_code=meeting.code).pdf)
    assert [faults(one) for one in [*made, together, minutes]] == [[]] * (len(made) + 2)
    text = words(minutes)
    places = [
        text.index(part)
        for part in ("Närvaro", "1. E-tjänst för bygglov", "Gruppen gick igenom kalkylen.", "2. Höstens tider", "Justerat av")
    ]
    assert places == sorted(places)
    assert "Handlingstyp: Protokoll" in keywords(minutes)
    titles = bookmarks(together)
    assert [t for t in titles if t.startswith("1. E-tjänst för bygglov: ")] != [] and titles[-1] == "Arkivuppgifter"


def test_dossier_of_the_case_holds_the_minutes(city: City_):
    case = make_case(city, "preparation")
    meeting = whole(city, case)
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("portal:dossier", args=[case.code, "zip"]) + "?hel=1")
    packed = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    minutes = MinutesText.objects.get(minutes__meeting_code=meeting.code)
    assert packed.read(f"4-protokoll/{meeting.code.lower()}.pdf") == bytes(minutes.pdf)
    outside = zipfile.ZipFile(io.BytesIO(Client().get(reverse("portal:dossier", args=[case.code, "zip"])).getvalue()))
    assert [n for n in outside.namelist() if "protokoll" in n] == []
