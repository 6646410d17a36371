"""Many writes in one call, each whole by itself, which may name what others of them make. Source: RFC 7644 section 3.7."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..rules.scim.schemas import KINDS, MESSAGE, ScimError
from .discovery import MOST_OPERATIONS
from .writing import Asked, Caller, done, try_method, whole

_NAMED = re.compile(r"bulkId:([^\s\"/\]]+)")
_METHODS = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass
class _Run:
    """What is known while the operations are done: ids by their names in the call, those that failed, answers by place."""

    caller: Caller
    ids: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    errors: int = 0


def answered(body: Any, caller: Caller) -> dict[str, Any]:
    """The answer to a bulk call: what became of each operation, until as many have failed as the call allows."""
    told = {k.lower(): v for k, v in whole(body, f"{MESSAGE}BulkRequest").items()}
    rows, most = told.get("operations"), told.get("failonerrors")
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        raise ScimError(400, "invalidSyntax", "Operations is a list of objects.")
    if len(rows) > MOST_OPERATIONS:
        raise ScimError(413, "", f"A bulk call has at most {MOST_OPERATIONS} operations.")
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 1):
        raise ScimError(400, "invalidValue", "failOnErrors is a number from 1.")
    names = [one["bulkId"] for one in rows if "bulkId" in one]
    if len({str(n) for n in names}) != len(names) or not all(isinstance(n, str) and n for n in names):
        raise ScimError(400, "invalidSyntax", "Every bulkId is a text of its own.")
    run = _Run(caller)
    _all(run, dict(enumerate(rows)), set(names), most)
    return {"schemas": [f"{MESSAGE}BulkResponse"], "Operations": [run.answers[n] for n in sorted(run.answers)]}


def _all(run: _Run, left: dict[int, Mapping[str, Any]], names: set[str], most: int | None) -> None:
    """Do them in their order, but each after those whose things it names."""
    while left:
        ready = next((n for n, one in left.items() if not (named(one) & names) - run.ids.keys() - run.failed), None)
        if ready is None:
            for n, one in left.items():
                run.answers[n] = _refused(one, ScimError(409, "", "The operations wait for each other."))
            return
        one = left.pop(ready)
        run.answers[ready] = _answer(run, one)
        if most is not None and run.errors >= most:
            return


def named(one: Mapping[str, Any]) -> set[str]:
    """The names of other operations' things in an operation."""
    found: set[str] = set(_NAMED.findall(str(one.get("path", ""))))

    def look(value: Any, key: str = "") -> None:
        if isinstance(value, Mapping):
            for k, inner in value.items():
                look(inner, str(k).lower())
        elif isinstance(value, list):
            for inner in value:
                look(inner, key)
        elif isinstance(value, str) and _is_name(value, key):
            found.update(_NAMED.findall(value))

    look(one.get("data"))
    return found


def _is_name(value: str, key: str) -> bool:
    return key in {"path", "$ref"} or _NAMED.fullmatch(value) is not None


def _with_ids(value: Any, ids: Mapping[str, str], key: str = "") -> Any:
    """The same with the ids in the place of the names."""
    if isinstance(value, Mapping):
        return {k: _with_ids(inner, ids, str(k).lower()) for k, inner in value.items()}
    if isinstance(value, list):
        return [_with_ids(inner, ids, key) for inner in value]
    if isinstance(value, str) and _is_name(value, key):
        return _NAMED.sub(lambda found: ids.get(found[1], found[0]), value)
    return value


def _answer(run: _Run, one: Mapping[str, Any]) -> dict[str, Any]:
    try:
        if unknown := sorted(named(one) - run.ids.keys()):
            raise ScimError(400, "invalidValue", f"Nothing was made under bulkId {unknown[0][:40]!a}.")
        asked = _asked(one, run.ids)
        found = done(run.caller, asked)
    except ScimError as error:
        run.errors += 1
        run.failed.add(str(one.get("bulkId", "")))
        return _refused(one, error)
    except RecursionError:
        run.errors += 1
        return _refused(one, ScimError(400, "invalidSyntax", "The operation is too deep."))
    if "bulkId" in one:
        run.ids[one["bulkId"]] = found.uid
    told = _told(one) | {"status": str(found.status), "location": f"{run.caller.base}{asked.kind.endpoint}/{found.uid}"}
    return told | ({"version": found.resource["meta"]["version"]} if found.resource else {})


def _asked(one: Mapping[str, Any], ids: Mapping[str, str]) -> Asked:
    method, path = str(one.get("method", "")).upper(), _NAMED.sub(lambda found: ids.get(found[1], found[0]), str(one.get("path", "")))
    endpoint, _, uid = path.strip("/").partition("/")
    kind = next((k for k in KINDS.values() if k.endpoint == f"/{endpoint}"), None)
    if method not in _METHODS or kind is None or "/" in uid:
        raise ScimError(400, "invalidSyntax", "An operation has a method (POST, PUT, PATCH, DELETE) and a path to a person or group.")
    if method == "POST" and "bulkId" not in one:
        raise ScimError(400, "invalidSyntax", "A POST has a bulkId.")
    try_method(method, uid)
    match = one.get("version", "")
    return Asked(method, kind, uid, _with_ids(one.get("data"), ids), match if isinstance(match, str) else "")


def _told(one: Mapping[str, Any]) -> dict[str, Any]:
    told = {"method": str(one.get("method", ""))[:10]}
    return told | ({"bulkId": one["bulkId"]} if "bulkId" in one else {})


def _refused(one: Mapping[str, Any], error: ScimError) -> dict[str, Any]:
    return _told(one) | {"status": str(error.status), "response": fault(error)}


def fault(error: ScimError) -> dict[str, Any]:
    """An error as the standard writes it. Source: RFC 7644 section 3.12."""
    told = {"schemas": [f"{MESSAGE}Error"], "status": str(error.status), "detail": error.detail}
    return told | ({"scimType": error.kind} if error.kind else {})
