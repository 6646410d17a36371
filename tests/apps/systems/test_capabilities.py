"""The map of what the city must be able to do: kept, placed, retired and never deleted; found again in the register and in what comes in."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nytta.delivery.systems.commands import add_capability, change_capability, change_system, retire_capability, retire_system
from nytta.delivery.systems.imports import sheet as imports
from nytta.delivery.systems.models import Capability, Supports
from nytta.delivery.systems.queries.capabilities import choices
from nytta.delivery.systems.queries.systems import world
from nytta.kit import audit
from nytta.plain.verdicts import Refused
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]


def add(city: City_, name: str, parent: Capability | None = None, **values: Any) -> Capability:
    return add_capability(values={"name": name, "parent": parent, **values}, by=city.people["project_office"], on=city.on)


def acts(city: City_, on: datetime | None = None) -> dict[str, Any]:
    return {"by": city.people["registrar"], "on": on or city.on}


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


def as_(city: City_, name: str | None = "project_office", language: str = "sv") -> Client:
    client = Client(headers={"accept-language": language})
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_capability_is_added_renamed_and_placed(city: City_) -> None:
    top, part = add(city, "Bygga"), add(city, "Pröva lov", name_en="Decide on permits")
    assert (top.code, part.code, part.parent) == ("C-0001", "C-0002", None)
    change_capability(capability=part, values={"name": "Pröva bygglov", "name_en": "", "parent": top}, **acts(city))
    part.refresh_from_db()
    assert (part.name, part.name_en, part.parent) == ("Pröva bygglov", "", top)
    assert [row.act for row in audit.history(part.code)] == ["capability.change", "capability.add"]
    assert choices(None) == [("C-0001", "Bygga"), ("C-0002", "Pröva bygglov")]


@pytest.mark.parametrize(("values", "rule"), [({"name": "  bygga "}, "capability_once"), ({"parent": "part"}, "capability_ring")])
def test_no_name_comes_twice_and_none_lies_under_itself(city: City_, values: dict[str, Any], rule: str) -> None:
    top = add(city, "Bygga")
    part = add(city, "Pröva lov", top)
    thing, told = (top, {"parent": part}) if "parent" in values else (part, {"name": values["name"].strip()})
    with pytest.raises(Refused) as refused:
        change_capability(capability=thing, values=told, **acts(city))
    assert rules_of(refused) == [rule]


def test_what_is_carried_or_has_parts_is_not_retired_and_what_is_retired_is_not_chosen(city: City_) -> None:
    top = add(city, "Bygga")
    part = add(city, "Pröva lov", top)
    system = make_system(city, capabilities=[part])
    for one, rule in ((top, "capability_above"), (part, "capability_carried")):
        with pytest.raises(Refused) as refused:
            retire_capability(capability=one, **acts(city))
        assert rules_of(refused) == [rule]
    retire_system(system=system, last=city.on.date(), reason="Ersatt", **acts(city))
    retire_capability(capability=part, **acts(city))
    assert Supports.objects.get().capability == part  # what the retired system carried still stands
    assert choices(None) == [("C-0001", "Bygga")]
    with pytest.raises(Refused) as refused:
        make_system(city, "Pollux", capabilities=[part])
    assert rules_of(refused) == ["capability_retired"]
    with pytest.raises(Refused) as refused:
        change_capability(capability=part, values={"name": "Annat"}, **acts(city))
    assert rules_of(refused) == ["capability_retired"]
    assert add(city, "Pröva lov", top).code == "C-0003"  # the name is free again


def test_register_of_today_and_of_a_day_before(city: City_) -> None:
    add(city, "Bygga")
    gone = add(city, "Faxa")
    retire_capability(capability=gone, **acts(city))
    url = reverse("systems:capabilities") + "json"

    def names(day: date) -> list[str]:
        return [row["name"] for row in json.loads(b"".join(as_(city).get(f"{url}?dag={day}").streaming_content))["rows"]]  # type: ignore[attr-defined]

    assert (names(city.on.date()), names(city.on.date() - timedelta(days=1))) == (["Bygga"], ["Bygga", "Faxa"])


def test_pages_tell_what_a_capability_is_and_what_carries_it(city: City_) -> None:
    top = add(city, "Bygga", name_en="Build")
    part = add(city, "Pröva lov", top)
    make_system(city, "Castor", capabilities=[part])
    shown = as_(city).get(reverse("systems:capability", args=[part.code])).content.decode()
    assert f'href="{reverse("systems:capability", args=[top.code])}">Bygga</a>' in shown
    assert "Castor" in shown
    assert f"formaga={part.code}" in shown
    assert "Build" in as_(city, language="en").get(reverse("systems:capability", args=[top.code])).content.decode()
    stopped = as_(city).get(reverse("systems:retire_capability", args=[part.code])).content.decode()
    assert "System som bär förmågan: 1." in stopped


def test_the_register_is_narrowed_by_a_capability_and_those_below_it_also_for_the_public(city: City_) -> None:
    top = add(city, "Bygga")
    make_system(city, "Castor", capabilities=[add(city, "Pröva lov", top)])
    make_system(city, "Pollux")
    for who in (None, "project_office"):
        shown = as_(city, who).get(f"{reverse('systems:list')}?formaga={top.code}").content.decode()
        assert ("Castor" in shown, "Pollux" in shown) == (True, False)


def test_the_lowest_capability_of_the_heat_map_leads_to_its_systems(city: City_) -> None:
    top = add(city, "Bygga")
    make_system(city, "Castor", capabilities=[add(city, "Pröva lov", top)])
    heat, register = reverse("systems:heat"), reverse("systems:list")
    assert f'href="{heat}?formaga=C-0001"' in as_(city).get(heat).content.decode()
    assert f'href="{register}?formaga=C-0002"' in as_(city).get(f"{heat}?formaga=C-0001").content.decode()


def test_a_sheet_does_not_tie_a_system_to_what_is_retired(city: City_) -> None:
    gone = add(city, "Faxa")
    retire_capability(capability=gone, **acts(city))
    content = "Namn;Systemägare;Förmågor\nCastor;Byggnadsnämnden;Faxa\n".encode()
    kept = imports.Kept.keep([content], name="a.csv", how="standard:", on=city.on)
    look = imports.look(kept, [], world(city.on.date()))
    assert [(f.row, f.column, f.finding.rule) for f in look.faults] == [(2, "Förmågor", "capability_retired")]
    add(city, "Faxa")
    assert imports.look(kept, [], world(city.on.date())).faults == []
    kept.forget()


def test_a_change_of_a_system_keeps_what_it_carries(city: City_) -> None:
    one = add(city, "Bygga")
    system = make_system(city, capabilities=[one])
    change_system(system=system, values={"users": 5}, capabilities=[one], **acts(city))
    assert list(system.supports.values_list("capability__code", flat=True)) == ["C-0001"]
