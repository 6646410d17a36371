"""How the register is told in a model: which elements and relationships are what, and the properties that carry the rest.

The writer and the reader share these tables, so that what is written comes back as it was. Source: D1; D3.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import City
from nytta.kit.packing import file_name
from nytta.plain.text import clean
from nytta.plain.verdicts import Finding
from nytta.plain.words import Term, sentence

from ...terms import (
    AccessibilityLevel,
    Category,
    DataHeld,
    FlowDirection,
    FlowMethod,
    HoldingRole,
    Hosting,
    LifePhase,
    OpenData,
    TechnicalCheck,
)

PREFIX = "nytta:"
SYSTEMS, CAPABILITIES, INFORMATION, BODIES = (
    ("ApplicationComponent",),
    ("Capability",),
    ("DataObject", "BusinessObject"),
    ("BusinessActor",),
)
SUPPORTS = ("Realization", "Serving", "Association", "Assignment")
PARTS = ("Composition", "Aggregation")
_BAD = {
    "text": _("högst %(most)s tecken"),
    "list": _("en lista"),
    "number": _("ett heltal mellan %(least)s och %(most)s"),
    "day": _("en dag, till exempel 2026-03-01"),
    "term": _("ett av värdena %(codes)s"),
    "flag": _("ja eller nej"),
    "code": _("en kod"),
}


@dataclass(frozen=True)
class Known:
    """One field that a property carries: its kind, the words that it chooses among, and its least and most."""

    field: str
    kind: str = "text"
    most: int = 200
    least: int = 0
    terms: type[Term] | None = None

    @property
    def key(self) -> str:
        """The name of the property."""
        return PREFIX + self.field

    def write(self, value: Any) -> str:
        """The value as a property; "" when there is nothing to say."""
        if value is None or value == "" or value == []:
            return ""
        if self.kind == "list":
            return json.dumps(value, ensure_ascii=False)
        if self.kind == "flag":
            return "ja" if value else "nej"
        return value.isoformat() if isinstance(value, date) else str(value)

    def read(self, text: str) -> Any:
        """The value of a property. ValueError when it is none."""
        if self.kind == "text":
            return self._short(clean(text).strip())
        text = text.strip()
        if self.kind == "number":
            if not re.fullmatch(r"[0-9]{1,16}", text) or not self.least <= int(text) <= self.most:
                raise ValueError(text)
            return int(text)
        if self.kind == "day":
            return date.fromisoformat(text)
        if self.kind == "list":
            return self._list(text)
        if self.kind == "flag":
            return text == "ja" if text in ("ja", "nej") else self._wrong(text)
        if self.terms and text not in self.terms.codes():
            raise ValueError(text)
        return self._short(text)

    def _list(self, text: str) -> list[str]:
        found = json.loads(text)
        if not isinstance(found, list) or not all(isinstance(v, str) for v in found):
            raise ValueError(text)
        return found

    def _short(self, text: str) -> str:
        return text if len(text) <= self.most else self._wrong(text)

    def _wrong(self, text: str) -> Any:
        raise ValueError(text)

    def fault(self, text: str) -> Finding:
        """What is wrong with a text that could not be read."""
        codes = ", ".join(self.terms.codes()) if self.terms else ""
        params = {"field": self.field, "value": text[:60], "kind": sentence(_BAD[self.kind], least=self.least, most=self.most, codes=codes)}
        return Finding("model.property", _("”%(value)s” är inget giltigt värde för %(field)s, som ska vara %(kind)s."), "D1", "", params)


_TEXTS = {"maintenance_object": 120, "supplier": 120, "contract": 200}
SYSTEM = (
    Known("aliases", "list"),
    Known("functions", "list"),
    Known("category", "term", terms=Category),
    *(Known(name, most=most) for name, most in _TEXTS.items()),
    Known("cost_per_year_sek", "number", 9_000_000_000_000),
    Known("users", "number", 2_147_483_647),
    Known("hosting", "term", terms=Hosting),
    Known("personal_data", "term", terms=DataHeld),
    *(Known(name, "number", 4) for name in ("confidentiality", "integrity", "availability")),
    Known("class_labels", most=20),
    Known("accessibility", "term", terms=AccessibilityLevel),
    Known("technical_check", "term", terms=TechnicalCheck),
    Known("technical_checked_on", "day"),
    *(Known(name, "number", 5, 1) for name in ("business_value", "technical_fitness")),
)
PHASES = tuple(Known(f"phase_{p}", "day") for p in LifePhase.codes())
RETIRED = (Known("retired_on", "day"), Known("retired_reason", most=400))
INFORMATION_TYPE = (
    Known("personal_data", "term", terms=DataHeld),
    Known("open_data", "term", terms=OpenData),
    Known("open_address", most=400),
)
HOLDING = (Known("role", "term", terms=HoldingRole), Known("note"))
FLOW = (
    Known("direction", "term", terms=FlowDirection),
    Known("method", "term", terms=FlowMethod),
    Known("by_service", "flag"),
    Known("valid_from", "day"),
    Known("valid_until", "day"),
)
CODE = Known("code", "code", 40)
OWNER, SOLUTION = Known("owner", "code", 40), Known("solution", "code", 40)
FLOW_OWNERS = (Known("source_owner", "code", 40), Known("target_owner", "code", 40))
_EVERY = (*SYSTEM, *PHASES, *RETIRED, *INFORMATION_TYPE, *HOLDING, *FLOW, CODE, OWNER, SOLUTION, *FLOW_OWNERS)
EVERY = {k.key: k for k in _EVERY}
"""All properties, by name."""


def model_name(city: City) -> str:
    """The identifier of the register's own model: what says that a model has been written here."""
    return f"nytta-{city.municipality_code or file_name(city.name)}"


def read_properties(properties: Mapping[str, str], known: Iterable[Known]) -> tuple[dict[str, Any], list[Finding]]:
    """The values that the properties carry, those that stand there and no others, and what is wrong with them."""
    values, findings = {}, []
    for one in known:
        text = properties.get(one.key)
        if text is None:
            continue
        try:
            values[one.field] = one.read(text)
        except ValueError:
            findings.append(one.fault(text))
    return values, findings


def told(known: Sequence[Known], thing: Any) -> list[tuple[str, str]]:
    """(property, value) of what a thing has to say."""
    return [(k.key, text) for k in known if (text := k.write(getattr(thing, k.field)))]
