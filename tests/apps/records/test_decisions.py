"""Decisions: append-only, chained, open to anybody in part; the lists to the board."""

import hashlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import BoardReport, Decision
from nytta.city.records.queries import not_reported, register_faults, untouched
from nytta.city.records.terms import DecisionKind
from nytta.kit import guards
from nytta.kit.proof import Fault
from nytta.kit.testing import queries_of
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O6")]
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def tamper(sql: str) -> None:
    """What somebody with the database in hand could do: lift the guards and write."""
    with guards.lifted(), connection.cursor() as cursor:
        cursor.execute(sql)


def last() -> Decision:
    return Decision.objects.order_by("-number")[0]


@pytest.mark.parametrize("sql", ["UPDATE records_decision SET mandate = 'x'", "DELETE FROM records_decision"])
def test_decision_can_neither_be_changed_nor_removed(city: City_, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(register_faults()) == []


def test_changed_decision_is_found(city: City_) -> None:
    tamper("UPDATE records_decision SET mandate = 'annat' WHERE number = 3")
    assert list(register_faults()) == [Fault("decisions", 3, 3, "content")]
    bad = [d.number for d in Decision.objects.order_by("number") if not untouched(d)]
    assert bad == [2, 3]  # what stands before a broken link is not believed until it is sealed


def test_removed_last_decision_is_found(city: City_) -> None:
    number = last().number
    tamper(f"DELETE FROM records_decisiontext WHERE decision_id = (SELECT id FROM records_decision WHERE number = {number})")
    tamper("UPDATE portfolios_frame SET decision_id = NULL")
    tamper(f"DELETE FROM records_decision WHERE number = {number}")
    assert list(register_faults()) == [Fault("decisions", number, number, "end")]


def test_command_says_whether_the_chain_is_whole(city: City_) -> None:
    out = StringIO()
    call_command("verify_decisions", stdout=out)
    assert out.getvalue() == f"{last().number} decisions, whole; the last is {last().sha256}\n"
    tamper("UPDATE records_decision SET mandate = 'annat' WHERE number = 3")
    with pytest.raises(CommandError):
        call_command("verify_decisions", stdout=out, stderr=out)


def test_anybody_may_ask_whether_the_chain_is_whole(city: City_) -> None:
    assert "Alla beslut är orörda" in Client().get(reverse("records:chain"), headers=SV).content.decode()
    tamper("UPDATE records_decision SET mandate = 'annat' WHERE number = 3")
    assert "Beslut 3: innehållet är ändrat." in Client().get(reverse("records:chain"), headers=SV).content.decode()


def test_page_names_mandate_decider_basis_reasons_and_hash(city: City_) -> None:
    make_case(city, "granted")
    grant = Decision.objects.get(kind=DecisionKind.GRANT.value)
    html = Client().get(reverse("records:decision", args=[grant.number]), headers=SV).content.decode()
    wanted = [grant.mandate, grant.decider, grant.text.basis, grant.text.reasons, grant.sha256, grant.previous, grant.registry_number]
    assert [w for w in wanted if w not in html] == []


def test_public_does_not_see_appointments(city: City_) -> None:
    appointment = Decision.objects.filter(kind=DecisionKind.APPOINTMENT.value)[0]
    url = reverse("records:decision", args=[appointment.number])
    assert Client().get(url).status_code == 404
    assert as_(city, "applicant").get(url).status_code == 200
    assert city.people["assessor"].username not in Client().get(reverse("records:decisions")).content.decode()


def test_closed_text_is_withheld_from_the_public_with_its_clause(city: City_) -> None:
    make_case(city, "granted")
    grant = Decision.objects.get(kind=DecisionKind.GRANT.value)
    page = reverse("records:examine", args=[f"beslut-{grant.number}", "text"])
    as_(city, "registrar").post(page, {"openness": "closed", "clause": "OSL 19 kap. 1 §"})
    html = Client().get(reverse("records:decision", args=[grant.number]), headers=SV).content.decode()
    assert ("OSL 19 kap. 1 §" in html, grant.text.reasons in html) == (True, False)


def test_register_is_filtered_and_searched_by_its_address(city: City_) -> None:
    case = make_case(city, "granted")
    client, url = as_(city, "auditor"), reverse("records:decisions")
    count = Decision.objects.filter(kind=DecisionKind.FRAME.value).count()
    assert client.get(url, {"kind": "frame", "year": "2026"}).context["page"].total == count
    found = client.get(url, {"q": case.code}).context["page"]
    assert found.total == Decision.objects.filter(subject=case.code).count()


@pytest.mark.requirement("F11")
def test_decisions_on_delegation_are_reported_once(city: City_) -> None:
    make_case(city, "granted")
    board, office = city.bodies["kommunstyrelsen"], as_(city, "project_office")
    waiting = [d.number for d in not_reported(board)]
    assert waiting == [Decision.objects.get(kind=DecisionKind.GRANT.value).number]
    answer = office.post(reverse("records:new_report", args=[board.code]), {"note": "Sammanträde 1 april"})
    report = BoardReport.objects.get()
    assert answer["Location"] == f"{reverse('records:report')}?list={report.pk}"
    assert ([d.number for d in report.decisions.all()], list(not_reported(board))) == (waiting, [])
    assert office.post(reverse("records:new_report", args=[board.code]), {"note": ""}).status_code == 409
    page = office.get(reverse("records:report"), {"list": str(report.pk)})
    assert page.context["page"].total == 1


def test_applicant_may_not_report(city: City_) -> None:
    make_case(city, "granted")
    answer = as_(city, "applicant").post(reverse("records:new_report", args=["kommunstyrelsen"]), {"note": ""})
    assert (answer.status_code, BoardReport.objects.count()) == (409, 0)


def test_decision_page_takes_a_bounded_number_of_queries(city: City_) -> None:
    make_case(city, "granted")
    client = as_(city, "registrar")
    url = reverse("records:decision", args=[Decision.objects.get(kind=DecisionKind.GRANT.value).number])
    client.get(url)
    assert len(queries_of(client, url)[1]) <= 16


def test_decision_of_the_first_form_keeps_the_hash_that_it_was_written_with() -> None:
    """The bytes and the hash are those of release 0.1: what it hashed did not hold who recorded it, which a column beside says."""
    old = Decision(
        form=1, number=1, previous="", kind=DecisionKind.PROGRAMME.value, decided_on=date(2025, 1, 1), decider="Kommunfullmäktige",
        decided_by=7, body_name="Kommunfullmäktige", mandate="§ 14", registry_number="KS 2025/0412", subject="program-2026",
        content={"name": "Ekholm"}, basis_sha256="b" * 64, reasons_sha256="r" * 64,
    )  # fmt: skip
    bytes_then = (
        '[1,"",{"basis_sha256":"' + "b" * 64 + '","body_name":"Kommunfullmäktige","content":{"name":"Ekholm"},"decided_on":"2025-01-01",'
        '"decider":"Kommunfullmäktige","kind":"programme","mandate":"§ 14","on_delegation":false,"reasons_sha256":"' + "r" * 64 + '",'
        '"registry_number":"KS 2025/0412","subject":"program-2026","supersedes_id":null}]'
    )
    old.sha256 = hashlib.sha256(bytes_then.encode()).hexdigest()
    assert old.is_intact()
    old.own_number = "B-2025-1"  # a column that the form does not know
    assert not old.is_intact()
