"""The register of governing documents: decided, repealed, completed, read on any day; every clause at its address."""

import importlib
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from nytta.city.records import commands
from nytta.city.records.commands import EditionText, RepealWish
from nytta.city.records.models import Clause, Decision, Edition, GoverningDocument, Repeal
from nytta.city.records.queries import governing
from nytta.city.records.terms import DelegatedAct, Force, GoverningKind, Level, Role, Wording
from nytta.kit import audit, guards
from nytta.kit.testing import csv_rows, queries_of
from nytta.plain.text import sort_key
from nytta.plain.verdicts import Refused
from tests.at_once import at_once
from tests.factories.city import LAST, City_, template
from tests.pdfs import faults, words

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O3")]
SV = {"accept-language": "sv"}
APRIL, JUNE = date(2026, 4, 1), date(2026, 6, 1)
TEXT = "1 Syfte\nRiktlinjen gäller e-tjänster.\n2 Krav\nInloggning sker med id-portalen.\n2.1 Undantag\nHögst tre månader."
NEXT = "1 Syfte\nRiktlinjen gäller e-tjänster.\n2 Krav\nInloggning sker med id-portalen.\n2.1 Undantag\nHögst sex månader.\n3 Uppföljning\nVarje år."


def decided(
    city: City_, code: str = "riktlinje", *, first: date = APRIL, last: date | None = None, text: str = TEXT, **given: Any
) -> GoverningDocument:
    values: dict[str, Any] = {
        "code": code, "title": f"Riktlinje {code}", "kind": GoverningKind.GUIDELINE, "level": Level.EXECUTIVE_BOARD, "body": None,
        "edition": EditionText(text, first, last, date(2026, 3, 1), "KS 2026/0142"), "mandate": "KS § 7, 2026-03-01", "reasons": "Behövs.",
        "by": city.people["registrar"], "on": city.on,
    }  # fmt: skip
    return commands.decide_document(**{**values, **given})


def next_edition(city: City_, document: GoverningDocument, first: date = JUNE, **given: Any) -> Edition:
    edition = EditionText(NEXT, first, None, date(2026, 5, 1), "KS 2026/0200", "Längre undantag.")
    values: dict[str, Any] = {"mandate": "KS § 9, 2026-05-01", "reasons": "Mer tid.", "by": city.people["registrar"], "on": city.on}
    return commands.decide_edition(**{"document": document, "edition": edition, **values, **given})


def loaded(city: City_) -> list[GoverningDocument]:
    return commands.load_governing(content=template(), by=city.people["registrar"], on=city.on)


def refused(act: Callable[..., Any], *arguments: Any, **given: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*arguments, **given)
    return [f.rule for f in caught.value.verdict.blocking]


def force(day: date) -> dict[str, str]:
    return {d.code: d.force for d in governing.governing_on(GoverningDocument.objects.all(), day)}


def client_of(city: City_, name: str | None) -> Client:
    client = Client(headers=SV)
    if name:
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


REPEALED = {"itp-2004", "it-program-2007", "telestrategi-1995", "datakommunikation-2007", "leveransstrategi-2008", "andringsrad-2008", "inloggning-2008", "utvecklingsmodell-2007"}  # fmt: skip
BESIDE = {"gron-it-strategi", "e-strategi", "e-halsa", "oppna-data", "sakerhetsprogram"}


@pytest.mark.both
def test_what_was_in_force_on_the_first_of_march_2013(city: City_) -> None:
    assert len(loaded(city)) == 14
    then = force(date(2013, 3, 1))
    assert {c for c, f in then.items() if f == "repealed"} == REPEALED
    assert {c for c, f in then.items() if f == "in_force"} == BESIDE | {"program-2013-2018"}
    assert then["program-2026-2031"] == "coming"
    before = force(date(2012, 12, 31))  # no source says when they began
    assert {c for c, f in before.items() if f == "unknown"} == REPEALED | BESIDE
    assert force(date(2019, 1, 1))["program-2013-2018"] == "ended"
    numbers = dict(GoverningDocument.objects.values_list("code", "registry_number"))
    assert numbers["itp-2004"] == "031-966/2004" and numbers["program-2013-2018"] == "031-786/2012" and numbers["e-halsa"] == ""
    assert refused(loaded, city) == ["governing_loaded"]


def test_facts_that_no_source_gives_are_missing_and_counted(city: City_) -> None:
    loaded(city)
    lacks = {d.code: d.lacks for d in governing.governing_on(GoverningDocument.objects.all(), date(2013, 3, 1))}
    assert lacks == {
        **dict.fromkeys(REPEALED, 4), "itp-2004": 3, **dict.fromkeys(BESIDE, 4), "oppna-data": 5, "sakerhetsprogram": 5,
        "program-2013-2018": 2, "program-2026-2031": 1,
    }  # fmt: skip
    page = client_of(city, None).get(reverse("records:document", args=["oppna-data"])).content.decode()
    assert page.count("uppgift saknas") == 4 and "5 uppgifter saknas." in page
    rows = csv_rows(client_of(city, None).get(reverse("records:governing") + "csv", {"dag": "2013-03-01", "lage": "repealed"}))
    assert [r[0] for r in rows[1:9]] == sorted((r[0] for r in rows[1:9]), key=str.casefold) and len(rows) == 9
    assert rows[0] == [
        "Titel",
        "Läge",
        "Slag",
        "Beslutande nivå",
        "Diarienummer",
        "Version",
        "Gäller från",
        "Gäller till",
        "Upphävt från",
        "Saknade uppgifter",
    ]
    assert ["Telestrategi", "Upphävt", "Strategi", "", "041-775/1995", "", "", "", "2013-01-01", "4"] in rows


@pytest.mark.both
def test_a_document_is_decided_with_its_decision_and_clauses(city: City_) -> None:
    document = decided(city)
    edition = document.editions.get()
    assert edition.decision is not None
    said = edition.decision
    assert (said.kind, said.decider, said.body_name, said.mandate, said.registry_number) == (
        "governing", "Kommunstyrelsen", "Kommunstyrelsen", "KS § 7, 2026-03-01", "KS 2026/0142",
    )  # fmt: skip
    assert said.text.reasons == "Behövs." and said.content["valid_from"] == "2026-04-01"
    assert [(c.number, c.key, c.heading, c.text) for c in edition.clauses.all()] == [
        ("1", "1", "Syfte", "Riktlinjen gäller e-tjänster."), ("2", "2", "Krav", "Inloggning sker med id-portalen."),
        ("2.1", "2.1", "Undantag", "Högst tre månader."),
    ]  # fmt: skip
    assert force(date(2026, 3, 31))["riktlinje"] == "coming" and force(APRIL)["riktlinje"] == "in_force"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Clause.objects.filter(edition=edition).update(text="ändrad")
    assert audit.history("riktlinje")[0].act == "governing.decide"
    assert Client(headers=SV).get(reverse("records:decision", args=[said.number])).status_code == 200


def test_what_is_wrong_is_refused_by_rule(city: City_) -> None:
    decided(city)
    assert refused(decided, city) == ["governing_once"]
    assert refused(decided, city, "annan", level=Level.COMMITTEE) == ["governing_body"]
    assert refused(decided, city, "annan", mandate="på tisdag") == ["paragraph"]
    assert refused(decided, city, "annan", text="Utan nummer") == ["clauses_none"]
    assert refused(decided, city, "annan", first=JUNE, last=APRIL) == ["period"]
    assert refused(decided, city, "annan", by=city.people["applicant"]) == ["mandate"]
    assert refused(decided, city, "annan", reasons="  ") == ["decision_complete"]
    assert not GoverningDocument.objects.filter(code="annan").exists()


def test_the_director_decides_guidelines_on_delegation_and_nothing_else(city: City_) -> None:
    director = city.people["director"]
    given = {"level": Level.DIRECTOR, "by": director, "mandate": ""}
    assert refused(decided, city, **given) == ["mandate"]
    commands.delegate(
        body=city.bodies["kommunstyrelsen"], delegated=DelegatedAct.GUIDELINES, role=Role.CITY_DIRECTOR, clause="Delegationsordningen 5.1", limit_sek=None,
        valid_from=date(2026, 1, 1), valid_until=LAST, by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    decision = decided(city, **given).editions.get().decision
    assert decision is not None
    assert (decision.decider, decision.mandate, decision.on_delegation) == ("kommundirektören", "Delegationsordningen 5.1", True)
    assert refused(decided, city, "annan", by=director) == ["mandate"]


@pytest.mark.both
def test_a_new_edition_takes_over_from_its_day_and_addresses_stay(city: City_, travel: Callable[[date], None]) -> None:
    document = decided(city)
    next_edition(city, document)
    old = reverse("records:clause", args=["riktlinje", 1, "2.1"])
    assert "Högst tre månader." in Client(headers=SV).get(old).content.decode()
    day = reverse("records:clause_on", args=["riktlinje", "2.1"])
    assert "Högst tre månader." in Client(headers=SV).get(day, {"dag": "2026-05-31"}).content.decode()
    assert "Högst sex månader." in Client(headers=SV).get(day, {"dag": "2026-06-01"}).content.decode()
    travel(date(2026, 7, 1))
    assert "Högst sex månader." in Client(headers=SV).get(day).content.decode()
    assert [governing.clause_ref(c) for c in governing.clauses(JUNE, document="riktlinje")] == [
        f"riktlinje/2/{k}" for k in ("1", "2", "2.1", "3")
    ]
    assert [governing.clause_ref(c) for c in governing.clauses(date(2026, 5, 31), document="riktlinje")] == [
        f"riktlinje/1/{k}" for k in ("1", "2", "2.1")
    ]
    then = Client(headers=SV).get(reverse("records:clause_on", args=["riktlinje", "3"]), {"dag": "2026-05-31"}).content.decode()
    assert "Punkten fanns inte i någon version som gällde den 2026-05-31." in then
    assert refused(next_edition, city, document) == ["edition_day"]
    assert Client().get(reverse("records:clause", args=["riktlinje", 1, "9"])).status_code == 404


def test_two_editions_are_compared_clause_by_clause_with_marks_that_are_not_colour_alone(city: City_) -> None:
    next_edition(city, decided(city))
    page = Client(headers=SV).get(reverse("records:compare", args=["riktlinje"])).content.decode()
    assert "<del>tre</del><ins>sex</ins>" in page
    assert "Ny: 1 · Borttagen: 0 · Ändrad: 1 · Oförändrad: 2" in page
    turned = Client(headers=SV).get(reverse("records:compare", args=["riktlinje"]), {"fran": "2", "till": "1"}).content.decode()
    assert "<del>sex</del><ins>tre</ins>" in turned and "Ny: 0 · Borttagen: 1 · Ändrad: 1 · Oförändrad: 2" in turned


@pytest.mark.both
def test_a_later_document_repeals_a_whole_one_and_a_clause(city: City_) -> None:
    old, other = decided(city, "gammal"), decided(city, "annan")
    clause = other.editions.get().clauses.get(key="2.1")
    new = decided(city, "ny", first=JUNE, repeals=[RepealWish(old)])
    wish = RepealWish(other, clause, "3")
    given = {
        "saying": new.editions.get(),
        "mandate": "KS § 12, 2026-05-02",
        "reasons": "Täcks av den nya.",
        "by": city.people["registrar"],
        "on": city.on,
    }
    assert refused(commands.repeal, wish=wish, from_day=date(2026, 3, 1), **given) == ["repeal_before"]
    assert refused(commands.repeal, wish=wish, from_day=date(2026, 5, 31), **given) == ["repeal_early"]
    repeal = commands.repeal(wish=wish, from_day=JUNE, **given)
    assert (
        repeal.decision is not None
        and repeal.decision.kind == "repeal"
        and repeal.decision.content == {"repealed": "annan/1/2.1", "from": "2026-06-01"}
    )
    assert [force(date(2026, 5, 31))["gammal"], force(JUNE)["gammal"]] == ["in_force", "repealed"]
    assert [c.key for c in governing.clauses(date(2026, 5, 31), document="annan")] == ["1", "2", "2.1"]
    assert [c.key for c in governing.clauses(JUNE, document="annan")] == ["1", "2"]
    assert refused(next_edition, city, old, date(2026, 7, 1)) == ["governing_repealed"]
    assert refused(decided, city, "tredje", repeals=[RepealWish(old)]) == ["repealed_already"]
    assert refused(commands.repeal, wish=RepealWish(new), from_day=JUNE, **given) == ["repeal_itself"]
    page = Client(headers=SV).get(reverse("records:repeal_chain")).content.decode()
    assert page.count('<svg role="group"') == 1 and "bara punkt 2.1" in page
    assert [r.document.code for r in governing.linked(old)] == ["gammal", "annan"]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_documents_that_repeal_the_same_at_once_one_does(transactional_city: City_) -> None:
    city = transactional_city
    old = decided(city, "gammal")
    given = at_once([lambda n=n: decided(city, f"ny-{n}", first=JUNE, repeals=[RepealWish(old)]) for n in range(3)])
    assert sorted(type(g).__name__ for g in given) == ["GoverningDocument", "Refused", "Refused"]
    assert Repeal.objects.count() == 1 and GoverningDocument.objects.filter(code__startswith="ny-").count() == 1
    assert Decision.objects.filter(kind="governing").count() == 2


def test_the_decided_text_takes_the_place_of_a_summary_and_addresses_stay(city: City_) -> None:
    loaded(city)
    edition = Edition.objects.get(document__code="program-2013-2018")
    assert edition.wording == Wording.SUMMARY.value
    url = reverse("records:clause", args=["program-2013-2018", 1, "7.1"])
    assert "En sammanfattning, inte den beslutade texten." in Client(headers=SV).get(url).content.decode()
    text = "1 Program\nEtt.\n2 Mål\nTvå.\n3 Områden\nTre.\n4 Styrning\nFyra.\n5 Pengar\nFem.\n6 Uppföljning\nSex.\n7 Leverans\nSju.\n7.1 Arkitektur\nBeslutad text."
    client = client_of(city, "registrar")
    where = reverse("records:put_in_text", args=["program-2013-2018", 1])
    shown = client.post(where, {"text": text, "source": "Bilaga 1"})
    assert (
        shown.status_code == 200
        and "Texten blir 8 punkter." in shown.content.decode()
        and "Inget är sparat ännu." in shown.content.decode()
    )
    assert client.post(where, {"text": text, "source": "Bilaga 1", "seen": shown.context["form"]["seen"].value()}).status_code == 302
    assert "Beslutad text." in Client(headers=SV).get(url).content.decode()
    left = edition.clauses.filter(summary=True).values_list("key", flat=True)
    assert list(left) == ["7.2"]  # what only the summary has stays at its address, and says that it is one
    assert refused(commands.put_in_text, edition=edition, text=text, source="x", by=city.people["registrar"], on=city.on) == ["text_in"]


def test_missing_facts_are_filled_in_with_their_source_and_known_ones_stay(city: City_) -> None:
    loaded(city)
    client = client_of(city, "registrar")
    where = reverse("records:complete", args=["e-halsa"])
    answer = client.post(
        where, {"registry_number": "032-1/2009", "decided_on": "2009-05-11", "valid_from": "2009-06-01", "source": "KF § 4"}
    )
    assert answer.status_code == 302
    document = GoverningDocument.objects.get(code="e-halsa")
    assert (document.registry_number, document.level) == ("032-1/2009", "city_council")
    assert force(date(2010, 1, 1))["e-halsa"] == "in_force" and force(date(2009, 5, 31))["e-halsa"] == "coming"
    assert audit.history("e-halsa")[0].reason == "KF § 4"
    again = client.get(where).content.decode()
    assert 'name="registry_number"' not in again and 'name="valid_from"' not in again
    empty = client.post(where, {"source": "KF § 4"})
    assert empty.status_code == 409 and "Det fanns inget nytt att föra in." in empty.content.decode()


def test_nothing_is_decided_on_a_document_whose_level_nobody_knows(city: City_) -> None:
    loaded(city)
    document = GoverningDocument.objects.get(code="oppna-data")
    assert refused(next_edition, city, document) == ["governing_level"]
    client = client_of(city, "registrar")
    shown = client.get(reverse("records:new_edition", args=["oppna-data"])).content.decode()
    assert "Ingen källa säger vem som beslutar om dokumentet." in shown and '<form class="stack"' not in shown
    where = reverse("records:complete", args=["oppna-data"])
    bare = client.post(where, {"level": "committee", "source": "Protokoll 4"})
    assert bare.status_code == 409 and "Ange vilken nämnd eller bolagsstyrelse som har beslutat." in bare.content.decode()
    client.post(where, {"level": "committee", "body": city.bodies["socialnamnden"].pk, "source": "Protokoll 4"})
    edition = next_edition(city, document)
    assert edition.decision is not None and edition.decision.decider == "Socialnämnden"


def test_an_edition_says_until_when_it_held(city: City_) -> None:
    next_edition(city, decided(city))
    page = Client(headers=SV).get(reverse("records:document", args=["riktlinje"])).content.decode()
    assert "2026-04-01 – 2026-05-31" in page and "2026-06-01 – tills vidare" in page


def test_programmes_of_before_take_their_place(city: City_) -> None:
    with guards.lifted():
        Clause.objects.all().delete()
    Edition.objects.all().delete()
    GoverningDocument.objects.all().delete()
    importlib.import_module("nytta.city.records.migrations.0008_programmes_are_governing_documents").register(apps, None)
    document = GoverningDocument.objects.get()
    edition = document.editions.get()
    assert (document.code, document.programme, document.sort, edition.wording, edition.decision_id) == (
        "program-2026-2031", "2026-2031", sort_key(document.title), "none", city.programme.decision_id,
    )  # fmt: skip


def form(**given: Any) -> dict[str, Any]:
    values = {
        "title": "Riktlinje för e-tjänster", "code": "riktlinje", "kind": "guideline", "level": "executive_board", "registry": "KS 2026/0142",
        "decided_on": "2026-03-01", "valid_from": "2026-04-01", "mandate": "KS § 7, 2026-03-01", "reasons": "Behövs.", "text": TEXT,
    }  # fmt: skip
    return {**values, **given}


def test_a_text_is_shown_cut_before_it_is_decided_and_nothing_typed_is_lost(city: City_) -> None:
    client, where = client_of(city, "registrar"), reverse("records:new_document")
    shown = client.post(where, form())
    page = shown.content.decode()
    assert shown.status_code == 200 and "Texten blir 3 punkter." in page and "Riktlinje för e-tjänster" in page
    assert not GoverningDocument.objects.filter(code="riktlinje").exists()
    seen = shown.context["form"]["seen"].value()
    changed = client.post(where, form(seen=seen, text=TEXT + " Mer."))  # another text is shown once more
    assert changed.status_code == 200 and not GoverningDocument.objects.filter(code="riktlinje").exists()
    assert client.post(where, form(seen=seen))["Location"] == reverse("records:document", args=["riktlinje"])
    assert GoverningDocument.objects.get(code="riktlinje").editions.get().clauses.count() == 3


def test_a_text_with_faults_is_told_by_line_and_stays_in_the_form(city: City_) -> None:
    client, where = client_of(city, "registrar"), reverse("records:new_document")
    answer = client.post(where, form(text="# 1 A\nord som står kvar\n# 1 B"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Punkt 1 står på rad 1 och en gång till på rad 3." in page and "ord som står kvar" in page
    file = SimpleUploadedFile("riktlinje.md", "# 1 Syfte\nFrån fil, åäö.".encode("cp1252"))
    read = client.post(where, {**form(text=""), "file": file}).content.decode()
    assert "Från fil, åäö." in read and "Texten blir 1 punkt." in read
    bad = client.post(where, {**form(text=""), "file": SimpleUploadedFile("a.docx", b"PK\x03\x04\0\0")})
    assert bad.status_code == 422 and "Filen är inte en textfil." in bad.content.decode()


def test_a_repeal_is_decided_on_the_page_and_a_clause_that_is_not_there_is_told(city: City_) -> None:
    decided(city, "gammal")
    decided(city, "ny", first=JUNE)
    client, where = client_of(city, "registrar"), reverse("records:repeal", args=["ny"])
    values = {
        "document": GoverningDocument.objects.get(code="gammal").pk, "clause": "9", "from_day": "2026-06-01", "mandate": "KS § 12, 2026-05-02",
        "reasons": "Täcks.",
    }  # fmt: skip
    answer = client.post(where, values)
    assert answer.status_code == 409 and "Riktlinje gammal har ingen punkt 9 som gäller den 2026-06-01." in answer.content.decode()
    assert client.post(where, {**values, "clause": "2.1"})["Location"] == reverse("records:document", args=["gammal"])
    assert "från 2026-06-01" in Client(headers=SV).get(reverse("records:document", args=["gammal"])).content.decode()


def test_words_are_found_in_documents_and_in_their_clauses(city: City_) -> None:
    decided(city)
    decided(city, "annan", text="1 Annat\nHelt andra ord.")
    client = client_of(city, None)
    answer = client.get(reverse("records:governing"), {"q": "inloggning id-portal"})
    assert answer.context["page"].total == 1
    assert [governing.clause_ref(c) for c in answer.context["clauses"]] == ["riktlinje/1/2"]
    assert client.get(reverse("records:governing"), {"q": "xyzzy"}).context["clauses"] == []


def test_a_cited_chapter_leads_to_its_clause_and_a_requirement_to_what_it_means(city: City_) -> None:
    def where(designation: str) -> str:
        return Client().get(reverse("portal:source", args=[designation]))["Location"]

    at = "program-2026-2031"
    assert where("P7.1") == reverse("records:clause", args=[at, 1, "7.1"])
    assert where("P5") == reverse("records:clause", args=[at, 1, "5"])
    assert where("P7.1.9") == reverse("records:clause", args=[at, 1, "7.1"])
    assert where("P9") == reverse("records:document", args=[at])
    assert where("E6.1.1") == reverse("portal:sources") + "#E6" and where("T") == reverse("portal:sources") + "#T"
    page = client_of(city, "applicant").get(reverse("records:new_appointment")).content.decode()
    assert f'href="{reverse("portal:sources")}#O2">O2</a>' in page
    rules = Client(headers=SV).get(reverse("records:rule_set", args=["2026:1"])).content.decode()
    assert f'href="{reverse("portal:source", args=["P5"])}">P5</a>' in rules


def test_an_edition_is_an_accessible_document_with_every_clause(city: City_) -> None:
    decided(city)
    answer = Client(headers=SV).get(reverse("records:edition_file", args=["riktlinje", 1]))
    text = words(answer.content)
    assert all(word in text for word in ("2.1 Undantag", "Högst tre månader.", "KS 2026/0142", "2026-04-01 – tills vidare"))
    assert faults(answer.content) == []


def test_the_adopted_programme_is_a_governing_document(city: City_) -> None:
    document = GoverningDocument.objects.get(programme="2026-2031")
    edition = document.editions.get()
    assert (document.code, document.level, document.registry_number) == ("program-2026-2031", "city_council", "KS 2025/0001")
    assert edition.decision_id == city.programme.decision_id and edition.wording == "summary"
    assert [c.key for c in edition.clauses.all()] == ["1", "2", "3", "4", "5", "6", "7", "7.1", "7.2"]
    page = Client(headers=SV).get(reverse("goals:programme")).content.decode()
    assert reverse("records:document", args=["program-2026-2031"]) in page


def test_the_public_reads_all_and_decides_nothing(city: City_) -> None:
    decided(city)
    client = client_of(city, None)
    for name, arguments in (
        ("governing", []),
        ("document", ["riktlinje"]),
        ("edition", ["riktlinje", 1]),
        ("clause", ["riktlinje", 1, "1"]),
        ("repeal_chain", []),
    ):
        page = client.get(reverse(f"records:{name}", args=arguments))
        assert page.status_code == 200 and reverse("records:new_document") not in page.content.decode()
    assert client.post(reverse("records:new_document"), form()).status_code in (302, 403)
    assert client.get(reverse("records:new_edition", args=["riktlinje"])).status_code == 302


def test_pages_ask_as_much_of_many_editions_and_documents_as_of_one(city: City_) -> None:
    document = decided(city)
    client, urls = (
        client_of(city, None),
        [
            reverse("records:governing"),
            reverse("records:document", args=["riktlinje"]),
            reverse("records:clause", args=["riktlinje", 1, "2.1"]),
        ],
    )
    first = [len(queries_of(client, url)[1]) for url in urls]
    for n in range(4):
        next_edition(city, document, JUNE + timedelta(n))
        decided(city, f"ny-{n}", first=JUNE)
    assert [len(queries_of(client, url)[1]) for url in urls] == first


@pytest.mark.both
def test_the_editions_in_force_on_any_day_are_as_walking_through_the_days_gives(city: City_) -> None:
    rng, start = random.Random(2013), date(2026, 1, 1)
    GoverningDocument.objects.filter(code="program-2026-2031").update(code="mall")
    made = []
    for n in range(30):
        document = GoverningDocument.objects.create(code=f"d{n}", title=f"D{n}", kind="other")
        editions = []
        for number, day in enumerate(rng.sample(range(40), rng.randint(1, 4)), 1):
            known = rng.random() < 0.8
            first = start + timedelta(day)
            last = first + timedelta(rng.randint(0, 15)) if known and rng.random() < 0.4 else None
            seen = first if not known and rng.random() < 0.5 else None
            editions.append((number, first if known else None, last, seen))
            Edition.objects.create(
                document=document, number=number, valid_from=first if known else None, valid_until=last, attested_on=seen, wording="none"
            )
        gone = start + timedelta(rng.randint(0, 40)) if rng.random() < 0.3 else None
        if gone:
            Repeal.objects.create(document=document, by=document.editions.first(), from_day=gone)
        made.append((document.code, editions, gone))
    for offset in range(-1, 45):
        on = start + timedelta(offset)
        found = {d.code: (d.force, d.edition_number) for d in governing.governing_on(GoverningDocument.objects.exclude(code="mall"), on)}
        assert found == {code: _walked(editions, gone, on) for code, editions, gone in made}, on


def _walked(editions: list[tuple[int, date | None, date | None, date | None]], gone: date | None, on: date) -> tuple[str, int | None]:
    """Who holds on a day, found by taking each day in turn."""
    holder: tuple[int, date | None, date | None, date | None] | None = None
    day = date(2026, 1, 1)
    while day <= on:
        for one in editions:
            if (one[1] or one[3]) == day:
                holder = one
        day += timedelta(1)
    if gone and gone <= on:
        return Force.REPEALED.value, holder[0] if holder else None
    if holder is None:
        return (Force.UNKNOWN if any(e[1] is None for e in editions) else Force.COMING).value, None
    return (Force.IN_FORCE if holder[2] is None or on <= holder[2] else Force.ENDED).value, holder[0]
