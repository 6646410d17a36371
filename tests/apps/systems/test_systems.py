"""Systems are registered with an owner that is a committee or board, and changed by whoever answers for them."""

from datetime import date, timedelta

import pytest

from nytta.delivery.systems.commands import change_system, register_system
from nytta.delivery.systems.queries import standing, with_phase
from nytta.delivery.systems.terms import Category, LifePhase
from nytta.kit import audit, search
from nytta.plain.verdicts import Refused
from tests.factories.city import City_
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1")]


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [f.rule for f in refused.value.verdict.blocking]


def test_system_is_registered_with_a_code_of_its_own(city: City_) -> None:
    one, two = make_system(city), make_system(city, "Pollux", aliases=["Bygglovssystemet"])
    assert (one.code, two.code) == ("S-0001", "S-0002")
    assert [s.name for s in standing()] == ["Castor", "Pollux"]
    assert search.find("system", "bygglovssystem") == ["S-0002"]
    assert [a.act for a in audit.history("S-0001")] == ["system.register"]


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("body", ["byggforvaltningen", "kommunfullmaktige"])
def test_owner_is_always_a_committee_or_board(city: City_, body: str) -> None:
    with pytest.raises(Refused) as refused:
        make_system(city, owner=body)
    assert rules_of(refused) == ["owner_board"]


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("body", ["kommunstyrelsen", "byggnadsnamnden", "bostader"])
def test_boards_committees_and_company_boards_own(city: City_, body: str) -> None:
    assert make_system(city, owner=body).owner == city.bodies[body]


def test_owner_that_has_ended_is_refused(city: City_) -> None:
    body = city.bodies["energi"]
    body.valid_until = city.on.date() - timedelta(days=1)
    body.save()
    with pytest.raises(Refused) as refused:
        make_system(city, owner="energi")
    assert rules_of(refused) == ["owner_exists"]


def test_representative_of_the_owner_registers_for_it_alone(city: City_) -> None:
    person = city.people["owner"]
    values = {"name": "Castor", "owner": city.bodies["byggnadsnamnden"], "representative": person}
    assert register_system(values=values, by=person, on=city.on).representative == person
    with pytest.raises(Refused) as refused:
        register_system(values={"name": "Pollux", "owner": city.bodies["socialnamnden"]}, by=person, on=city.on)
    assert rules_of(refused) == ["mandate_body"]


def test_others_do_not_register(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        register_system(values={"name": "Castor", "owner": city.bodies["byggnadsnamnden"]}, by=city.people["applicant"], on=city.on)
    assert rules_of(refused) == ["mandate"]


def test_representative_is_appointed_by_the_owner(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        make_system(city, owner="socialnamnden", representative=city.people["owner"])
    assert rules_of(refused) == ["representative"]


def test_phases_come_in_their_order(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        make_system(city, phases={LifePhase.IN_USE: date(2026, 5, 1), LifePhase.PHASE_OUT: date(2026, 4, 30)})
    assert rules_of(refused) == ["phase_order"]


def test_phase_is_the_one_that_has_started(city: City_) -> None:
    make_system(
        city, phases={LifePhase.PLANNED: date(2026, 1, 1), LifePhase.IN_USE: date(2026, 3, 2), LifePhase.PHASE_OUT: date(2027, 1, 1)}
    )
    make_system(city, "Pollux", phases={})
    assert [s.phase_on for s in with_phase(standing(), date(2026, 3, 1))] == ["planned", None]
    assert [s.phase_on for s in with_phase(standing(), date(2026, 3, 2))] == ["in_use", None]
    assert [s.phase_on for s in with_phase(standing(), date(2028, 3, 2))] == ["phase_out", None]


def test_change_is_told_field_by_field_and_unchanged_is_no_change(city: City_) -> None:
    one, later = make_system(city, users=10), city.on + timedelta(days=3)
    same = change_system(system=one, values={"users": 10}, by=city.people["owner"], on=later)
    assert same.changed_at == city.on
    changed = change_system(system=one, values={"users": 12, "category": Category.BASIC.value}, by=city.people["owner"], on=later)
    assert changed.changed_at == later
    assert audit.history(one.code)[0].changes == {"category": ["", "basic"], "users": [10, 12]}


def test_check_has_answer_and_day(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        make_system(city, technical_check="passed")
    assert rules_of(refused) == ["check_day"]
