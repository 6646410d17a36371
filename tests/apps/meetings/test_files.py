"""What meetings give to others: calendars with their zone, all papers as one accessible document and as a zip, approved minutes."""

import csv
import hashlib
import io
import re
import zipfile
from datetime import timedelta
from importlib import import_module
from typing import Any

import pikepdf
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from nytta.city.organisation.models import Person
from nytta.governance.applications.commands import add_document
from nytta.governance.meetings import commands
from nytta.governance.meetings.models import Feed, Meeting, Minutes, Paper
from nytta.governance.meetings.queries.groups import group_at
from nytta.governance.meetings.terms import Outcome
from nytta.governance.preparation import commands as preparation
from nytta.governance.preparation.terms import ConflictGround
from nytta.kit.models import AuditRow, FormUse
from tests.apps.meetings.rooms import called, fresh, planned, three, whole
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def at(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    """The titles of the outline's first level."""
    with pdf.open_outline() as outline:
        return [str(i.title) for top in outline.root for i in ([top, *top.children])]


def accessible(content: bytes) -> pikepdf.Pdf:
    """The document, after its marks of accessibility and archive have been seen."""
    pdf = pikepdf.open(io.BytesIO(content))
    with pdf.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"], told["pdfuaid:part"]) == ("2", "A", "1")
    assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang).startswith("sv") and "/StructTreeRoot" in pdf.Root
    return pdf


@pytest.mark.requirement("F10")
def test_a_calendar_has_its_zone_and_follows_what_changes(city: City_) -> None:
    three(city)
    office = city.people["project_office"]
    meeting = called(city, planned(city, points=["Tider"]))
    _feed, token = commands.renew_feed(group=meeting.group, by=office, on=city.on)
    url = reverse("meetings:feed", args=[token])
    answer = at(None).get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found: Any = Calendar.from_ical(answer.content)
    zones, events = found.walk("VTIMEZONE"), found.walk("VEVENT")
    assert [str(z["TZID"]) for z in zones] == ["Europe/Stockholm"]
    assert {c.name for c in zones[0].subcomponents} == {"STANDARD", "DAYLIGHT"}
    (event,) = events
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert (event.decoded("DTSTART"), str(event["STATUS"]), int(event["SEQUENCE"])) == (meeting.starts_at, "CONFIRMED", 1)
    later = meeting.starts_at + timedelta(days=20)  # into summer time
    commands.move_meeting(meeting=meeting, starts_at=later, ends_at=later + timedelta(hours=1), place="Distans", by=office, on=city.on)
    commands.cancel(meeting=fresh(meeting), reason="Snö", by=office, on=city.on)
    (event,) = Calendar.from_ical(at(None).get(url).content).walk("VEVENT")
    assert (str(event["STATUS"]), int(event["SEQUENCE"]), event.decoded("DTSTART")) == ("CANCELLED", 3, later)
    assert "Tider" not in answer.content.decode()  # what is dealt with does not leave the house


@pytest.mark.requirement("F10")
def test_a_renewed_address_makes_the_old_one_dead_and_none_can_be_guessed(city: City_) -> None:
    one, *_ = three(city)
    called(city, planned(city, points=["Tider"]))
    _feed, first = commands.renew_feed(group=None, by=one, on=city.on)
    _feed, second = commands.renew_feed(group=None, by=one, on=city.on)
    assert len(first) >= 43 and first != second and Feed.objects.count() == 1
    assert at(None).get(reverse("meetings:feed", args=[first])).status_code == 404
    own = at(None).get(reverse("meetings:feed", args=[second]))
    assert len(Calendar.from_ical(own.content).walk("VEVENT")) == 1
    Person.objects.filter(pk=one.pk).update(is_active=False)
    assert at(None).get(reverse("meetings:feed", args=[second])).status_code == 404


def with_papers(city: City_) -> Meeting:
    """A meeting that is called, with a case that has a file of its own."""
    case = make_case(city, "preparation")
    three(city)
    add_document(
        application=case, title="Ritning", filename="ritning.txt", content_type="text/plain", content="Så här blir det.".encode(),
        by=city.people["project_office"], on=city.on,
    )  # fmt: skip
    return called(city, planned(city, cases=[case], points=["Tider"]))


@pytest.mark.requirement("F10", "U9")
def test_all_papers_are_one_accessible_document_with_bookmarks(city: City_) -> None:
    meeting = with_papers(city)
    answer = at(city.people["project_office"]).get(reverse("meetings:bundle", args=[meeting.code, "pdf"]))
    pdf = accessible(answer.content)
    found = bookmarks(pdf)
    for heading in ("Föredragningslista", "1. E-tjänst för bygglov: Ansökan, kalkyl och värdering", "1. E-tjänst för bygglov: Ritning"):
        assert heading in found, found
    assert str(pdf.docinfo["/Title"]) == f"Handlingar till mötet {meeting.code}"


@pytest.mark.requirement("F10")
def test_the_zip_holds_each_paper_as_it_was_sent_with_an_index(city: City_) -> None:
    meeting = with_papers(city)
    answer = at(city.people["project_office"]).get(reverse("meetings:bundle", args=[meeting.code, "zip"]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
        assert {n: hashlib.sha256(archive.read(n)).hexdigest() for n in sums} == sums
        rows = list(csv.reader(io.StringIO(archive.read("innehall.csv").decode("utf-8-sig")), delimiter=";"))
        assert [r[3] for r in rows[1:]] == ["Föredragningslista", "Ansökan, kalkyl och värdering", "Ritning"]
        assert [r[6] for r in rows[1:]] == [sums[r[4]] for r in rows[1:]]
        assert archive.read(rows[3][4]).decode() == "Så här blir det."


@pytest.mark.requirement("F10")
def test_who_has_a_conflict_gets_no_paper_of_the_case(city: City_) -> None:
    meeting = with_papers(city)
    anna = city.people["anna"]
    case = meeting.items.get(number=1).application
    assert case is not None
    client = at(anna)
    numbers = list(Paper.objects.filter(meeting=meeting, item__number=1).values_list("number", flat=True))
    assert [client.get(reverse("meetings:paper", args=[meeting.code, n])).status_code for n in numbers] == [200, 200]
    preparation.declare_conflict(application=case, ground=ConflictGround.APPLICANT, note="Skrev den.", by=anna, on=city.on)
    assert [client.get(reverse("meetings:paper", args=[meeting.code, n])).status_code for n in numbers] == [404, 404]
    page = client.get(reverse("meetings:detail", args=[meeting.code])).content.decode()
    assert "Du har anmält jäv i ärendet." in page and "Ansökan, kalkyl och värdering" not in page
    with zipfile.ZipFile(io.BytesIO(client.get(reverse("meetings:bundle", args=[meeting.code, "zip"])).content)) as archive:
        assert len([n for n in archive.namelist() if n.startswith("handlingar/")]) == 1
    assert at(city.people["group_2"]).get(reverse("meetings:detail", args=[meeting.code])).status_code == 404  # another group's
    assert at(None).get(reverse("meetings:paper", args=[meeting.code, 1])).status_code == 302


@pytest.mark.requirement("U9")
def test_approved_minutes_are_the_bytes_that_the_chain_names_and_are_accessible(city: City_) -> None:
    meeting = whole(city, make_case(city, "preparation"))
    answer = at(city.people["group_2"]).get(reverse("meetings:minutes_file", args=[meeting.code]))
    kept = Minutes.objects.get()
    assert hashlib.sha256(answer.content).hexdigest() == kept.pdf_sha256
    found = bookmarks(accessible(answer.content))
    assert [h for h in ("Närvaro", "1. E-tjänst för bygglov", "2. Höstens tider", "Justering") if h in found] == [
        "Närvaro", "1. E-tjänst för bygglov", "2. Höstens tider", "Justering",
    ]  # fmt: skip
    public = at(None).get(reverse("meetings:public", args=[meeting.code])).content.decode()
    assert "Protokollet är som det justerades" in public
    assert not [name for name in ("Group_1", "Anna", "E-tjänst för bygglov", "Höstens tider") if name in public]


@pytest.mark.requirement("F10")
def test_own_calendar_is_made_on_its_page_and_is_ones_own(city: City_) -> None:
    one, other, *_ = three(city)
    made = at(one).post(reverse("meetings:renew_own"))
    shown = re.search(r"/kalender/([\w-]{43})\.ics", made.content.decode())
    assert shown is not None and (made.status_code, made["Cache-Control"]) == (200, "no-store")
    assert [f.person for f in Feed.objects.all()] == [one]
    assert at(None).get(reverse("meetings:feed", args=[shown[1]])).status_code == 200
    told = [at(person).get(reverse("meetings:groups")).content.decode() for person in (one, other)]
    assert [shown[1] in page for page in told] == [False, False]  # shown once: only its digest is kept
    assert ["Kalendern har en adress sedan" in page for page in told] == [True, False]
    assert shown[1] not in str(list(Feed.objects.values())) + str(list(AuditRow.objects.values())) + str(list(FormUse.objects.values()))


@pytest.mark.requirement("F10")
def test_addresses_from_before_they_were_kept_as_digests_go_on_working(city: City_) -> None:
    one, *_ = three(city)
    _feed, token = commands.renew_feed(group=None, by=one, on=city.on)
    Feed.objects.update(digest=token)  # as it was kept then
    import_module("nytta.governance.meetings.migrations.0004_digest_feeds").digest(apps, None)
    assert at(None).get(reverse("meetings:feed", args=[token])).status_code == 200
    assert at(None).get(reverse("meetings:feed", args=[Feed.objects.get().digest])).status_code == 404


@pytest.mark.requirement("F10")
def test_own_calendar_asks_nobody_to_answer_where_they_have_a_conflict(city: City_) -> None:
    case, (one, other, *_rest) = make_case(city, "preparation"), three(city)
    group = group_at("beredning-p1", city.on.date())
    assert group is not None
    commands.start_circulation(
        group=group, case=case.code, proposed=Outcome.SUPPORT, reasons="Bra.", closes_on=city.on.date() + timedelta(days=7),
        by=city.people["project_office"], on=city.on,
    )  # fmt: skip
    preparation.declare_conflict(application=case, ground=ConflictGround.OTHER, by=one, on=city.on)
    seen = []
    for person in (one, other):
        _feed, token = commands.renew_feed(group=None, by=person, on=city.on)
        found: Any = Calendar.from_ical(at(None).get(reverse("meetings:feed", args=[token])).content)
        seen.append([str(e["SUMMARY"]) for e in found.walk("VEVENT")])
    assert seen == [[], ["Sista dag att svara: Beredningsgrupp P1"]]
