"""Filters of the directory: every one answers as a plain reading of each resource does, on both databases, and none breaks."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from nytta.city.access.queries.scim import Question, found, groups, resource_of, users
from nytta.city.access.rules.scim import GROUP, USER, ScimError, parse
from nytta.city.access.rules.scim.filters import fulfils
from nytta.city.access.rules.scim.schemas import ENTERPRISE, Kind
from tests.factories.city import City_

from .directories import ENTERPRISE as URN
from .directories import Directory, directory

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.requirement("D14")]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PEOPLE: list[dict[str, Any]] = [
    {"userName": "Anna.Ek", "externalId": "A1", "displayName": "Anna Ek", "title": "Chef", "emails": [{"value": "anna@ex.se", "type": "work", "primary": True}]},
    {"userName": "åsa.öberg", "externalId": "a1", "name": {"givenName": "Åsa", "familyName": "Öberg"}, "title": "ÄRENDEHANDLÄGGARE", URN: {"department": "Bygg"}},
    {"userName": "bo", "name": {"formatted": "Bo \"B\" Ek"}, "emails": [{"value": "bo@home.se", "type": "home"}], "preferredLanguage": "en-GB"},
    {"userName": "c_d", "externalId": "100%_x", "title": "100 % \\ chef", "active": False, URN: {"organization": "Socialnämnden"}},
    {"userName": "d", "emails": [{"value": "d@ex.se"}], "title": "chef"},
    {"userName": "straße", "displayName": "İstanbul", "emails": [{"value": "s@ex.se", "type": "work", "primary": False}]},
]  # fmt: skip
WORDS = (
    "a", "A1", "a1", "ek", "EK", "chef", "Chef", "anna.ek", "ANNA@EX.SE", "åsa", "ÅSA", "öberg", "work", "home", "bygg", "socialnämnden", "%", "_",
    "\\\\", '\\"', "", "straße", "STRASSE", "i̇", "en", "User", "user", "bo", "z", "Å",
)  # fmt: skip
TEXTS = {
    USER: (
        "userName", "externalId", "id", "displayName", "title", "name.familyName", "name.formatted", "emails", "emails.value", "emails.type",
        "preferredLanguage", "meta.resourceType", f"{URN}:department", f"{URN}:organization", "urn:ietf:params:scim:schemas:core:2.0:User:username",
        "NAME.GIVENNAME",
    ),
    GROUP: ("displayName", "externalId", "id", "members.value", "members.type", "members", "meta.resourceType"),
}  # fmt: skip
PARTS = {USER: ("emails", ("value", "type")), GROUP: ("members", ("value", "type"))}


@pytest.fixture
def held(city: City_) -> Directory:
    """Persons and groups whose texts are easily mistaken for each other."""
    one = directory(city)
    ids = [one.add(p["userName"], **{k: v for k, v in p.items() if k != "userName"})["id"] for p in PEOPLE]
    one.group("Alla", *ids, externalId="G1")
    one.group("Chefer", ids[0])
    one.group("Ängen")
    return one


def comparisons(kind: Kind, ids: list[str]) -> Any:
    word = some.sampled_from([*WORDS, *ids[:2]])
    text = some.builds(
        lambda p, o, v: f'{p} {o} "{v}"',
        some.sampled_from(TEXTS[kind]),
        some.sampled_from(("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "Eq")),
        word,
    )
    null = some.builds(lambda p, o: f"{p} {o} null", some.sampled_from(TEXTS[kind]), some.sampled_from(("eq", "ne")))
    present = some.sampled_from([f"{p} pr" for p in (*TEXTS[kind], "meta", *(("name", "active") if kind is USER else ()))])
    moments = some.builds(
        lambda p, o, v: f'meta.{p} {o} "{v}"', some.sampled_from(("created", "lastModified")), some.sampled_from(("eq", "ne", "gt", "ge", "lt", "le")),
        some.sampled_from(("2026-03-02T11:00:00Z", "2026-03-02T12:00:00+01:00", "2020-01-01", "2030-01-01T00:00:00")),
    )  # fmt: skip
    truth = some.builds(
        lambda p, o, v: f"{p} {o} {v}",
        some.sampled_from(("active", "emails.primary")),
        some.sampled_from(("eq", "ne")),
        some.sampled_from(("true", "false", '"True"', "null")),
    )
    name, parts = PARTS[kind]
    inner = some.recursive(
        some.builds(lambda p, o, v: f'{p} {o} "{v}"', some.sampled_from(parts), some.sampled_from(("eq", "ne", "co", "sw", "gt")), word)
        | some.sampled_from([f"{p} pr" for p in parts]),
        joined, max_leaves=3,
    )  # fmt: skip
    within = inner.map(lambda asked: f"{name}[{asked}]")
    return some.one_of(text, text, text, null, present, moments, within, *([truth] if kind is USER else []))


def joined(asked: Any) -> Any:
    return some.one_of(
        some.builds(lambda a, b: f"{a} and {b}", asked, asked), some.builds(lambda a, b: f"{a} OR {b}", asked, asked),
        asked.map(lambda a: f"not ({a})"), asked.map(lambda a: f"({a})"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", [USER, GROUP], ids=lambda k: k.name)
def test_every_filter_answers_as_each_resource_does(held: Directory, kind: Kind) -> None:
    rows = users() if kind is USER else groups()
    whole = {row.uid: resource_of(kind, row, "") for row in rows}

    @settings(max_examples=300, suppress_health_check=QUIET, deadline=None)
    @given(some.recursive(comparisons(kind, list(whole)), joined, max_leaves=6))
    def tried(text: str) -> None:
        asked = parse(text, kind)
        wanted = sorted(uid for uid, resource in whole.items() if fulfils(resource, asked))
        assert sorted(row.uid for row in found(kind, Question(filter=text))) == wanted

    tried()


@given(some.text(max_size=60) | some.lists(some.sampled_from(("userName", "eq", '"a"', "(", ")", "[", "]", "not", "and", "or", "pr", "emails", "1", "null", "urn:", '"', "\\")), max_size=12).map(" ".join))  # fmt: skip
@settings(max_examples=150, suppress_health_check=QUIET, deadline=None)
@pytest.mark.parametrize("kind", [USER, GROUP], ids=lambda k: k.name)
def test_no_text_breaks(db: None, kind: Kind, text: str) -> None:
    told = ""
    try:
        list(found(kind, Question(filter=text, sort_by=text[:20])))
    except ScimError as error:
        told = error.kind
    assert told in {"", "invalidFilter", "invalidPath"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('userName eq "ANNA.EK"', ["Anna.Ek"]),
        ('externalId eq "A1"', ["Anna.Ek"]),
        ('externalId eq "a1"', ["åsa.öberg"]),
        ('title co "ärende"', ["åsa.öberg"]),
        ('emails[type eq "work" and value co "@EX.se"]', ["Anna.Ek", "straße"]),
        ('not (emails pr) and active eq true', ["åsa.öberg"]),
        ('userName sw "a" or userName sw "b" and title pr', ["Anna.Ek"]),
        ('(userName sw "a" or userName sw "b") and not (title pr)', ["bo"]),
        (f'{ENTERPRISE}:department eq "BYGG"', ["åsa.öberg"]),
        ('externalId co "%_"', ["c_d"]),
        ('name.familyName gt "n"', ["åsa.öberg"]),
        ("active eq false", ["c_d"]),
        ('displayName eq null and meta.resourceType eq "User"', ["åsa.öberg", "bo", "c_d", "d"]),
    ],
)  # fmt: skip
def test_filter_finds(held: Directory, text: str, names: list[str]) -> None:
    assert [row.said["userName"] for row in found(USER, Question(filter=text))] == names


@pytest.mark.parametrize(
    "text",
    [
        'userName', "userName eq", 'userName xx "a"', 'nosuch eq "a"', 'phoneNumbers eq "1"', "active gt true", 'active eq "kanske"',
        'meta.created co "2026"', 'meta.created eq "i går"', "userName eq 5", 'userName[value eq "a"]', 'emails[value eq "a"', 'emails[nosuch eq "a"]',
        '(userName eq "a"', 'userName eq "a")', 'userName eq "a" userName eq "b"', 'name eq "a"', "userName gt null", 'not userName eq "a"',
        'urn:other:2.0:User:userName eq "a"', 'members.display eq "a"', "(" * 25 + 'userName pr' + ")" * 25, " or ".join(["userName pr"] * 101),
        'userName eq "' + "a" * 4000 + '"', 'userName eq "\\ud800"', 'userName eq "\\u0000"', "userName eq {}", 'emails[emails[value eq "a"] pr]',
    ],
)  # fmt: skip
def test_filter_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ScimError) as refused:
        parse(text, USER)
    assert (refused.value.status, refused.value.kind) == (400, "invalidFilter")


def test_pages_and_order(held: Directory) -> None:
    assert held.found("/Users?sortBy=userName") == ["Anna.Ek", "bo", "c_d", "d", "straße", "åsa.öberg"]
    assert held.found("/Users?sortBy=userName&sortOrder=descending&startIndex=2&count=2") == ["straße", "d"]
    assert held.found("/Users?sortBy=displayName&count=3") == ["Anna.Ek", "straße", "åsa.öberg"]
    assert held.found("/Groups?sortBy=displayName&sortOrder=descending") == ["Ängen", "Chefer", "Alla"]
    empty = held.json("GET", "/Users?count=0")
    assert (empty["totalResults"], empty["itemsPerPage"], empty.get("Resources")) == (6, 0, None)
    after = held.json("GET", "/Users?startIndex=-5&count=-1")
    assert (after["totalResults"], after["startIndex"], after["itemsPerPage"]) == (6, 1, 0)
    both = held.json(
        "POST",
        "/.search",
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "startIndex": 6, "count": 2, "attributes": ["displayName"]},
    )
    assert both["totalResults"] == 9
    assert [one.get("displayName") for one in both["Resources"]] == ["İstanbul", "Alla"]
    assert held.found('/?filter=members%20pr%20or%20userName%20eq%20"bo"') == ["bo", "Alla", "Chefer"]


@pytest.mark.parametrize(
    "address",
    [
        "/Users?count=x",
        "/Users?sortOrder=up",
        "/Users?sortBy=nosuch",
        "/Groups?sortBy=members",
        "/Users?startIndex=1e3",
        "/?filter=nosuch+pr",
    ],
)
def test_question_that_is_not_understood_is_refused(city: City_, address: str) -> None:
    told = directory(city).json("GET", address, status=400)
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
