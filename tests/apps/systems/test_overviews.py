"""The overviews of the register of systems: exact figures, and each counted once more by hand over every system."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import Body
from nytta.delivery.systems.models import System
from nytta.kit.testing import csv_rows
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]


def as_(city: City_, name: str = "director") -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def table(city: City_, name: str, **asked: str) -> list[dict[str, str]]:
    """The overview's file as rows by heading, in Swedish."""
    answer = as_(city).get(reverse(f"systems:{name}_export", args=["csv"]), asked, headers={"accept-language": "sv"})
    heads, *rows = csv_rows(answer)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def page(city: City_, name: str, **asked: str) -> str:
    answer = as_(city).get(reverse(f"systems:{name}"), asked, headers={"accept-language": "sv"})
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def put(city: City_, number: int, **values: Any) -> System:
    """A system straight into the register, for what is only counted."""
    values = {"owner": city.bodies["byggnadsnamnden"], "registered_on": city.on.date(), "changed_at": city.on, **values}
    return System.objects.create(code=f"S-{9000 + number}", name=f"System {number}", **values)


def some_costs(city: City_) -> None:
    social = city.bodies["socialnamnden"]
    put(city, 1, category="basic", cost_per_year_sek=100_000)
    put(city, 2, category="basic", cost_per_year_sek=250_000)
    put(city, 3, category="innovative")
    put(city, 4, cost_per_year_sek=7_000)
    put(city, 5, owner=social, category="differentiating", cost_per_year_sek=900_000)
    put(city, 6, owner=social, category="basic", cost_per_year_sek=0)
    put(city, 7, owner=social, category="basic", cost_per_year_sek=5_000_000, retired_on=date(2026, 2, 1), retired_reason="Ersatt")
    put(city, 8, owner=city.bodies["energi"], category="basic")


def test_cost_by_category_and_owner_leaves_out_what_is_not_known(city: City_) -> None:
    some_costs(city)
    assert table(city, "costs") == [
        {"Systemägare": "Socialnämnden", "System": "2", "Innovativt": "", "Differentierande": "900000", "Grundläggande": "0",
         "Kategori saknas": "", "Kostnad per år": "900000", "Kostnad saknas": "0"},
        {"Systemägare": "Byggnadsnämnden", "System": "4", "Innovativt": "", "Differentierande": "", "Grundläggande": "350000",
         "Kategori saknas": "7000", "Kostnad per år": "357000", "Kostnad saknas": "1"},
        {"Systemägare": "Ekholms Energi AB", "System": "1", "Innovativt": "", "Differentierande": "", "Grundläggande": "",
         "Kategori saknas": "", "Kostnad per år": "", "Kostnad saknas": "1"},
    ]  # fmt: skip


def test_cost_page_says_the_sums_and_how_many_lack_one(city: City_) -> None:
    some_costs(city)
    shown = page(city, "costs")
    assert "<dt>Kostnad per år</dt><dd>1 257 000 kr</dd>" in shown
    assert "<dt>Kategori saknas</dt><dd>7 000 kr</dd>" in shown
    assert "<dt>Innovativt</dt><dd>–</dd>" in shown
    assert "2 av 7 system saknar uppgift om kostnad." in shown
    assert "Socialnämnden, differentierande: 900 000 kr" in shown  # a mark of the chart


def test_cost_on_a_day_counts_what_there_was_that_day(city: City_) -> None:
    some_costs(city)
    then = {row["Systemägare"]: row["Kostnad per år"] for row in table(city, "costs", dag="2026-01-31")}
    assert then["Socialnämnden"] == "5900000"


def test_cost_agrees_with_every_system_counted_by_hand(city: City_) -> None:
    codes, owners = ["basic", "innovative", "differentiating", ""], ["byggnadsnamnden", "socialnamnden", "bostader"]
    for n in range(40):
        cost = None if n % 7 == 3 else n * n * 1_000 + 17
        put(city, n, owner=city.bodies[owners[n * n % 3]], category=codes[n * 3 % 4], cost_per_year_sek=cost)
    by_hand: dict[tuple[str, str], int] = defaultdict(int)
    for one in System.objects.select_related("owner"):
        by_hand[one.owner.name, one.get_category_display() if one.category else "Kategori saknas"] += one.cost_per_year_sek or 0
    heads = ("Innovativt", "Differentierande", "Grundläggande", "Kategori saknas")
    found = {(row["Systemägare"], head): int(row[head]) for row in table(city, "costs") for head in heads if row[head]}
    assert found == {key: cost for key, cost in by_hand.items() if cost}


def test_a_body_is_shown_with_those_below_it_at_any_depth(city: City_) -> None:
    some_costs(city)
    for under, above in (("energi", "bostader"), ("bostader", "socialnamnden")):
        Body.objects.filter(code=under).update(parent=city.bodies[above])
    found = [row["Systemägare"] for row in table(city, "costs", organ="socialnamnden")]
    assert found == ["Socialnämnden", "Ekholms Energi AB"]
    assert 'value="bostader"' in page(city, "costs")  # owns nothing itself, and is above one that does


def test_overviews_are_for_those_who_work_in_the_city(city: City_) -> None:
    make_system(city)
    for name in ("overviews", "costs"):
        assert Client().get(reverse(f"systems:{name}")).status_code == 302
        assert as_(city, "applicant").get(reverse(f"systems:{name}")).status_code == 200
    assert Client().get(reverse("systems:costs_export", args=["csv"])).status_code == 302
    assert reverse("systems:overviews") not in Client().get(reverse("systems:list")).content.decode()
    assert reverse("systems:overviews") in as_(city).get(reverse("systems:list")).content.decode()
