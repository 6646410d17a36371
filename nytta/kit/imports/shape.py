"""What each key of a mapping may hold. Whatever else stands there is told with its place: `field.title.max`."""

import codecs
import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from nytta.kit.imports.supply import KINDS
from nytta.plain.verdicts import Finding
from nytta.plain.words import Said, sentence

MOST_FAULTS = 50
MOST_MONTHS = 1200

MEND_TEXT = "Rätta mappningen."
KIND_TEXTS = {
    "text": "en text inom citattecken",
    "texts": "en lista av texter",
    "flag": "true eller false",
    "count": "ett heltal från 1",
    "whole": "ett heltal från 0",
    "rate": 'ett tal över noll, till exempel 11 eller "11.25"',
    "scalar": "en text, ett tal, ett datum eller true och false",
    "table": "en tabell",
    "tables": "en lista av tabeller",
    "values": "en lista av texter, eller en tabell med en kod för varje text",
    "weights": "en lista av värden, eller en tabell med en vikt (ett heltal över noll) för varje värde",
    "span": "två heltal, det minsta först",
    "pair": "två fält",
    "steps": "en lista av par, det som värdet ska ligga under och det som då gäller",
    "sign": '"," eller "."',
    "letter": "ett tecken",
    "encoding": "en teckenkodning, till exempel utf-8 eller cp1252",
    "dates": "en lista av datumformat, till exempel %Y-%m-%d",
    "months": "ett heltal eller en lista av heltal, högst 1200",
    "factors": 'ett tal eller en lista av tal, till exempel "0.12"',
    "sheet": "bladets namn eller nummer",
    "lacking": '"missing"',
    "bound": "ett tal, eller ett datum för ett fält av typen date",
    "when": "en tabell med en lista av värden för varje fält",
}
TOP = {
    "name": "text", "title": "text", "source": "text", "extends": "text", "id": "texts", "salt": "text", "header_row": "count",
    "sheet": "sheet", "encoding": "encoding", "delimiter": "letter", "decimal": "sign", "dates": "dates", "missing": "texts",
    "missing_starting": "texts", "unit": "table", "only": "tables", "field": "table",
}  # fmt: skip
UNIT = {"factor": "rate", "sek": "rate", "note": "text"}
ONLY = {"column": "text", "in": "texts", "not_in": "texts", "reason": "text"}
FIELD = {
    "type": "text", "column": "text", "columns": "texts", "join": "text", "required": "flag", "may_lack": "flag", "min": "bound",
    "max": "bound", "below_min": "lacking", "unit": "text", "values": "values", "one_line": "flag", "unescape": "flag",
    "cut": "flag", "missing": "texts", "decimal": "sign", "dates": "dates", "missing_one_in": "whole", "rules": "tables", "rule": "table",
}  # fmt: skip
RULE = {
    "constant": "scalar", "by_hash": "weights", "between": "span", "from": "text", "months_between": "pair", "text": "text",
    "when": "when", "of": "texts", "times": "factors", "ratio": "pair", "plus_months": "months", "below": "steps", "otherwise": "scalar",
}  # fmt: skip


def shape_faults(table: Mapping[str, Any], *, whole: bool = True) -> Iterator[Finding]:
    """Every key that is unknown, holds something of another kind than it may, or is lacking (in a `whole` mapping: its name)."""
    yield from _keys(table, TOP, "", ("name",) if whole else ())
    yield from _controls(table, "")
    for name, unit in _parts(table, "unit"):
        yield from _keys(unit, UNIT, f"unit.{name}")
    for number, one in enumerate(_tables(table, "only"), 1):
        yield from _keys(one, ONLY, f"only {number}", ("column", "reason"))
    for name, spec in _parts(table, "field"):
        yield from _keys(spec, FIELD, f"field.{name}")
        yield from _rules(spec, f"field.{name}")


def bad_mapping(why: Said, mend: str = MEND_TEXT) -> Finding:
    """The finding of a mapping that cannot be used."""
    return Finding("import.mapping", "Mappningen kan inte användas: %(why)s.", mend=mend, params={"why": why})


def _parts(table: Mapping[str, Any], key: str) -> Iterator[tuple[str, Any]]:
    found = table.get(key)
    return iter(found.items() if isinstance(found, dict) else ())


def _tables(table: Mapping[str, Any], key: str) -> list[Any]:
    found = table.get(key)
    return found if isinstance(found, list) and _HOLDS["tables"](found) else []


def _keys(table: Any, keys: Mapping[str, str], place: str, needed: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Faults of one table, each under its place."""
    if not isinstance(table, dict):
        yield _bad("%(place)s ska vara %(what)s", place=place, what=sentence(KIND_TEXTS["table"]))
        return
    for key, value in table.items():
        at = f"{place}.{key}".removeprefix(".")
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            yield (
                _bad("nyckeln %(place)s finns inte; menas %(near)s?", place=at, near=near[0])
                if near
                else _bad("nyckeln %(place)s finns inte", place=at)
            )
        elif not _HOLDS[keys[key]](value):
            yield _bad("%(place)s ska vara %(what)s", place=at, what=sentence(KIND_TEXTS[keys[key]]))
    for key in needed:
        if key not in table:
            yield _bad("%(key)s saknas", key=f"{place}.{key}".removeprefix("."))


def _rules(spec: Any, place: str) -> Iterator[Finding]:
    if not isinstance(spec, dict):
        return
    numbered = enumerate(_tables(spec, "rules"), 1)
    for at, rule in [(f"{place}.rules {n}", r) for n, r in numbered] + ([(f"{place}.rule", spec["rule"])] if "rule" in spec else []):
        yield from _keys(rule, RULE, at)
        if isinstance(rule, dict) and sum(kind in rule for kind in KINDS) != 1:
            yield _bad("%(place)s ska ha ett av %(kinds)s", place=at, kinds=", ".join(KINDS))


def _controls(value: Any, place: str) -> Iterator[Finding]:
    """Texts and keys with characters that cannot be shown or kept."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _controls(key, f"{place}.{_shown(key)}".removeprefix("."))
            yield from _controls(part, f"{place}.{_shown(key)}".removeprefix("."))
    elif isinstance(value, list):
        for part in value:
            yield from _controls(part, place)
    elif isinstance(value, str) and _shown(value) != value:
        yield _bad("%(place)s innehåller ett tecken som inte går att visa", place=place)


def _shown(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)


def _bad(text: str, **params: Any) -> Finding:
    return bad_mapping(sentence(text, **{k: v if isinstance(v, Said) else _shown(str(v))[:120] for k, v in params.items()}))


# --- what a key may hold ------------------------------------------------------------------------------------------------


def is_number(value: Any) -> bool:
    """Whether it is a decimal number of a size that can be reckoned with, as a number or as text."""
    return (
        not isinstance(value, bool) and isinstance(value, int | float | str) and bool(re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", str(value)))
    )


def _is_int(value: Any, low: int, high: int = 10**15) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _list_of(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(holds, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | date)


def _is_pair(value: Any) -> bool:
    return _list_of(_is_text)(value) and len(value) == 2


def _is_encoding(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(codecs.lookup(value)) and "a".encode(value).decode(value) == "a"
    except (LookupError, ValueError):
        return False


def _is_date_format(value: Any) -> bool:
    try:
        day = datetime(2013, 3, 1)
        return isinstance(value, str) and datetime.strptime(day.strftime(value), value).year == day.year
    except (ValueError, re.error):
        return False


def _is_weights(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(_is_int(w, 1, 10**6) for w in value.values())
    return _list_of(_is_scalar)(value) and bool(value)


def _one_or_more(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: holds(value) or (_list_of(holds)(value) and bool(value))


_HOLDS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "texts": _list_of(_is_text),
    "flag": lambda v: isinstance(v, bool),
    "count": lambda v: _is_int(v, 1, 10**6),
    "whole": lambda v: _is_int(v, 0, 10**6),
    "rate": lambda v: is_number(v) and float(v) > 0,
    "scalar": _is_scalar,
    "table": lambda v: isinstance(v, dict),
    "tables": _list_of(lambda v: isinstance(v, dict)),
    "values": lambda v: _list_of(_is_text)(v) or (isinstance(v, dict) and all(map(_is_scalar, v.values()))),
    "weights": _is_weights,
    "span": lambda v: _list_of(lambda n: _is_int(n, -(10**15)))(v) and len(v) == 2 and v[0] <= v[1],
    "pair": _is_pair,
    "steps": lambda v: _list_of(lambda p: _list_of(_is_scalar)(p) and len(p) == 2)(v) and bool(v),
    "sign": lambda v: v in (",", "."),
    "letter": lambda v: isinstance(v, str) and len(v) == 1 and v not in '"\r\n\0',
    "encoding": _is_encoding,
    "dates": lambda v: _list_of(_is_date_format)(v) and bool(v),
    "months": _one_or_more(lambda v: _is_int(v, -MOST_MONTHS, MOST_MONTHS)),
    "factors": _one_or_more(is_number),
    "sheet": lambda v: isinstance(v, str) or _is_int(v, 1, 10**4),
    "lacking": lambda v: v == "missing",
    "bound": lambda v: _is_scalar(v) and not isinstance(v, str | bool | datetime),
    "when": lambda v: isinstance(v, dict) and all(_list_of(_is_scalar)(allowed) for allowed in v.values()),
}
