"""A mapping says in TOML how a sheet's columns become target fields, and by which rule what the sheet lacks is supplied."""

import re
import tomllib
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from nytta.kit.imports.files import header_name
from nytta.kit.imports.refusals import BadFile
from nytta.kit.imports.supply import KINDS, Rule
from nytta.kit.imports.values import TYPES, Field, Unit, Unreadable, folded, supplied_value, within
from nytta.plain.verdicts import Finding
from nytta.plain.words import sentence


class BadMapping(BadFile):
    """A mapping that contradicts itself or says something unknown."""


@dataclass(frozen=True)
class Filter:
    """Which rows to take: those whose column holds (or does not hold) one of the words, or is filled in at all."""

    column: str
    reason: str
    among: frozenset[str] = frozenset()
    not_among: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mapping:
    """How a file is read. Written as TOML; every key but `name`, `id` and a field's `type` may be left out:

    name = "example"                  # also the first part of each row's key
    title = "Example sheet"           # what people read
    source = "where the data is from"
    extends = "common.toml"           # a file beside this one; what is said here goes before what is said there
    id = ["No"]                       # the columns whose cells name a row; without them the whole row does
    salt = "example"                  # for what is drawn by hash; the name when left out
    header_row = 2                    # counted from 1
    sheet = "Blad1"                   # name, or number from 1
    encoding = "cp1252"               # found out when left out, as is the delimiter
    delimiter = ";"
    decimal = "."                     # a comma when left out; a space, and the other sign, may part thousands
    dates = ["%d.%m.%Y", "%Y-%m-%d"]  # tried in order
    missing = ["nfp", "N/A"]          # whole cells that stand for nothing
    missing_starting = ["Exempt under Section"]

    [unit."£m"]                       # "kr", "tkr" and "mkr" are known
    factor = 1000000
    sek = "13.0"                      # kronor to one of the currency; note says of when and from where
    note = "average 2023, approximate"

    [[only]]                          # rows that fail are left out and counted under the reason
    column = "Category"
    in = ["ICT"]                      # or not_in = [...]; neither: the cell must not be missing
    reason = "annan kategori än ICT"

    [field.title]
    type = "text"                     # text money int share date months yes_no choice
    columns = ["Name", "Title"]       # the first that is in the file and not missing in the row; column = "Name" for one
    join = ": "                       # all of the columns instead, with this between
    required = true                   # missing after the rules is a fault
    may_lack = true                   # the file need not have the column
    min = 0                           # also max; of a text max is its length
    below_min = "missing"             # instead of a fault; counted as a note
    unit = "£m"                       # of money
    values = { "Yes" = "ja" }         # cell -> code, of choice and yes_no; or a list of codes
    one_line = true                   # white space collapsed
    unescape = true                   # &amp; becomes &
    cut = true                        # a text that is longer than max is cut, and noted, instead of a fault
    missing = ["Unavailable"]         # besides those of the whole file; also decimal, dates
    missing_one_in = 10               # of the rows where a rule would supply it
    rules = [                         # the first that gives something supplies the field; rule = {...} for one
      { when = { category = ["basic"] }, constant = 120 },
      { by_hash = ["a", "b"] },       # or weights { a = 3, b = 1 }; of = ["Agency"] draws by those columns
      { between = [3, 6] },           # a whole number by hash
      { from = "cost", times = "0.12" },                 # or a list, by hash
      { from = "cost", ratio = ["_forecast", "_plan"] }, # a field starting with _ is read but not handed on
      { from = "start_on", plus_months = -6 },           # or a list, by hash
      { from = "cost", below = [[1000000, "small"]], otherwise = "large" },
      { months_between = ["start_on", "end_on"] },
      { text = "Plan för {title}" },
    ]

    `fields` stand in the order in which they are worked out, `names` (of those that are handed on) as they were written.
    """

    name: str
    title: str
    source: str
    id: tuple[str, ...]
    salt: str
    fields: tuple[Field, ...]
    names: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    missing: frozenset[str] = frozenset()
    missing_starting: tuple[str, ...] = ()
    header_row: int = 1
    sheet: str | int = 1
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()


_TOP = {"name", "title", "source", "extends", "id", "salt", "header_row", "sheet", "encoding", "delimiter", "decimal"}
_TOP |= {"dates", "missing", "missing_starting", "unit", "only", "field"}
_FIELD = {"type", "column", "columns", "join", "required", "may_lack", "min", "max", "below_min", "unit", "values", "one_line"}
_FIELD |= {"unescape", "cut", "missing", "decimal", "dates", "missing_one_in", "rules", "rule"}
_RULE = {*KINDS, "when", "of", "times", "ratio", "plus_months", "below", "otherwise"}


def load_mapping(path: Path | str, targets: AnyMapping[str, str] | None = None) -> Mapping:
    """The mapping in a file; see mapping_from. Raises BadMapping."""
    path = Path(path)
    return mapping_from(_toml(path), path.parent, targets)


def mapping_from(table: AnyMapping[str, Any], folder: Path | None = None, targets: AnyMapping[str, str] | None = None) -> Mapping:
    """The mapping that a TOML table states. `folder` is where `extends` is looked for; `targets` (name -> type) are the
    fields that may be mapped, any when None. Raises BadMapping with what is wrong."""
    try:
        return _mapping(_extended(table, folder), targets)
    except (TypeError, ValueError, KeyError, AttributeError) as error:  # a value of another kind than the key wants
        raise _bad("något i den har fel form (%(error)s)", error=error) from error


def _mapping(table: AnyMapping[str, Any], targets: AnyMapping[str, str] | None) -> Mapping:
    _known(table, _TOP, "mappningen")
    units = _units(table.get("unit", {}))
    fields = [_field(name, spec, table, units) for name, spec in table.get("field", {}).items()]
    for field in fields:
        wanted = None if targets is None or field.name.startswith("_") else targets.get(field.name)
        if targets is not None and not field.name.startswith("_") and wanted != field.type:
            raise _bad("fältet %(field)s finns inte eller har annan typ än %(type)s", field=field.name, type=wanted or field.type)
        _try_rules(field)
    return Mapping(
        name=_text(table, "name"),
        title=table.get("title", table["name"]),
        source=table.get("source", ""),
        id=tuple(header_name(c) for c in table.get("id", ())),
        salt=table.get("salt", table["name"]),
        fields=tuple(_in_order(fields)),
        names=tuple(f.name for f in fields if not f.name.startswith("_")),
        filters=tuple(_filter(f) for f in table.get("only", ())),
        missing=frozenset(map(folded, table.get("missing", ()))),
        missing_starting=tuple(map(folded, table.get("missing_starting", ()))),
        header_row=table.get("header_row", 1),
        sheet=table.get("sheet", 1),
        encoding=table.get("encoding", ""),
        delimiter=table.get("delimiter", ""),
        notes=tuple(_rate_note(name, unit) for name, unit in table.get("unit", {}).items() if "sek" in unit),
    )


def _bad(text: str, **params: Any) -> BadMapping:
    why = sentence(text, **params)
    return BadMapping(Finding("import.mapping", "Mappningen kan inte användas: %(why)s.", mend="Rätta mappningen.", params={"why": why}))


def _rate_note(name: str, unit: AnyMapping[str, Any]) -> str:
    return f"{name}: {unit['sek']} SEK ({unit.get('note', '')})"


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise _bad("%(file)s går inte att läsa (%(error)s)", file=path.name, error=error) from error


def _extended(table: AnyMapping[str, Any], folder: Path | None) -> dict[str, Any]:
    """The table with what it extends beneath it: fields key by key, units one by one, everything else whole."""
    name = table.get("extends")
    if name is None:
        return dict(table)
    if folder is None or Path(name).name != name:
        raise _bad("%(file)s ligger inte bredvid den", file=name)
    base = _extended(_toml(folder / name), folder)
    merged = {**base, **table}
    merged["unit"] = {**base.get("unit", {}), **table.get("unit", {})}
    fields, own = base.get("field", {}), table.get("field", {})
    merged["field"] = {name: {**fields.get(name, {}), **own.get(name, {})} for name in {**fields, **own}}
    return merged


def _known(table: AnyMapping[str, Any], keys: set[str], where: str) -> None:
    if strange := sorted(set(table) - keys):
        raise _bad("%(keys)s är okänt i %(where)s", keys=", ".join(strange), where=where)


def _text(table: AnyMapping[str, Any], key: str) -> str:
    if not isinstance(table.get(key), str):
        raise _bad("%(key)s saknas", key=key)
    return str(table[key])


def _units(table: AnyMapping[str, Any]) -> dict[str, Unit]:
    units = {"kr": Unit(), "tkr": Unit("tkr", Fraction(1000)), "mkr": Unit("mkr", Fraction(10**6))}
    for name, unit in table.items():
        _known(unit, {"factor", "sek", "note"}, name)
        units[name] = Unit(name, Fraction(str(unit.get("factor", 1))) * Fraction(str(unit.get("sek", 1))), round=True)
    return units


def _filter(table: AnyMapping[str, Any]) -> Filter:
    _known(table, {"column", "in", "not_in", "reason"}, "only")
    among, not_among = (frozenset(map(folded, table.get(key, ()))) for key in ("in", "not_in"))
    return Filter(header_name(_text(table, "column")), _text(table, "reason"), among, not_among)


def _field(name: str, spec: AnyMapping[str, Any], table: AnyMapping[str, Any], units: AnyMapping[str, Unit]) -> Field:
    _known(spec, _FIELD, name)
    kind, unit = spec.get("type", ""), spec.get("unit", "kr")
    if kind not in TYPES or unit not in units:
        raise _bad("typen %(type)s eller enheten %(unit)s i %(field)s är okänd", type=kind, unit=unit, field=name)
    columns = spec.get("columns", [spec["column"]] if "column" in spec else [])
    values = spec.get("values", {})
    rules = spec.get("rules", [spec["rule"]] if "rule" in spec else [])
    return Field(
        name=name,
        type=kind,
        columns=tuple(map(header_name, columns)),
        join=spec.get("join"),
        may_lack=spec.get("may_lack", False),
        required=spec.get("required", False),
        missing=frozenset(map(folded, [*table.get("missing", ()), *spec.get("missing", ())])),
        missing_starting=tuple(map(folded, table.get("missing_starting", ()))),
        decimal=spec.get("decimal", table.get("decimal", ",")),
        unit=units[unit],
        dates=tuple(spec.get("dates", table.get("dates", ("%Y-%m-%d",)))),
        values={folded(k): str(v) for k, v in (values.items() if isinstance(values, dict) else ((v, v) for v in values))},
        min=spec.get("min"),
        max=spec.get("max"),
        below_min_missing=spec.get("below_min") == "missing",
        one_line=spec.get("one_line", False),
        unescape=spec.get("unescape", False),
        cut=spec.get("cut", False),
        rules=tuple(_rule(name, rule) for rule in rules),
        missing_one_in=spec.get("missing_one_in", 0),
    )


def _rule(name: str, table: AnyMapping[str, Any]) -> Rule:
    _known(table, _RULE, name)
    kinds = [kind for kind in KINDS if kind in table]
    if len(kinds) != 1:
        raise _bad("en regel för %(field)s ska ha ett av %(kinds)s", field=name, kinds=", ".join(KINDS))
    hashed = table.get("by_hash", ())
    choices = tuple(hashed.items()) if isinstance(hashed, dict) else tuple((value, 1) for value in hashed)
    if kinds == ["by_hash"] and not all(isinstance(w, int) and w > 0 for _, w in choices or [("", 0)]):
        raise _bad("by_hash för %(field)s ska ha vikter över noll", field=name)
    ratio = table.get("ratio")
    when = {other: tuple(allowed) for other, allowed in table.get("when", {}).items()}
    uses = {*when, *(ratio or ()), *table.get("months_between", ()), *re.findall(r"\{(\w+)\}", table.get("text", ""))}
    return Rule(
        kind=kinds[0],
        constant=table.get("constant"),
        choices=choices,
        of=tuple(map(header_name, table.get("of", ()))),
        between=tuple(table.get("between", (0, 0))),
        source=table.get("from", ""),
        times=_each(table, "times", lambda v: Fraction(str(v))),
        ratio=tuple(ratio) if ratio else None,
        plus_months=_each(table, "plus_months", int),
        steps=tuple((below, value) for below, value in table.get("below", ())),
        otherwise=table.get("otherwise"),
        months_between=tuple(table.get("months_between", ("", ""))),
        text=table.get("text", ""),
        when=when,
        uses=frozenset(uses | ({table["from"]} if "from" in table else set())),
    )


def _each(table: AnyMapping[str, Any], key: str, convert: Callable[[Any], Any]) -> tuple[Any, ...]:
    written = table.get(key, ())
    return tuple(convert(v) for v in (written if isinstance(written, (list, tuple)) else [written]))


def _try_rules(field: Field) -> None:
    """What the mapping itself writes must be readable as its field."""
    for rule in field.rules:
        written = [rule.constant, rule.otherwise, *(v for v, _ in rule.choices), *(v for _, v in rule.steps)]
        for raw in (value for value in written if value is not None and value != ""):
            try:
                value = supplied_value(field, raw)
                if field.type == "date":
                    within(field, value)
            except Unreadable as error:
                raise _bad("%(field)s kan inte vara %(value)s", field=field.name, value=raw) from error


def _in_order(fields: Iterable[Field]) -> list[Field]:
    """The fields so that each comes after those that its rules build on."""
    by_name = {f.name: f for f in fields}
    graph = {f.name: {used for rule in f.rules for used in rule.uses} for f in by_name.values()}
    for name, uses in graph.items():
        if strange := sorted(uses - set(by_name)):
            raise _bad("%(field)s bygger på %(other)s som inte finns", field=name, other=", ".join(strange))
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise _bad("fälten bygger på varandra i ring (%(fields)s)", fields=", ".join(error.args[1])) from error
