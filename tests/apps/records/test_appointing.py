"""Who fills which seat, what an appointment must name, and to whom a board or committee may delegate."""

from datetime import date
from typing import Any

import pytest

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.models import Appointment, Delegation, Designation
from nytta.city.records.queries import delegation_for, has_role
from nytta.city.records.queries.rights import who_may
from nytta.city.records.rules import FILLED, MIXED, missing_competences
from nytta.city.records.terms import Appointer, Competence, DelegatedAct, Position, Role
from nytta.plain.rights import RIGHTS
from nytta.plain.verdicts import Refused
from tests.factories.city import START, City_, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2")]
DAY = date(2026, 3, 2)
LAST = date(2027, 12, 31)


def person_in(city: City_, body: str, title: str = "enhetschef") -> Person:
    return make_person(f"ny-{Person.objects.count()}", city.bodies[body], title)


def appoint(city: City_, person: Person, role: Role, by: str = "registrar", **values: Any) -> Appointment:
    standard: dict[str, Any] = {"valid_from": DAY, "valid_until": LAST, "mandate": "§ 14"}
    if FILLED[role].appointer is Appointer.BODY:
        standard["body"] = city.bodies["byggnadsnamnden"]
    if role is Role.PREPARATION_GROUP:
        standard["portfolio"] = "P1"
    return records.appoint(person=person, role=role, by=city.people[by], on=city.on, **{**standard, **values})


def refusal(function: Any, *args: Any, **values: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        function(*args, **values)
    return [f.rule for f in refused.value.verdict.blocking]


def test_every_role_says_how_it_is_filled() -> None:
    assert set(FILLED) == set(Role)


@pytest.mark.parametrize(
    ("role", "decider"),
    [
        (Role.COACH, "kommundirektören"), (Role.PROCESS_OWNER, "Byggnadsnämnden"), (Role.REGISTRAR, "Kommunstyrelsen"),
        (Role.AUDITOR, "Kommunfullmäktige"), (Role.DECIDING_HEAD, "Byggnadsnämnden"),
    ],
)  # fmt: skip
def test_registrar_records_what_the_appointer_decided(city: City_, role: Role, decider: str) -> None:
    decision = appoint(city, person_in(city, "byggforvaltningen"), role).decision
    assert decision is not None
    assert (decision.decider, decision.mandate, decision.content["recorded"]) == (decider, "§ 14", True)


def test_director_appoints_and_does_not_record(city: City_) -> None:
    decision = appoint(city, person_in(city, "byggforvaltningen"), Role.COACH, by="director").decision
    assert decision is not None
    assert (decision.decider, decision.content["recorded"]) == ("kommundirektören", False)


def test_nobody_appoints_for_somebody_else(city: City_) -> None:
    person = person_in(city, "byggforvaltningen")
    for role in (Role.PROCESS_OWNER, Role.OWNER_REPRESENTATIVE, Role.AUDITOR, Role.REGISTRAR):
        assert refusal(appoint, city, person, role, by="director") == ["mandate"]
    assert refusal(appoint, city, person, Role.COACH, by="project_office") == ["mandate"]
    assert refusal(appoint, city, person, Role.PROCESS_OWNER, by="process_owner") == ["mandate"]
    assert refusal(appoint, city, person, Role.PROCESS_OWNER, mandate="efter samtal") == ["paragraph"]


@pytest.mark.parametrize(
    ("body", "title", "position", "reason", "rules"),
    [
        ("byggforvaltningen", "förvaltningschef", None, "", []),
        ("byggforvaltningen", "handläggare", None, "", ["council_circle"]),
        ("byggforvaltningen", "handläggare", Position.ADMINISTRATION_HEAD, "", []),
        ("bostader", "verkställande direktör", None, "", []),
        ("bostader", "vd", Position.ADMINISTRATION_HEAD, "", ["council_circle"]),
        ("byggforvaltningen", "avdelningschef", Position.COMPANY_HEAD, "", ["council_circle"]),
        ("ledningskontoret", "finanschef", Position.OFFICE_HEAD, "", []),
        ("socialforvaltningen", "finanschef", Position.OFFICE_HEAD, "", ["council_circle"]),
        ("socialforvaltningen", "digitaliseringsstrateg", None, "Tillförordnad förvaltningschef i vår", []),
    ],
)
def test_development_council_is_appointed_among_heads(
    city: City_, body: str, title: str, position: Position | None, reason: str, rules: list[str]
) -> None:
    person = person_in(city, body, title)
    values = {"position": position, "position_reason": reason, "by": "director"}
    if rules:
        assert refusal(appoint, city, person, Role.DEVELOPMENT_COUNCIL, **values) == rules
    else:
        assert appoint(city, person, Role.DEVELOPMENT_COUNCIL, **values).position_reason == reason


def test_licence_administrator_is_a_suppliers(city: City_) -> None:
    person = make_person("konsult", None, "licensrådgivare")
    assert refusal(appoint, city, person, Role.LICENCE_ADMINISTRATOR, supplier="Licensbolaget AB") == ["appointment_supplier"]
    made = appoint(city, person, Role.LICENCE_ADMINISTRATOR, supplier="Licensbolaget AB", contract="UH-2026-07")
    assert (made.supplier, made.contract, made.decision and made.decision.decider) == ("Licensbolaget AB", "UH-2026-07", "Licensbolaget AB")


def test_same_seat_is_held_once(city: City_) -> None:
    person = person_in(city, "byggforvaltningen")
    appoint(city, person, Role.COACH)
    assert refusal(appoint, city, person, Role.COACH, valid_from=LAST, valid_until=None) == ["appointed_once"]
    assert appoint(city, person, Role.COACH, valid_from=date(2028, 1, 1), valid_until=None).pk


def test_right_holds_on_the_last_day_and_not_after(city: City_) -> None:
    made = appoint(city, person_in(city, "byggforvaltningen"), Role.COACH)
    assert [has_role(made.person, Role.COACH, d) for d in (date(2026, 3, 1), DAY, LAST, date(2028, 1, 1))] == [False, True, True, False]
    records.end_appointment(appointment=made, last_day=date(2026, 3, 31), mandate="Beslut 9", by=city.people["director"], on=city.on)
    made.refresh_from_db()
    assert [has_role(made.person, Role.COACH, d) for d in (date(2026, 3, 31), date(2026, 4, 1))] == [True, False]
    assert made.ended_by is not None
    assert (made.ended_by.mandate, made.ended_by.supersedes_id) == ("Beslut 9", made.decision_id)
    assert refusal(
        records.end_appointment, appointment=made, last_day=LAST, mandate="Beslut 10", by=city.people["director"], on=city.on
    ) == ["appointment_longer"]  # fmt: skip


def test_renewal_goes_on_the_day_after_all_or_none(city: City_) -> None:
    coach = appoint(city, person_in(city, "byggforvaltningen"), Role.COACH)
    ordinary = appoint(city, person_in(city, "byggforvaltningen"), Role.PREPARATION_GROUP, competence=Competence.BUSINESS)
    substitute = appoint(city, person_in(city, "byggforvaltningen"), Role.PREPARATION_GROUP, substitutes_for=ordinary)
    values: dict[str, Any] = {"mandate": "Beslut 20", "by": city.people["director"], "on": city.on}
    assert refusal(records.renew, appointments=[ordinary], valid_until=LAST, **values) == ["renew_later"]
    made = records.renew(appointments=[substitute, ordinary], valid_until=date(2029, 12, 31), **values)
    assert [(a.person_id, a.valid_from, a.valid_until, a.competence) for a in made] == [
        (ordinary.person_id, date(2028, 1, 1), date(2029, 12, 31), "business"),
        (substitute.person_id, date(2028, 1, 1), date(2029, 12, 31), ""),
    ]
    assert made[1].substitutes_for == made[0]
    held = Appointment.objects.count()
    assert refusal(records.renew, appointments=[coach, ordinary], valid_until=date(2031, 1, 1), **values) == ["renewed"]
    assert Appointment.objects.count() == held


def test_group_lacks_the_business_or_a_second_kind() -> None:
    others = [c for c in Competence if c is not Competence.BUSINESS]
    assert missing_competences([Competence.LAW]) == [Competence.BUSINESS]
    assert missing_competences([Competence.BUSINESS]) == others
    assert missing_competences([Competence.BUSINESS, Competence.LAW]) == []
    assert missing_competences([]) == list(Competence)
    assert MIXED == 2


def delegate(city: City_, body: str = "byggnadsnamnden", **values: Any) -> Delegation:
    standard: dict[str, Any] = {
        "delegated": DelegatedAct.ACCEPT, "role": Role.OWNER_REPRESENTATIVE, "clause": "Delegationsordning 4.2", "limit_sek": 500_000,
        "valid_from": DAY, "valid_until": LAST, "by": city.people["registrar"], "on": city.on,
    }  # fmt: skip
    return records.delegate(body=city.bodies[body], **{**standard, **values})


@pytest.mark.requirement("F11")
@pytest.mark.parametrize(
    ("body", "values", "rule"),
    [
        ("kommunfullmaktige", {}, "delegates"),
        ("byggforvaltningen", {"role": Role.DECIDING_HEAD}, "delegates"),
        ("byggnadsnamnden", {"clause": " "}, "delegation_clause"),
        ("byggnadsnamnden", {"valid_until": None}, "delegation_end"),
        ("byggnadsnamnden", {"role": Role.DEVELOPMENT_COUNCIL}, "own_employees"),
        ("kommunstyrelsen", {"delegated": DelegatedAct.GRANT, "role": Role.ASSESSOR}, "own_employees"),
        ("byggnadsnamnden", {"valid_until": START}, "period"),
        ("kommunstyrelsen", {"delegated": DelegatedAct.GRANT, "role": Role.CITY_DIRECTOR, "limit_sek": None}, "delegation_limit_said"),
        ("byggnadsnamnden", {"delegated": DelegatedAct.GRANT}, "delegates_own"),
        ("byggnadsnamnden", {"delegated": DelegatedAct.EXEMPT}, "delegates_own"),
        ("bostader", {"delegated": DelegatedAct.GUIDELINES}, "delegates_own"),
        ("byggnadsnamnden", {"unlimited": True}, "delegation_one_limit"),
    ],
)
def test_delegation_that_cannot_be_is_refused(city: City_, body: str, values: dict[str, Any], rule: str) -> None:
    assert refusal(delegate, city, body, **values) == [rule]


@pytest.mark.requirement("F11")
def test_delegation_of_money_says_its_limit_or_that_there_is_none(city: City_) -> None:
    board: dict[str, Any] = {"body": "kommunstyrelsen", "delegated": DelegatedAct.GRANT, "role": Role.CITY_DIRECTOR}
    bounded = delegate(city, **board, limit_sek=500_000)
    without = delegate(city, **board, limit_sek=None, unlimited=True)
    other = delegate(city, limit_sek=None)
    assert [(d.limit_sek, d.unlimited) for d in (bounded, without, other)] == [(500_000, False), (None, True), (None, False)]
    assert [d.decision.content["unlimited"] for d in (bounded, without) if d.decision] == [False, True]


@pytest.mark.requirement("F11")
def test_delegation_reaches_the_bodys_own_employees_alone(city: City_) -> None:
    board, other = city.bodies["kommunstyrelsen"], person_in(city, "socialforvaltningen")
    head = person_in(city, "ledningskontoret")
    for person in (head, other):
        Appointment.objects.create(person=person, role=Role.CITY_DIRECTOR.value, valid_from=DAY, valid_until=LAST)
    assert [delegation_for(p, DelegatedAct.GRANT, DAY) is not None for p in (city.people["director"], head, other)] == [True, True, False]
    made = Delegation.objects.get(body=board, act=DelegatedAct.GRANT.value)
    Delegation.objects.filter(pk=made.pk).update(valid_until=LAST)
    assert [delegation_for(head, DelegatedAct.GRANT, d) is not None for d in (LAST, date(2028, 1, 1))] == [True, False]


@pytest.mark.requirement("F11", "O2")
def test_delegation_of_the_boards_right_by_a_committee_reaches_nobody(city: City_) -> None:
    """Recorded before it was refused, or put in the database: the committee's own right reaches, the board's does not."""
    head = person_in(city, "byggforvaltningen")
    Appointment.objects.create(person=head, role=Role.DECIDING_HEAD.value, body=city.bodies["byggnadsnamnden"], valid_from=DAY)
    for one in DelegatedAct:
        Delegation.objects.create(
            body=city.bodies["byggnadsnamnden"],
            act=one.value,
            role=Role.DECIDING_HEAD.value,
            clause="§ 1",
            valid_from=DAY,
            valid_until=LAST,
        )
    assert [one for one in DelegatedAct if delegation_for(head, one, DAY)] == [DelegatedAct.ACCEPT]
    assert [s.appointment.person for s in who_may(RIGHTS["records.exempt"], DAY)] == [city.people["director"]]


def test_e_service_is_owned_by_one_body_at_a_time(city: City_) -> None:
    values: dict[str, Any] = {"subject": "felanmalan", "mandate": "Beslut 4", "by": city.people["director"], "on": city.on}
    first = records.designate(body=city.bodies["socialnamnden"], valid_from=DAY, **values)
    second = records.designate(body=city.bodies["byggnadsnamnden"], valid_from=date(2026, 6, 1), **values)
    first.refresh_from_db()
    assert (first.valid_until, second.decision.supersedes_id) == (date(2026, 5, 31), first.decision_id)
    assert refusal(records.designate, body=city.bodies["socialnamnden"], valid_from=DAY, **values) == ["designation_later"]
    assert refusal(records.designate, body=city.bodies["byggforvaltningen"], valid_from=LAST, **values) == ["owner_body"]
    assert refusal(
        records.designate, body=city.bodies["socialnamnden"], valid_from=LAST, **{**values, "by": city.people["project_office"]}
    ) == ["mandate"]
    assert Designation.objects.count() == 2
