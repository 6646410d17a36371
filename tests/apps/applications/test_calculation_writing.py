"""The sheet, an item and the paths: what one writes is what stands there, and what is wrong is told beside its field."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.governance.applications.models import Application
from nytta.governance.benefits.models import Figure, Formula, Item, Path
from nytta.needs.goals.models import Node
from nytta.plain.money import NBSP
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db


def writer(city: City_) -> Client:
    client = Client()
    client.force_login(city.people["applicant"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def item_of(case: Application, label: str = "Minskad handläggningstid") -> Item:
    return Item.objects.get(calculation=case.calculation_id, label=label)


def sent_by(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    form = client.get(url).context["form"]
    return {f.html_name: f.value() if f.value() is not None else "" for f in form} | changes


def words(html: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.decode())).replace(NBSP, " ").split())


FORMULA = {
    "how": "time",
    "unit": "ärenden",
    "quantity": "3 000",
    "each": "12",
    "rate_sek": "420",
    "take_up_2027": "80",
    "take_up_2028": "100",
}


@pytest.mark.requirement("F7")
def test_formula_makes_the_kronor_and_shows_how(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    by_hand = {f"{n}_{y}": "" for y in range(2026, 2032) for n in ("low", "likely", "high")}
    sent = sent_by(client, url, **by_hand, **FORMULA, quantity_low="2 000", quantity_high="3 500")
    assert client.post(url, sent).status_code == 302
    stand = list(
        Figure.objects.filter(item=item_of(case), side="claimed").order_by("year").values_list("year", "amount_sek", "low_sek", "high_sek")
    )
    assert stand == [(2027, 201_600, 134_400, 235_200), (2028, 252_000, 168_000, 294_000)]
    page = words(client.get(url).content)
    assert "2027: 3 000 ärenden × 80 % × 12 min / 60 × 420 kr = 201 600 kr, från 134 400 kr till 235 200 kr" in page
    sheet = client.get(reverse("applications:write", args=[case.code, "kalkyl"])).content.decode()
    assert "räknas fram" in sheet and f"201{NBSP}600" in sheet


def test_rounding_is_said_where_it_happens(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    by_hand = {f"{n}_{y}": "" for y in range(2026, 2032) for n in ("low", "likely", "high")}
    client.post(url, sent_by(client, url, **by_hand, **FORMULA | {"quantity": "1", "each": "1", "take_up_2027": "100"}))
    assert "1 ärenden × 100 % × 1 min / 60 × 420 kr = 7 kr" in words(client.get(url).content)
    client.post(url, sent_by(client, url, **FORMULA | {"quantity": "1", "each": "1", "rate_sek": "425", "take_up_2027": "100"}))
    assert "= 7 kr (avrundat från 7,08)" in words(client.get(url).content)


@pytest.mark.requirement("F7")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"how": "time", "unit": "", "quantity": "5", "each": "1", "rate_sek": "1"}, "Vad räknas: Enhet saknas."),
        ({"how": "time", "unit": "ärenden", "quantity": "5", "each": "1", "rate_sek": ""}, "Timkostnad, kronor: Timkostnad saknas."),
        ({**FORMULA, "quantity_low": "4 000"}, "Antal per år, troligt: Lågt 4000, troligt 3000 och högt 3000 står inte i ordning."),
        ({**FORMULA, "take_up_2027": "120"}, "Andel 2027: Andelen 120 procent för 2027 ligger inte mellan 0 och 100."),
        ({"low_2027": "600 000"}, "2027, lågt: Minskad handläggningstid 2027: lågt 600 000 kr, troligt 500 000 kr"),
        ({"benefit_class": "red"}, "Klass: En nytta som inte kan mätas eller är röd har ingen summa i kronor."),
        ({"each": "tolv"}, "Minuter eller kronor för var och en, troligt: Skriv ett tal, till exempel 1 234 eller 12,5."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_kept(city: City_, changes: dict[str, str], told: str):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    answer = client.post(url, sent_by(client, url, note="Min anteckning", **changes))
    assert answer.status_code == 422
    assert told in words(answer.content)
    assert "Min anteckning" in answer.content.decode()
    assert Formula.objects.count() == 0
    english = client.post(url, sent_by(client, url, **changes), headers={"Accept-Language": "en"}, follow=False)
    assert english.status_code == 422


@pytest.mark.requirement("F7")
def test_red_benefit_has_a_scale_and_levels_and_no_kronor(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    none = {f"{n}_{y}": "" for y in range(2026, 2032) for n in ("low", "likely", "high")}
    sent = sent_by(client, url, **none, benefit_class="red", explicitness="observable", scale="1 till 5", level_now="2", level="4,5")
    assert client.post(url, sent).status_code == 302
    text = words(client.get(reverse("applications:calculation", args=[case.code])).content)
    assert "Minskad handläggningstid 1 till 5 2 4,50" in text


@pytest.mark.requirement("N1")
def test_path_is_walked_from_technology_to_goal_and_what_lacks_is_said(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:ways", args=[case.code])
    steps = {"p0_solution": "E-tjänst", "p0_it_capability": "Ansöka på nätet", "p0_change": "Sluta registrera papper"}
    assert client.post(url, sent_by(client, url, **steps)).status_code == 302
    lacks = words(client.get(url).content)
    assert "Väg 1: Förändringens ägare, Förändringens dag, Verksamhetsförmåga, Fokusområde, Mål" in lacks
    rest = {"p0_change_owner": "bygglovschefen", "p0_change_on": "2027-01-15", "p0_capability": "Besked på tre veckor",
            "p0_focus_area": city.area(1).pk, "p0_goal": city.goal("KF1").pk}  # fmt: skip
    client.post(url, sent_by(client, url, **rest))
    assert "Alla vägar är hela." in words(client.get(url).content)
    path = Path.objects.get()
    item_url = reverse("applications:item", args=[case.code, item_of(case).pk])
    client.post(item_url, sent_by(client, item_url, path=path.pk))
    assert item_of(case).path == path
    assert (
        "väg saknas"
        not in words(client.get(reverse("applications:write", args=[case.code, "kalkyl"])).content)
        .split("Verksamhetsnytta")[1]
        .split("Utvecklingskostnad")[0]
    )


@pytest.mark.requirement("N1")
def test_step_that_others_named_is_the_same_step(city: City_):
    first, second, client = make_case(city), make_case(city, title="Annan"), writer(city)
    for case, name in ((first, "Besked på tre veckor"), (second, "besked  på TRE veckor")):
        url = reverse("applications:ways", args=[case.code])
        client.post(url, sent_by(client, url, p0_capability=name))
    assert Node.objects.get().name == "Besked på tre veckor"
    assert "Besked på tre veckor" in client.get(reverse("applications:ways", args=[second.code])).content.decode()


@pytest.mark.requirement("N1")
def test_benefit_before_its_change_is_warned_of(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:ways", args=[case.code])
    client.post(url, sent_by(client, url, p0_change="Ny rutin", p0_change_on="2028-06-01"))
    item_url = reverse("applications:item", args=[case.code, item_of(case).pk])
    client.post(item_url, sent_by(client, item_url, path=Path.objects.get().pk))
    assert "Nyttan börjar 2027, före förändringen 2028-06-01." in words(client.get(item_url).content)


def test_row_that_is_ticked_off_goes_and_one_that_is_emptied_stays(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:write", args=[case.code, "kalkyl"])
    sent = sent_by(client, url, edition=case.edition, row0_label="", row1_gone="on")
    assert client.post(url, {k: v for k, v in sent.items() if v is not False}).status_code == 302
    assert [i.label for i in Item.objects.filter(calculation=case.calculation_id)] == [
        "Utveckling",
        "Minskad handläggningstid",
        "Snabbare besked",
    ]


def test_autosave_answers_with_totals_and_the_keys_of_new_rows(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:write", args=[case.code, "kalkyl"])
    sent = sent_by(client, url, edition=case.edition, row5_label="Ny nytta", row5_2027="5 000")
    answer = client.post(url, {k: v for k, v in sent.items() if v is not False}, headers={"X-Autosave": "1"}).json()
    made = item_of(case, "Ny nytta")
    assert answer["fields"]["row5_key"] == str(made.pk)
    assert "Nettonuvärde" in answer["pieces"]["totals"] and "Brytpunkten" in answer["pieces"]["totals"]


@pytest.mark.requirement("G2")
def test_innovative_sheet_has_the_trial_alone_and_no_net_present_value(city: City_):
    case, client = make_case(city, category="innovative", lifetime_months=6, focus_area=city.area(5), hypothesis="Kortare kö"), writer(city)
    page = client.get(reverse("applications:write", args=[case.code, "kalkyl"]))
    assert page.context["form"].years == [2026, 2027, 2028, 2029]
    assert "Nettonuvärde" not in page.content.decode() and "Kortare kö" in page.content.decode()


def test_two_who_write_are_told_and_nothing_is_overwritten(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    mine = sent_by(client, url, owner="Min chef")
    theirs = sent_by(client, url, owner="Deras chef")
    assert client.post(url, theirs).status_code == 302
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert "ändrade kalkylen medan du skrev" in answer.content.decode() and "Min chef" in answer.content.decode()
    assert item_of(case).owner == "Deras chef"


def test_handed_in_version_holds_what_the_items_rest_on(city: City_):
    case, client = make_case(city), writer(city)
    ways = reverse("applications:ways", args=[case.code])
    client.post(ways, sent_by(client, ways, p0_change="Ny rutin", p0_change_owner="Chefen", p0_change_on=str(date(2027, 1, 1))))
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    client.post(url, sent_by(client, url, owner="enhetschef", benefit_class="yellow", path=Path.objects.get().pk, low_2027="400 000"))
    assert client.post(reverse("applications:submit", args=[case.code]), {}).status_code == 302
    page = words(client.get(reverse("applications:version", args=[case.code, 1])).content)
    assert "Gul – frigjord tid eller kvalitet · enhetschef · 2027: 400 000 kr– · Ny rutin → Chefen 2027-01-01" in page


@pytest.mark.requirement("F7")
def test_item_without_kronor_and_a_changed_class_are_not_lost_to_an_older_sheet(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:write", args=[case.code, "kalkyl"])
    old = {k: v for k, v in sent_by(client, url, edition=case.edition).items() if v is not False}
    form = client.get(url).context["form"]
    new = next(n for n in range(form.count) if form[f"row{n}_ledger"].value() == "business" and not form[f"row{n}_key"].value())
    mine = next(n for n in range(form.count) if form[f"row{n}_label"].value() == "Minskad handläggningstid")
    assert client.post(url, old | {f"row{new}_label": "Färre samtal", f"row{mine}_class": "yellow"}).status_code == 302
    answer = client.post(url, old | {f"row{mine}_2027": "1"})
    assert answer.status_code == 409
    assert Item.objects.filter(calculation=case.calculation_id, label="Färre samtal").count() == 1
    assert item_of(case).benefit_class == "yellow"
    told = words(client.get(reverse("applications:detail", args=[case.code])).content)
    was = "Minskad handläggningstid · Verksamhetsnytta · Byggnadsnämnden"
    assert f"Post: från {was} → till {was} · Gul" in told
    assert "Post: → till Färre samtal · Verksamhetsnytta" in told


@pytest.mark.requirement("F7")
def test_history_tells_what_changed_of_an_item_in_words(city: City_):
    case, client = make_case(city), writer(city)
    url = reverse("applications:item", args=[case.code, item_of(case).pk])
    assert client.post(url, sent_by(client, url, benefit_class="yellow", change="better", owner="Enhetschef")).status_code == 302
    told = words(client.get(reverse("applications:detail", args=[case.code])).content)
    for said in (
        "Klass: → till Gul – frigjord tid eller kvalitet",
        "Vad ändras: → till Göra något bättre",
        "Vem svarar för den: → till Enhetschef",
    ):
        assert said in told
    assert not any(code in told for code in ("benefit_class", "yellow", "better"))
