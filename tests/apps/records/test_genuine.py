"""Anybody asks whether a decision document is genuine and still in force: by its code, or by the file."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands
from nytta.city.records.models import Decision, DecisionFile, DecisionText, FetchedCopy, Seal
from nytta.city.records.queries import by_number, mark_of, untouched
from nytta.city.records.terms import DecisionKind
from nytta.kit.models import ChainHead
from nytta.kit.testing import queries_of
from tests.apps.records.registers import decide, seal, several, sql
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
    assert (answer.whole, answer.genuine.value) == (False, "doubtful")
    html = Client().get(reverse("records:genuine"), {"code": mark_of(decision).code}, headers=SV).content.decode()
    assert ["Lita inte på uppgifterna" in html, "Äkta</h2>" in html, "Gällande" in html] == [True, False, False]


def test_text_that_was_changed_afterwards_is_told(city: City_) -> None:
    decision = decide(city)
    sql("UPDATE records_decisiontext SET reasons = 'annat' WHERE decision_id = %s", [decision.pk])
    assert ask(code=mark_of(decision).code)[1] == "doubtful"


def forged(city: City_, *, head: bool) -> Decision:
    """A grant that nobody made, chained last by somebody with the database in hand; the end moved too, but not signed."""
    last = Decision.objects.order_by("number").last()
    assert last is not None
    one, text = Decision.objects.get(pk=last.pk), DecisionText.objects.get(decision=last)
    one.pk, one.number, one.previous = None, last.number + 1, last.sha256
    one.own_number, one.content = "SD 2026-999", {"amount_sek": 9_000_000}
    one.sha256 = one.digest()
    one.save(force_insert=True)
    text.pk, text.decision = None, one
    text.save(force_insert=True)
    if head:
        sql("UPDATE kit_chainhead SET number = %s, sha256 = %s WHERE name = 'decisions'", [one.number, one.sha256])
    return one


@pytest.mark.parametrize("head", [False, True], ids=["after the end", "with the end moved"])
def test_decision_that_somebody_put_in_the_database_is_not_genuine(city: City_, head: bool) -> None:
    decide(city)
    one = forged(city, head=head)
    assert (one.is_intact(), ask(code=mark_of(one).code)[:2]) == (True, (200, "doubtful"))


def test_document_that_somebody_put_in_the_database_is_not_genuine(city: City_) -> None:
    """Its hash in a right row of its own, last in its chain, is not enough: the program did not sign it."""
    decision = decide(city, letter="Ni beviljas 1 000 kr.")
    url, data = reverse("records:decision_file", args=[decision.number]), b"Ni beviljas 9 000 kr."
    Client().get(url)
    for model in (DecisionFile, FetchedCopy):
        last = model.objects.order_by("number").last()
        assert last is not None
        one = model.links().get(pk=last.pk)
        one.pk, one.number, one.previous, one.file_sha256 = None, last.number + 1, last.sha256, hashlib.sha256(data).hexdigest()
        one.sha256 = one.digest()
        one.save(force_insert=True)
        assert send(data) == ("doubtful", "in_force")
        sql("UPDATE kit_chainhead SET number = %s, sha256 = %s WHERE name = %s", [one.number, one.sha256, model.chain])
        assert send(data) == ("doubtful", "in_force")
        sql(f"DELETE FROM {model._meta.db_table} WHERE number = %s", [one.number])
        last_head = ChainHead(name=model.chain, number=last.number, sha256=last.sha256)
        sql("UPDATE kit_chainhead SET number = %s, sha256 = %s, mac = %s WHERE name = %s",
            [last.number, last.sha256, last_head.signature(), model.chain])  # fmt: skip
        assert send(data)[0] != "doubtful"


def test_sealed_decision_is_held_against_its_seal_and_those_beside_a_broken_one_stand(city: City_) -> None:
    several(city, 3)
    seal(city)
    made = {d.subject: d for d in Decision.links()}
    one, two, three = (made[f"A-2026-00{n}"] for n in (1, 2, 3))
    sql("UPDATE records_decision SET mandate = 'annat' WHERE number = %s", [two.number])
    sql("UPDATE records_decision SET sha256 = %s WHERE number = %s", [Decision.links().get(pk=two.pk).digest(), two.number])
    again = [Decision.links().get(pk=d.pk) for d in (one, two, three)]
    assert [(d.is_intact(), untouched(d)) for d in again] == [(True, True), (True, False), (True, True)]
    sql("UPDATE records_seal SET sealed_on = '2020-01-01'")
    assert [untouched(d) for d in again] == [False, False, False]
    assert Seal.objects.count() == 1


def test_same_copy_is_noted_once(city: City_) -> None:
    decision = decide(city)
    made = [commands.note_copy(decision=decision, content=b"x", by=None, on=city.on) for _ in range(2)]
    assert (made[0].pk == made[1].pk, FetchedCopy.objects.count(), ChainHead.objects.get(name=FetchedCopy.chain).number) == (True, 1, 1)


def test_answer_takes_few_queries(city: City_) -> None:
    decision = decide(city)
    client, url = Client(), f"{reverse('records:genuine')}?code={mark_of(decision).code}"
    client.get(url)
    assert len(queries_of(client, url)[1]) <= 8
