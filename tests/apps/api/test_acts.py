"""Acts by program: what may be done by page may be done here, by the same rules, once, and only as it was read."""

import json
from typing import Any

import pytest
from django.test import Client

from nytta.city.organisation.models import Person
from nytta.delivery.systems.models import System
from nytta.kit.api.resources import pages_by_route
from nytta.kit.models import FormUse
from nytta.kit.pages import ActPage
from nytta.needs.intake.models import Idea
from nytta.portal.api.acts import EXCEPTED, LABELS, WRITES, acts
from tests.apps.api.callers import ROOT, WRITE, problem, token_for
from tests.at_once import at_once
from tests.factories.city import City_, make_case, make_city
from tests.factories.systems import make_system

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


class Acting:
    """A program that acts with a token."""

    def __init__(self, city: City_, holder: Person, scopes: Any = WRITE) -> None:
        self.client, self.token = Client(), token_for(city, holder, scopes)

    def read(self, path: str) -> Any:
        return self.client.get(ROOT + path, headers={"authorization": f"Bearer {self.token}", "accept-language": "sv"})

    def act(self, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"authorization": f"Bearer {self.token}"}
        text = body if isinstance(body, str | bytes) else json.dumps(body or {})
        return self.client.post(ROOT + path, text, content_type="application/json", headers=sent)


@pytest.fixture
def city() -> City_:
    return make_city()


def test_every_act_of_a_page_is_here_or_is_excepted_with_a_reason() -> None:
    routes = {name for name, page in pages_by_route().items() if issubclass(page, ActPage) and not name.startswith("access:")}
    there = {one.route for one in acts()}
    assert there | set(EXCEPTED) - {"access"} == routes | {"access:revoke_token"}
    assert not there & set(EXCEPTED)
    assert all(EXCEPTED.values())
    assert {WRITES.get(r) or WRITES[r.split(":")[0]] for r in there} == set(LABELS)


def test_an_act_says_what_it_takes_and_does_it_by_the_pages_own_command(city: City_) -> None:
    program = Acting(city, city.people["applicant"])
    told = program.read("acts/intake/new").json()
    assert told["may"] is True
    assert [(f["name"], f["type"], f["required"]) for f in told["fields"]][:2] == [("title", "string", True), ("text", "string", True)]
    goal = next(f for f in told["fields"] if f["name"] == "goal")["choices"][0]["value"]
    body = {"title": "En idé om kartor", "text": "Bättre kartor", "goal": goal}
    done = program.act("acts/intake/new", body)
    assert done.status_code == 200, done.content
    idea = Idea.objects.get(title="En idé om kartor")
    assert idea.by == city.people["applicant"]
    assert done.json()["page"] == f"/ideer/{idea.code}/"
    assert done.json()["repeated"] is False


def test_the_same_key_does_it_once_and_another_body_under_it_is_refused(city: City_) -> None:
    program = Acting(city, city.people["applicant"])
    body = {"title": "Kartor", "text": "Bättre kartor", "goal": city.goal().pk}
    first = program.act("acts/intake/new", body, Idempotency_Key="en")
    again = program.act("acts/intake/new", body, Idempotency_Key="en")
    assert (first.status_code, again.status_code) == (200, 200), first.content
    assert [first.json()["repeated"], again.json()["repeated"]] == [False, True]
    assert first.json()["page"] == again.json()["page"]
    assert Idea.objects.filter(title="Kartor").count() == 1
    assert problem(program.act("acts/intake/new", body | {"title": "Annat"}, Idempotency_Key="en")) == (409, "used-key")
    assert FormUse.objects.count() == 1
    other = Acting(city, city.people["project_office"])
    assert other.act("acts/intake/new", body, Idempotency_Key="en").json()["repeated"] is False  # a key is its holder's own


def test_what_is_missing_unknown_or_no_json_is_named_and_nothing_is_done(city: City_) -> None:
    program = Acting(city, city.people["applicant"])
    lacks = program.act("acts/intake/new", {})
    assert problem(lacks) == (422, "invalid")
    assert {"title", "text"} <= {e["name"] for e in lacks.json()["errors"]}
    unknown = program.act("acts/intake/new", {"title": "Kartor", "text": "T", "colour": "red"})
    assert [e["name"] for e in unknown.json()["errors"]] == ["colour"]
    assert problem(program.act("acts/intake/new", "{")) == (400, "bad-request")
    assert problem(program.act("acts/intake/new", "[1]")) == (400, "bad-request")
    assert problem(program.act("acts/intake/new", {"title": {"a": 1}})) == (422, "invalid")
    assert problem(program.act("acts/intake/new", {"title": "a\0b"})) == (422, "invalid")
    answer = program.client.post(ROOT + "acts/intake/new", {"title": "x"}, headers={"authorization": f"Bearer {program.token}"})
    assert problem(answer) == (415, "unsupported-media-type")
    assert not Idea.objects.exists()


def test_a_refusal_says_rule_source_and_mend_as_the_page_does(city: City_) -> None:
    case = make_case(city)
    refused = Acting(city, city.people["applicant"]).act(f"acts/applications/pass/{case.code}", {})
    assert problem(refused)[0] in (404, 409)
    draft = make_case(city, title="Utan kostnad", cost_sek=0)
    told = Acting(city, city.people["applicant"]).act(f"acts/applications/submit/{draft.code}", {})
    if told.status_code != 200:
        assert problem(told) == (409, "refused")
        assert all(f["rule"] and f["text"] for f in told.json()["findings"])


def test_if_match_lets_through_only_what_was_read(city: City_) -> None:
    system = make_system(city)
    program = Acting(city, city.people["project_office"], (*WRITE, "systems:read"))
    tag = program.read(f"systems/{system.code}")["ETag"]
    act = f"acts/systems/change/{system.code}"
    own = program.read(act)["ETag"]
    fields = {f["name"]: f["value"] for f in program.read(act).json()["fields"] if f["value"] not in (None, "", [])}
    System.objects.filter(pk=system.pk).update(purpose="Ändrat av någon annan")
    assert problem(program.act(act, fields, If_Match=tag)) == (412, "changed")
    assert problem(program.act(act, fields, If_Match=own)) == (412, "changed")
    fresh = program.read(act)["ETag"]
    assert program.act(act, fields, If_Match=fresh).status_code in (200, 409, 422)


def test_a_token_does_no_more_than_its_scopes(city: City_) -> None:
    case = make_case(city)
    narrow = Acting(city, city.people["applicant"], ("cases:write",))
    assert problem(narrow.act("acts/intake/new", {})) == (403, "forbidden")
    assert narrow.read(f"acts/applications/submit/{case.code}").status_code == 200
    reader = Acting(city, city.people["applicant"], ("cases:read",))
    assert problem(reader.act(f"acts/applications/submit/{case.code}", {})) == (403, "forbidden")
    nobody = Client().post(ROOT + f"acts/applications/submit/{case.code}", "{}", content_type="application/json")
    assert problem(nobody) == (401, "unauthorised")


def test_a_letter_is_read_before_it_is_sent(city: City_) -> None:
    case = make_case(city, "decision")
    program = Acting(city, city.people["director"])
    told = program.read(f"acts/portfolios/decide/{case.code}").json()
    assert told["may"] is True
    held = {f["name"]: f["value"] for f in told["fields"] if f["value"] not in (None, "", [])}
    body = {
        **held,
        "reasons": "Nyttan är större än kostnaden.",
        "amount_sek": 1_000_000,
        "cost_centre": "1",
        "activity": "2",
        "project_code": "3",
    }
    address = f"acts/portfolios/decide/{case.code}"
    first = program.act(address, body | {"act": "read_grant"})
    assert first.status_code == 200, first.content
    assert first.json()["done"] is None
    assert case.code in first.json()["letter"] or case.title in first.json()["letter"]
    case.refresh_from_db()
    assert case.state == "decision"
    assert problem(program.act(address, body | {"act": "grant", "seen": "x"})) == (409, "refused")
    done = program.act(address, body | {"act": "grant", "seen": first.json()["seen"]})
    assert done.status_code == 200, done.content
    case.refresh_from_db()
    assert case.state == "granted"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_under_one_key_do_it_once_and_all_are_told_so(transactional_city: City_) -> None:
    city = transactional_city
    goal, person = city.goal().pk, city.people["applicant"]
    programs = [Acting(city, person) for _ in range(4)]
    body = {"title": "Kartor", "text": "Bättre kartor", "goal": goal}
    answers = at_once([lambda p=p: p.act("acts/intake/new", body, Idempotency_Key="en") for p in programs])  # type: ignore[misc]
    assert [a.status_code for a in answers] == [200] * 4
    assert sorted(a.json()["repeated"] for a in answers) == [False, True, True, True]
    assert len({a.json()["page"] for a in answers}) == 1
    titles = [body | {"title": f"Annat {n}"} for n in range(4)]
    others = at_once([lambda p=p, b=b: p.act("acts/intake/new", b, Idempotency_Key="två") for p, b in zip(programs, titles, strict=True)])  # type: ignore[misc]
    assert sorted((a.status_code, a.json().get("type", "").partition("#")[2]) for a in others) == [(200, ""), *[(409, "used-key")] * 3]
    case = make_case(city)
    handed_in = at_once([lambda p=p: p.act(f"acts/applications/submit/{case.code}", {}, Idempotency_Key="tre") for p in programs])  # type: ignore[misc]
    assert [a.status_code for a in handed_in] == [200] * 4  # nobody is told that the case is handed in already
    assert [Idea.objects.filter(title__startswith=title).count() for title in ("Kartor", "Annat")] == [1, 1]
