"""The register of flows: written by a code or a name, ended and never deleted, a sheet whole or not at all, the picture and its table."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Person
from nytta.delivery.systems.commands import change_flow, end_flow, register_flow
from nytta.delivery.systems.imports import flows as sheet
from nytta.delivery.systems.models import Flow, System
from nytta.delivery.systems.queries.flows import neighbourhood
from nytta.delivery.systems.terms import FlowDirection
from nytta.kit.exports import delimited
from nytta.kit.testing import csv_rows
from nytta.plain.verdicts import Refused
from tests.factories.changes import represents
from tests.factories.city import City_
from tests.factories.systems import make_system, make_systems, tie

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D4")]
SV = {"accept-language": "sv"}


def as_(person: Person) -> Client:
    client = Client(headers=SV)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pair(city: City_) -> tuple[System, System]:
    return make_system(city, "Castor"), make_system(city, "Paragraf", owner="socialnamnden")


def sent(source: str, target: str, **more: Any) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "information": "Bygglovsbeslut",
        "direction": "one_way",
        "by_service": "yes",
        "method": "api",
        **more,
    }


@pytest.mark.requirement("D4")
def test_a_flow_is_written_by_name_and_by_code(city: City_, pair: tuple[System, System]) -> None:
    answer = as_(city.people["owner"]).post(reverse("flows:new"), sent("castor", f"{pair[1].code} Paragraf"))
    flow = Flow.objects.get()
    assert answer["Location"] == reverse("flows:detail", args=["F-0001"])
    assert (flow.code, flow.source, flow.target, flow.by_service, flow.method) == ("F-0001", pair[0], pair[1], True, "api")
    page = as_(city.people["auditor"]).get(answer["Location"]).content.decode()
    assert all(text in page for text in ("Bygglovsbeslut", "Byggnadsnämnden", "Socialnämnden", "Uppgift saknas"))


def test_what_is_like_a_wrong_name_is_told_and_the_text_stays(city: City_, pair: tuple[System, System]) -> None:
    answer = as_(city.people["owner"]).post(reverse("flows:new"), sent("Casto", "Paragraf"))
    html = answer.content.decode()
    assert answer.status_code == 422 and f"Menar du {pair[0].code} Castor?" in html and 'value="Casto"' in html


def test_the_same_information_twice_is_refused_and_says_where_it_is(city: City_, pair: tuple[System, System]) -> None:
    client = as_(city.people["owner"])
    client.post(reverse("flows:new"), sent("Castor", "Paragraf"))
    answer = client.post(reverse("flows:new"), sent("Castor", "Paragraf"))
    assert answer.status_code == 409 and "Samma information går redan mellan systemen: F-0001." in answer.content.decode()


def test_who_represents_neither_side_may_not(city: City_) -> None:
    a, b = make_system(city, "A", owner="bostader"), make_system(city, "B", owner="socialnamnden")
    values = {"source": a, "target": b, "information": "Hyror"}
    with pytest.raises(Refused, match="Du företräder inte ägaren på någon av sidorna"):
        register_flow(values=values, by=city.people["owner"], on=city.on)
    named = {**values, "target_owner": city.bodies["byggnadsnamnden"]}  # but whoever answers for a side may
    assert register_flow(values=named, by=city.people["owner"], on=city.on).target_owner == city.bodies["byggnadsnamnden"]


def test_a_flow_is_ended_with_a_reason_and_stays_in_the_register(city: City_, pair: tuple[System, System]) -> None:
    flow, client = tie(*pair, "Ritningar"), as_(city.people["owner"])
    with pytest.raises(Refused, match="Skriv varför"):
        end_flow(flow=flow, last=city.on.date(), reason="", by=city.people["owner"], on=city.on)
    end_flow(flow=flow, last=date(2026, 3, 1), reason="Ersatt", by=city.people["owner"], on=city.on)
    assert "Ritningar" not in client.get(reverse("flows:list")).content.decode()
    assert "Ritningar" in client.get(reverse("flows:list") + "?dag=2026-03-01").content.decode()
    flow.refresh_from_db()
    with pytest.raises(Refused, match="Integrationen upphörde 2026-03-01"):
        change_flow(flow=flow, values={"note": "x"}, by=city.people["owner"], on=city.on)


def test_retired_system_takes_no_new_flow(city: City_, pair: tuple[System, System]) -> None:
    System.objects.filter(pk=pair[1].pk).update(retired_on=city.on.date(), retired_reason="Ersatt")
    pair[1].refresh_from_db()
    with pytest.raises(Refused, match="Paragraf är avvecklat sedan 2026-03-02"):
        register_flow(values={"source": pair[0], "target": pair[1], "information": "Beslut"}, by=city.people["owner"], on=city.on)


def test_the_public_sees_no_flow(city: City_, pair: tuple[System, System]) -> None:
    flow = tie(*pair, "Ritningar")
    for name, args in (("list", []), ("detail", [flow.code]), ("picture", [pair[0].code]), ("impact", [pair[0].code]), ("export", ["csv"])):
        assert Client().get(reverse(f"flows:{name}", args=args)).status_code == 302
    page = Client().get(reverse("systems:detail", args=[pair[0].code])).content.decode()
    assert "Ritningar" not in page and "Paragraf" not in page


def uploaded(rows: list[list[Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("integrationer.csv", delimited(sheet.headings(), rows).encode(), content_type="text/csv")


def row(source: str, target: str, information: str = "Beslut", code: str = "", **more: str) -> list[Any]:
    cells = (
        dict.fromkeys(sheet.headings(), "") | {"Kod": code, "Från system": source, "Till system": target, "Information": information} | more
    )
    return list(cells.values())


def test_a_sheet_with_faults_changes_nothing_and_names_each_by_row_and_column(city: City_, pair: tuple[System, System]) -> None:
    tie(*pair, "Beslut")
    rows = [
        row("Castor", "Saknas AB"), row("Castor", "Paragraf"), row("Castor", "Castor", "Annat"), row("Castor", "Paragraf", "Ny", Riktning="Uppåt"),
        row("Castor", "Paragraf", "Nytt", "F-9999"), row("Castor", "Paragraf", "God"),
    ]  # fmt: skip
    answer = as_(city.people["project_office"]).post(reverse("flows:sheet"), {"sheet": uploaded(rows)})
    html = answer.content.decode()
    assert answer.status_code == 409
    for said in (
        "Rad 2, Till system: Det finns inget system som heter ”Saknas AB”.", "Rad 3, Information: Samma information går redan mellan systemen: F-0001.",
        "Rad 4, Till system: En integration går mellan två olika system.", "Rad 5, Riktning:", "Rad 6, Kod: Det finns ingen integration F-9999.",
    ):  # fmt: skip
        assert said in html
    assert Flow.objects.count() == 1


def test_a_sheet_comes_in_whole_and_the_register_as_a_sheet_changes_nothing(city: City_, pair: tuple[System, System]) -> None:
    client = as_(city.people["project_office"])
    more = {
        "Riktning": "Åt båda hållen",
        "Sätt": "Filöverföring",
        "Genom integrationstjänsten": "nej",
        "Ansvarar för mottagarens sida": "Kommunstyrelsen",
    }
    looked = client.post(
        reverse("flows:sheet"), {"sheet": uploaded([row("Castor", pair[1].code, **more), row("Paragraf", "Castor", "Svar")])}
    )
    assert Flow.objects.count() == 0
    assert "2 nya och 0 som redan står i registret" in client.get(looked["Location"]).content.decode()
    client.post(looked["Location"], {})
    first, second = Flow.objects.order_by("code")
    assert (first.direction, first.method, first.by_service, str(first.target_owner)) == ("both", "files", False, "Kommunstyrelsen")
    assert (second.code, second.direction, second.by_service) == ("F-0002", FlowDirection.ONE_WAY.value, None)
    before = list(Flow.objects.order_by("pk").values())
    again = client.post(reverse("flows:sheet"), {"sheet": uploaded(sheet.table())})
    page = client.post(again["Location"], {}, follow=True).content.decode()
    assert "0 nya, 0 ändrade, 2 oförändrade." in page
    assert list(Flow.objects.order_by("pk").values()) == before


def test_search_finds_by_system_code_flow_code_and_words(city: City_, pair: tuple[System, System]) -> None:
    register_flow(values={"source": pair[0], "target": pair[1], "information": "Bygglovsbeslut"}, by=city.people["owner"], on=city.on)
    client = as_(city.people["auditor"])
    for text, number in (("F-0001", 1), (pair[1].code, 1), ("bygglovsbeslut", 1), ("paragraf", 1), ("S-9999", 0), ("elever", 0)):
        rows = csv_rows(client.get(reverse("flows:export", args=["csv"]), {"q": text}))
        assert len(rows) - 1 == number, text


@pytest.mark.requirement("D4")
def test_the_picture_holds_what_its_table_holds(city: City_) -> None:
    middle, sender, receiver, far, both = make_systems(city, 5)
    (
        tie(sender, middle, "Ansökningar"),
        tie(middle, receiver, "Beslut"),
        tie(receiver, far, "Kopior"),
        tie(middle, both, "Adresser", both=True),
    )
    found = neighbourhood(middle, city.on.date(), 2)
    assert {n.name: n.column for n in found.nodes} == {
        middle.name: 0, sender.name: -1, receiver.name: 1, both.name: 1, far.name: 2,
    }  # fmt: skip
    html = as_(city.people["auditor"]).get(reverse("flows:picture", args=[middle.code]), {"steg": 2}).content.decode()
    drawing, table = re.findall(r"<svg role=\"group\".*?</svg>", html, re.S)[0], html[html.index("<tbody>") :]
    assert drawing.count('<path d="M') - drawing.count("l9 -5") - drawing.count("l-9 -5") == len(found.links) == 4
    for system in (sender, receiver, far, both):
        assert f'href="{reverse("flows:picture", args=[system.code])}?steg=2"' in drawing
    assert all(text in table for text in ("Ansökningar", "Beslut", "Kopior", "Adresser", "Åt båda hållen"))


def test_a_hub_is_drawn_with_its_nearest_and_says_how_many_more(city: City_) -> None:
    hub, *others = make_systems(city, 31)
    for one in others:
        tie(one, hub, f"Uppgift {one.pk}")
    found = neighbourhood(hub, city.on.date(), 1)
    assert (len(found.nodes), found.more) == (10, {1: 0, -1: 21})
    html = as_(city.people["auditor"]).get(reverse("flows:picture", args=[hub.code])).content.decode()
    assert "21 system till får inte plats i bilden." in html


def test_impact_is_paged_and_exported_whole(city: City_) -> None:
    start, *others = make_systems(city, 61)
    for one in others:
        tie(start, one, f"Uppgift {one.pk}")
    client = as_(city.people["auditor"])
    first, second = (client.get(reverse("flows:impact", args=[start.code]), {"sida": n}).content.decode() for n in (1, 2))
    assert "60 system inom 5 steg." in first and (first.count("<tr><th scope"), second.count("<tr><th scope")) == (51, 11)
    answer = client.get(reverse("flows:impact_file", args=[start.code, "csv"]))
    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 61 and lines[0] == "System;Kod;Ägare;Steg;Väg"


def test_representative_of_the_other_side_may_change_it(city: City_, pair: tuple[System, System]) -> None:
    flow, social = tie(*pair), represents(city, "socialnamnden")
    changed = change_flow(flow=flow, values={"method": "files"}, by=social, on=city.on)
    assert changed.method == "files"
