"""The registrar's pages: a provider is added, tried, opened, changed and paused; rules are written and tried before they count."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from nytta.city import access
from nytta.city.access.models import ClaimRule, DirectoryGroup, Identity, IdentityProvider, LoginAttempt
from nytta.city.access.queries.identity import WHY_TEXTS
from nytta.city.access.terms import FirstLogin
from nytta.city.organisation.models import Person
from nytta.kit.audit import history
from tests import oidc as there
from tests.apps.access.conftest import Browser, Record
from tests.factories.access import make_provider
from tests.factories.city import City_

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
URL = "/tilltrade/leverantorer"
GIVEN = {
    "code": "staden", "name": "Ekholms kommun", "body": "", "issuer": "https://idp.example/realms/x", "client_id": "nytta", "place": "1",
    "secret_name": "NYTTA_IDP_STADEN", "scopes": "openid profile", "first_login": "create", "match_claim": "", "match_with": "",
}  # fmt: skip


@pytest.fixture
def chief(city: City_) -> Client:
    client = Client()
    client.force_login(city.people["registrar"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_register_change_and_pause(chief: Client, city: City_) -> None:
    assert "Ingen leverantör är införd" in chief.get(f"{URL}/").content.decode()
    answer = chief.post(f"{URL}/ny/", GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}/staden/")
    page = chief.get(f"{URL}/staden/").content.decode()
    assert "http://testserver/tilltrade/in/staden/svar/" in page and "Pausad" in page
    assert "Hemligheten NYTTA_IDP_STADEN finns varken i miljön eller i en fil." in page
    assert chief.post(f"{URL}/staden/i-bruk/", {"reason": "Prövad"}).status_code == 302
    assert "Logga in genom Ekholms kommun" in Client().get("/konto/login/").content.decode()
    changed = {**GIVEN, "name": "Ekholm", "first_login": "existing"}
    assert chief.post(f"{URL}/staden/andra/", changed).status_code == 302
    told = history("staden", ["provider.change"]).get().changes
    assert told == {"name": ["Ekholms kommun", "Ekholm"], "first_login": ["create", "existing"]}
    assert chief.post(f"{URL}/staden/i-bruk/", {"reason": "Fel"}).status_code == 302
    assert [(h.act, h.reason) for h in history("staden")[:3:2]] == [("provider.pause", "Fel"), ("provider.open", "Prövad")]
    assert not IdentityProvider.objects.get().in_force


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "http://idp.example"}, "börjar inte med https://"),
        ({"secret_name": "NYTTA_SECRET_KEY"}, "Hemlighetens namn ska börja med NYTTA_IDP_"),
        ({"secret_name": "hemligt"}, "Hemlighetens namn ska börja med NYTTA_IDP_"),
        ({"match_claim": "sub"}, "Säg både vilken uppgift och vad den jämförs med"),
        ({"code": "lanet"}, "Koden är upptagen"),
        ({"client_id": "another", "issuer": "https://lanet.example"}, "Leverantören finns redan"),
    ],
)
def test_what_cannot_be_kept(chief: Client, city: City_, change: dict[str, str], said: str) -> None:
    make_provider(city.people["registrar"], city.on, "lanet", issuer="https://lanet.example", client_id="another")
    answer = chief.post(f"{URL}/ny/", {**GIVEN, **change})
    page = answer.content.decode()
    assert (answer.status_code, said in page, 'value="Ekholms kommun"' in page) == (409, True, True)
    assert IdentityProvider.objects.count() == 1


def test_issuer_stands_once_somebody_has_come(chief: Client, city: City_) -> None:
    provider = make_provider(city.people["registrar"], city.on)
    Identity.objects.create(provider=provider, subject="1", person=city.people["assessor"], created_at=city.on)
    given = {k: v for k, v in GIVEN.items() if k != "code"}
    answer = chief.post(f"{URL}/staden/andra/", {**given, "issuer": "https://another.example"})
    assert (answer.status_code, "numren skulle betyda andra personer" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("tamper", "change", "said"),
    [
        ("", {}, "Förbindelsen fungerar</h2>"),
        ("discovery_issuer", {}, "Leverantören säger att den heter https://another.example"),
        ("discovery_keys", {}, "saknar jwks_uri"),
        ("", {"issuer": "http://127.0.0.1:9"}, "ingen förbindelse"),
        ("", {"secret_name": "NYTTA_IDP_GLOMD"}, "Sätt NYTTA_IDP_GLOMD eller NYTTA_IDP_GLOMD_FILE"),
    ],
)
def test_connection_is_tried(keep: Record, real: there.Provider, chief: Client, tamper: str, change: dict[str, Any], said: str) -> None:
    keep(**change)
    real.tell(tamper=tamper)
    assert said not in chief.get(f"{URL}/staden/prova/").content.decode()
    page = chief.post(f"{URL}/staden/prova/").content.decode()
    assert said in page
    assert ("k1 (RSA)" in page or "k2 (RSA)" in page) == (not tamper and "issuer" not in change)


def test_rules_are_written_moved_and_removed(chief: Client, city: City_) -> None:
    make_provider(city.people["registrar"], city.on)
    body = city.bodies["byggforvaltningen"].pk
    first = {
        "place": "1",
        "path": "department",
        "test": "equals",
        "value": "Bygg",
        "outcome": "body",
        "body": body,
        "group": "",
        "new_group": "",
    }
    second = {"place": "1", "path": "groups", "test": "contains", "value": "SOC", "outcome": "group", "body": "", "new_group": "Jouren"}
    assert chief.post(f"{URL}/staden/regler/ny/", first).status_code == 302
    assert chief.post(f"{URL}/staden/regler/ny/", second).status_code == 302
    assert list(ClaimRule.objects.values_list("place", "path")) == [(1, "groups"), (2, "department")]
    assert DirectoryGroup.objects.get().name == "Jouren"
    row = ClaimRule.objects.get(path="groups")
    moved = {**second, "place": "2", "group": row.group_id, "new_group": ""}
    assert chief.post(f"{URL}/staden/regler/{row.pk}/", moved).status_code == 302
    assert list(ClaimRule.objects.values_list("place", "path")) == [(1, "department"), (2, "groups")]
    assert chief.post(f"{URL}/staden/regler/{row.pk}/ta-bort/").status_code == 302
    assert list(ClaimRule.objects.values_list("place", "path")) == [(1, "department")]
    told = history("staden", ["provider.rules"]).first().changes
    assert told == {
        "version": 5,
        "rules": [["department equals Bygg → body byggforvaltningen", "groups contains SOC → group Jouren"], ["department equals Bygg → body byggforvaltningen"]],
    }  # fmt: skip
    assert "Regler, version 5" in chief.get(f"{URL}/staden/").content.decode()
    refused = chief.post(f"{URL}/staden/regler/ny/", {**first, "body": ""})
    assert (refused.status_code, "Ett organ väljs just när" in refused.content.decode()) == (409, True)


def test_trial_tells_what_would_come_out_and_keeps_nothing(keep: Record, real: there.Provider, chief: Client, city: City_) -> None:
    keep()
    anna = {"preferred_username": "anek", "name": "Anna Ek", "department": "Bygg"}
    real.tell(accounts={"anna": anna})
    Browser().log_in("anna")
    body = city.bodies["byggforvaltningen"].pk
    rule = {"place": "1", "path": "department", "test": "pattern", "value": "B*", "outcome": "body", "body": body}
    chief.post(f"{URL}/staden/regler/ny/", rule)
    chief.post(
        f"{URL}/staden/regler/ny/", {"place": "2", "path": "groups", "test": "equals", "value": "x", "outcome": "group", "new_group": "G"}
    )
    before = (Person.objects.count(), Identity.objects.count(), LoginAttempt.objects.count(), history("anek").count())

    def tried(claims: Any) -> str:
        answer = chief.post(f"{URL}/staden/prova-regler/", {"claims": claims if isinstance(claims, str) else json.dumps(claims)})
        assert answer.status_code == (422 if isinstance(claims, str) else 200)
        return answer.content.decode()

    page = tried({**anna, "sub": "anna", "name": "Anna Lund", "groups": ["x"]})
    assert "Känd sedan tidigare" in page and "Anna Lund" in page and "Byggförvaltningen" in page and "Skulle släppas in." in page
    assert "<dt>Läggs till i grupper</dt><dd>G</dd>" in page
    assert '<td data-l="Då">Personen är med i gruppen G</td>' in page
    assert '<td data-l="Då">Personen arbetar i Byggförvaltningen</td>' in tried({**anna, "sub": "anna"})
    assert "Ny: personen skulle föras in" in tried({"sub": "berit", "preferred_username": "berit"})
    assert "användarnamnet är upptaget" in tried({"sub": "b", "preferred_username": "anek"})
    assert "kontot inte är aktivt" in tried({"sub": "anna", "active": False})
    assert "Det går inte att läsa som JSON (1:2)" in tried("{x")
    assert "Det ska vara ett objekt" in tried("[1]")
    assert (Person.objects.count(), Identity.objects.count(), LoginAttempt.objects.count(), history("anek").count()) == before
    assert Person.objects.get(username="anek").body is None


def test_link_and_unlink_by_hand(keep: Record, real: there.Provider, chief: Client, city: City_) -> None:
    provider = keep(first_login=FirstLogin.EXISTING)  # nobody is matched: each is linked by hand
    browser = Browser()
    assert browser.log_in("s-17").status_code == 403
    assert "<code>s-17</code>" in chief.get(f"{URL}/staden/").content.decode()
    person = "/tilltrade/personer/assessor"
    given = {"provider": provider.pk, "subject": "s-17", "reason": "Ringde"}
    assert chief.post(f"{person}/koppla/", given).status_code == 302
    assert chief.post(f"{person}/koppla/", given).status_code == 409
    browser.log_in("s-17")
    assert browser.person == str(city.people["assessor"].pk)
    identity = Identity.objects.get()
    assert chief.post(f"{person}/koppling/{identity.pk}/ta-bort/", {"reason": "Fel person"}).status_code == 302
    assert (browser.person, Identity.objects.count()) == ("", 0)


def test_person_is_removed_restored_and_merged_on_pages(chief: Client, city: City_) -> None:
    person = "/tilltrade/personer/assessor"
    assert chief.post(f"{person}/ta-bort/", {"reason": "Har slutat"}).status_code == 302
    page = chief.get(f"{person}/").content.decode()
    assert "Har slutat" in page and "Nyttovärderare" in page and "till och med 2026-03-02" in page
    desk = chief.get("/mitt-bord/").content.decode()
    assert "Uppdrag som upphörde när personen togs bort" in desk
    assert chief.post(f"{person}/aterstall/", {"reason": "Fel"}).status_code == 302
    into = city.people["reviewer"].pk
    assert chief.post(f"{person}/sla-ihop/", {"into": into, "reason": "Samma"}).status_code == 302
    page = chief.get(f"{person}/").content.decode()
    assert "Sammanslagen" in page and 'href="/tilltrade/personer/reviewer/"' in page
    assert "assessor" in chief.get("/tilltrade/personer/reviewer/").content.decode()
    assert chief.post(f"{person}/aterstall/", {"reason": "Fel"}).status_code == 409


def test_pages_are_the_registrars(city: City_) -> None:
    make_provider(city.people["registrar"], city.on)
    client = Client()
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    for where in ("/", "/staden/", "/staden/prova/", "/staden/prova-regler/"):
        assert client.get(f"{URL}{where}").status_code == 403
    assert client.get("/tilltrade/personer/assessor/").status_code == 403
    assert client.post(f"{URL}/staden/prova/").status_code == 403


def test_every_refusal_is_told_in_words_on_the_providers_page(city: City_, chief: Client) -> None:
    provider = make_provider(city.people["registrar"], city.on)
    rooms = ("rules/answers.py", "queries/oidc.py", "queries/remote.py", "commands/identity.py", "views/entering.py")
    source = "".join((Path(access.__file__).parent / room).read_text() for room in rooms)
    asked = set(re.findall(r"(?:no|_closed)\(\s*\"((?:login|token|state|answer|discovery|userinfo|logout|provider)_\w+)\"", source))
    assert asked - set(WHY_TEXTS) == {"login_often"}  # which is no attempt that is noted
    for rule in ("login_removed", "token_nonce"):
        LoginAttempt.objects.create(provider=provider, at=city.on, outcome="refused", rule=rule)
    page = chief.get(f"{URL}/staden/").content.decode()
    assert "Nekas: personen är borttagen här. <code>login_removed</code>" in page
    assert "Svaret hör inte till den här inloggningen. <code>token_nonce</code>" in page
