"""Every act × every role by program: what the page of the act answers is what its operation answers, by the same table of rights."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import gettext

from nytta.city.access.models import AccessToken
from nytta.city.access.rules import PREFIX, digest
from nytta.city.records.terms import Role
from nytta.portal.api.acts import EXCEPTED, LABELS, acts
from tests.apps.api.callers import ROOT
from tests.apps.test_matrix_pages import ACTS, ROWS, World, asked, world

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("O2", "D14")]
THERE = {one.route: one for one in acts()}
TRIED = sorted(set(ROWS) & set(THERE))


def test_every_act_that_a_page_is_tried_for_is_tried_here_or_excepted() -> None:
    assert [name for name in ROWS if name not in THERE and not {name, name.split(":")[0]} & set(EXCEPTED)] == []


def _rules(findings: Any) -> list[str]:
    return sorted(f["rule"] if isinstance(f, dict) else f.rule for f in findings)


def _read(page: Any) -> Any:
    if page.status_code != 200:
        return page.status_code
    verdict = page.context["verdict"]
    return bool(verdict), _rules(verdict.findings)


def _told(answer: Any) -> Any:
    if answer.status_code != 200:
        return answer.status_code
    body = answer.json()
    return body["may"], _rules(body["findings"])


def _sent(page: Any) -> Any:
    if page.status_code == 302:
        return "done"
    if page.status_code == 409:
        return "refused", _rules(page.context["verdict"].blocking)
    if page.status_code == 422:
        return "invalid", sorted(name if name != "__all__" else "" for name in page.context["form"].errors)
    return page.status_code


def _done(answer: Any) -> Any:
    body = answer.json()
    if answer.status_code == 200:
        return "done" if body["done"] is not None else 200
    if answer.status_code == 409:
        return "refused", _rules(body["findings"])
    if answer.status_code == 422:
        return "invalid", sorted({error["name"] for error in body["errors"]})
    return answer.status_code


@pytest.fixture(scope="module")
def tokens(world: World) -> Iterator[dict[int, dict[str, str]]]:
    """A token with every scope for everybody who is tried."""
    found = {}
    with transaction.atomic():
        for person in world.people.values():
            text = f"{PREFIX}prov-{person.pk}"
            AccessToken.objects.create(
                holder=person, name="prov", digest=digest(text), hint=text[:10], scopes=[f"{name}:write" for name in LABELS], per_minute=100_000,
                created_by=person, created_at=world.city.on, expires_at=world.city.on.replace(year=world.city.on.year + 1),
            )  # fmt: skip
            found[person.pk] = {"authorization": f"Bearer {text}", "accept-language": "sv"}
        yield found
        transaction.set_rollback(True)


class _Sent(HTMLParser):
    """The names that the forms of a page send to acts."""

    def __init__(self) -> None:
        super().__init__()
        self.form: set[str] | None = None
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.form = set() if at.get("method", "").lower() == "post" else None
        elif self.form is not None and tag in ("input", "select", "textarea", "button") and at.get("name"):
            self.form.add(str(at["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.names |= self.form if "form_token" in self.form else set()
            self.form = None


def untaken(page: Any, address: str, headers: dict[str, str]) -> list[str]:
    """Names that the page sends and the operation does not take."""
    sent = _Sent()
    sent.feed(page.content.decode())
    body = dict.fromkeys(sent.names - {"csrfmiddlewaretoken", "form_token", "as_shown"}, "")
    with transaction.atomic():
        answer = Client().post(address, json.dumps(body), content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    words = gettext("Fältet finns inte i den här handlingen.")
    return [e["name"] for e in answer.json().get("errors", ()) if e["detail"] == words]


def at_page(client: Client, url: str, address: str, headers: dict[str, str]) -> Any:
    """What the page says of reading the act and of sending nothing; and that the operation takes every name that the page sends."""
    page = client.get(url)
    assert page.status_code != 200 or untaken(page, address, headers) == []
    with transaction.atomic():
        sent = client.post(url, {})
        transaction.set_rollback(True)
    return _read(page), _sent(sent)


def by_program(headers: dict[str, str], address: str) -> Any:
    """What the operation says of the same."""
    program = Client()
    told = program.get(address, headers=headers)
    with transaction.atomic():
        done = program.post(address, "{}", content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return _told(told), _done(done)


@pytest.mark.parametrize("name", TRIED)
def test_an_operation_answers_every_role_as_the_table_and_the_page_do(world: World, tokens: dict[int, dict[str, str]], name: str) -> None:
    route, act, values, row = ACTS[name], THERE[name], {**world.values}, ROWS[name]
    faults, pages, tried = [], {True: 2, False: 2}, 0
    with transaction.atomic():
        row.ready(values)
        app = name.split(":")[0]
        places = {k: values.get(f"{name}.{k}", values.get(f"{app}.{k}", values.get(k))) for k in act.places}
        address = ROOT + act.path.strip("/").format(**places)
        for who, person, wanted in asked(world, name):
            told = by_program(tokens[person.pk], address)
            tried += 1
            may = told[0] not in (403, 404) and not set(told[0][1]) - {*row.gates} if wanted else told[0] not in (403, 404) and told[0][0]
            if may is not wanted or (not wanted and told[1] in ("done", 200)):
                faults.append((who, "table", wanted, told))
            if pages[wanted]:  # the page is tried for every role elsewhere; here, that both say the same
                pages[wanted] -= 1
                if (page := at_page(world.clients[person.pk], route.url(values), address, tokens[person.pk])) != told:
                    faults.append((who, page, told))
        transaction.set_rollback(True)
    assert faults == [], "\n".join(map(str, faults))
    assert tried >= len(Role) + 1
