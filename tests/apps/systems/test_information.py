"""Information, its masters and copies, concept models, and the seven principles answered: what is refused and what stands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nytta.city.records.models import Decision
from nytta.delivery.systems.commands import (
    Answer,
    answer_principles,
    change_information,
    drop_holding,
    end_information,
    hold_copy,
    name_master,
    register_information,
    write_concept_model,
)
from nytta.delivery.systems.models import Holding, InformationType, System
from nytta.delivery.systems.queries import (
    answered,
    held_by,
    holdings_of,
    mastered_by,
    outdated,
    standings,
    types,
    with_holdings,
    without_master,
)
from nytta.delivery.systems.terms import Fulfilment, HoldingRole, Principle
from nytta.kit.models import AuditRow
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import City_
from tests.factories.systems import make_information, make_system

pytestmark = [pytest.mark.requirement("D3")]


def refused(act: Callable[..., Any], **arguments: Any) -> list[str]:
    """The rules by which an act is refused."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        act(**arguments)
    return [f.rule for f in caught.value.verdict.blocking]


def roles(information: InformationType) -> list[tuple[str, str]]:
    return [(h.system.name, h.role) for h in holdings_of(information)]


def test_information_is_owned_by_a_board_and_named_once(city: City_) -> None:
    one = make_information(city, "Personuppgifter")
    assert (one.code, one.name, one.owner.code) == ("I-0001", "Personuppgifter", "byggnadsnamnden")
    by = {"by": city.people["project_office"], "on": city.on}
    office = {"name": "Ritningar", "owner": city.bodies["byggforvaltningen"]}
    assert refused(register_information, values=office, **by) == ["owner_board"]
    again = {"name": "personuppgifter", "owner": city.bodies["socialnamnden"]}
    assert refused(register_information, values=again, **by) == ["information_once"]
    other = make_information(city, "Ritningar")
    assert refused(change_information, information=other, values={"name": "PERSONUPPGIFTER"}, **by) == ["information_once"]
    stranger = {"name": "Lön", "owner": city.bodies["socialnamnden"]}
    assert refused(register_information, values=stranger, by=city.people["owner"], on=city.on) == ["mandate_body"]
    assert refused(register_information, values=stranger, by=city.people["assessor"], on=city.on) == ["mandate"]


@pytest.mark.requirement("D3")
def test_one_master_for_each_type_and_the_one_before_becomes_a_copy(city: City_) -> None:
    one, castor, pollux = make_information(city, "Adresser"), make_system(city, "Castor"), make_system(city, "Pollux")
    by = {"by": city.people["owner"], "on": city.on}
    assert list(without_master(types())) == [one]
    name_master(information=one, system=castor, **by)
    hold_copy(information=one, system=pollux, note="Varje natt", **by)
    assert roles(one) == [("Castor", "master"), ("Pollux", "copy")]
    name_master(information=one, system=pollux, **by)
    assert roles(one) == [("Pollux", "master"), ("Castor", "copy")]
    row = with_holdings(types()).get()
    assert (row.master_code, row.master_name, row.copies) == (pollux.code, "Pollux", 1)
    assert (mastered_by(pollux), mastered_by(castor), list(without_master(types()))) == (["Adresser"], [], [])
    assert refused(hold_copy, information=one, system=pollux, **by) == ["master_is_copy"]
    master, copy = holdings_of(one)
    assert refused(drop_holding, holding=master, **by) == ["master_dropped"]
    drop_holding(holding=copy, **by)
    assert roles(one) == [("Pollux", "master")]
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(information=one, system=castor, role=HoldingRole.MASTER.value, since_on=city.on.date())


def test_what_the_board_has_decided_only_the_board_changes(city: City_) -> None:
    one, castor, pollux = make_information(city, "Adresser"), make_system(city, "Castor"), make_system(city, "Pollux")
    owner, office = {"by": city.people["owner"], "on": city.on}, {"by": city.people["registrar"], "on": city.on}
    said = {"information": one, "paragraph": "KS § 12", "reasons": "Samma adress överallt."}
    assert refused(name_master, system=castor, **said, **owner) == ["mandate"]
    held = name_master(system=castor, **said, **office)
    decision = Decision.objects.get(kind="master")
    assert (held.decision, decision.subject, decision.concerns, decision.content) == (
        decision,
        one.code,
        [castor.code],
        {"master": castor.code},
    )
    assert (decision.decider, decision.mandate, decision.text.reasons) == ("Kommunstyrelsen", "KS § 12", "Samma adress överallt.")
    assert refused(name_master, information=one, system=pollux, **owner) == ["master_decided"]
    name_master(information=one, system=pollux, paragraph="KS § 30", reasons="Nytt system.", **office)
    latest = Decision.objects.filter(kind="master").first()
    assert latest is not None and latest.supersedes == decision
    assert [(h.system.name, h.role, h.decision) for h in holdings_of(one)] == [("Pollux", "master", latest), ("Castor", "copy", None)]
    assert refused(name_master, information=one, system=castor, paragraph="KS § 31", reasons=" ", **office) == ["decision_complete"]


@pytest.mark.requirement("D3")
def test_retired_system_or_ended_type_has_no_new_master(city: City_) -> None:
    one, castor = make_information(city, "Adresser"), make_system(city, "Castor")
    by = {"by": city.people["project_office"], "on": city.on}
    System.objects.filter(pk=castor.pk).update(retired_on=city.on.date(), retired_reason="Slut")
    assert refused(name_master, information=one, system=castor, **by) == ["master_standing"]
    pollux = make_system(city, "Pollux")
    hold_copy(information=one, system=pollux, **by)
    assert refused(end_information, information=one, reason="Ersatt", **by) == ["information_held"]
    drop_holding(holding=Holding.objects.get(), **by)
    end_information(information=one, reason="Ersatt", **by)
    assert refused(name_master, information=one, system=pollux, **by) == ["information_ended"]
    assert refused(hold_copy, information=one, system=pollux, **by) == ["information_ended"]
    assert list(types()) == []
    make_information(city, "Adresser")  # the name is free again


@pytest.mark.requirement("D3")
def test_principles_are_answered_with_evidence_and_a_day_that_has_come(city: City_) -> None:
    castor, pollux = make_system(city, "Castor"), make_system(city, "Pollux", owner="socialnamnden")
    today = city.on.date()
    by = {"by": city.people["owner"], "on": city.on}
    said = {Principle.SECURITY: Answer(Fulfilment.MET, "Klassad 3-2-2, protokoll 14.", today),
            Principle.OPEN_DATA: Answer(Fulfilment.NOT_APPLICABLE, "Bara personuppgifter.", today - timedelta(days=400))}  # fmt: skip
    answer_principles(system=castor, answers=said, **by)
    assert refused(answer_principles, system=castor, answers={Principle.REUSE: Answer(Fulfilment.MET, " ", today)}, **by) == [
        "principle_evidence"
    ]
    late = {Principle.REUSE: Answer(Fulfilment.MET, "API", today + timedelta(days=1))}
    assert refused(answer_principles, system=castor, answers=late, **by) == ["principle_day"]
    assert refused(answer_principles, system=pollux, answers=said, **by) == ["mandate_body"]
    rows = {
        s.principle: (s.counts[Fulfilment.MET], s.counts[Fulfilment.NOT_APPLICABLE], s.unanswered) for s in standings(System.objects.all())
    }
    assert rows[Principle.SECURITY] == (1, 0, 1)
    assert rows[Principle.OPEN_DATA] == (0, 1, 1)
    assert rows[Principle.METHODS] == (0, 0, 2)
    told = answered(System.objects.filter(pk=castor.pk)).values_list(
        "principle_2", "principle_5", "principle_1", "answers", "answered_oldest"
    )
    assert list(told) == [("met", "not_applicable", None, 2, today - timedelta(days=400))]
    noted = AuditRow.objects.filter(subject=castor.code, act="system.principle").count()
    answer_principles(system=castor, answers=said, **by)  # nothing new is nothing
    assert AuditRow.objects.filter(subject=castor.code, act="system.principle").count() == noted == 2


@pytest.mark.requirement("D3")
def test_system_is_outdated_until_all_seven_are_answered_lately(city: City_) -> None:
    castor, today = make_system(city, "Castor"), city.on.date()
    by = {"by": city.people["owner"], "on": city.on}
    year = today - timedelta(days=365)
    answer_principles(system=castor, answers={p: Answer(Fulfilment.MET, "Se bilaga.", today) for p in list(Principle)[:6]}, **by)
    assert list(outdated(System.objects.all(), year)) == [castor]
    answer_principles(system=castor, answers={Principle.USABLE: Answer(Fulfilment.PARTLY, "Enkät", year - timedelta(days=1))}, **by)
    assert list(outdated(System.objects.all(), year)) == [castor]
    answer_principles(system=castor, answers={Principle.USABLE: Answer(Fulfilment.PARTLY, "Enkät", year)}, **by)
    assert list(outdated(System.objects.all(), year)) == []


def test_concept_model_has_versions_and_types_follow_to_the_new(city: City_) -> None:
    by = {"by": city.people["owner"], "on": city.on}
    values = {"title": "Bygglov", "version": "1", "owner": city.bodies["byggnadsnamnden"], "valid_from": date(2025, 1, 1)}
    first = write_concept_model(values=values, concepts=[("ansökan", "det som kommer in"), ("lov", "tillstånd")], **by)
    one = make_information(city, "Lov", model=first)
    twice = [("lov", "tillstånd"), ("Lov", "ledighet")]
    assert refused(write_concept_model, values={**values, "version": "2"}, concepts=twice, **by) == ["concept_once"]
    assert refused(write_concept_model, values=values, concepts=[], **by) == ["model_once"]
    second = write_concept_model(values={**values, "version": "2"}, concepts=[("lov", "tillstånd")], replaces=first, **by)
    one.refresh_from_db()
    assert (one.model, second.replaces, second.code) == (second, first, "BM-002")
    assert refused(write_concept_model, values={**values, "version": "3"}, concepts=[], replaces=first, **by) == ["model_replaced"]


def test_what_a_system_holds_is_listed_master_first(city: City_) -> None:
    castor, by = make_system(city, "Castor"), {"by": city.people["owner"], "on": city.on}
    address, zone = make_information(city, "Adresser"), make_information(city, "Zoner")
    hold_copy(information=address, system=castor, **by)
    name_master(information=zone, system=castor, **by)
    assert [(h.information.name, h.role) for h in held_by(castor)] == [("Zoner", "master"), ("Adresser", "copy")]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_ten_masters_named_at_once_leave_one(transactional_city: City_) -> None:
    city = transactional_city
    one = make_information(city, "Adresser")
    systems = [make_system(city, f"System {n}") for n in range(10)]
    given = at_once([lambda s=s: name_master(information=one, system=s, by=city.people["project_office"], on=city.on) for s in systems])
    assert [type(g).__name__ for g in given] == ["Holding"] * 10
    assert sorted(Holding.objects.values_list("role", flat=True)) == ["copy"] * 9 + ["master"]
