"""Anybody asks whether a decision document is genuine and still in force: by its code, or by the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.records.models import DecisionFile
from nytta.city.records.queries import by_number, mark_of
from nytta.city.records.terms import DecisionKind
from nytta.kit.testing import queries_of
from tests.apps.records.registers import decide, sql
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("O6")]
SV = {"accept-language": "sv"}


def ask(**asked: str) -> tuple[int, str, str]:
    """(status, what the register answers, whether it holds) by code and number."""
    answer = Client().get(reverse("records:genuine"), asked, headers=SV)
    found = answer.context["answer"]
    return answer.status_code, found.genuine.value if found else "", found.standing.value if found and found.standing else ""


def send(data: bytes) -> tuple[str, str]:
    answer = Client().post(reverse("records:genuine"), {"file": SimpleUploadedFile("brev.txt", data)}, headers=SV)
    found = answer.context["answer"]
    return found.genuine.value, found.standing.value if found.standing else ""


def test_code_and_number_of_a_decision_are_genuine(city: City_) -> None:
    decision = decide(city)
    mark = mark_of(decision)
    assert ask(code=mark.code, number=mark.number) == (200, "genuine", "in_force")
    assert ask(code=mark.code.lower().replace("-", " "), number="") == (200, "genuine", "in_force")
    assert ask(code=mark.code, number=str(decision.number)) == (200, "genuine", "in_force")


def test_wrong_code_or_number_is_not_genuine(city: City_) -> None:
    one, two = decide(city), decide(city)
    assert ask(code=mark_of(one).code, number=two.own_number) == (200, "altered", "")
    assert ask(code="AAAA-AAAA-AAAA-AAAA", number=one.own_number) == (200, "altered", "")
    assert ask(code="AAAA-AAAA-AAAA-AAAA", number="SD 1999-1") == (200, "unknown", "")
    assert ask(code="AAAA", number="") == (200, "", "")


def test_superseded_and_ended_decisions_say_so(city: City_) -> None:
    old = decide(city)
    new = decide(city, supersedes=old)
    ended = decide(city, kind=DecisionKind.EXEMPTION, content={"valid_until": "2026-03-01"})
    assert [ask(code=mark_of(d).code)[2] for d in (old, new, ended)] == ["superseded", "in_force", "ended"]
    html = Client().get(reverse("records:genuine"), {"code": mark_of(old).code}, headers=SV).content.decode()
    assert f"Beslut {new.own_number}, 2026-03-02" in html


def test_file_is_genuine_only_when_every_byte_is_the_same(city: City_) -> None:
    decision = decide(city, letter="Ni beviljas 1 000 kr.")
    data = bytes(DecisionFile.objects.get(decision=decision).content.data)
    assert send(data) == ("genuine", "in_force")
    assert send(data.replace(b"1 000", b"9 000")) == ("altered", "")
    assert send(b"Ni beviljas 9 000 kr.") == ("unknown", "")
    decide(city, supersedes=decision)
    assert send(data) == ("genuine", "superseded")


def test_nothing_is_kept_of_the_file(city: City_) -> None:
    before = DecisionFile.objects.count()
    send(b"x" * 3_000_000)
    assert DecisionFile.objects.count() == before


def test_missing_file_and_code_are_told(city: City_) -> None:
    assert Client().post(reverse("records:genuine"), {}).status_code == 422
    assert "Koden har sexton" in Client().get(reverse("records:genuine"), {"code": "X"}, headers=SV).content.decode()


def test_row_that_was_changed_afterwards_is_told(city: City_) -> None:
    decision = decide(city)
    sql("UPDATE records_decision SET mandate = 'annat' WHERE number = %s", [decision.number])
    answer = by_number("", mark_of(decision).code, city.on.date())
    assert answer.whole is False
    assert "har ändrats efteråt" in Client().get(reverse("records:genuine"), {"code": mark_of(decision).code}, headers=SV).content.decode()


def test_answer_takes_few_queries(city: City_) -> None:
    decision = decide(city)
    client, url = Client(), f"{reverse('records:genuine')}?code={mark_of(decision).code}"
    client.get(url)
    assert len(queries_of(client, url)[1]) <= 6
