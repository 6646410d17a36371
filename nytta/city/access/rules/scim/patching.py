"""What a PATCH makes of a resource. Source: RFC 7644 section 3.5.2; what Entra ID and Okta do otherwise is told in docs/provisioning.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .filters import Compare, Filter, Joined, parse_within, value_fulfils
from .resources import cleaned, kept_of
from .schemas import ENTERPRISE, Kind, Leaf, ScimError, leaf, let_by, split

MOST_OPERATIONS = 200
_PATH = re.compile(r"(?P<attribute>(?:urn:[\w:.\-]+:)?[\w$\-]+(?:\.[\w$\-]+)?)(?:\[(?P<filter>.*)\](?:\.(?P<sub>[\w$\-]+))?)?", re.DOTALL)


@dataclass(frozen=True)
class _Target:
    """Where an operation goes: a leaf, perhaps only the values that fulfil a filter; None where nothing is kept. `whole` is the extension."""

    where: Leaf | None
    asked: Filter | None = None
    whole: bool = False


def patched(kind: Kind, resource: Mapping[str, Any], operations: Sequence[Any]) -> dict[str, Any]:
    """The resource after all operations in their order, cleaned; any that cannot be done refuses them all."""
    if len(operations) > MOST_OPERATIONS:
        raise ScimError(413, "tooMany", f"A PATCH has at most {MOST_OPERATIONS} operations.")
    new = deepcopy(dict(resource))
    for one in operations:
        for name, path, value in _steps(one):
            _step(kind, new, name, path, value)
    return cleaned(kind, new)


def _steps(one: Any) -> Iterator[tuple[str, str, Any]]:
    """(operation, address, value) of one operation; one without an address has an object of them."""
    told = {str(k).lower(): v for k, v in one.items()} if isinstance(one, Mapping) else {}
    name, path, value = str(told.get("op", "")).lower(), told.get("path"), told.get("value")
    if name not in {"add", "remove", "replace"}:
        raise ScimError(400, "invalidSyntax", "op is add, remove or replace.")
    if path in (None, ""):
        if name == "remove":
            raise ScimError(400, "noTarget", "remove needs a path.")
        if not isinstance(value, Mapping):
            raise ScimError(400, "invalidValue", "An operation without a path has an object as its value.")
        for key, inner in value.items():
            if key.lower() not in {"schemas", "id", "meta"}:  # Okta repeats them
                yield name, key, inner
        return
    if not isinstance(path, str):
        raise ScimError(400, "invalidPath", "path is a text.")
    if name != "remove" and "value" not in told:
        raise ScimError(400, "invalidValue", f"{name} needs a value.")
    yield name, path, value


def _target(kind: Kind, path: str) -> _Target:
    found = _PATH.fullmatch(path.strip())
    if found is None:
        raise ScimError(400, "invalidPath", f"{path[:120]!a} is not understood.")
    address = found["attribute"] + (f".{found['sub']}" if found["sub"] else "")
    if kind.extension and address.lower() == ENTERPRISE.lower():
        return _Target(None, whole=True)
    if address.lower() == "schemas":
        return _Target(None)
    where = leaf(kind, address)
    if where is None:
        if let_by(kind, address) or let_by(kind, found["attribute"]):
            return _Target(None)
        raise ScimError(400, "invalidPath", f"{split(address)[1][:120]} is not kept here.")
    if "readOnly" in {where.attribute.mutability, where.end.mutability}:
        raise ScimError(400, "mutability", f"{where.key} is given by Nytta.")
    if found["filter"] is None:
        return _Target(where)
    if not (where.attribute.many and where.attribute.subs):
        raise ScimError(400, "invalidPath", f"{where.attribute.name} has no values with parts of their own.")
    return _Target(where, parse_within(found["filter"], Leaf(where.attribute)))


def _step(kind: Kind, new: dict[str, Any], name: str, path: str, value: Any) -> None:
    target = _target(kind, path)
    if target.whole:
        _extension(kind, new, name, value)
        return
    where = target.where
    if where is None:
        return
    root = new.setdefault(ENTERPRISE, {}) if where.extension else new
    given = None if name == "remove" else kept_of(where.end, value)
    if given is None:
        _remove(root, where, target.asked, value)
    elif target.asked is not None:
        _set_matching(root, where, target.asked, name, given)
    else:
        _set(root, where, name, given)


def _extension(kind: Kind, new: dict[str, Any], name: str, value: Any) -> None:
    if name == "remove":
        new.pop(ENTERPRISE, None)
        return
    if not isinstance(value, Mapping):
        raise ScimError(400, "invalidValue", "The extension is an object.")
    for key, inner in value.items():
        if str(key).lower() != "schemas":
            _step(kind, new, name, f"{ENTERPRISE}:{key}", inner)


def _set(root: dict[str, Any], where: Leaf, name: str, value: Any) -> None:
    """Add or replace at an address without a filter."""
    key, held = where.attribute.name, root.get(where.attribute.name)
    if where.sub is not None and where.attribute.many:
        if where.sub.mutability == "immutable":
            raise ScimError(400, "mutability", f"{where.key} is set once.")
        root[key] = [{**row, where.sub.name: value} for row in held or [{}]]
    elif where.sub is not None:
        root[key] = {**(held or {}), where.sub.name: value}
    elif where.attribute.many:
        root[key] = [*(held or []), *value] if name == "add" else value
    elif where.attribute.type == "complex":
        root[key] = {**(held or {}), **value}
    else:
        root[key] = value


def _set_matching(root: dict[str, Any], where: Leaf, asked: Filter, name: str, value: Any) -> None:
    """Add or replace in the values that fulfil a filter; where none does, one is made of what the filter says, as Entra ID expects."""
    key, held = where.attribute.name, list(root.get(where.attribute.name) or [])
    if key == "members":
        raise ScimError(400, "mutability", "A member is added or removed, not changed.")
    if not any(value_fulfils(row, asked) for row in held):
        held.append(_said(asked))
    made = []
    for row in held:
        if not value_fulfils(row, asked):
            made.append(row)
        elif where.sub is not None:
            made.append({**row, where.sub.name: value})
        else:
            made.append({**(row if name == "add" else {}), **value[-1]})
    root[key] = made


def _said(asked: Filter) -> dict[str, Any]:
    """The value that a filter of equalities describes."""
    if isinstance(asked, Joined) and asked.word == "and":
        return {k: v for one in asked.parts for k, v in _said(one).items()}
    if isinstance(asked, Compare) and asked.operator == "eq" and asked.where and asked.where.sub and asked.value is not None:
        return {asked.where.sub.name: asked.value}
    raise ScimError(400, "noTarget", "No value fulfils the filter of the path.")


def _remove(root: dict[str, Any], where: Leaf, asked: Filter | None, value: Any) -> None:
    """Remove what an address leads to; what is not there is gone already."""
    if where.attribute.required and where.sub is None:
        raise ScimError(400, "mutability", f"{where.key} cannot be without a value.")
    key, held = where.attribute.name, root.get(where.attribute.name)
    if held is None:
        return
    if not where.attribute.many:
        if where.sub is None:
            root.pop(key)
        else:
            root[key] = {k: v for k, v in held.items() if k != where.sub.name}
        return
    listed = {str(row.get("value")) for row in kept_of(where.attribute, value)} if value and where.sub is None else None  # as Entra ID does
    made = []
    for row in held:
        hit = value_fulfils(row, asked) if asked is not None else listed is None or str(row.get("value")) in listed
        if not hit:
            made.append(row)
        elif where.sub is not None:
            made.append({k: v for k, v in row.items() if k != where.sub.name})
    root[key] = made
