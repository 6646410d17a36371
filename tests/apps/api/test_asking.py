"""How a list and a thing are asked for: who, which rows, in which order, and what is refused."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from nytta.city.access.commands.programs import revoke_token
from nytta.city.access.models import AccessToken
from nytta.kit.api import KINDS
from tests.apps.api.callers import ROOT, Program, problem, token_for
from tests.factories.city import City_, make_case
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


def test_nobody_reads_what_is_open_and_no_more(city: City_) -> None:
    make_system(city)
    row = Program().read("systems")["items"][0]
    assert set(row) == {
        "name", "code", "owner", "phase", "phase_label", "category", "category_label", "accessibility", "accessibility_label",
    }  # fmt: skip
    told = Program().read(f"systems/{row['code']}")
    assert told["owner"] == {"code": "byggnadsnamnden", "name": "Byggnadsnämnden"}
    assert {"quality", "representative", "documents", "cost_per_year_sek"}.isdisjoint(told)


def test_a_token_reads_as_its_holder(city: City_) -> None:
    system = make_system(city)
    program = Program(token_for(city, city.people["project_office"]))
    assert "cost_per_year_sek" in program.read("systems")["items"][0]
    assert "quality" in program.read(f"systems/{system.code}")


def test_a_token_without_the_scope_is_refused(city: City_) -> None:
    program = Program(token_for(city, city.people["project_office"], ["cases:read"]))
    answer = program.get("systems")
    assert problem(answer) == (403, "forbidden")
    assert answer["WWW-Authenticate"] == 'Bearer realm="nytta", error="insufficient_scope", scope="systems:read"'
    assert program.get("cases").status_code == 200
    assert problem(program.get("filters/systems")) == (403, "forbidden")


def test_a_token_that_may_write_may_read(city: City_) -> None:
    assert Program(token_for(city, city.people["project_office"], ["systems:write"])).get("systems").status_code == 200


@pytest.mark.parametrize("written", ["Bearer", "Bearer nytta_x", "Basic YTpi", "nytta_x", "Bearer  "])
def test_who_says_who_it_is_and_is_not_is_refused_also_where_all_may_read(city: City_, written: str) -> None:
    answer = Client().get(f"{ROOT}systems", headers={"authorization": written})
    assert problem(answer) == (401, "unauthorised")
    assert answer["WWW-Authenticate"] == 'Bearer realm="nytta", error="invalid_token"'


def test_a_token_ends_with_its_day_its_recall_and_its_holder(city: City_, travel: object) -> None:
    registrar, holder = city.people["registrar"], city.people["project_office"]
    expired, revoked, left = (Program(token_for(city, holder)) for _ in range(3))
    AccessToken.objects.filter(pk=AccessToken.objects.order_by("pk").first().pk).update(
        expires_at=city.on, created_at=city.on - timedelta(days=1)
    )
    revoke_token(token=AccessToken.objects.order_by("pk")[1], by=registrar, on=city.on)
    assert [p.get("cases").status_code for p in (expired, revoked, left)] == [401, 401, 200]
    holder.is_active = False
    holder.save()
    assert left.get("cases").status_code == 401


def test_too_many_calls_are_told_when_to_come_back(city: City_, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    first, second, third = (Program().get("systems") for _ in range(3))
    assert [first["RateLimit-Remaining"], second["RateLimit-Remaining"]] == ["1", "0"]
    assert problem(third) == (429, "too-many-requests")
    assert third["Retry-After"] == third["RateLimit-Reset"] == "60"
    assert Program(token_for(city, city.people["auditor"])).get("systems").status_code == 200


def test_a_session_means_nothing(city: City_) -> None:
    client = Client()
    client.force_login(city.people["project_office"], backend="django.contrib.auth.backends.ModelBackend")
    make_system(city)
    answer = client.get(f"{ROOT}systems")
    assert "cost_per_year_sek" not in json.loads(answer.content)["items"][0]
    assert "Cookie" not in answer["Vary"] and not answer.cookies


def test_pages_and_cursors_give_the_same_rows(city: City_) -> None:
    for number in range(7):
        make_system(city, name=f"System {number}")
    program = Program()
    whole = [r["code"] for r in program.read("systems", {"limit": 200})["items"]]
    paged = [r["code"] for n in (1, 2, 3, 4) for r in program.read("systems", {"limit": 2, "page": n})["items"]]
    first = program.read("systems", {"limit": 2})
    assert (first["total"], first["pages"], first["page"], first["limit"]) == (7, 4, 1, 2)
    walked, now = [r["code"] for r in first["items"]], first
    while "next_cursor" in now:
        now = program.read("systems", {"limit": 2, "cursor": now["next_cursor"]})
        walked += [r["code"] for r in now["items"]]
    assert whole == paged == walked and len(whole) == 7
    assert program.read("systems", {"page": 9})["items"] == []


def test_a_page_with_more_after_it_has_the_same_tag_later(city: City_, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_system(city, name=f"System {number}")
    first = Program().get("systems", {"limit": 2})
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert Program().get("systems", {"limit": 2})["ETag"] == first["ETag"]


def test_the_link_leads_on(city: City_) -> None:
    for number in range(3):
        make_system(city, name=f"System {number}")
    answer = Program().get("systems", {"limit": 2, "sort": "-name"})
    link = answer["Link"]
    assert link.endswith('; rel="next"')
    later = Client().get(link[1 : link.index(">")])
    assert [r["name"] for r in json.loads(later.content)["items"]] == ["System 0"]
    assert "Link" not in later.headers


@pytest.mark.parametrize(
    ("query", "kind", "named"),
    [
        ({"nonsense": "1"}, "unknown-parameter", "nonsense"),
        ({"lage": "1"}, "unknown-parameter", "lage"),
        ({"phase": "gone"}, "bad-parameter", "phase"),
        ({"sort": "password"}, "bad-parameter", "sort"),
        ({"sort": "--name"}, "bad-parameter", "sort"),
        ({"limit": "0"}, "bad-parameter", "limit"),
        ({"limit": "201"}, "bad-parameter", "limit"),
        ({"limit": "١٢"}, "bad-parameter", "limit"),
        ({"page": "0"}, "bad-parameter", "page"),
        ({"page": "9999999999"}, "bad-parameter", "page"),
        ({"day": "2026-02-30"}, "bad-parameter", "day"),
        ({"day": "20260302"}, "bad-parameter", "day"),
        ({"q": "x" * 201}, "bad-parameter", "q"),
        ({"limit": ["1", "2"]}, "bad-parameter", "limit"),
        ({"page": "1", "cursor": "x"}, "bad-parameter", "cursor"),
    ],
)
def test_what_cannot_be_asked_is_named(city: City_, query: dict[str, object], kind: str, named: str) -> None:
    answer = Program().get("systems", query)
    assert problem(answer) == (400, kind)
    assert json.loads(answer.content)["errors"][0]["name"] == named


def test_a_cursor_that_is_changed_or_anothers_is_refused(city: City_) -> None:
    for number in range(3):
        make_system(city, name=f"System {number}")
        make_case(city, "screening", title=f"Ärende {number}")
    program = Program()
    cursor = program.read("systems", {"limit": 1})["next_cursor"]
    for query in (
        {"cursor": cursor[:-1] + ("y" if cursor.endswith("x") else "x")},
        {"cursor": ""},
        {"cursor": cursor, "sort": "-name"},
        {"cursor": cursor, "day": "2026-01-01"},
        {"cursor": cursor, "phase": "in_use"},
    ):
        assert problem(program.get("systems", query)) == (400, "bad-cursor"), query
    assert problem(program.get("cases", {"cursor": cursor})) == (400, "bad-cursor")


@pytest.mark.parametrize("address", ["systems?q=%00", "systems/%00", "systems?%00=1", "x%00", "systems/S-1%00?a=1"])
def test_nul_is_refused_as_a_problem(city: City_, address: str) -> None:
    assert problem(Client().get(ROOT + address)) == (400, "bad-request")


def test_an_address_that_is_not_there_is_a_problem(city: City_) -> None:
    for address in ("nonsense", "systems/nonsense", "systems/", "", "systems/a/b"):
        assert problem(Program().get(address)) == (404, "not-found"), address


def test_a_method_that_is_not_there_is_told_which_are(city: City_) -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}systems")
        assert problem(answer) == (405, "method-not-allowed")
        assert answer["Allow"] == "GET, HEAD"
    assert Client().head(f"{ROOT}systems").status_code == 200


def test_what_has_not_changed_is_not_sent_again(city: City_) -> None:
    system = make_system(city)
    for address in ("systems", f"systems/{system.code}", "filters/systems", "api-info", "openapi.json"):
        first = Program().get(address)
        again = Program().get(address, if_none_match=f'W/"x", {first["ETag"]}')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert first["Cache-Control"] == again["Cache-Control"] == "public, no-cache"
        assert {"Authorization", "Accept-Language"} <= set(first["Vary"].split(", "))
    before = Program().get("systems")["ETag"]
    make_system(city, name="Ett till")
    assert Program().get("systems", if_none_match=before).status_code == 200
    office = Program(token_for(city, city.people["project_office"]))
    assert office.get("systems")["Cache-Control"] == "private, no-cache"


def test_words_are_in_the_language_asked_for_and_a_cookie_does_not_decide(city: City_) -> None:
    make_case(city, "effect")
    client = Client()
    client.cookies["django_language"] = "en"
    swedish = client.get(f"{ROOT}cases")
    english = client.get(f"{ROOT}cases", headers={"accept-language": "en-GB,en;q=0.9,sv;q=0.5"})
    assert json.loads(swedish.content)["items"][0]["state_label"] == "Beviljad"
    assert json.loads(english.content)["items"][0]["state_label"] == "Granted"
    assert (swedish["Content-Language"], english["Content-Language"]) == ("sv", "en")


def test_every_kind_of_problem_is_explained_where_its_address_leads(city: City_) -> None:
    told = json.loads(Program().get("nonsense").content)
    page = Client().get(told["type"].removeprefix("http://127.0.0.1:8000").partition("#")[0]).content.decode()
    assert [slug for slug in KINDS if f'id="{slug}"' not in page] == []
