"""A person or group as the directory sends it, cleaned to what is kept, and as it is shown to the directory."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .schemas import ENTERPRISE, USER, Attribute, Kind, ScimError, leaf, storable

MOST_MEMBERS = 5000
_USERNAME = re.compile(r"[\w.@+-]+")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
ALWAYS = ("schemas", "id")


def invalid(detail: str) -> ScimError:
    """A value that does not fit its attribute."""
    return ScimError(400, "invalidValue", detail)


def cleaned(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a resource, under the standard's own names; what is not kept is let by, and what Nytta itself says too."""
    found: dict[str, Any] = {}
    for name, value in body.items():
        if kind.extension and name.lower() == ENTERPRISE.lower():
            inner = _parts(kind.extension, value, name)
            if inner:
                found[ENTERPRISE] = inner
        elif (one := kind.attribute(name)) is not None and one.mutability != "readOnly":
            kept = kept_of(one, value)
            if kept not in (None, [], {}):
                found[one.name] = kept
    return _whole(kind, found)


def _whole(kind: Kind, found: dict[str, Any]) -> dict[str, Any]:
    if kind is USER:
        found.setdefault("active", True)
        if not _USERNAME.fullmatch(found.get("userName", "")):
            raise invalid("userName is needed: letters, digits and @ . + - _ alone.")
        if emails := chosen(found.pop("emails", [])):
            found["emails"] = [emails]
    elif not found.get("displayName", "").strip():
        raise invalid("displayName is needed.")
    if len(found.get("members", ())) > MOST_MEMBERS:
        raise ScimError(413, "", f"A group has at most {MOST_MEMBERS} members.")
    return found


def chosen(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The one address that is kept: the primary (the last named so), else that for work, else the first."""
    given = [row for row in rows if row.get("value")]
    first = [row for row in given if row.get("primary") is True][-1:] or [row for row in given if row.get("type", "").lower() == "work"]
    found = dict(next(iter(first or given), {}))
    if found and not _EMAIL.fullmatch(found["value"]):
        raise invalid("emails.value is no address.")
    return found


def kept_of(one: Attribute, value: Any) -> Any:
    """A value of an attribute as it is kept, a list of them where it has many; None for none. One that does not fit is refused."""
    if value is None:
        return None
    if one.many:
        rows = value if isinstance(value, list) else [value]
        if one.name == "members":
            return members(rows)
        return [kept for row in rows if (kept := _parts(one.subs, row, one.name))]
    if one.type == "complex":
        return _parts(one.subs, value, one.name)
    if one.type == "boolean":
        return truth(one, value)
    if not isinstance(value, str):
        raise invalid(f"{one.name} is a text.")
    if len(value) > one.longest:
        raise invalid(f"{one.name} has at most {one.longest} characters.")
    if not storable(value):
        raise invalid(f"{one.name} has characters that cannot be kept.")
    return value if value.strip() else None


def truth(one: Attribute, value: Any) -> bool:
    """True or false; Entra ID sends them as texts."""
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise invalid(f"{one.name} is true or false.")
    return value


def _parts(subs: Sequence[Attribute], value: Any, name: str) -> dict[str, Any]:
    """The parts of a complex value that are kept."""
    if not isinstance(value, Mapping):
        raise invalid(f"{name} is an object.")
    found = {}
    for key, inner in value.items():
        one = next((s for s in subs if s.name.lower() == str(key).lower()), None)
        if one is not None and (kept := kept_of(one, inner)) is not None:
            found[one.name] = kept
    return found


def members(rows: Sequence[Any]) -> list[dict[str, str]]:
    """Members by their ids, each once; one that is told by its address alone is known by the end of it."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        told = {str(k).lower(): v for k, v in row.items()} if isinstance(row, Mapping) else {"value": row}
        value = told.get("value") or str(told.get("$ref") or "").rstrip("/").rpartition("/")[2]
        if not isinstance(value, str) or not value or len(value) > 100 or not storable(value):
            raise invalid("A member has the id of a person as its value.")
        if str(told.get("type") or "User").lower() != "user":
            raise invalid("Members are persons; a group within a group is not kept.")
        found[value] = {"value": value}
    return list(found.values())


def words_of(kind: Kind, resource: Mapping[str, Any]) -> dict[str, str]:
    """Every text that is compared without regard to the size of letters, folded, by its leaf's key; truth values as texts."""
    found: dict[str, str] = {}
    for rows, root, start in ((kind.attributes, resource, ""), (kind.extension, resource.get(ENTERPRISE, {}), "enterprise.")):
        for one in rows:
            held = root.get(one.name)
            if one.name in {"members", "active"} or held is None:
                continue
            if not one.subs:
                found[f"{start}{one.name}"] = str(held).casefold()
                continue
            inner = held[0] if isinstance(held, list) else held
            found |= {f"{start}{one.name}.{key}": str(v).casefold() for key, v in inner.items()}
    return found


def name_of(resource: Mapping[str, Any]) -> str:
    """What a person is called: the name to show, else the whole name, else its parts, else what one logs in with; at most 120 characters."""
    name = resource.get("name", {})
    parts = " ".join(p for p in (name.get("givenName"), name.get("familyName")) if p)
    return str(resource.get("displayName") or name.get("formatted") or parts or resource["userName"])[:120].strip()


def shown(kind: Kind, resource: Mapping[str, Any], attributes: Sequence[str] = (), excluded: Sequence[str] = ()) -> dict[str, Any]:
    """A resource with only the attributes asked for, or without some; what is always returned stays. Source: RFC 7644 section 3.9."""
    if attributes:
        found: dict[str, Any] = {name: resource[name] for name in ALWAYS if name in resource}
        for path in attributes:
            _copy(kind, resource, found, path)
        return found
    left = dict(resource)
    for path in excluded:
        _drop(kind, left, path)
    return left


def _copy(kind: Kind, resource: Mapping[str, Any], found: dict[str, Any], path: str) -> None:
    if path.lower() == ENTERPRISE.lower():
        if ENTERPRISE in resource:
            found[ENTERPRISE] = resource[ENTERPRISE]
        return
    where = leaf(kind, path)
    root = resource.get(ENTERPRISE, {}) if where and where.extension else resource
    if where is None or where.attribute.name not in root:
        return
    held = root[where.attribute.name]
    into = found.setdefault(ENTERPRISE, {}) if where.extension else found
    if where.sub is None or where.attribute.name in ALWAYS:
        into[where.attribute.name] = held
    elif isinstance(held, list):
        rows = into.setdefault(where.attribute.name, [{} for _ in held])
        for row, whole in zip(rows, held, strict=True):
            row |= {k: v for k, v in whole.items() if k == where.sub.name}
    else:
        into[where.attribute.name] = into.get(where.attribute.name, {}) | {k: v for k, v in held.items() if k == where.sub.name}


def _drop(kind: Kind, left: dict[str, Any], path: str) -> None:
    if path.lower() == ENTERPRISE.lower():
        left.pop(ENTERPRISE, None)
        return
    where = leaf(kind, path)
    if where is None or where.attribute.returned == "always":
        return
    if where.extension:
        left[ENTERPRISE] = {k: v for k, v in left.get(ENTERPRISE, {}).items() if k != where.attribute.name}
        return
    held = left.get(where.attribute.name)
    if where.sub is None or held is None:
        left.pop(where.attribute.name, None)
    elif isinstance(held, list):
        left[where.attribute.name] = [{k: v for k, v in row.items() if k != where.sub.name} for row in held]
    else:
        left[where.attribute.name] = {k: v for k, v in held.items() if k != where.sub.name}
