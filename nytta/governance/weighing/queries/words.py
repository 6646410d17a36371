"""The engine's sentences name codes; here they get the names that people know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nytta.governance.applications.terms import PortfolioPart
from nytta.plain.verdicts import Finding
from nytta.plain.words import Said

LISTED = ("enters", "leaves", "others", "thing", "id", "title", "criterion")


def in_names(findings: Iterable[Finding], names: Mapping[str, Mapping[str, Any]]) -> tuple[Finding, ...]:
    """The findings with each proposal's code replaced by its title, and a part's by its word."""
    return tuple(replace(f, params={k: _named(k, v, names) for k, v in f.params.items()}) for f in findings)


def _named(key: str, held: Any, names: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(held, Said):
        return Said(*held.ids, params={k: _named(k, v, names) for k, v in held.params.items()}, glue=held.glue, small=held.small)
    if key == "part" and held in PortfolioPart.codes():
        return PortfolioPart(held)
    if key in LISTED and isinstance(held, str):
        return ", ".join(str(names.get(code, {}).get("title", code)) for code in held.split(", "))
    return held
