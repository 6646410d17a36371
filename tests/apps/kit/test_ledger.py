"""The decision chain is whole, and every way of tampering with it is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from nytta.city.records.commands import decide
from nytta.city.records.models import Decision
from nytta.city.records.terms import DecisionKind
from nytta.kit import guards
from nytta.kit.models import ChainHead
from nytta.kit.proof import Fault, faults
from nytta.plain.verdicts import Refused
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def _decide(city: City_, count: int) -> int:
    start = Decision.objects.count()
    for n in range(count):
        decide(
            kind=DecisionKind.GRANT, subject=f"A-2026-{n:03d}", decider="Kommundirektören", body_name="Kommunstyrelsen",
            mandate="§ 4", basis="Ansökan", reasons="Angeläget", content={"amount_sek": n}, by=city.people["director"], on=city.on,
        )  # fmt: skip
    return start


@pytest.mark.requirement("O6")
@pytest.mark.parametrize("sql", ["UPDATE records_decision SET mandate = 'x'", "DELETE FROM records_decision"])
def test_decisions_refuse_change_by_raw_sql(city: City_, sql: str) -> None:
    before = Decision.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Decision.objects.count() == before


@pytest.mark.requirement("O6")
def test_chain_is_whole_when_nobody_has_touched_it(city: City_) -> None:
    _decide(city, 5)
    assert list(faults(Decision)) == []


def test_changed_content_is_found_with_its_place(city: City_) -> None:
    start = _decide(city, 3)
    with guards.lifted():
        Decision.objects.filter(number=start + 2).update(mandate="§ 5")
    assert list(faults(Decision)) == [Fault("decisions", start + 2, start + 2, "content")]


def test_removed_row_is_found(city: City_) -> None:
    start = _decide(city, 3)
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM records_decisiontext WHERE decision_id IN (SELECT id FROM records_decision WHERE number = %s)", [start + 2]
        )
        cursor.execute("DELETE FROM records_decision WHERE number = %s", [start + 2])
    assert list(faults(Decision)) == [Fault("decisions", start + 2, start + 2, "gap")]


def test_removed_last_row_is_found(city: City_) -> None:
    start = _decide(city, 2)
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM records_decisiontext WHERE decision_id IN (SELECT id FROM records_decision WHERE number = %s)", [start + 2]
        )
        cursor.execute("DELETE FROM records_decision WHERE number = %s", [start + 2])
    assert list(faults(Decision)) == [Fault("decisions", *[ChainHead.objects.get(name="decisions").number] * 2, "end")]


def test_decision_without_reasons_is_refused(city: City_) -> None:
    with pytest.raises(Refused) as refused:
        decide(
            kind=DecisionKind.GRANT, subject="A", decider="Direktör", body_name="KS", mandate="§ 4", basis="", reasons=" ",
            by=city.people["director"], on=city.on,
        )  # fmt: skip
    assert refused.value.verdict.findings[0].rule == "decision_complete"
