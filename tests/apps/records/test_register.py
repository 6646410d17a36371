"""Decisions with their own numbers, texts and persons beside the chain, notes on review, disposals, seals."""

import hashlib
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.organisation.models import City
from nytta.city.records import commands
from nytta.city.records.models import Appointment, Decision, DecisionFile, DecisionText, FetchedCopy, ReviewNote, RuleSet, Seal
from nytta.city.records.queries import NIGHTLY, outcome, register_faults, verified
from nytta.city.records.terms import DecisionKind, Review, TextPart
from nytta.kit import guards, search
from nytta.kit.ledger import sealed
from nytta.kit.models import Job, Notice
from nytta.kit.proof import Fault
from nytta.plain.verdicts import Refused
from nytta.portal import jobs as nightly
from tests.apps.records.registers import decide, seal, several, sql
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.requirement("O6")]
SV = {"accept-language": "sv"}


def as_(city: City_, name: str) -> Client:
    client = Client()
    client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def dispose(city: City_, decision: Decision, *parts: TextPart) -> Decision:
    return commands.dispose(
        decision=decision, parts=parts, mandate="Gallringsbeslut KS § 8", reasons="Personuppgifterna behövs inte längre.",
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip


def test_own_numbers_follow_the_pattern_by_year_and_decider(city: City_) -> None:
    City.objects.update(
        decision_pattern="{letters} {year}-{number:03d}", decision_letters="SD kommundirektören\nKS Kommunstyrelsen\nBN Byggnadsnämnden"
    )
    made = [
        decide(city), decide(city), decide(city, decider="Kommunstyrelsen"), decide(city, on=city.on + timedelta(days=366)),
        decide(city, decider="Enheten", body_name="byggnadsnämnden"), decide(city, decider="Enheten", body_name="Enheten"),
    ]  # fmt: skip
    assert [d.own_number for d in made] == ["SD 2026-001", "SD 2026-002", "KS 2026-001", "SD 2027-001", "BN 2026-001", made[-1].own_number]
    assert made[-1].own_number.startswith("B 2026-")


def test_number_that_a_changed_pattern_gives_again_is_passed_over(city: City_) -> None:
    City.objects.update(decision_pattern="{letters} {year}-{number}", decision_letters="SD kommundirektören")
    first = decide(city)
    City.objects.update(decision_pattern="SD {year}-{number}")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_series WHERE name = 'decision-2026-'")
    assert (first.own_number, decide(city).own_number) == ("SD 2026-1", "SD 2026-2")


def test_person_lies_beside_the_chain_with_a_salted_hash(city: City_) -> None:
    appointment = Appointment.objects.filter(person=city.people["assessor"]).select_related("decision__text")[0]
    decision = appointment.decision
    assert decision is not None
    assert decision.text.person == {"by": city.people["registrar"].pk, "name": "Registrar", "about": "assessor"}
    said = json.dumps(decision.says())
    assert ("assessor" in said.replace('"role": "assessor"', ""), "Registrar" in said, decision.decided_by) == (False, False, None)
    assert decision.person_sha256 != sealed(json.dumps(decision.text.person))
    assert len(decision.text.salts["person"]) == 32


def test_same_text_never_has_the_same_hash(city: City_) -> None:
    one, two = decide(city), decide(city)
    assert one.text.reasons == two.text.reasons
    assert one.reasons_sha256 != two.reasons_sha256


def test_disposal_takes_the_text_and_leaves_the_chain_whole(city: City_) -> None:
    decision = decide(city, 3, letter="Hej!", reasons="Sjukdom i familjen")
    other = decide(city, 4)
    by = dispose(city, decision, TextPart.REASONS, TextPart.PERSON, TextPart.LETTER)
    text = DecisionText.objects.get(decision=decision)
    assert (text.basis, text.reasons, text.letter, text.person, sorted(text.salts)) == ("Ansökan 3", "", "", {}, ["basis"])
    assert by.content == {"numbers": [decision.number], "parts": ["reasons", "person", "letter"]}
    gone = [Fault("decisions", decision.number, decision.number, "gone", str(by.number))] * 3
    assert list(register_faults()) == [*gone, Fault("decision_files", 1, 1, "gone", str(by.number))]
    assert (verified().gone, verified().faults) == (4, [])
    assert str(decision.number) not in search.find("decision", "sjukdom")
    assert DecisionText.objects.get(decision=other).reasons == "Angeläget 4"
    html = Client().get(reverse("records:decision", args=[decision.number]), headers=SV).content.decode()
    assert "gallrat 2026-03-02 enligt Gallringsbeslut KS § 8," in html
    assert "Sjukdom i familjen" not in html


def test_command_says_which_texts_are_disposed_of(city: City_) -> None:
    decision = decide(city)
    by = dispose(city, decision, TextPart.REASONS)
    out = StringIO()
    call_command("verify_decisions", stdout=out)
    assert out.getvalue() == (
        f"decision {decision.number}: text disposed on 2026-03-02 by decision {by.number}\n"
        f"{by.number} decisions, whole, 1 texts disposed of; the last is {by.sha256}\n"
    )


def test_only_the_registrar_disposes_and_nothing_goes_twice(city: City_) -> None:
    decision = decide(city)
    dispose(city, decision, TextPart.REASONS)
    with pytest.raises(Refused) as refused:
        dispose(city, decision, TextPart.REASONS)
    assert refused.value.verdict.findings[0].rule == "disposed_already"
    before = Decision.objects.count()
    page = reverse("records:dispose", args=[decision.number])
    answer = as_(city, "director").post(page, {"parts": ["basis"], "mandate": "§ 1", "reasons": "x"})
    assert (answer.status_code, Decision.objects.count()) == (409, before)


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE records_decisiontext SET reasons = ''",
        "UPDATE records_decisiontext SET reasons = 'annat', disposal_id = (SELECT max(id) FROM records_decision WHERE kind = 'disposal') WHERE disposal_id IS NULL",
        "UPDATE records_decisiontext SET reasons = '', disposal_id = (SELECT max(id) FROM records_decision WHERE kind = 'grant')",
        "UPDATE records_decisiontext SET published_on = NULL",
        "DELETE FROM records_decisiontext",
        "UPDATE records_filecontent SET data = (SELECT data FROM records_filecontent LIMIT 1)",
        "DELETE FROM records_filecontent",
        "UPDATE records_decisionfile SET name = 'x'",
        "UPDATE records_seal SET sha256 = 'x'",
        "DELETE FROM records_seal",
        "UPDATE records_reviewnote SET note = 'none'",
        "DELETE FROM records_boardreport",
        "UPDATE records_boardreport_decisions SET decision_id = 1",
    ],
)
def test_what_lies_beside_refuses_change_by_raw_sql(city: City_, text: str) -> None:
    decision = decide(city, 4, letter="Hej", review=Review.NONE)
    dispose(city, decide(city), TextPart.BASIS)
    decide(city)
    commands.report_to_board(body=city.bodies["kommunstyrelsen"], decisions=[decision], note="", by=city.people["registrar"], on=city.on)
    seal(city)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)
    assert guards.missing() == []


def test_note_on_review_is_of_the_rule_set_or_picked_and_never_made_up(city: City_) -> None:
    content = {**RuleSet.objects.get().content, "review": [{"kind": "frame", "note": "legality", "clause": "13 kap. 1 § KL"}]}
    RuleSet.objects.create(version="2026:2", in_force_from=city.on.date(), content=content)
    by_rule, without = decide(city, kind=DecisionKind.FRAME), decide(city)
    note = ReviewNote.objects.get(decision=by_rule)
    assert (note.note, note.clause, without.review_notes.count()) == ("legality", "13 kap. 1 § KL", 0)
    page = reverse("records:review", args=[without.number])
    client = as_(city, "registrar")
    assert client.post(page, {"note": "appeal", "clause": ""}).status_code == 409
    assert client.post(page, {"note": "appeal", "clause": "22 § förvaltningslagen"}).status_code == 302
    assert client.post(page, {"note": "none", "clause": ""}).status_code == 302
    assert [n.note for n in without.review_notes.order_by("number")] == ["appeal", "none"]
    html = Client().get(reverse("records:decision", args=[without.number]), headers=SV).content.decode()
    assert "Kan inte överklagas" in html
    assert list(register_faults()) == []


def test_older_decisions_keep_their_form_and_hash(city: City_) -> None:
    """A decision as it was written before there were own numbers and salts: its hash is unchanged and its row verifies."""
    before = Decision.objects.order_by("-number")[0]
    number = before.number + 1
    said = {
        "kind": "grant", "decided_on": "2026-03-02", "decider": "D", "decided_by": 5, "body_name": "KS", "mandate": "§ 1",
        "registry_number": "", "subject": "A", "content": {"amount_sek": 1}, "basis_sha256": sealed("b"), "reasons_sha256": sealed("r"),
        "on_delegation": False, "supersedes_id": before.pk,
    }  # fmt: skip
    hashed = {name: value for name, value in said.items() if name != "decided_by"}  # it lay beside the hash from the beginning
    text = json.dumps([number, before.sha256, hashed], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    old = Decision(number=number, previous=before.sha256, sha256=hashlib.sha256(text.encode()).hexdigest(), **said)
    old.save(force_insert=True)
    DecisionText.objects.create(decision=old, basis="b", reasons="r", letter="brev")
    sql(
        "UPDATE kit_chainhead SET number = %s, sha256 = %s, mac = %s WHERE name = 'decisions'",
        [number, old.sha256, _mac(number, old.sha256)],
    )
    decide(city)
    assert list(register_faults()) == []
    sql("UPDATE records_decision SET own_number = 'X 1' WHERE number = %s", [number])
    assert list(register_faults()) == [Fault("decisions", number, number, "content")]


def _mac(number: int, sha256: str) -> str:
    from nytta.kit.models import ChainHead

    return ChainHead(name="decisions", number=number, sha256=sha256).signature()


def test_seal_holds_all_new_links_once_and_goes_by_mail(city: City_) -> None:
    City.objects.update(seal_addresses="arkiv@example.org\nrevision@example.org")
    several(city, 8)
    first = seal(city)
    assert seal(city) == first
    count = Decision.objects.count()
    decide(city)
    seal(city)
    one, two = Seal.objects.order_by("number")
    assert (one.held["decisions"]["first"], len(one.held["decisions"]["hashes"])) == (1, count)
    assert two.held["decisions"] == {"first": count + 1, "hashes": [Decision.objects.get(number=count + 1).sha256]}
    assert [len(one.held[c]["hashes"]) for c in ("decision_files", "review_notes")] == [2, 2]
    mails = Notice.objects.filter(key__startswith="seal-").order_by("key")
    assert [(m.to, one.sha256 in m.body or two.sha256 in m.body) for m in mails] == [
        ("arkiv@example.org", True),
        ("revision@example.org", True),
    ] * 2
    assert list(register_faults()) == []


def test_seal_of_many_links_is_made_in_several(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands.register, "MOST_IN_SEAL", 10)
    several(city, 25)
    seal(city)
    assert [len(s.held["decisions"]["hashes"]) for s in Seal.objects.order_by("number")][:2] == [10, 10]
    assert sum(len(s.held["decisions"]["hashes"]) for s in Seal.objects.all()) == Decision.objects.count()
    assert list(register_faults()) == []


def test_seal_is_public_as_page_feed_and_file(city: City_) -> None:
    lines = seal(city)
    last = Seal.objects.get()
    client = Client()
    assert last.sha256 in client.get(reverse("records:seal", args=[1])).content.decode()
    assert f"<content>{last.sha256}</content>" in client.get(reverse("records:seal_feed")).content.decode()
    assert client.get(reverse("records:seals")).context["page"].total == 1
    file = b"".join(client.get(reverse("records:seal_lines")).streaming_content).decode()  # type: ignore[attr-defined]
    assert file.splitlines(keepends=True) == lines


def test_worker_seals_and_verifies_at_night(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job.objects.create(name="portal.seal", key="portal.seal@2026-03-02", run_after=city.on)
    assert nightly.seal(job)["seals"] == [1]
    monkeypatch.setattr("nytta.city.records.queries.proof.AT_ONCE", 0)
    assert outcome() is None
    job = Job.objects.create(name=NIGHTLY, key=f"{NIGHTLY}@2026-03-02", run_after=city.on)
    job.result = nightly.verify(job)
    job.save()
    found = outcome()
    assert found is not None
    assert (found.count, found.faults, found.last_number) == (Decision.objects.count(), [], Decision.objects.count())
    assert "kontrollerades 2026-03-02 12:00" in Client().get(reverse("records:chain"), headers=SV).content.decode()


def test_command_seals_and_prints(city: City_) -> None:
    out = StringIO()
    call_command("seal", stdout=out)
    one = Seal.objects.get()
    assert out.getvalue() == f"seal 1 2026-03-02 {one.sha256}\n"
    again = StringIO()
    call_command("seal", stdout=again)
    assert again.getvalue() == f"nothing new; the last is seal 1 2026-03-02 {one.sha256}\n"


def test_command_believes_the_seals_that_were_kept(city: City_, tmp_path: object) -> None:
    several(city, 5)
    file = tmp_path / "sigill.jsonl"  # type: ignore[operator]
    file.write_text("".join(seal(city)), encoding="utf-8")
    sql("DELETE FROM records_seal")
    sql("DELETE FROM kit_chainhead WHERE name = 'seals'")
    call_command("verify_decisions", stdout=StringIO())  # nothing in the database says that there were seals
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_decisions", seals=file, stderr=err, stdout=StringIO())
    assert (
        err.getvalue()
        == "seal 1: missing at the end\nseal 1: the end of the chain was moved, or something after the last seal was rewritten, by somebody without the installation's key\n"
    )


def test_head_written_by_somebody_else_is_never_signed_over(city: City_) -> None:
    several(city, 2)
    sql("UPDATE kit_chainhead SET mac = 'x' WHERE name = 'decisions'")
    decide(city)
    assert [f.kind for f in register_faults()] == ["head"]


def test_new_key_is_known_with_the_former_beside_it_and_the_nightly_seal_signs_anew(city: City_, settings: Any) -> None:
    several(city, 4)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" + "y" * 50
    assert {f.kind for f in register_faults()} == {"head"}
    settings.SECRET_KEY_FALLBACKS = [former]
    assert list(register_faults()) == []
    seal(city)
    settings.SECRET_KEY_FALLBACKS = []
    assert list(register_faults()) == []
    sql("UPDATE kit_chainhead SET mac = %s WHERE name = 'decisions'", ["f" * 64])
    settings.SECRET_KEY_FALLBACKS = [former]
    seal(city)
    assert {f.kind for f in register_faults()} == {"head"}  # what nobody signed is not signed anew


def test_issued_letter_is_kept_with_its_code(city: City_) -> None:
    decision = decide(city, letter="Hej!")
    file = DecisionFile.objects.get(decision=decision)
    data = bytes(file.content.data)
    assert data.decode().startswith("Hej!\n\n---\nBeslut B 2026-")
    assert (file.size, file.file_sha256) == (len(data), hashlib.sha256(data).hexdigest())
    answer = Client().get(reverse("records:issued_file", args=[decision.number, file.number]))
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    hidden = decide(city, letter="Hej!", published=False)
    url = reverse("records:issued_file", args=[hidden.number, hidden.files.get().number])
    assert (Client().get(url).status_code, as_(city, "auditor").get(url).status_code) == (404, 200)


@pytest.mark.both
@pytest.mark.requirement("O6")
def test_decision_fetched_as_a_document_is_known_again_and_a_changed_one_is_not(city: City_) -> None:
    first = decide(city)
    content = Client().get(reverse("records:decision_file", args=[first.number])).content
    assert content == Client().get(reverse("records:decision_file", args=[first.number])).content
    assert list(FetchedCopy.objects.values_list("decision", "made_on")) == [(first.pk, city.on.date())]
    decide(city, 2, supersedes=first)

    def ask(content: bytes) -> str:
        file = SimpleUploadedFile("beslut.pdf", content, content_type="application/pdf")
        return str(Client().post(reverse("records:genuine"), {"file": file}).content.decode())

    told = ask(content)
    assert [words in told for words in ("Filen är precis den som registret lämnade ut", "Ersatt av")] == [True, True]
    assert "Registret känner inte igen" in ask(content[:-1] + b"x")
    with pytest.raises(DatabaseError), transaction.atomic():
        FetchedCopy.objects.update(decision=first.pk + 1)


def test_register_is_filtered_by_body_period_delegation_and_standing(city: City_) -> None:
    first = decide(city, 1, body_name="Nämnden")
    second = decide(
        city, 2, body_name="Nämnden", supersedes=first, on_delegation=False, concerns=["A-2026-777"], on=city.on + timedelta(days=31)
    )
    client, url = as_(city, "auditor"), reverse("records:decisions")

    def found(**asked: str) -> list[int]:
        return sorted(
            int(row.split("/beslut/")[1].split("/")[0]) for row in client.get(url, {"body": "Nämnden", **asked}).context["page"].rows
        )

    assert found() == [first.number, second.number]
    assert [found(period=p) for p in ("2026", "2026-03", "2026-04")] == [[first.number, second.number], [first.number], [second.number]]
    assert [found(delegated="yes"), found(delegated="no")] == [[first.number], [second.number]]
    assert [found(standing="yes"), found(standing="no")] == [[second.number], [first.number]]
    assert [found(q=q) for q in ("A-2026-777", second.own_number, first.registry_number)] == [
        [second.number],
        [second.number],
        [first.number],
    ]
    html = client.get(reverse("records:decision", args=[second.number]), headers=SV).content.decode()
    assert ("Rör också" in html, f"Beslut {first.own_number}" in html) == (True, True)


def test_settings_refuse_a_pattern_that_gives_no_number_of_its_own(city: City_) -> None:
    client, url = as_(city, "registrar"), reverse("records:settings")
    sent = {
        "name": "Ekholms kommun", "director_title": "kommundirektören", "executive_office": "kontoret", "registry_pattern": "KS {year}/{number}",
        "decision_pattern": "SD {year}-{number:03d}", "decision_letters": "KS kommunstyrelsen", "seal_addresses": "arkiv@example.org",
    }  # fmt: skip
    for bad in ({"decision_pattern": "SD {number}"}, {"decision_letters": "kommunstyrelsen"}, {"seal_addresses": "arkiv"}):
        assert client.post(url, {**sent, **bad}).status_code == 409
    assert client.post(url, sent).status_code == 302
    assert City.objects.get().decision_pattern == "SD {year}-{number:03d}"
