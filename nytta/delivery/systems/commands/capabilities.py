"""The map of what the city must be able to do is kept: capabilities are added, renamed, moved and retired, never deleted. Source: D1."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.kit.numbers import next_number
from nytta.plain.text import sort_key
from nytta.plain.verdicts import YES, Verdict, require

from ..models import Capability
from ..policies import can_keep_capabilities
from ..queries.capabilities import Tree, in_use, standing_capabilities
from ..rules import capability_named_once, capability_placed, capability_standing, capability_unused

FIELDS = ("name", "name_en", "parent")


def _free(name: str, but: int = 0) -> Verdict:
    same = (
        code for code, other in standing_capabilities().exclude(pk=but).values_list("code", "name") if sort_key(other) == sort_key(name)
    )
    return capability_named_once(name, next(same, ""))


def _placed(one: Capability) -> Verdict:
    if one.parent is None:
        return YES
    parent = locked(one.parent)
    below = Tree().under(one.pk) if one.pk else []
    return capability_standing(parent.name, parent.retired_on) + capability_placed(one.pk, parent.pk, below)


@act
def add_capability(*, values: Mapping[str, Any], by: Person, on: datetime) -> Capability:
    """Put a capability in the map. `values` are fields of FIELDS, the name among them. Source: D1."""
    require(can_keep_capabilities(by, on.date()))
    number = next_number("C")  # holds the map, so that two are not given one name
    one = Capability(code=f"C-{number:04d}", **{f: values[f] for f in FIELDS if f in values})
    require(_free(one.name) + _placed(one))
    one.save(force_insert=True)
    audit.note(subject=one.code, act="capability.add", by=by, on=on, changes={f: [None, str(values[f])] for f in FIELDS if values.get(f)})
    return one


@act
def change_capability(*, capability: Capability, values: Mapping[str, Any], by: Person, on: datetime) -> Capability:
    """Give a capability another name, or place it elsewhere in the map. Source: D1."""
    require(can_keep_capabilities(by, on.date()))
    next_number("C", 0)  # holds the map: two moves at once could make a ring
    one = locked(capability)
    require(capability_standing(one.name, one.retired_on))
    changes = audit.changes_of(one, {f: values[f] for f in FIELDS if f in values})
    for name in changes:
        setattr(one, name, values[name])
    require((_free(one.name, one.pk) if "name" in changes else YES) + (_placed(one) if "parent" in changes else YES))
    if changes:
        one.save(update_fields=list(changes))
        audit.note(subject=one.code, act="capability.change", by=by, on=on, changes=changes)
    return one


@act
def retire_capability(*, capability: Capability, by: Person, on: datetime) -> Capability:
    """Retire a capability that no system in use carries and under which none lies; it is never deleted. Source: D1."""
    require(can_keep_capabilities(by, on.date()))
    next_number("C", 0)  # holds the map, so that none is placed under it meanwhile
    one = locked(capability)
    require(capability_standing(one.name, one.retired_on))
    require(capability_unused(*in_use(one)))
    one.retired_on = on.date()
    one.save(update_fields=["retired_on"])
    audit.note(subject=one.code, act="capability.retire", by=by, on=on, changes={"retired_on": [None, one.retired_on.isoformat()]})
    return one
