"""Several at the register at once: codes are given once, a sheet comes in once, who confirms confirms what stands. On both databases."""

from pathlib import Path
from typing import Any

import pytest

from nytta.delivery.systems.commands import add_capability, attest, bring_in_systems, change_capability, change_system, retire_capability
from nytta.delivery.systems.imports import sheet as imports
from nytta.delivery.systems.models import Attestation, Capability, Supports, System
from nytta.delivery.systems.queries.sheet import Plan
from nytta.delivery.systems.queries.systems import as_said
from nytta.kit.models import SearchText
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True), pytest.mark.requirement("D1")]


def test_systems_registered_at_once_have_codes_of_their_own(transactional_city: City_) -> None:
    given = at_once([lambda n=n: make_system(transactional_city, f"System {n}") for n in range(4)])
    assert sorted(s.code for s in given) == ["S-0001", "S-0002", "S-0003", "S-0004"]


def test_sheet_brought_in_twice_at_once_makes_each_system_once(transactional_city: City_, settings: Any, tmp_path: Path) -> None:
    city, settings.MEDIA_ROOT = transactional_city, tmp_path
    rows = "Namn;Systemägare\n" + "".join(f"System {n};Byggnadsnämnden\n" for n in range(20))
    kept = imports.Kept.keep([rows.encode()], name="s.csv", how="standard:", on=city.on)
    given = at_once([
        lambda: bring_in_systems(read=imports.tried(kept), sheet="s.csv", by=city.people["project_office"], on=city.on) for _ in range(3)
    ])  # fmt: skip
    assert all(isinstance(g, Plan) for g in given), given
    assert sorted((len(g.new), g.unchanged) for g in given) == [(0, 20), (0, 20), (20, 0)]
    assert System.objects.count() == SearchText.objects.filter(kind="system").count() == 20


def test_entry_that_is_changed_while_it_is_confirmed_is_confirmed_as_it_stood_or_not_at_all(transactional_city: City_) -> None:
    city = transactional_city
    one = make_system(city)
    shown = as_said(one)
    given = at_once([
        lambda: attest(shown={one: shown}, by=city.people["owner"], on=city.on),
        lambda: change_system(system=one, values={"users": 7}, by=city.people["project_office"], on=city.on),
    ])  # fmt: skip
    refused = [g.verdict.blocking[0].rule for g in given if isinstance(g, Refused)]
    assert refused in ([], ["attest_changed"]), given
    assert Attestation.objects.count() == 1 - len(refused)
    assert System.objects.get().users == 7


def test_capability_is_not_retired_while_a_system_comes_to_carry_it(transactional_city: City_) -> None:
    city = transactional_city
    by: dict[str, Any] = {"by": city.people["project_office"], "on": city.on}
    for number in range(3):
        one = add_capability(values={"name": f"Förmåga {number}"}, **by)
        given = at_once([
            lambda one=one: retire_capability(capability=one, **by),
            lambda one=one, n=number: make_system(city, f"System {n}", capabilities=[one]),
        ])  # fmt: skip
        refused = [g.verdict.blocking[0].rule for g in given if isinstance(g, Refused)]
        one.refresh_from_db()
        carried = Supports.objects.filter(capability=one).count()
        assert (refused, one.retired_on is None, carried) in ((["capability_carried"], True, 1), (["capability_retired"], False, 0)), given


def test_capabilities_moved_at_once_make_no_ring(transactional_city: City_) -> None:
    city = transactional_city
    by: dict[str, Any] = {"by": city.people["project_office"], "on": city.on}
    a, b = (add_capability(values={"name": name}, **by) for name in ("A", "B"))
    given = at_once([
        lambda: change_capability(capability=a, values={"parent": b}, **by), lambda: change_capability(capability=b, values={"parent": a}, **by)
    ])  # fmt: skip
    assert [g.verdict.blocking[0].rule for g in given if isinstance(g, Refused)] == ["capability_ring"], given
    assert Capability.objects.filter(parent=None).count() == 1
