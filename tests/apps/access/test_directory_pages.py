"""The directory's pages: how provisioning stands, and groups beside the seats, which give nothing by themselves."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.access.models.directory import DirectoryDepartment, DirectorySettings
from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.kit.testing import csv_rows, queries_of
from tests.factories.city import City_
from tests.factories.directory import make_group

from .directories import ENTERPRISE, PEOPLE, directory

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]


def client_of(city: City_, name: str) -> Client:
    client = Client(headers={"accept-language": "sv"})
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, route: str, *keys: Any) -> str:
    answer = client.get(reverse(route, args=keys))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_overview_tells_what_came_and_what_failed(city: City_) -> None:
    client = client_of(city, "registrar")
    assert "Katalogen har inte hörts ännu." in page(client, "access:directory")
    one = directory(city)
    made = one.add("anna.hemlig", **{ENTERPRISE: {"department": "Okänd enhet"}})
    one.add("bo", active=False)
    one.json("DELETE", f"{PEOPLE}/{one.add('cia')['id']}", None, 204)
    one.json("GET", "/Users?filter=x", None, 400)
    told = page(client, "access:directory")
    assert "1 avdelning i katalogen är varken kod eller namn på ett organ." in told
    assert "Anrop som inte gick</h2>" not in told
    assert "400 invalidFilter" in told
    assert (made["id"] in told, "hemlig" in told) == (True, False)
    figures = [(f["label"], f["value"]) if isinstance(f, dict) else f for f in client.get(reverse("access:directory")).context["figures"]]
    assert [number for _, number in figures] == ["1", "1", "1", "0", "1"]
    for name in ("applicant", "project_office"):
        assert client_of(city, name).get(reverse("access:directory")).status_code == 404


def test_registrar_ties_a_department_and_lets_the_directory_take_over(city: City_) -> None:
    client, one = client_of(city, "registrar"), directory(city)
    one.add("anna", **{ENTERPRISE: {"department": "Okänd enhet"}})
    department = DirectoryDepartment.objects.get()
    client.post(reverse("access:tie_department", args=[department.pk]), {"body": city.bodies["energi"].pk})
    assert Person.objects.get(username="anna").body == city.bodies["energi"]
    assert csv_rows(client.get(reverse("access:departments_export", args=["csv"])))[1][:3] == ["Okänd enhet", "Ekholms Energi AB", "1"]
    client.post(reverse("access:set_directory"), {"adopts": "on"})
    assert DirectorySettings.objects.get().adopts is True


def test_group_stands_beside_the_seats_and_gives_none(city: City_) -> None:
    group, seats = make_group(city, people=2), Appointment.objects.count()
    one = directory(city)
    one.json("GET", "/Groups")
    seated = list(Appointment.objects.filter(role="preparation_group", portfolio="P1").values_list("person__name", flat=True))
    client = client_of(city, "director")
    context = client.get(reverse("access:directory_group", args=[group.pk])).context
    assert [str(m.person) for m in context["lacking"]] == ["Beredning-P1-0", "Beredning-P1-1"]
    assert [str(m.person) for m in context["outside"]] == sorted(seated, key=str.casefold)
    assert context["both"] == []
    told = page(client, "access:directory_group", group.pk)
    assert "Att vara med i gruppen ger ingen rätt." in told
    assert "Har uppdraget, men är inte i gruppen" in told
    rows = csv_rows(client.get(reverse("access:directory_groups_export", args=["csv"])))
    assert rows[1][:6] == ["Beredning P1", "2", "Ledamot i beredningsgrupp", "P1", "2", str(len(seated))]
    assert Appointment.objects.count() == seats
    assert client_of(city, "applicant").get(reverse("access:directory_groups")).status_code == 403


def test_a_group_is_compared_with_all_portfolios_or_with_nothing(city: City_) -> None:
    group, client = make_group(city), client_of(city, "registrar")
    tie = reverse("access:tie_group", args=[group.pk])
    client.post(tie, {"role": "preparation_group", "portfolio": ""})
    every = Appointment.objects.filter(role="preparation_group").values("person").distinct().count()
    assert csv_rows(client.get(reverse("access:directory_groups_export", args=["csv"])))[1][4:6] == ["1", str(every)]
    assert client.post(tie, {"role": "", "portfolio": "P1"}).status_code == 422
    client.post(tie, {"role": "", "portfolio": ""})
    assert csv_rows(client.get(reverse("access:directory_groups_export", args=["csv"])))[1][4:6] == ["", ""]
    assert "Medlemmar (1)" in page(client, "access:directory_group", group.pk)


def test_lists_read_as_much_for_many_as_for_one(city: City_) -> None:
    one, counts = directory(city), []
    for number in range(3):
        made = one.add(f"p{number}")
        one.group(f"G{number}", made["id"])
        client = Client(headers={"authorization": f"Bearer {one.text}"})
        counts.append(
            [len(queries_of(client, f"/scim/v2{path}")[1]) for path in ("/Users", "/Groups", "/", "/Users?filter=title+pr&sortBy=userName")]
        )
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 12
