"""What a source lacks is supplied by a rule that the mapping states: the same row always gets the same answer."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from nytta.plain.periods import add_months, whole_months

KINDS = ("constant", "by_hash", "between", "from", "months_between", "text")


@dataclass(frozen=True)
class Rule:
    """One way to supply a value, in the words of the mapping file (see Mapping); `kind` is the one of KINDS that it has.

    `choices` are (value, weight); `steps` are (below, value) with `otherwise` after the last.
    """

    kind: str
    constant: Any = None
    choices: tuple[tuple[Any, int], ...] = ()
    of: tuple[str, ...] = ()
    between: tuple[int, int] = (0, 0)
    source: str = ""
    times: tuple[Fraction, ...] = ()
    ratio: tuple[str, str] | None = None
    plus_months: tuple[int, ...] = ()
    steps: tuple[tuple[Any, Any], ...] = ()
    otherwise: Any = None
    months_between: tuple[str, str] = ("", "")
    text: str = ""
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Draw:
    """Numbers that look drawn and never change: made of the mapping's salt, the row's key and what is asked for."""

    salt: str
    key: str

    def number(self, purpose: str, below: int, of: str = "") -> int:
        """A whole number from 0 to below - 1, the same each time; `of` stands in for the row's key."""
        text = "\x1f".join((self.salt, purpose, of or self.key))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % below


def supply(rule: Rule, name: str, values: Mapping[str, Any], cells: Callable[[str], Any], draw: Draw) -> Any:
    """The value that the rule gives the field, or None when its condition does not hold or what it builds on is missing.

    `values` are the row's fields so far, `cells` gives a raw cell of the row by its column.
    """
    if any(values.get(other) not in allowed for other, allowed in rule.when.items()):
        return None
    if rule.kind == "constant":
        return rule.constant
    if rule.kind == "by_hash":
        return _picked(rule, name, cells, draw)
    if rule.kind == "between":
        low, high = rule.between
        return low + draw.number(name, high - low + 1)
    if rule.kind == "months_between":
        first, last = (values.get(f) for f in rule.months_between)
        return max(1, whole_months(first, last)) if first and last else None
    if rule.kind == "text":
        return filled(rule.text, values)
    return _built(rule, name, values, draw)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with each {field} replaced by the field's value; nothing but names is understood between the braces."""
    return re.sub(r"\{(\w+)\}", lambda m: "" if values.get(m[1]) is None else str(values[m[1]]), text)


def _picked(rule: Rule, name: str, cells: Callable[[str], Any], draw: Draw) -> Any:
    of = "\x1f".join(" ".join(str(cells(c) or "").split()) for c in rule.of)
    place = draw.number(name, sum(weight for _, weight in rule.choices), of)
    for value, weight in rule.choices:
        place -= weight
        if place < 0:
            return value
    raise AssertionError("weights")


def _built(rule: Rule, name: str, values: Mapping[str, Any], draw: Draw) -> Any:
    base = values.get(rule.source)
    if base is None:
        return None
    if rule.steps:
        return next((value for below, value in rule.steps if base < below), rule.otherwise)
    if isinstance(base, date):
        months = rule.plus_months or (0,)
        return add_months(base, months[draw.number(name, len(months))])
    if not rule.times and rule.ratio is None:
        return base
    factor = rule.times[draw.number(name, len(rule.times))] if rule.times else Fraction(1)
    if rule.ratio is not None:
        over, under = (values.get(f) for f in rule.ratio)
        if over is None or not under:
            return None
        factor *= Fraction(over, under)
    return round(base * factor)
