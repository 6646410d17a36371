"""The organisation from a sheet: round trip, every fault by row and column, whole or nothing, nothing ended by silence."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nytta.city.organisation.models import Body, BodyPeriod, Succession
from nytta.city.organisation.queries import whole
from nytta.city.records import commands
from nytta.city.records.commands import NewBody
from tests.apps.organisation.test_binding import as_
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O1")]
URL = "/register/organ/ark/"
HEAD = "Kod;Namn;Slag;Hör till;Från;Till;Följs av;Antog programmet;Beslut\n"


def read(client: Client, text: str | bytes, name: str = "organisation.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(URL, {"sheet": SimpleUploadedFile(name, content), "from_day": "2026-04-01", "paragraph": "KF § 9"})


def confirmed(client: Client, page: str) -> Any:
    fields = dict(re.findall(r'name="(kept|from_day|paragraph)" value="([^"]*)"', page))
    return client.post(f"{URL}for-in/", fields)


def with_history(city: City_) -> None:
    who = {"by": city.people["registrar"], "on": city.on, "paragraph": "KF § 9"}
    commands.rename_body(body=city.bodies["energi"], name="Ekholms Kraft AB", from_day=date(2026, 2, 1), **who)
    commands.move_body(body=city.bodies["energi"], parent=city.bodies["bostader"], from_day=date(2026, 6, 1), **who)
    commands.merge_bodies(
        bodies=[city.bodies["byggnadsnamnden"], city.bodies["socialnamnden"]], into=NewBody("samhalle", "Samhällsnämnden"), first_day=date(2026, 7, 1),
        parts_follow=True, unbound_known=False, **who,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_out_and_read_again_changes_nothing(city: City_, kind: str) -> None:
    with_history(city)
    client = as_(city, "registrar")
    page = read(client, client.get(f"{URL}uttag.{kind}").content, f"o.{kind}").content.decode()
    assert "0 nya, 0 ändras, 10 oförändrade" in page
    assert "det finns inget att föra in" in page


def test_what_is_taken_out_makes_the_same_city_anew(city: City_) -> None:
    with_history(city)
    client, was = as_(city, "registrar"), whole()
    taken = client.get(f"{URL}uttag.csv").content
    Succession.objects.all().delete()
    BodyPeriod.objects.all().delete()
    Body.objects.filter(pk__in=[city.bodies[c].pk for c in ("energi",)]).delete()
    Body.objects.filter(code="samhalle").update(code="annan", name="Annan")  # an own life under another name
    Body.objects.filter(code__in=["byggnadsnamnden", "socialnamnden"]).update(valid_until=None)
    Body.objects.filter(code="byggforvaltningen").update(parent=city.bodies["byggnadsnamnden"])
    Body.objects.filter(code="socialforvaltningen").update(parent=city.bodies["socialnamnden"])
    page = read(client, taken).content.decode()
    assert "2 nya, 4 ändras, 4 oförändrade" in page and "Annan" in page
    assert confirmed(client, page).status_code == 302
    now = whole()
    made = {c: (life.first, life.last, [(f.since, f.name, f.parent) for f in life.forms]) for c, life in now.lives.items() if c != "annan"}
    assert made == {c: (life.first, life.last, [(f.since, f.name, f.parent) for f in life.forms]) for c, life in was.lives.items()}
    assert sorted(now.followed, key=str) == sorted(was.followed, key=str)
    assert set(Succession.objects.values_list("kind", flat=True)) == {"merge"}


def test_new_changed_unchanged_and_gone_are_shown_before(city: City_) -> None:
    client = as_(city, "registrar")
    text = HEAD + (
        "byggnadsnamnden;Stadsbyggnadsnämnden;Nämnd;;;;;;\nsocialnamnden;Socialnämnden;Nämnd;;;;;;\n"
        "kultur;Kulturnämnden;Nämnd;;2026-05-01;;;;KF § 7\nkulturforv;Kulturförvaltningen;Förvaltning;kultur;2026-05-01;;;;\n"
        "energi;Ekholms Energi AB;Bolagsstyrelse;;;;;2026-02-11;\n"
    )
    page = read(client, text).content.decode()
    assert "2 nya, 2 ändras, 1 oförändrade" in page
    assert "Kommunstyrelsen" in page and not Body.objects.filter(code="kultur").exists()
    assert confirmed(client, page).status_code == 302
    lives = whole().lives
    assert [(f.since, f.name) for f in lives["byggnadsnamnden"].forms] == [
        (None, "Byggnadsnämnden"),
        (date(2026, 4, 1), "Stadsbyggnadsnämnden"),
    ]
    assert (lives["kultur"].first, lives["kulturforv"].forms[0].parent) == (date(2026, 5, 1), "kultur")
    assert Body.objects.get(code="energi").adopted_on == date(2026, 2, 11)
    assert Body.objects.get(code="kommunstyrelsen").valid_until is None
    assert "0 nya, 0 ändras, 5 oförändrade" in read(client, text).content.decode()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Å b;Kulturnämnden;Nämnd;;;;;;", "Rad 2, Kod:"),
        ("kultur;;Nämnd;;;;;;", "Rad 2, Namn:"),
        ("kultur;Kulturnämnden;Råd;;;;;;", "Rad 2, Slag:"),
        ("kultur;Kulturnämnden;Nämnd;;2026-02-30;;;;", "Rad 2, Från:"),
        ("kf;Kulturförvaltningen;Förvaltning;saknas;;;;;", "Rad 2, Hör till: Koden saknas finns varken"),
        ("kf;Kulturförvaltningen;Förvaltning;;;;;;", "Rad 2, Hör till: En förvaltning hör till"),
        ("trad;Trädnämnden;Nämnd;;;;;;", "Rad 2, Kod: Koden trad är upptagen."),
        ("kultur;Socialnämnden;Nämnd;;;;;;", "Två organ skulle heta Socialnämnden"),
        ("energi;Ekholms Energi AB;Nämnd;;;;;;", "Rad 2, Slag: Ekholms Energi AB är av ett annat slag"),
        ("kultur;Kulturnämnden;Nämnd;;;;energi;;", "Rad 2, Till: Kulturnämnden följs av andra"),
        ("kultur;Kulturnämnden;Nämnd;;;;;2026-01-01;", "Rad 2, Antog programmet:"),
        ("bostader;Ekholmsbostäder AB;Bolagsstyrelse;;;;;2026-03-03;", "Rad 2, Antog programmet:"),
        ("byggnadsnamnden;Byggnadsnämnden;Nämnd;;;2026-06-30;;;", "hör till Byggnadsnämnden, som inte finns 2026-07-01"),
    ],
)
def test_each_fault_is_told_and_nothing_brought_in(city: City_, rows: str, said: str) -> None:
    before = Body.objects.count()
    answer = read(as_(city, "registrar"), HEAD + rows + "\nny;Ny nämnd;Nämnd;;;;;;\n")
    assert (answer.status_code, said in answer.content.decode(), Body.objects.count()) == (409, True, before)


def test_an_unknown_code_is_told_beside_a_fault_of_a_cell(city: City_) -> None:
    rows = "kf;Kulturförvaltningen;Råd;saknas;;;;;\nny;Ny nämnd;Nämnd;;;;borta;;\n"
    said = read(as_(city, "registrar"), HEAD + rows).content.decode()
    assert [
        w in said for w in ("Rad 2, Slag:", "Rad 2, Hör till: Koden saknas finns varken", "Rad 3, Följs av: Koden borta finns varken")
    ] == [True] * 3


def test_others_may_not_and_a_changed_file_is_refused(city: City_) -> None:
    text = HEAD + "kultur;Kulturnämnden;Nämnd;;;;;;\n"
    assert read(as_(city, "applicant"), text).status_code == 409
    client = as_(city, "registrar")
    answer = client.post(f"{URL}for-in/", {"kept": "x:y:z", "from_day": "2026-04-01", "paragraph": "§"})
    assert (answer.status_code, "Filen behöver läsas in på nytt." in answer.content.decode()) == (409, True)
    assert confirmed(as_(city, "applicant"), read(client, text).content.decode()).status_code == 409
    assert not Body.objects.filter(code="kultur").exists()


def test_template_has_the_headings(city: City_) -> None:
    assert Client().get(f"{URL}mall.csv").content.decode() == "\ufeff" + HEAD.replace("\n", "\r\n")
