"""The change calendar: clashes, the month as picture and table, calendars that other programs read, and what is public."""

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from nytta.delivery.systems.commands import cancel_change, go_ahead, renew_change_feed
from nytta.delivery.systems.models import ChangeNotice
from nytta.kit.clock import moment
from tests.factories.changes import OUTAGE, make_notice, represents
from tests.factories.city import City_
from tests.factories.systems import make_system, tie

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D4")]
SV = {"accept-language": "sv"}


def events(content: bytes) -> dict[str, dict[str, str]]:
    return {str(e["uid"]).partition("@")[0]: {k: str(e[k]) for k in e} for e in Calendar.from_ical(content).walk("VEVENT")}


def two(city: City_) -> tuple[ChangeNotice, ChangeNotice]:
    """An outage in Castor, which reaches Paragraf, where something is changed the same evening."""
    social = represents(city, "socialnamnden", "socialens")
    castor, paragraf = make_system(city, "Castor"), make_system(city, "Paragraf", owner="socialnamnden")
    tie(castor, paragraf)
    outage = make_notice(city, castor, days=10, hours=4, **OUTAGE, is_public=True, public_text="Bygglov är stängt.")
    return outage, make_notice(city, paragraf, social, days=10, hours=1)


def test_clashes_stand_on_the_calendar_and_on_both_notices(city: City_) -> None:
    outage, change = two(city)
    client = Client(headers=SV)
    client.force_login(city.people["auditor"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("changes:calendar"), {"manad": "2026-03"}).content.decode()
    assert "Ändringar i mars 2026" in page and "1 krock" in page and "Castor når Paragraf" in page
    assert "2026-03-12 12:00 – 2026-03-12 13:00" in page and page.count(">krock</text>") == 2
    for one, other in ((outage, change), (change, outage)):
        assert f"{other.code} {other.title}" in client.get(reverse("changes:detail", args=[one.code])).content.decode()
    assert "Inga ändringar den här månaden" in client.get(reverse("changes:calendar"), {"manad": "2026-05"}).content.decode()


def test_public_sees_the_text_and_nothing_of_what_lies_behind(city: City_) -> None:
    outage, change = two(city)
    page = Client(headers=SV).get(reverse("changes:outages")).content.decode()
    assert "Bygglov är stängt." in page and "2026-03-12 12:00" in page
    one = Client(headers=SV).get(reverse("changes:outage", args=[outage.code])).content.decode()
    assert "Bygglov är stängt." in one and "Preliminärt" in one
    for text in (outage.text, outage.title, change.title, "Paragraf", "Socialnämnden"):
        assert text not in page and text not in one
    assert Client().get(reverse("changes:outage", args=[change.code])).status_code == 404
    for name, args in (("list", []), ("detail", [outage.code]), ("calendar", []), ("export", ["json"])):
        assert Client().get(reverse(f"changes:{name}", args=args)).status_code == 302


def test_public_calendar_follows_the_profile(city: City_) -> None:
    outage, _ = two(city)
    found = events(Client().get(reverse("changes:outage_feed")).content)
    assert list(found) == [outage.code]
    one = found[outage.code]
    assert (one["X-MAINTNOTE-IMPACT"], one["X-MAINTNOTE-STATUS"], one["X-MAINTNOTE-MAINTENANCE-ID"], one["X-MAINTNOTE-OBJECT-ID"], one["SEQUENCE"]) == (
        "OUTAGE", "TENTATIVE", outage.code, outage.system.code, "1",
    )  # fmt: skip
    assert one["SUMMARY"] == "Castor: Bygglov är stängt."


def test_own_calendar_tells_how_each_stands_and_a_renewed_address_kills_the_old(city: City_) -> None:
    outage, change = two(city)
    reader = city.people["auditor"]
    _feed, token = renew_change_feed(by=reader, on=city.on)
    url = reverse("changes:feed", args=[token])
    cancel_change(notice=change, reason="Krockar", by=change.created_by, on=city.on)
    go_ahead(notice=outage, reasons="Ingen svarar.", by=city.people["owner"], on=moment(date(2026, 3, 11)))
    found = events(Client().get(url).content)
    assert {code: (e["X-MAINTNOTE-STATUS"], e["X-MAINTNOTE-IMPACT"], e["SEQUENCE"]) for code, e in found.items()} == {
        outage.code: ("CONFIRMED", "OUTAGE", "2"), change.code: ("CANCELLED", "DEGRADED", "2"),
    }  # fmt: skip
    renew_change_feed(by=reader, on=city.on + timedelta(hours=1))
    assert Client().get(url).status_code == 404


@pytest.mark.shared
def test_every_property_of_the_profile_is_there(city: City_) -> None:
    two(city)
    table = Path(os.environ["NYTTA_SHARED"]) / "standards" / "icalendar" / "maintnote" / "required-properties.csv"
    rows = list(csv.DictReader(table.open(encoding="utf-8")))
    _feed, token = renew_change_feed(by=city.people["auditor"], on=city.on)
    for url in (reverse("changes:outage_feed"), reverse("changes:feed", args=[token])):
        made = Calendar.from_ical(Client().get(url).content)
        for event in made.walk("VEVENT"):
            have = {*made, *event}
            assert [r["property"] for r in rows if not r["presence"].startswith("0") and r["property"] not in have] == []
