"""One write of the directory: a person or group made, replaced, patched or deleted, alone or as one of many. Source: RFC 7644 section 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from nytta.city.organisation.models import Person
from nytta.plain.verdicts import Refused

from ..commands import directory as commands
from ..queries.directory import group_said, held_group, held_user
from ..queries.scim import groups, resource_of, users, version_of
from ..rules.scim import USER, ScimError, cleaned, patched
from ..rules.scim.schemas import MESSAGE, Kind

MERGED = "Nytta has merged this person with another whom the directory keeps too: delete one of the two in the directory."


@dataclass(frozen=True)
class Caller:
    """Who asks (a service account), when, and the address that all others begin with."""

    by: Person
    on: datetime
    base: str


@dataclass(frozen=True)
class Done:
    """How a write went: status and the resource as it is now, None where it is gone."""

    status: int
    uid: str
    resource: dict[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """A write that is asked for: of which resource type and thing ("" for a new one), with what, and which edition it is meant for."""

    method: str
    kind: Kind
    uid: str
    body: Any
    match: str = ""


def try_method(method: str, uid: str) -> None:
    """Refuse a write that is not made at an address: of all, or of one thing."""
    if method not in ({"PUT", "PATCH", "DELETE"} if uid else {"POST"}):
        raise ScimError(405, "", f"{method} is not answered here.")


def done(caller: Caller, asked: Asked) -> Done:
    """Do it, whole or not at all; what is refused raises ScimError."""
    try:
        with transaction.atomic():
            return (_made if not asked.uid else _deleted if asked.method == "DELETE" else _changed)(caller, asked)
    except IntegrityError:
        raise ScimError(409, "uniqueness", "Something that is to be unique is taken.") from None
    except Refused as refused:
        rules = {f.rule for f in refused.verdict.blocking}
        raise ScimError(403, "", MERGED if "person_merged" in rules else "Nytta does not let this person be changed from here.") from None


def whole(body: Any, schema: str) -> Mapping[str, Any]:
    """The body as an object, of the schema asked for where it names any."""
    if not isinstance(body, Mapping):
        raise ScimError(400, "invalidSyntax", "The body is a JSON object.")
    named = next((v for k, v in body.items() if k.lower() == "schemas"), [schema])
    if not isinstance(named, list) or schema.lower() not in {str(one).lower() for one in named}:
        raise ScimError(400, "invalidSyntax", f"schemas does not name {schema}.")
    return body


def _made(caller: Caller, asked: Asked) -> Done:
    resource = cleaned(asked.kind, whole(asked.body, asked.kind.urn))
    make = commands.provision_user if asked.kind is USER else commands.provision_group
    row = make(resource=resource, by=caller.by, on=caller.on).row
    return Done(201, row.uid, told(caller, asked.kind, row.uid))


def told(caller: Caller, kind: Kind, uid: str) -> dict[str, Any]:
    """A person or group as it is now; 404 where there is none."""
    row: Any = (users() if kind is USER else groups()).filter(uid=uid).first()
    if row is None:
        raise ScimError(404, "", "Resource does not exist.")
    return resource_of(kind, row, caller.base)


def _held(asked: Asked) -> Any:
    """The thing under its lock, in the edition that the caller knows."""
    row: Any = held_user(asked.uid) if asked.kind is USER else held_group(asked.uid)
    known = {one.strip() for one in asked.match.split(",")}
    if asked.match and not known & {"*", version_of(asked.kind, row)}:
        raise ScimError(412, "", "Failed to update. Resource changed on the server.")
    return row


def _changed(caller: Caller, asked: Asked) -> Done:
    row = _held(asked)
    stands = row.said | {"active": row.person.is_active} if asked.kind is USER else group_said(row)
    if asked.method == "PATCH":
        resource = patched(asked.kind, stands, _operations(whole(asked.body, f"{MESSAGE}PatchOp")))
    else:
        body = whole(asked.body, asked.kind.urn)
        resource = cleaned(asked.kind, body)
        if asked.kind is USER and not any(key.lower() == "active" and value is not None for key, value in body.items()):
            resource["active"] = stands["active"]  # nobody is let in by what is not said
    change = commands.change_user if asked.kind is USER else commands.change_group
    change(row=row, resource=resource, by=caller.by, on=caller.on)
    return Done(200, row.uid, told(caller, asked.kind, row.uid))


def _operations(body: Mapping[str, Any]) -> list[Any]:
    found = next((v for k, v in body.items() if k.lower() == "operations"), None)
    if not isinstance(found, list) or not found:
        raise ScimError(400, "invalidSyntax", "Operations is a list of at least one.")
    return found


def _deleted(caller: Caller, asked: Asked) -> Done:
    row = _held(asked)
    remove = commands.deprovision_user if asked.kind is USER else commands.remove_group
    remove(row=row, by=caller.by, on=caller.on)
    return Done(204, asked.uid)
