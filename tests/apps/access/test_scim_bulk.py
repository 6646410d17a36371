"""Many writes in one call, and every example of the standard."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from nytta.city.access.models.directory import DirectoryGroup, DirectoryUser
from nytta.city.organisation.models import Person
from tests.factories.city import City_

from .directories import ENTERPRISE, GROUP, PATCH, PEOPLE, USER, Directory, directory

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D14")]
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


def bulk(one: Directory, *operations: Any, status: int = 200, **more: Any) -> Any:
    return one.json("POST", "/Bulk", {"schemas": [BULK], "Operations": list(operations), **more}, status)


def post(name: str, bulk_id: str) -> dict[str, Any]:
    return {"method": "POST", "path": PEOPLE, "bulkId": bulk_id, "data": {"schemas": [USER], "userName": name}}


@pytest.mark.both
def test_operations_name_what_others_make(city: City_) -> None:
    one = directory(city)
    group = {"schemas": [GROUP], "displayName": "Alla", "members": [{"value": "bulkId:b"}, {"value": "bulkId:a"}]}
    told = bulk(
        one, {"method": "post", "path": "/Groups", "bulkId": "g", "data": group}, post("anna", "a"), post("bo", "b"),
        {"method": "PATCH", "path": f"{PEOPLE}/bulkId:a", "data": {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "title", "value": "Chef"}]}},
        {"method": "PATCH", "path": "/Groups/bulkId:g", "data": {"schemas": [PATCH], "Operations": [{"op": "remove", "path": 'members[value eq "bulkId:b"]'}]}},
    )  # fmt: skip
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]
    assert [(r["method"], r.get("bulkId"), r["status"]) for r in told["Operations"]] == [
        ("post", "g", "201"), ("POST", "a", "201"), ("POST", "b", "201"), ("PATCH", None, "200"), ("PATCH", None, "200"),
    ]  # fmt: skip
    anna = DirectoryUser.objects.get(key="anna")
    assert told["Operations"][1]["location"] == f"http://testserver/scim/v2{PEOPLE}/{anna.uid}"
    assert (told["Operations"][3]["version"], anna.said["title"]) == ('W/"2"', "Chef")
    assert [u.key for u in DirectoryGroup.objects.get().members.all()] == ["anna"]


def test_each_is_whole_by_itself_until_enough_have_failed(city: City_) -> None:
    one = directory(city)
    wrong = {"method": "POST", "path": PEOPLE, "bulkId": "x", "data": {"userName": ""}}
    named = {"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "G", "members": [{"value": "bulkId:x"}]}}
    gone = {"method": "DELETE", "path": f"{PEOPLE}/nosuch"}
    every = bulk(one, wrong, post("anna", "a"), named, gone)["Operations"]
    assert [(r["status"], r.get("response", {}).get("scimType")) for r in every] == [
        ("400", "invalidValue"), ("201", None), ("400", "invalidValue"), ("404", None),
    ]  # fmt: skip
    first = bulk(one, post("bo", "b"), wrong, post("cia", "c"), failOnErrors=1)["Operations"]
    assert [r["status"] for r in first] == ["201", "400"]
    assert sorted(DirectoryUser.objects.values_list("key", flat=True)) == ["anna", "bo"]


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ({"method": "GET", "path": PEOPLE}, "400"), ({"method": "POST", "path": PEOPLE, "data": {"userName": "a"}}, "400"),
        ({"method": "POST", "path": "/Schemas", "bulkId": "s"}, "400"), ({"method": "PUT", "path": PEOPLE, "data": {}}, "405"),
        ({"method": "POST", "path": PEOPLE, "bulkId": "p"}, "400"), ({"method": "PUT", "path": f"{PEOPLE}/bulkId:none", "data": {}}, "400"),
        ({"method": "POST", "path": "/Groups", "bulkId": "g", "data": {"displayName": "a", "members": [{"value": "bulkId:g"}]}}, "409"),
    ],
)  # fmt: skip
def test_operation_that_is_not_understood(city: City_, operation: dict[str, Any], status: str) -> None:
    assert [r["status"] for r in bulk(directory(city), operation)["Operations"]] == [status]


def test_call_that_is_not_understood(city: City_) -> None:
    one = directory(city)
    assert bulk(one, "x", status=400)["scimType"] == "invalidSyntax"
    assert bulk(one, post("a", "a"), post("b", "a"), status=400)["scimType"] == "invalidSyntax"
    assert bulk(one, post("a", "a"), failOnErrors=0, status=400)["scimType"] == "invalidValue"
    assert bulk(one, *[post(f"p{n}", str(n)) for n in range(101)], status=413)["status"] == "413"
    assert one.json("POST", "/Bulk", {"Operations": []}, 200)["Operations"] == []
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    assert (
        bulk(one, {"method": "POST", "path": PEOPLE, "bulkId": "d", "data": {"userName": "d", "roles": deep}})["Operations"][0]["status"]
        == "201"
    )


@pytest.mark.shared
def test_every_example_of_the_standard(city: City_) -> None:
    folder, one = Path(os.environ["NYTTA_SHARED"], "standards", "scim"), directory(city)
    examples = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"))}
    assert len(examples) == 22
    tried = set()
    for name in ("8.1-user-minimal", "8.2-user-full", "8.3-enterprise_user"):
        given = examples[f"rfc7643-{name}"]
        made = one.json("POST", PEOPLE, given, 201)
        assert (made["userName"], made.get("displayName")) == (given["userName"], given.get("displayName"))
        assert set(made) <= {*given, "active", "meta"}
        one.json("DELETE", f"{PEOPLE}/{made['id']}", None, 204)
        Person.objects.filter(username=given["userName"]).update(username=name)
        DirectoryUser.objects.filter(uid=made["id"]).update(key=name, external_id="")
        tried.add(f"rfc7643-{name}")
    made = one.json("POST", PEOPLE, examples["rfc7644-3.14-user-post_request"], 201)
    for name in ("3.3-user-post_response", "3.4.1-user-known-resource"):  # what a server answers comes back as what is kept
        told = one.json("PUT", f"{PEOPLE}/{made['id']}", examples[f"rfc7644-{name}"])
        kept = {k: v for k, v in examples[f"rfc7644-{name}"].items() if k not in {"id", "meta", "phoneNumbers"}}
        assert {k: v for k, v in told.items() if k not in {"id", "meta", "active"}} == kept
        tried.add(f"rfc7644-{name}")
    group = one.group("Tour Guides", made["id"])
    add = examples["rfc7644-3.5.2.1-patch_op-add_members"]
    add["Operations"][0]["value"][0]["value"] = made["id"]  # the example's own is of another server
    assert len(one.json("PATCH", f"/Groups/{group['id']}", add)["members"]) == 1
    assert "members" not in one.json("PATCH", f"/Groups/{group['id']}", examples["rfc7644-3.5.2.2-patch_op-remove_all_members"])
    for name in ("replace_street_address", "replace_user_work_address"):  # of what is not kept nothing is changed
        before = one.json("GET", f"{PEOPLE}/{made['id']}")
        assert one.json("PATCH", f"{PEOPLE}/{made['id']}", examples[f"rfc7644-3.5.2.3-patch_op-{name}"]) == before
        tried.add(f"rfc7644-3.5.2.3-patch_op-{name}")
    tried |= {"rfc7644-3.14-user-post_request", "rfc7644-3.5.2.1-patch_op-add_members", "rfc7644-3.5.2.2-patch_op-remove_all_members"}
    fault = one.json("POST", PEOPLE, "{", 400)
    assert fault == examples["rfc7644-3.7.3-error-invalid_syntax"]
    answers = bulk(one, {"method": "POST", "bulkId": "qwerty", "path": PEOPLE, "data": {"schemas": ["x"]}})
    wanted = examples["rfc7644-3.7.3-bulk_response-error_invalid_syntax"]
    assert {**answers["Operations"][0], "response": {**answers["Operations"][0]["response"], "detail": ""}} == {
        **wanted["Operations"][0], "response": {**wanted["Operations"][0]["response"], "detail": ""},
    }  # fmt: skip
    for name in ("multiple_errors", "multiple_operations"):  # the same members of an answer
        for row in examples[f"rfc7644-3.7.3-bulk_response-{name}"]["Operations"]:
            assert set(row) <= {"method", "bulkId", "version", "location", "status", "response"}
        tried.add(f"rfc7644-3.7.3-bulk_response-{name}")
    tried |= {"rfc7644-3.7.3-error-invalid_syntax", "rfc7644-3.7.3-bulk_response-error_invalid_syntax"}
    described(one, examples, tried)
    assert sorted(set(examples) - tried) == []


def described(one: Directory, examples: dict[str, Any], tried: set[str]) -> None:
    """What the server says of itself, beside the standard: the same attributes with the same types, where it has them."""
    for name in ("user", "group"):
        example = examples[f"rfc7643-8.6-resource_type-{name}"]
        told = one.json("GET", f"/ResourceTypes/{example['id']}")
        assert [told[k] for k in ("schemas", "id", "name", "endpoint", "schema")] == [
            example[k] for k in ("schemas", "id", "name", "endpoint", "schema")
        ]
        tried.add(f"rfc7643-8.6-resource_type-{name}")
    for name, urn in (("user", USER), ("group", GROUP), ("enterprise_user", ENTERPRISE)):
        whole = {a["name"]: a for a in examples[f"rfc7643-8.7.1-schema-{name}"]["attributes"]}
        for own in one.json("GET", f"/Schemas/{urn}")["attributes"]:
            assert (own["type"], own["multiValued"]) == (whole[own["name"]]["type"], whole[own["name"]]["multiValued"])
            subs = {s["name"] for s in whole[own["name"]].get("subAttributes", [])}
            assert {s["name"] for s in own.get("subAttributes", [])} <= subs
        tried.add(f"rfc7643-8.7.1-schema-{name}")
    configuration = one.json("GET", "/ServiceProviderConfig")
    for name, rows in (
        ("resource_type", one.json("GET", "/ResourceTypes")["Resources"]), ("schema", one.json("GET", "/Schemas")["Resources"]),
        ("service_provider_configuration", [configuration]),
    ):  # fmt: skip
        known = {a["name"] for a in examples[f"rfc7643-8.7.2-schema-{name}"]["attributes"]}
        needed = {a["name"] for a in examples[f"rfc7643-8.7.2-schema-{name}"]["attributes"] if a.get("required")}
        for row in rows:
            assert needed <= set(row) <= known | {"schemas", "id", "meta"}
        tried.add(f"rfc7643-8.7.2-schema-{name}")
