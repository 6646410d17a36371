"""What an answer looks like: fields with a kind each, from which come the values, their schema and an example."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from nytta.plain.words import Term

Json = dict[str, Any]
SCHEMAS: dict[str, Json] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "term": {"type": "string"},
    "money": {"type": "integer"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "yes_no": {"type": "boolean"},
}
EXAMPLES: dict[str, Any] = {
    "text": "Bygglov", "code": "A-2026-001", "money": 1_250_000, "whole": 3, "number": 12.5, "day": "2026-03-02",
    "moment": "2026-03-02T08:30:00Z", "yes_no": True,
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of an answer: `name` in English, `label` what it is (a message id).

    Kinds: text, code, money (whole kronor, the name ends `_sek`), whole, number, day, moment (UTC), term (a code; its words
    come beside it as `<name>_label`), yes_no, thing (an object of the fields in `of`), things (a list of them), texts.
    `closed` is left out for somebody without a token; `null` tells whether it may be empty.
    """

    name: str
    label: str
    kind: str = "text"
    terms: type[Term] | None = None
    of: "tuple[Field, ...]" = ()
    null: bool = True
    closed: bool = False
    example: Any = None


def plain(value: Any, kind: str) -> Any:
    """A value as JSON has it: days and moments by RFC 3339 (moments in UTC), whole numbers where they are whole."""
    if value is None or (value == "" and kind not in ("text", "code")):
        return None
    if kind in ("text", "code"):
        return value if type(value) is str else _text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if kind == "moment" else timezone.localtime(value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.days
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if kind == "yes_no":
        return bool(value)
    return str(value) if isinstance(value, Term | Promise) else value


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def worded(terms: type[Term] | None) -> Callable[[Any], str]:
    """What finds the words of a code, looked up once."""
    words = {str(one.value): gettext(one.sv) for one in terms} if terms else {}
    return lambda code: words.get(code, "")


def shaped(fields: Sequence[Field], values: Mapping[str, Any], *, open_only: bool = False) -> Json:
    """The values in the shape of the fields; KeyError where one is missing, so that no field is forgotten."""
    found: Json = {}
    for one in fields:
        if one.closed and open_only:
            continue
        value = values[one.name]
        if one.kind == "thing":
            found[one.name] = None if value is None else shaped(one.of, value, open_only=open_only)
        elif one.kind == "things":
            found[one.name] = [shaped(one.of, row, open_only=open_only) for row in value]
        elif one.kind == "texts":
            found[one.name] = [str(text) for text in value]
        else:
            found[one.name] = plain(value, one.kind)
            if one.kind == "term":
                code = found[one.name] = str(found[one.name]) if found[one.name] is not None else None
                found[f"{one.name}_label"] = worded(one.terms)(code)
    return found


def schema_of(fields: Sequence[Field]) -> Json:
    """The JSON schema of an object with the fields; nothing else is in it."""
    properties: Json = {}
    for one in fields:
        properties[one.name] = property_of(one)
        if one.kind == "term":
            words = gettext("%(field)s, i ord") % {"field": gettext(one.label)}
            properties[f"{one.name}_label"] = {"type": "string", "description": words}
    needed = [n for one in fields if not one.closed for n in ((one.name, f"{one.name}_label") if one.kind == "term" else (one.name,))]
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def property_of(one: Field) -> Json:
    """The schema of one field."""
    words = {"description": gettext(one.label)}
    if one.kind == "texts":
        return {"type": "array", "items": {"type": "string"}, **words}
    if one.kind == "things":
        return {"type": "array", "items": schema_of(one.of), **words}
    if one.kind == "thing":
        return {**schema_of(one.of), **({"type": ["object", "null"]} if one.null else {}), **words}
    found = {**SCHEMAS[one.kind], **words}
    if one.null:
        found["type"] = [found["type"], "null"]
    if one.kind == "term" and one.terms:
        found["enum"] = [*one.terms.codes(), *([None] if one.null else [])]
    return found


def example_of(fields: Sequence[Field]) -> Json:
    """An example of an object with the fields: the first word of each term, a day, an amount."""
    found: Json = {}
    for one in fields:
        if one.kind == "things":
            found[one.name] = [example_of(one.of)]
        elif one.kind == "thing":
            found[one.name] = example_of(one.of)
        elif one.kind == "texts":
            found[one.name] = [one.example or EXAMPLES["text"]]
        elif one.kind == "term":
            first = next(iter(one.terms)) if one.terms else None
            found[one.name] = one.example or (str(first.value) if first else None)
            found[f"{one.name}_label"] = worded(one.terms)(found[one.name])
        else:
            found[one.name] = EXAMPLES[one.kind] if one.example is None else one.example
    return found
