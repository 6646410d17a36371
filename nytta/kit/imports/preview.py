"""A file read through a mapping: each row's values with their origin and faults, and what they add up to."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import Any

from nytta.kit.imports.files import EXTRA, Cell, Source, read_rows
from nytta.kit.imports.mapping import Filter, Mapping
from nytta.kit.imports.refusals import Limits, bad
from nytta.kit.imports.supply import Draw, supply
from nytta.kit.imports.values import (
    MISSING,
    SOURCE,
    SUPPLIED,
    Field,
    Unreadable,
    folded,
    is_missing,
    read_value,
    shortened,
    supplied_value,
    within,
)
from nytta.plain.verdicts import Finding

EMPTY_ROW_TEXT = "tom rad"
SHOWN_FAULTS = 500


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the row as a spreadsheet program counts, the column's header, at most 60 characters of it."""

    row: int
    column: str
    value: str
    finding: Finding

    @property
    def rule(self) -> str:
        """The code of what it breaks, such as import.not_date."""
        return self.finding.rule

    def __str__(self) -> str:
        where = f"Rad {self.row}, {self.column}: " if self.column else f"Rad {self.row}: "
        return where + self.finding.text % self.finding.params


@dataclass(frozen=True)
class Row:
    """One row of the file. `key` is the same for the same row each time; `values` holds every field of the mapping (None
    when missing) and `origins` where each came from; a row that is `left_out` (the reason) or has faults is not to be written."""

    number: int
    key: str = ""
    values: AnyMapping[str, Any] = field(default_factory=dict)
    origins: AnyMapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    left_out: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether it can be written."""
        return not self.faults and not self.left_out


Check = Callable[[Row], Iterable[Finding]]
"""A later reader's own check of a row; each finding's `field` names the target field that it concerns."""


@dataclass
class Preview:
    """What a file adds up to: rows seen, sound, faulty, left out by reason; the first 500 faults and the number of all by rule;
    cells by field and origin (rows that are left out do not count); notes of what was read as missing, by field and reason."""

    mapping: Mapping
    rows: int = 0
    sound: int = 0
    faulty: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)
    cells: dict[str, Counter[str]] = field(default_factory=dict)
    notes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, row: Row) -> None:
        """Count one more row."""
        self.rows += 1
        if row.left_out:
            self.left_out[row.left_out] += 1
            return
        self.sound += row.sound
        self.faulty += not row.sound
        self.faults += row.faults[: SHOWN_FAULTS - len(self.faults)]
        self.rules.update(fault.rule for fault in row.faults)
        self.notes.update(row.notes)
        for name, origin in row.origins.items():
            self.cells.setdefault(name, Counter())[origin] += 1

    @property
    def fault_count(self) -> int:
        """The number of all faults, also of those beyond the first 500."""
        return self.rules.total()

    @property
    def origins(self) -> Counter[str]:
        """The number of cells from the source, supplied and missing, over all fields."""
        return sum(self.cells.values(), Counter())


def preview(
    mapping: Mapping,
    source: Source,
    *,
    filename: str,
    check: Check | None = None,
    tick: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Preview:
    """Read the whole file and say what it holds; nothing is kept but sums and the first faults. `tick` gets each row's number."""
    result = Preview(mapping)
    for row in rows_of(mapping, source, filename=filename, check=check, limits=limits):
        result.add(row)
        if tick:
            tick(row.number)
    return result


def rows_of(mapping: Mapping, source: Source, *, filename: str, check: Check | None = None, limits: Limits | None = None) -> Iterator[Row]:
    """Every row of the file in order, also empty ones and those left out; BadFile when the file cannot be read."""
    cells = read_rows(
        source,
        filename=filename,
        header_row=mapping.header_row,
        sheet=mapping.sheet,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        limits=limits,
    )
    columns: dict[str, str] | None = None
    seen: dict[bytes, int] = {}
    for number, raw in cells:
        if columns is None:
            columns = _columns(mapping, raw, filename)
        yield _row(mapping, number, raw, columns, seen, check)
    if columns is None:
        raise bad("import.empty", "Filen %(name)s har inga rader under rubrikerna.", "Välj en fil med rader.", name=filename)


def _columns(mapping: Mapping, raw: AnyMapping[str, Cell], filename: str) -> dict[str, str]:
    """Folded header -> header as it stands; BadFile when columns that the mapping builds on are not there."""
    present = {folded(header): header for header in raw if header != EXTRA}
    wanted = {*mapping.id, *(f.column for f in mapping.filters)}
    for spec in mapping.fields:
        wanted |= {column for rule in spec.rules for column in rule.of}
        if spec.columns and not spec.may_lack and not any(folded(c) in present for c in spec.columns):
            wanted.add(spec.columns[0])
    if lacking := sorted(column for column in wanted if folded(column) not in present):
        raise bad(
            "import.columns",
            "Filen %(name)s saknar kolumnerna: %(lacking)s. Den har: %(present)s.",
            "Välj en annan mappning, eller rätta rubrikerna.",
            name=filename,
            lacking=", ".join(lacking),
            present=", ".join(present.values())[:600],
        )
    return present


def _row(
    mapping: Mapping,
    number: int,
    raw: AnyMapping[str, Cell],
    columns: AnyMapping[str, str],
    seen: dict[bytes, int],
    check: Check | None,
) -> Row:
    if all(cell is None or cell == "" for cell in raw.values()):
        return Row(number, left_out=EMPTY_ROW_TEXT)

    def cell(column: str) -> Cell:
        return raw.get(columns.get(folded(column), ""))

    if reason := next((f.reason for f in mapping.filters if not _passes(mapping, f, cell(f.column))), ""):
        return Row(number, left_out=reason)
    key, faults = _key(mapping, number, raw, cell, seen)
    reading = _Reading(mapping, number, cell, Draw(mapping.salt, key), faults)
    for spec in mapping.fields:
        reading.read(spec)
    if raw[EXTRA]:
        text = "Raden har fler celler än rubrikraden."
        reading.fault("", raw[EXTRA], Finding("import.extra_cells", text, mend="Se efter om en cell har delats av skiljetecknet."))
    row = reading.row(key)
    if check is None:
        return row
    for finding in check(row):
        reading.fault(reading.column_of(finding.field), row.values.get(finding.field), finding)
    return reading.row(key)


def _passes(mapping: Mapping, rule: Filter, cell: Cell) -> bool:
    text = "" if cell is None else folded(cell)
    if rule.among or rule.not_among:
        return (not rule.among or text in rule.among) and text not in rule.not_among
    return not (not text or text in mapping.missing or text.startswith(mapping.missing_starting))


def _key(
    mapping: Mapping, number: int, raw: AnyMapping[str, Cell], cell: Callable[[str], Cell], seen: dict[bytes, int]
) -> tuple[str, list[Fault]]:
    """The row's key, stable between readings, and the fault of a row that names none or one that is taken."""
    parts = [" ".join(str(c).split()) for c in map(cell, mapping.id) if c is not None]
    key = "/".join(p for p in parts if p)
    if not mapping.id or len(key) > 100:
        written = json.dumps({header: str(c) for header, c in raw.items()}, sort_keys=True) if not mapping.id else key
        key = hashlib.sha256(written.encode()).hexdigest()[:32]
    column = ", ".join(mapping.id)
    if not key:
        finding = Finding("import.no_id", "Raden saknar det som skiljer den från andra.", mend="Fyll i cellen.")
        return "", [Fault(number, column, "", finding)]
    digest = hashlib.blake2b(key.casefold().encode(), digest_size=12).digest()
    first = seen.setdefault(digest, number)
    key = f"{mapping.name}:{key}"
    if first == number:
        return key, []
    text = "Samma rad finns redan på rad %(first)s."
    finding = Finding("import.duplicate", text, mend="Ta bort den ena, eller ändra id.", params={"first": first})
    return key, [Fault(number, column, key.removeprefix(f"{mapping.name}:")[:60], finding)]


@dataclass
class _Reading:
    """One row while it is being read."""

    mapping: Mapping
    number: int
    cell: Callable[[str], Cell]
    draw: Draw
    faults: list[Fault]
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, column: str, value: Any, finding: Finding) -> None:
        shown = "" if value is None else " ".join(str(value).split())[:60]
        self.faults.append(Fault(self.number, column, shown, finding))

    def column_of(self, name: str) -> str:
        """The column that a field is read from, or the field's own name when it is supplied."""
        return next((f.columns[0] for f in self.mapping.fields if f.name == name and f.columns), name)

    def read(self, spec: Field) -> None:
        """Work out one field: from its column, else from its rules, else missing."""
        column, raw = self._raw(spec)
        value, origin = None, MISSING
        try:
            if raw is not None:
                value, origin = self._of_source(spec, raw)
            if value is None:
                value, origin = self._of_rules(spec)
        except Unreadable as error:
            self.fault(column or spec.name, raw, error.finding)
        else:
            if value is None and spec.required:
                finding = Finding("import.required", "Cellen är tom men måste fyllas i.", mend="Fyll i cellen.")
                self.fault(column or spec.name, "", finding)
        self.values[spec.name], self.origins[spec.name] = value, origin

    def _raw(self, spec: Field) -> tuple[str, Cell]:
        """The column that is read and its cell, None when it stands for nothing."""
        filled = [(c, self.cell(c)) for c in spec.columns if not is_missing(spec, self.cell(c))]
        if not filled:
            return (spec.columns[0] if spec.columns else ""), None
        if spec.join is None:
            return filled[0]
        return filled[0][0], spec.join.join(str(cell) for _, cell in filled)

    def _of_source(self, spec: Field, raw: Cell) -> tuple[Any, str]:
        try:
            value = read_value(spec, raw)
        except Unreadable as error:
            if spec.below_min_missing and error.finding.rule in ("import.negative", "import.too_small"):
                self.notes.append((spec.name, error.finding.rule))
                return None, MISSING
            if spec.cut and error.finding.rule == "import.too_long":
                self.notes.append((spec.name, error.finding.rule))
                return shortened(spec, raw), SOURCE
            raise
        return (value, SOURCE) if value != "" else (None, MISSING)

    def _of_rules(self, spec: Field) -> tuple[Any, str]:
        if spec.missing_one_in and self.draw.number(spec.name + "/missing", spec.missing_one_in) == 0:
            return None, MISSING
        for rule in spec.rules:
            raw = supply(rule, spec.name, self.values, self.cell, self.draw)
            if raw is not None:
                value = raw if rule.kind == "from" and not rule.steps else supplied_value(spec, raw)
                bounded = value if spec.type in ("text", "choice", "yes_no") else within(spec, value)
                return (bounded, SUPPLIED) if bounded != "" else (None, MISSING)
        return None, MISSING

    def row(self, key: str) -> Row:
        names = self.mapping.names
        return Row(
            self.number,
            key,
            {name: self.values[name] for name in names},
            {name: self.origins[name] for name in names},
            tuple(self.faults),
            "",
            tuple(self.notes),
        )
