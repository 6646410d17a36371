"""The directory's calls: persons and groups made, replaced, patched and deleted; who may call; and what a refusal says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from nytta.city.access.commands.directory import set_directory, tie_department
from nytta.city.access.commands.people import remove_person
from nytta.city.access.models import AccessToken
from nytta.city.access.models.directory import DirectoryCall, DirectoryDepartment, DirectoryUser
from nytta.city.organisation.models import Person
from nytta.kit.audit import history
from nytta.kit.models import AuditRow
from tests.at_once import at_once
from tests.factories.city import City_, make_person

from .directories import ENTERPRISE, GROUP, PEOPLE, USER, Directory, directory

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]


def put(one: Directory, resource: dict[str, Any], status: int = 200, **headers: str) -> Any:
    return one.json("PUT", f"{PEOPLE}/{resource['id']}", resource, status, **headers)


@pytest.mark.both
def test_person_is_made_without_any_right(city: City_) -> None:
    told = directory(city).add(
        "Anna.Ek@stad.se", externalId="42", displayName="Anna Ek", title="Enhetschef", preferredLanguage="en-GB",
        emails=[{"value": "hemma@ex.se", "type": "home"}, {"value": "anna@stad.se", "type": "work"}], phoneNumbers=[{"value": "070"}],
        nickName="Annis", password="hemligt-och-langt", **{ENTERPRISE: {"department": "byggnadsnamnden", "employeeNumber": "7"}},
    )  # fmt: skip
    person = Person.objects.get(username="Anna.Ek@stad.se")
    assert (person.name, person.title, person.email, person.letter_language) == ("Anna Ek", "Enhetschef", "anna@stad.se", "en")
    assert (person.body, person.is_active, person.has_usable_password()) == (city.bodies["byggnadsnamnden"], True, False)
    row = DirectoryUser.objects.get(person=person)
    assert row.said == {  # nothing else is kept
        "userName": "Anna.Ek@stad.se", "externalId": "42", "displayName": "Anna Ek", "title": "Enhetschef", "preferredLanguage": "en-GB",
        "emails": [{"value": "anna@stad.se", "type": "work"}], ENTERPRISE: {"department": "byggnadsnamnden"},
    }  # fmt: skip
    assert {k: v for k, v in told.items() if k not in {"id", "meta"}} == row.said | {"schemas": [USER, ENTERPRISE], "active": True}
    assert told["meta"] == {
        "resourceType": "User", "created": "2026-03-02T11:00:00Z", "lastModified": "2026-03-02T11:00:00Z", "version": 'W/"1"',
        "location": f"http://testserver/scim/v2{PEOPLE}/{row.uid}",
    }  # fmt: skip
    assert history("Anna.Ek@stad.se").get().changes == {"id": row.uid, "body": "byggnadsnamnden"}


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (("scim:read",), "GET", "/Users", 200), (("scim:read",), "POST", "/Users", 403), (("scim:read",), "POST", "/Bulk", 403),
        (("cases:read",), "GET", "/Users", 403), (("cases:read",), "GET", "/Schemas", 403), (("scim:write",), "GET", "/Groups", 200),
        (("scim:read",), "POST", "/.search", 400), (("scim:write",), "PUT", "/Users", 405), (("scim:write",), "POST", f"{PEOPLE}/x", 405),
        (("scim:write",), "GET", "/Bulk", 405), (("scim:write",), "PATCH", f"{PEOPLE}/x", 415), (("scim:write",), "DELETE", f"{PEOPLE}/x", 404),
        (("scim:write",), "GET", "/Me", 501), (("scim:write",), "GET", f"{PEOPLE}/x/y", 404), (("scim:write",), "GET", "/Schemas?filter=a", 403),
    ],
)  # fmt: skip
def test_token_opens_what_its_scopes_say(city: City_, scopes: tuple[str, ...], method: str, path: str, status: int) -> None:
    one = directory(city, *scopes)
    answer = Client().generic(
        method, f"/scim/v2{path}", "{}" if path == "/.search" else "", headers={"authorization": f"Bearer {one.text}"},
        content_type="application/scim+json" if path in {"/.search", "/Bulk"} else "text/plain",
    )  # fmt: skip
    wanted = 200 if path == "/.search" else status
    assert answer.status_code == wanted


def test_nobody_without_a_token_that_holds(city: City_) -> None:
    one = directory(city)
    for header in ("", "Bearer nytta_wrong", f"Basic {one.text}"):
        answer = Client().get("/scim/v2/Users", headers={"authorization": header} if header else {})
        assert (answer.status_code, answer["WWW-Authenticate"], answer.json()["status"]) == (401, 'Bearer realm="Nytta"', "401")
    AccessToken.objects.update(expires_at=city.on, created_at=city.on - timedelta(days=1))
    assert one.call("GET", "/Users").status_code == 401
    nils = make_person("nils", city.bodies["byggnadsnamnden"], "handläggare")
    AccessToken.objects.update(holder=nils, expires_at=city.on + timedelta(days=1))
    refused = one.json("POST", "/Users", {"userName": "x"}, 403)  # a person's token keeps nobody
    assert refused["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert not Person.objects.filter(username="x").exists()


def test_too_many_calls_wait(city: City_) -> None:
    one = directory(city, per_minute=2)
    assert [one.call("GET", "/Users").status_code for _ in range(3)] == [200, 200, 429]
    answer = one.call("GET", "/Users")
    assert (answer["Content-Type"], answer["Retry-After"], answer.json()["status"]) == ("application/scim+json", "60", "429")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ("{", 400, "invalidSyntax"), ("[]", 400, "invalidSyntax"), ("[" * 100_000, 400, "invalidSyntax"), ({"userName": ""}, 400, "invalidValue"),
        ({"userName": "två ord"}, 400, "invalidValue"), ({"userName": "a" * 151}, 400, "invalidValue"), ({"userName": 5}, 400, "invalidValue"),
        ({"userName": "a", "active": "kanske"}, 400, "invalidValue"), ({"userName": "a", "emails": [{"value": "ingen"}]}, 400, "invalidValue"),
        ({"userName": "a", "title": "\0"}, 400, "invalidValue"), ('{"userName": "a", "title": "\\ud800"}', 400, "invalidValue"),
        ({"userName": "a", "name": "Anna"}, 400, "invalidValue"), ({"schemas": [GROUP], "userName": "a"}, 400, "invalidSyntax"),
        ({"userName": "a", ENTERPRISE: "Bygg"}, 400, "invalidValue"), ("x" * 1_048_577, 413, None), ({"userName": "registrar"}, 409, "uniqueness"),
        ({"userName": "katalogen"}, 409, "uniqueness"), ({"userName": "REGISTRAR"}, 409, "uniqueness"),
    ],
)  # fmt: skip
@pytest.mark.both
def test_person_that_does_not_fit_is_refused(city: City_, body: Any, status: int, kind: str | None) -> None:
    one, people = directory(city), Person.objects.count()
    told = one.json("POST", "/Users", body, status)
    assert (told["status"], told.get("scimType"), Person.objects.count()) == (str(status), kind, people)


def test_edition_is_asked_for(city: City_) -> None:
    one = directory(city)
    made = one.add("anna")
    answer = one.call("GET", f"{PEOPLE}/{made['id']}")
    assert (answer["ETag"], one.call("GET", f"{PEOPLE}/{made['id']}", **{"If-None-Match": 'W/"1"'}).status_code) == ('W/"1"', 304)
    assert put(one, made | {"title": "Chef"}, **{"If-Match": 'W/"1"'})["meta"]["version"] == 'W/"2"'
    assert put(one, made | {"title": "Chef"}, 412, **{"If-Match": 'W/"1"'})["status"] == "412"
    assert put(one, made | {"title": "Chef"}, **{"If-Match": "*"})["meta"]["version"] == 'W/"2"'  # nothing changed
    assert one.json("DELETE", f"{PEOPLE}/{made['id']}", None, 412, **{"If-Match": 'W/"1"'})["status"] == "412"
    assert [r.act for r in AuditRow.objects.filter(subject="anna").order_by("pk")] == ["directory.add", "directory.change"]


def test_put_clears_what_it_does_not_say_and_lets_nobody_in(city: City_) -> None:
    one = directory(city)
    made = one.add("anna", title="Chef", active=False, externalId="7")
    told = put(one, {"id": made["id"], "userName": "anna"})
    assert ("title" in told, "externalId" in told, told["active"]) == (False, False, False)
    assert Person.objects.get(username="anna").is_active is False


@pytest.mark.parametrize(
    ("operation", "changed"),
    [
        ({"op": "Replace", "path": "active", "value": "False"}, {"active": False}),
        ({"op": "replace", "value": {"active": "False", "id": "x", "displayName": "Ny"}}, {"active": False, "displayName": "Ny"}),
        ({"op": "Add", "path": 'emails[type eq "work"].value', "value": "ny@ex.se"}, {"emails": [{"value": "ny@ex.se", "type": "work"}]}),
        ({"op": "replace", "path": 'emails[type eq "other"].value', "value": "x@ex.se"}, {}),  # one address is kept, and that for work comes first
        ({"op": "add", "path": "emails", "value": [{"value": "b@ex.se", "primary": True}]}, {"emails": [{"value": "b@ex.se", "primary": True}]}),
        ({"op": "remove", "path": 'emails[type eq "work"]'}, {"emails": None}),
        ({"op": "remove", "path": "emails.type"}, {"emails": [{"value": "a@ex.se"}]}),
        ({"op": "replace", "path": "name.familyName", "value": "Ek"}, {"name": {"givenName": "Anna", "familyName": "Ek"}}),
        ({"op": "add", "path": "NAME", "value": {"FormaTTed": "A E"}}, {"name": {"givenName": "Anna", "formatted": "A E"}}),
        ({"op": "remove", "path": "name.givenName"}, {"name": None}),
        ({"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Bygg"}, {ENTERPRISE: {"department": "Bygg"}}),
        ({"op": "add", "path": ENTERPRISE, "value": {"organization": "O", "manager": "x"}}, {ENTERPRISE: {"organization": "O"}}),
        ({"op": "add", "value": {f"{ENTERPRISE}:department": "Bygg"}}, {ENTERPRISE: {"department": "Bygg"}}),
        ({"op": "replace", "path": "title", "value": None}, {"title": None}),
        ({"op": "remove", "path": "displayName"}, {}),
        ({"op": "replace", "path": 'addresses[type eq "work"].streetAddress', "value": "Gatan 1"}, {}),
        ({"op": "add", "path": f"{USER}:title", "value": "Direktör"}, {"title": "Direktör"}),
    ],
)  # fmt: skip
def test_patch(city: City_, operation: dict[str, Any], changed: dict[str, Any]) -> None:
    one = directory(city)
    made = one.add("anna", name={"givenName": "Anna"}, title="Chef", emails=[{"value": "a@ex.se", "type": "work"}])
    told = one.patch(f"{PEOPLE}/{made['id']}", operation)
    wanted = {k: v for k, v in (made | changed).items() if v is not None and k not in {"meta", "schemas"}}
    assert {k: v for k, v in told.items() if k not in {"meta", "schemas"}} == wanted


@pytest.mark.parametrize(
    ("operation", "status", "kind"),
    [
        ({"op": "move", "path": "title"}, 400, "invalidSyntax"), ("x", 400, "invalidSyntax"), ({"op": "remove"}, 400, "noTarget"),
        ({"op": "add", "value": "x"}, 400, "invalidValue"), ({"op": "add", "path": "title"}, 400, "invalidValue"),
        ({"op": "add", "path": "nosuch", "value": 1}, 400, "invalidPath"), ({"op": "add", "path": "title[", "value": 1}, 400, "invalidPath"),
        ({"op": "add", "path": 'title[value eq "a"]', "value": 1}, 400, "invalidPath"), ({"op": "add", "path": 5, "value": 1}, 400, "invalidPath"),
        ({"op": "add", "path": "emails[nosuch pr]", "value": {}}, 400, "invalidFilter"), ({"op": "replace", "path": "id", "value": "x"}, 400, "mutability"),
        ({"op": "remove", "path": "userName"}, 400, "mutability"), ({"op": "remove", "path": "active"}, 400, "mutability"),
        ({"op": "replace", "path": "userName", "value": ""}, 400, "mutability"), ({"op": "replace", "path": "emails[value pr].type", "value": "x"}, 400, "noTarget"),
        ({"op": "replace", "path": "meta.created", "value": "x"}, 400, "mutability"), ({"op": "replace", "path": "userName", "value": "REGISTRAR"}, 409, "uniqueness"),
        ({"op": "replace", "path": "urn:other:title", "value": "x"}, 400, "invalidPath"),
    ],
)  # fmt: skip
def test_patch_that_cannot_be_done_changes_nothing(city: City_, operation: Any, status: int, kind: str) -> None:
    one = directory(city)
    made = one.add("anna", title="Chef")
    told = one.patch(f"{PEOPLE}/{made['id']}", {"op": "replace", "path": "title", "value": "Ny"}, operation, status=status)
    assert (told["status"], told.get("scimType")) == (str(status), kind)
    assert one.json("GET", f"{PEOPLE}/{made['id']}") == made


@pytest.mark.both
def test_groups_keep_members_and_give_no_right(city: City_) -> None:
    one = directory(city)
    a, b, c = (one.add(name)["id"] for name in ("anna", "bo", "cia"))
    made = one.group("Registratorer", a, b, externalId="g")
    path = f"/Groups/{made['id']}"
    assert made["members"][0] == {"value": a, "$ref": f"http://testserver/scim/v2{PEOPLE}/{a}", "type": "User"}

    def members(*operations: Any) -> set[str]:
        return {m["value"] for m in one.patch(path, *operations).get("members", [])}

    assert members({"op": "Add", "path": "members", "value": [{"value": c}, {"value": a}]}) == {a, b, c}
    assert members({"op": "Remove", "path": f'members[value eq "{a}"]'}) == {b, c}
    assert members({"op": "Remove", "path": "members", "value": [{"value": b}]}) == {c}  # as Entra ID says it
    assert members({"op": "remove", "path": f'members[value eq "{a}"]'}) == {c}
    assert members({"op": "replace", "path": "members", "value": [{"$ref": f"http://testserver/scim/v2{PEOPLE}/{a}"}]}) == {a}
    one.json("DELETE", f"{PEOPLE}/{a}", None, 204)
    assert one.json("GET", path).get("members") is None
    assert members({"op": "add", "path": "members", "value": [{"value": b}]}) == {b}
    assert members({"op": "remove", "path": "members"}) == set()
    for value in (a, "nosuch"):
        assert one.patch(path, {"op": "add", "path": "members", "value": [{"value": value}]}, status=400)["scimType"] == "invalidValue"
    nested = {"op": "add", "path": "members", "value": [{"value": made["id"], "type": "Group"}]}
    assert one.patch(path, nested, status=400)["scimType"] == "invalidValue"
    assert one.json("POST", "/Groups", {"displayName": "REGISTRATORER"}, 409)["scimType"] == "uniqueness"
    one.json("DELETE", path, None, 204)
    assert one.json("GET", path, None, 404)["status"] == "404"


def test_attributes_asked_for_alone(city: City_) -> None:
    one = directory(city)
    made = one.add(
        "anna",
        name={"givenName": "A", "familyName": "E"},
        emails=[{"value": "a@ex.se", "type": "work"}],
        **{ENTERPRISE: {"department": "X", "organization": "Y"}},
    )
    path = f"{PEOPLE}/{made['id']}"
    always = {"schemas": made["schemas"], "id": made["id"]}
    assert one.json("GET", f"{path}?attributes=username,name.GIVENNAME,emails.value,{ENTERPRISE}:department,nosuch") == always | {
        "userName": "anna", "name": {"givenName": "A"}, "emails": [{"value": "a@ex.se"}], ENTERPRISE: {"department": "X"},
    }  # fmt: skip
    left = one.json("GET", f"{path}?excludedAttributes=id,meta,emails.type,name,{ENTERPRISE}")
    assert left == always | {"userName": "anna", "active": True, "emails": [{"value": "a@ex.se"}]}


def test_registrar_says_what_a_department_means(city: City_) -> None:
    one, by = directory(city), city.people["registrar"]
    known = one.add("anna", **{ENTERPRISE: {"department": "  BYGGNADSNÄMNDEN "}})
    one.add("bo", **{ENTERPRISE: {"department": "Bygg 2"}})
    one.add("cia", **{ENTERPRISE: {"department": "bygg  2", "organization": "Socialnämnden"}})
    assert [(d.name, d.body) for d in DirectoryDepartment.objects.all()] == [("Bygg 2", None)]

    def bodies() -> list[str]:
        return [str(p.body.code) if p.body else "" for p in Person.objects.filter(username__in=("anna", "bo", "cia")).order_by("username")]

    assert bodies() == ["byggnadsnamnden", "", "socialnamnden"]
    tie_department(department=DirectoryDepartment.objects.get(), body=city.bodies["energi"], by=by, on=city.on)
    assert bodies() == ["byggnadsnamnden", "energi", "energi"]
    one.patch(f"{PEOPLE}/{known['id']}", {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "Okänt"})
    assert bodies() == ["", "energi", "energi"]  # what it meant before gives nothing any longer
    tie_department(department=DirectoryDepartment.objects.get(key="bygg 2"), body=None, by=by, on=city.on)
    assert bodies() == ["", "", "socialnamnden"]


def test_somebody_kept_here_is_taken_over_only_where_the_registrar_says_so(city: City_) -> None:
    one, anna = directory(city), make_person("anna", city.bodies["byggnadsnamnden"], "handläggare")
    assert one.found("/Users") == []
    assert one.json("POST", "/Users", {"userName": "Anna"}, 409)["scimType"] == "uniqueness"
    set_directory(adopts=True, by=city.people["registrar"], on=city.on)
    for held in ("katalogen", "root"):
        Person.everyone.filter(username=held).update(is_superuser=held == "root")
        assert Person.everyone.filter(username=held).count() == (held == "katalogen")
    assert one.json("POST", "/Users", {"userName": "katalogen"}, 409)["scimType"] == "uniqueness"  # a program is nobody
    one.add("anna", displayName="Anna E", title="Chef")
    anna.refresh_from_db()
    assert (anna.name, anna.title, anna.body) == ("Anna E", "Chef", city.bodies["byggnadsnamnden"])
    assert [r.act for r in history("anna", ["directory.adopt"])] == ["directory.adopt"]
    remove_person(person=city.people["assessor"], reason="Slutat", by=city.people["registrar"], on=city.on)
    assert one.json("POST", "/Users", {"userName": "assessor"}, 409)["scimType"] == "uniqueness"  # nobody comes back unseen


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one(transactional_city: City_) -> None:
    one = directory(transactional_city)
    body = {"userName": "anna", "externalId": "7"}
    given = at_once([lambda: one.call("POST", "/Users", body).status_code] * 20)
    assert sorted(given) == [201] + [409] * 19
    uid = DirectoryUser.objects.get().uid
    assert at_once([lambda: one.call("DELETE", f"{PEOPLE}/{uid}").status_code] * 8).count(204) == 1
    assert sorted(at_once([lambda: one.call("POST", "/Users", body).status_code] * 8)) == [201] + [409] * 7
    ids = [one.add(f"p{n}")["id"] for n in range(8)]
    path = f"/Groups/{one.group('Alla')['id']}"
    at_once([lambda uid=uid: one.patch(path, {"op": "add", "path": "members", "value": [{"value": uid}]}) for uid in ids])  # type: ignore[misc]
    assert {m["value"] for m in one.json("GET", path)["members"]} == set(ids)
    assert sorted(at_once([lambda: one.call("POST", "/Groups", {"displayName": "Nya"}).status_code] * 8)) == [201] + [409] * 7
    assert Person.objects.filter(username="anna").count() == 1


def test_last_calls_are_kept_without_anything_of_a_person(city: City_) -> None:
    one = directory(city)
    made = one.add("hemliga.anna")
    one.call("GET", '/Users?filter=userName eq "hemliga.anna"')
    one.call("GET", f"{PEOPLE}/hemliga.anna")
    one.call("POST", "/Users", {"userName": "hemliga.anna"})
    kept = list(DirectoryCall.objects.order_by("pk").values_list("method", "kind", "uid", "status", "error"))
    assert kept == [
        ("POST", "Users", made["id"], 201, ""), ("GET", "Users", "", 200, ""), ("GET", "Users", "", 404, ""), ("POST", "Users", "", 409, "uniqueness"),
    ]  # fmt: skip
    for _ in range(240):
        one.call("GET", "/Users?count=0")
    assert 200 <= DirectoryCall.objects.count() < 220


@pytest.mark.both
def test_long_names_are_appointed_and_removed(city: City_) -> None:
    one, name = directory(city), "a" * 130 + "@kommun.example"
    made = one.add(name, active=True)
    one.patch(f"{PEOPLE}/{made['id']}", {"op": "replace", "path": "active", "value": False})
    assert [r.act for r in history(name)] == ["person.remove", "directory.add"]
