"""No meeting ends where nobody can go on, and none is opened on another day than its minutes say."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from nytta.governance.meetings import commands
from nytta.governance.meetings.models import Meeting
from nytta.governance.meetings.terms import Outcome
from nytta.plain.verdicts import Refused
from tests.apps.meetings.rooms import approved, called, fresh, opened, planned, settled
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("U9")]


def test_a_meeting_is_not_opened_before_its_day(city: City_, client: Client) -> None:
    meeting, office = called(city, planned(city, points=["Tider"])), city.people["project_office"]
    with pytest.raises(Refused) as refused:
        commands.open_meeting(
            meeting=meeting, chair=office, there={office.pk}, by=office, on=city.on + timedelta(days=13)
        )  # fmt: skip
    assert [f.rule for f in refused.value.verdict.blocking] == ["open_early"]
    client.force_login(office, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/sammantraden/{meeting.code}/").content.decode()
    assert "Öppna mötet – går inte nu" in page
    assert "Mötet hålls 2026-03-16 och öppnas inte före den dagen." in page


def test_minutes_of_a_meeting_with_one_member_are_approved_with_its_secretary(city: City_) -> None:
    one, office = city.people["group_1"], city.people["project_office"]
    meeting = opened(city, called(city, planned(city, points=["Tider"])), [one])
    settled(city, meeting, 1, Outcome.DONE)
    commands.write(meeting=meeting, number=1, text="Måndagar.", by=office, on=city.on)
    commands.close_meeting(meeting=fresh(meeting), first=one, second=office, by=office, on=city.on + timedelta(days=14, hours=1))
    assert approved(city, meeting).state == Meeting.objects.get().state == "approved"


def test_the_history_of_a_meeting_is_told_in_words(city: City_, client: Client) -> None:
    cases = [make_case(city, "preparation", title=title) for title in ("Den ena", "Den andra")]
    meeting = planned(city, cases=cases)
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/sammantraden/{meeting.code}/").content.decode()
    told = [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in re.findall(r"<li>([^<]+: .*?</ins>)</li>", page)]
    assert told == ["Uppsatta punkter: → till Den ena, Den andra", "Börjar: → till 2026-03-16 12:00", "Plats: → till Stadshuset"]
