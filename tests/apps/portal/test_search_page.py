"""One field for all registers: everybody finds what their registers show, and nothing else."""

import re

import pytest
from django.test import Client

from nytta.city.records.commands import examine
from nytta.city.records.terms import Openness
from nytta.kit import search
from tests.factories.city import City_, make_case
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def client(person: object = None) -> Client:
    made = Client()
    if person is not None:
        made.force_login(person)  # type: ignore[arg-type]
    return made


def hits(of: Client, text: str) -> list[tuple[str, str, str]]:
    """(address, title, what and number) of each hit."""
    page = of.get("/sok/", {"q": text}).content.decode()
    return re.findall(
        r'<li><a class="ds-link" href="([^"]+)" lang="sv">([^<]+)</a><br><span class="subtle small">([^<]+)</span></li>', page
    )


def test_all_registers_answer_in_one_list(city: City_) -> None:
    case = make_case(city, "screening", title="Taxor för bygglov")
    system = make_system(city, name="Taxeboken")
    found = hits(client(city.people["project_office"]), "tax")
    assert set(found) == {
        (f"/ansokningar/{case.code}/", "Taxor för bygglov", f"Ansökan · {case.code}"),
        ("/ideer/I-2026-001/", "Idé: Taxor för bygglov", "Idé · I-2026-001"),
        (f"/system/{system.code}/", "Taxeboken", f"System · {system.code}"),
    }
    assert hits(client(city.people["project_office"]), "taxeboken bygglov") == []  # every word in one thing


def test_a_draft_is_found_by_its_writers_alone(city: City_) -> None:
    case = make_case(city, "draft", title="Hemlig utredning")
    assert {h[0] for h in hits(client(city.people["applicant"]), "utredning")} == {"/ideer/I-2026-001/", f"/ansokningar/{case.code}/"}
    assert [h[0] for h in hits(client(city.people["project_office"]), "utredning")] == ["/ideer/I-2026-001/"]
    assert hits(client(), "utredning") == []


def test_anybody_finds_what_anybody_may_read(city: City_) -> None:
    case = make_case(city, "decision", title="Taxor för bygglov")
    assert [h[:2] for h in hits(client(), "taxor")] == [(f"/arenden/{case.code}/", "Taxor för bygglov")]
    assert [h[0] for h in hits(client(), case.code)] == [f"/arenden/{case.code}/"]  # a whole code is the thing itself
    examine(subject=case.code, part="title", openness=Openness.CLOSED, clause="OSL 19 kap. 3 §", by=city.people["registrar"], on=city.on)
    assert hits(client(), "taxor") == []
    assert {h[0] for h in hits(client(city.people["project_office"]), "taxor")} == {"/ideer/I-2026-001/", f"/ansokningar/{case.code}/"}


def test_what_one_may_not_see_does_not_hide_what_one_may(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(city, "screening", title="Taxor för bygglov")
    for number in range(40):  # of these the word stands in what nobody has examined
        later = make_case(city, "screening", title=f"Sak {number}", number=number + 2)
        search.put("case", later.code, later.title, "taxor " * 9)
    assert [h[1] for h in hits(client(), "taxor")] == ["Taxor för bygglov"]
    monkeypatch.setattr("nytta.portal.queries.everywhere.PROPOSED", (3, 5))
    search.put("case", case.code, "annat")
    page = client().get("/sok/?q=taxor").content.decode()
    assert "Inget hittades" not in page and 'href="/arenden/?q=taxor"' in page


def test_decisions_and_numbers(city: City_) -> None:
    case = make_case(city, "granted")
    found = hits(client(), case.registry_number)
    assert [h[2].split(" · ")[0] for h in found].count("Beslut") >= 1
    assert all(h[0].startswith(("/register/beslut/", "/arenden/")) for h in found)


def test_twenty_are_shown_and_the_registers_show_the_rest(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 23):
        make_system(city, name=f"Kartverk {number}")
    page = client(city.people["project_office"]).get("/sok/?q=kartverk").content.decode()
    assert len(hits(client(city.people["project_office"]), "kartverk")) == 20
    assert "De 20 bästa träffarna" in page and 'href="/system/?q=kartverk"' in page
    monkeypatch.setattr(search, "RANKED", 5)
    assert set(search.find("system", "kartverk", 9)) == {f"S-{number:04}" for number in range(18, 23)}  # what is ranked is bounded,
    listed = client(city.people["project_office"]).get("/system/?q=kartverk").content.decode()
    assert "22 system" in listed  # and a register that is filtered shows all the same


@pytest.mark.parametrize("text", ["", "  ", "\"'*)(:&|!", "ord" * 200, "AND OR NOT", "a:b", "å" * 300, "%00x"])
def test_odd_words_are_no_fault(city: City_, text: str) -> None:
    answer = client().get("/sok/", {"q": text})
    assert answer.status_code == 200 and hits(client(), text) == []


def test_nothing_found_says_what_to_try(city: City_) -> None:
    assert "Inget hittades" in client().get("/sok/?q=finnsinte").content.decode()
    assert "Inget hittades" not in client().get("/sok/").content.decode()
