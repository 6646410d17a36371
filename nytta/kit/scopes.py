"""What a token may be given: the known scopes, each registered by whoever answers for what it reaches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FORM = re.compile(r"[a-z][a-z-]*:(read|write)")
_SCOPES: dict[str, "Scope"] = {}


@dataclass(frozen=True)
class Scope:
    """One scope: `resource:read` or `resource:write`, what a form calls it, and the heading that it stands under there.

    Label and group are Swedish message ids. One that is only `for_programs` is given to service accounts alone.
    """

    name: str
    label: str
    group: str
    for_programs: bool = False


def scope(name: str, label: str, group: str, *, for_programs: bool = False) -> str:
    """Register a scope, once; the name is given back."""
    if not _FORM.fullmatch(name):
        raise ValueError(f"{name} is no resource:read or resource:write")
    one = Scope(name, label, group, for_programs)
    if _SCOPES.setdefault(name, one) != one:
        raise ValueError(f"the scope {name} is said twice")
    return name


def known(*, programs: bool = True) -> Mapping[str, Scope]:
    """All scopes by name, in the order in which they were registered; without those for service accounts alone where a person asks."""
    return {name: one for name, one in _SCOPES.items() if programs or not one.for_programs}


def grouped(*, programs: bool = True) -> list[tuple[str, list[Scope]]]:
    """The scopes under their headings, headings and scopes in the order of registration."""
    found: dict[str, list[Scope]] = {}
    for one in known(programs=programs).values():
        found.setdefault(one.group, []).append(one)
    return list(found.items())
