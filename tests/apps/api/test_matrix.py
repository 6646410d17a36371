"""Every register and every thing × every role: a program is given exactly what the page gives to the one whose token it has."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nytta.city.organisation.models import Person
from nytta.kit.api import Resource
from nytta.kit.api.resources import pages_by_route
from nytta.kit.lists import Column
from nytta.portal.api import RESOURCES
from tests.apps.acts import IN, OUT, SITUATIONS, serving
from tests.apps.api.callers import Program, token_for
from tests.apps.portal.test_bad_input import whole_city
from tests.factories.city import City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14", "O2")]
WITH_PAGE = [r for r in RESOURCES if not r.without_page]
REFUSED = {302: 401, 403: 403, 404: 404}


@pytest.fixture
def whole(city: City_) -> City_:
    """A city with something in every register: also drafts, what is closed, and what is not examined."""
    whole_city(city)
    make_case(city, "draft", title="Ett utkast")
    make_case(city, "decision", title="En som väntar")
    return city


def callers(city: City_, terms: tuple[str, ...] = (IN, OUT)) -> Iterator[tuple[str, Person | None]]:
    """Nobody, and somebody of every role in term and out of it, and those of the small city."""
    yield "nobody", None
    for number, (role, term) in enumerate(s for s in SITUATIONS if s[1] in terms):
        yield f"{role and role.value} {term}", serving(city, f"provar-{number}", role, term)
    yield "applicant", city.people["applicant"]


def browser(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def as_page_says(column: Column, row: dict[str, Any], name: str) -> Any:
    """A field of the API's row as the page's export writes it."""
    value = row[name]
    if column.kind == "term":
        return row[f"{name}_label"]
    if column.kind == "yes_no":
        return None if value is None else "Ja" if value else "Nej"
    if column.kind == "moment" and value is not None:
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return value


def same(one: Any, other: Any) -> bool:
    """Nothing is nothing; a number is the same number however a register shows it."""
    return (one in (None, "") and other in (None, "")) or one == other or str(one) == str(other)


def differences(resource: Resource, person: Person | None, program: Program) -> list[Any]:
    """What differs between the page's register and the API's list, for one who asks."""
    page = browser(person).get(reverse(page_route(resource)) + "json")
    answer = program.get(resource.name, {"limit": 200})
    if page.status_code != 200:
        return [] if answer.status_code == REFUSED[page.status_code] else [(resource.name, page.status_code, answer.status_code)]
    shown = json.loads(b"".join(page.streaming_content))["rows"]  # type: ignore[attr-defined]
    if answer.status_code != 200:
        return [(resource.name, 200, answer.status_code, answer.content)]
    given = json.loads(answer.content)["items"]
    listing = resource.listing.seen_by(person)
    found: list[Any] = [] if len(shown) == len(given) else [(resource.name, len(shown), len(given))]
    for page_row, row in zip(shown, given, strict=False):
        for column in listing.columns:
            name = resource.field_name(column)
            if name not in row or not same(page_row[column.key], as_page_says(column, row, name)):
                found.append((resource.name, column.key, page_row[column.key], row.get(name)))
        if extra := set(row) - allowed_names(resource, listing):
            found.append((resource.name, "more than the page", extra))
    return found


def allowed_names(resource: Resource, listing: Any) -> set[str]:
    fields = [f for f, _reads in resource.row_fields(listing)]
    return {f.name for f in fields} | {f"{f.name}_label" for f in fields if f.kind == "term"}


def page_route(resource: Resource) -> str:
    return next(name for name, page in pages_by_route().items() if page is resource.page)


def test_every_list_gives_every_role_what_the_page_gives(whole: City_) -> None:
    found = []
    for name, person in callers(whole):
        program = Program(token_for(whole, person) if person else "")
        for resource in WITH_PAGE:
            found += [(name, *d) for d in differences(resource, person, program)]
    assert found == []


def codes_of(resource: Resource, office: Program) -> list[dict[str, Any]]:
    """The addresses of the first things in the register, as somebody who sees most of it finds them."""
    assert resource.detail is not None
    rows = office.read(resource.name, {"limit": 1})["items"]
    return [{name: row[name] for name in resource.detail.address} for row in rows]


def test_every_thing_is_there_for_every_role_as_on_its_page(whole: City_) -> None:
    office = Program(token_for(whole, whole.people["project_office"]))
    found, tried = [], 0
    places = [(r, r.detail, place) for r in RESOURCES if r.detail for place in codes_of(r, office)]
    draft = {"code": "A-2026-999"}
    places += [(r, r.detail, draft) for r in RESOURCES if r.name in ("cases", "applications")]
    for name, person in callers(whole, (IN,)):
        program, client = Program(token_for(whole, person) if person else ""), browser(person)
        for resource, detail, place in places:
            page = client.get(reverse(detail.page, kwargs=place)).status_code
            answer = program.get("/".join((resource.name, *(str(v) for v in place.values()))))
            tried += 1
            if answer.status_code != REFUSED.get(page, page):
                found.append((name, resource.name, place, page, answer.status_code))
            elif page == 200:
                closed = {f.name for f in detail.fields if f.closed}
                given = set(json.loads(answer.content))
                if (person is None) == bool(closed & given) and closed:
                    found.append((name, resource.name, sorted(closed & given)))
    assert found == []
    assert tried > 250


def test_every_register_of_the_city_is_not_empty_here(whole: City_) -> None:
    """What is compared above holds something, so that nothing is found equal for being empty."""
    office = Program(token_for(whole, whole.people["project_office"]))
    empty = [r.name for r in RESOURCES if not office.read(r.name)["items"]]
    assert not empty, empty


def test_fewer_scopes_give_less_and_never_more(whole: City_) -> None:
    person = whole.people["project_office"]
    all_of_it = Program(token_for(whole, person))
    for resource in RESOURCES:
        narrow = Program(token_for(whole, person, [resource.scope]))
        assert narrow.get(resource.name).content == all_of_it.get(resource.name).content
        others = [r.name for r in RESOURCES if r.name != resource.name]
        assert {narrow.get(name).status_code for name in others[:5]} == {403}
