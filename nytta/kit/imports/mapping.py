"""A mapping says in TOML how a sheet's columns become target fields, and by which rule what the sheet lacks is supplied."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from nytta.kit.imports.files import header_name
from nytta.kit.imports.refusals import BadFile
from nytta.kit.imports.shape import MEND_TEXT, MOST_FAULTS, bad_mapping, shape_faults
from nytta.kit.imports.supply import KINDS, Rule
from nytta.kit.imports.values import LIMITS, TYPES, Field, Unit, Unreadable, folded, supplied_value, within
from nytta.plain.verdicts import Finding, Verdict
from nytta.plain.words import sentence


class BadMapping(BadFile):
    """A mapping that contradicts itself or says something unknown; `verdict` holds every fault, `finding` the first."""

    def __init__(self, finding: Finding, *more: Finding) -> None:
        super().__init__(finding)
        self.verdict = Verdict((finding, *more)[:MOST_FAULTS])


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


def load_mapping(path: Path | str, targets: AnyMapping[str, str] | None = None) -> Mapping:
    """The mapping in a file; see mapping_from. Raises BadMapping."""
    path = Path(path)
    return mapping_from(_toml(path), path.parent, targets)


def mapping_of(text: str, *, file: str, folder: Path | None = None, targets: AnyMapping[str, str] | None = None) -> Mapping:
    """The mapping in a text, which `file` is the name of; see mapping_from. Raises BadMapping."""
    return mapping_from(_parsed(text, file), folder, targets)


def mapping_from(table: AnyMapping[str, Any], folder: Path | None = None, targets: AnyMapping[str, str] | None = None) -> Mapping:
    """The mapping that a TOML table states. `folder` is where `extends` is looked for; `targets` (name -> type) are the
    fields that may be mapped, any when None. Raises BadMapping with all that is wrong."""
    _refuse(shape_faults(table))
    try:
        return _mapping(_extended(table, folder), targets)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:  # a value that no key was asked about
        raise _bad("något i den har fel form (%(error)s)", error=error) from error


def _refuse(faults: Iterable[Finding]) -> None:
    if found := list(faults):
        raise BadMapping(*found)


def _mapping(table: AnyMapping[str, Any], targets: AnyMapping[str, str] | None) -> Mapping:
    units = _units(table.get("unit", {}))
    faults, fields = list[Finding](), list[Field]()
    for name, spec in table.get("field", {}).items():
        try:
            _target(name, spec, targets)
            fields.append(_field(name, spec, table, units))
            _try_rules(fields[-1])
        except BadMapping as bad:
            faults += bad.verdict.findings
    _refuse(faults)
    _refuse(f for field in fields for f in _link_faults(field, {f.name: f for f in fields}))
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


def _target(name: str, spec: AnyMapping[str, Any], targets: AnyMapping[str, str] | None) -> None:
    """The field is one that may be mapped, of its own type."""
    if targets is None or name.startswith("_"):
        return
    if name not in targets:
        raise _bad("fältet %(place)s finns inte; fälten är %(fields)s", place=f"field.{name}", fields=", ".join(targets))
    if spec.get("type", targets[name]) != targets[name]:
        raise _bad("%(place)s.type ska vara %(type)s", place=f"field.{name}", type=targets[name])


def _bad(text: str, mend: str = MEND_TEXT, **params: Any) -> BadMapping:
    return BadMapping(bad_mapping(sentence(text, **params), mend))


def _rate_note(name: str, unit: AnyMapping[str, Any]) -> str:
    return f"{name}: {unit['sek']} SEK ({unit.get('note', '')})"


def _toml(path: Path) -> dict[str, Any]:
    try:
        return _parsed(path.read_text("utf-8-sig"), path.name)
    except OSError as error:
        raise _bad("%(file)s går inte att läsa (%(error)s)", file=path.name, error=error.strerror) from error
    except UnicodeError as error:
        raise _bad("%(file)s går inte att läsa: texten är inte UTF-8", "Spara filen som UTF-8.", file=path.name) from error


def _parsed(text: str, file: str) -> dict[str, Any]:
    mend = "Se efter citattecken, likhetstecken och hakparenteser."
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        if said is None:
            raise _bad("%(file)s går inte att läsa: den slutar mitt i något", mend, file=file) from error
        line = text.splitlines()[int(said[2]) - 1 : int(said[2])]
        place = {"file": file, "row": said[2], "column": said[3], "line": " ".join("".join(line).split())[:60]}
        if re.search("twice|overwrite|mutate|redefine|already", said[1]):
            raise _bad("%(file)s går inte att läsa: rad %(row)s säger något som redan är sagt (”%(line)s”)", mend, **place) from error
        raise _bad("%(file)s går inte att läsa vid rad %(row)s, tecken %(column)s (”%(line)s”)", mend, **place) from error


def _extended(table: AnyMapping[str, Any], folder: Path | None, below: tuple[str, ...] = ()) -> dict[str, Any]:
    """The table with what it extends beneath it: fields key by key, units one by one, everything else whole."""
    name = table.get("extends")
    if name is None:
        return dict(table)
    if folder is None or Path(name).name != name or not (folder / name).is_file():
        there = ", ".join(sorted(p.name for p in folder.glob("*.toml"))) if folder else "–"
        raise _bad("extends: %(file)s finns inte; det som går att bygga på är %(there)s", file=name[:80], there=there)
    if name in below:
        raise _bad("extends: %(file)s bygger på sig själv", file=name)
    beneath = _toml(folder / name)
    _refuse(shape_faults(beneath, whole=False))
    base = _extended(beneath, folder, (*below, name))
    merged = {**base, **table}
    merged["unit"] = {**base.get("unit", {}), **table.get("unit", {})}
    fields, own = base.get("field", {}), table.get("field", {})
    merged["field"] = {name: _over(fields.get(name, {}), own.get(name, {})) for name in {**fields, **own}}
    return merged


def _over(base: AnyMapping[str, Any], own: AnyMapping[str, Any]) -> dict[str, Any]:
    """A field's own keys before those beneath it; `column` and `columns` say the same thing, as do `rule` and `rules`."""
    gone = {other for pair in (("column", "columns"), ("rule", "rules")) for key, other in (pair, pair[::-1]) if key in own}
    return {**{k: v for k, v in base.items() if k not in gone}, **own}


def _text(table: AnyMapping[str, Any], key: str) -> str:
    if not isinstance(table.get(key), str):
        raise _bad("%(key)s saknas", key=key)
    return str(table[key])


def _units(table: AnyMapping[str, Any]) -> dict[str, Unit]:
    units = {"kr": Unit(), "tkr": Unit("tkr", Fraction(1000)), "mkr": Unit("mkr", Fraction(10**6))}
    for name, unit in table.items():
        units[name] = Unit(name, Fraction(str(unit.get("factor", 1))) * Fraction(str(unit.get("sek", 1))), round=True)
    return units


def _filter(table: AnyMapping[str, Any]) -> Filter:
    among, not_among = (frozenset(map(folded, table.get(key, ()))) for key in ("in", "not_in"))
    return Filter(header_name(_text(table, "column")), _text(table, "reason"), among, not_among)


def _field(name: str, spec: AnyMapping[str, Any], table: AnyMapping[str, Any], units: AnyMapping[str, Unit]) -> Field:
    kind, unit = spec.get("type", ""), spec.get("unit", "kr")
    if kind not in TYPES:
        raise _bad("%(place)s.type ska vara ett av %(types)s", place=f"field.{name}", types=", ".join(TYPES))
    if unit not in units:
        raise _bad(
            "enheten %(unit)s i %(place)s finns inte; enheterna är %(units)s", place=f"field.{name}", unit=unit, units=", ".join(units)
        )
    for key in ("min", "max"):
        if key in spec and not _within_limits(kind, spec[key]):
            low, high = LIMITS.get(kind, ("–", "–"))
            raise _bad("%(place)s ska ligga mellan %(low)s och %(high)s", place=f"field.{name}.{key}", low=low, high=high)
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
    kinds = [kind for kind in KINDS if kind in table]
    hashed = table.get("by_hash", ())
    choices = tuple(hashed.items()) if isinstance(hashed, dict) else tuple((value, 1) for value in hashed)
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


def _within_limits(kind: str, bound: Any) -> bool:
    low, high = LIMITS.get(kind, (None, None))
    return low is not None and isinstance(bound, type(low) if kind != "share" else int | float) and low <= bound <= high


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
                raise _bad("%(place)s kan inte vara %(value)s", place=f"field.{field.name}", value=str(raw)[:60]) from error


_WHOLE = {"money", "int", "months"}
_ALIKE = {"choice": "text", "int": "money", "months": "money"}


def _link_faults(field: Field, fields: AnyMapping[str, Field]) -> Iterator[Finding]:
    """Rules that build on fields that are not there, or on fields of a type that the rule cannot reckon with."""
    place = f"field.{field.name}"
    for rule in field.rules:
        if strange := sorted(rule.uses - set(fields)):
            yield bad_mapping(sentence("%(place)s bygger på %(other)s som inte finns", place=place, other=", ".join(strange)))
            continue
        kind = fields[rule.source].type if rule.source else ""
        ratio, ends = (rule.ratio or ()), (rule.months_between if rule.kind == "months_between" else ())
        fits = all(fields[f].type in _WHOLE for f in ratio) and all(fields[f].type == "date" for f in ends)
        if rule.kind == "from" and rule.steps:
            fits = fits and all(_comparable(kind, below) for below, _ in rule.steps)
        elif rule.kind == "from":
            reckoned = bool(rule.times or ratio)
            fits = fits and _ALIKE.get(kind, kind) == _ALIKE.get(field.type, field.type) and (kind in _WHOLE or not reckoned)
        if not fits:
            yield bad_mapping(sentence("regeln i %(place)s passar inte typen hos det som den bygger på", place=place))


def _comparable(kind: str, value: Any) -> bool:
    if kind == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, str) if kind in ("text", "choice") else kind != "yes_no" and isinstance(value, int | float)


def _in_order(fields: Iterable[Field]) -> list[Field]:
    """The fields so that each comes after those that its rules build on."""
    by_name = {f.name: f for f in fields}
    graph = {f.name: {used for rule in f.rules for used in rule.uses} for f in by_name.values()}
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise _bad("fälten bygger på varandra i ring (%(fields)s)", fields=", ".join(error.args[1])) from error
