"""What the directory can ask for: configuration, resource types and schemas. Source: RFC 7644 section 4."""

from collections.abc import Callable, Mapping
from typing import Any

from ..queries.scim import MOST_ROWS
from ..rules.scim.schemas import CORE, ENTERPRISE, KINDS, MESSAGE, USER, Kind, ScimError, described, extension_described

MOST_BYTES, MOST_OPERATIONS = 1_048_576, 100


def configuration(base: str) -> dict[str, Any]:
    """What is supported, and the limits."""
    yes, no = {"supported": True}, {"supported": False}
    return {
        "schemas": [f"{CORE}ServiceProviderConfig"], "patch": yes, "sort": yes, "etag": yes, "changePassword": no,
        "bulk": {**yes, "maxOperations": MOST_OPERATIONS, "maxPayloadSize": MOST_BYTES},
        "filter": {**yes, "maxResults": MOST_ROWS},
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Bearer token", "description": "A token of a service account in Nytta, with scim:read or scim:write.",
            "primary": True,
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }  # fmt: skip


def _type(kind: Kind, base: str) -> dict[str, Any]:
    extended = [{"schema": ENTERPRISE, "required": False}] if kind is USER else []
    return {
        "schemas": [f"{CORE}ResourceType"], "id": kind.name, "name": kind.name, "description": kind.about, "endpoint": kind.endpoint,
        "schema": kind.urn, "schemaExtensions": extended, "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{kind.name}"},
    }  # fmt: skip


def _types(base: str) -> dict[str, dict[str, Any]]:
    return {name: _type(kind, base) for name, kind in KINDS.items()}


def _schemas(base: str) -> dict[str, dict[str, Any]]:
    rows = [*(described(kind) for kind in KINDS.values()), extension_described()]
    return {r["id"]: r | {"meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{r['id']}"}} for r in rows}


_LISTS: Mapping[str, Callable[[str], dict[str, dict[str, Any]]]] = {"ResourceTypes": _types, "Schemas": _schemas}
NAMES = {"ServiceProviderConfig", *_LISTS}


def discovered(parts: list[str], base: str) -> dict[str, Any]:
    """What stands at an address of discovery: one thing, or the list of them."""
    if parts == ["ServiceProviderConfig"]:
        return configuration(base)
    rows = _LISTS[parts[0]](base) if parts[0] in _LISTS else {}
    if len(parts) == 1 and rows:
        return list_of(list(rows.values()), len(rows))
    if len(parts) == 2 and parts[1] in rows:
        return rows[parts[1]]
    raise ScimError(404, "", "Resource does not exist.")


def list_of(rows: list[dict[str, Any]], total: int, start: int = 1) -> dict[str, Any]:
    """A page of a list. Source: RFC 7644 section 3.4.2."""
    told = {"schemas": [f"{MESSAGE}ListResponse"], "totalResults": total, "startIndex": start, "itemsPerPage": len(rows)}
    return told | ({"Resources": rows} if rows else {})
