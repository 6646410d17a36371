"""A sheet of the city's organisation: read whole, every fault by row and column, tried first and then brought in. Source: O1."""

import re
import tomllib
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from nytta.kit import imports as sheets
from nytta.kit.exports import delimited
from nytta.kit.imports.files import Source
from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import Said

from .queries import Whole
from .rules.sheet import COLUMNS, Line, Plan, lines_of, plan, unknown
from .terms import BodyKind

FILE = Path(__file__).with_name("organisation.toml")
Kept = list[list[str | int | list[str]]]


@cache
def mapping() -> sheets.Mapping:
    """The columns of the sheet."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return sheets.load_mapping(FILE, {name: spec["type"] for name, spec in table["field"].items()})


def _check(row: sheets.Row) -> Iterator[Finding]:
    code = row.values["code"]
    if code and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", code):
        yield Finding(
            "import.code",
            "”%(value)s” kan inte vara en kod.",
            "O1",
            "Skriv små bokstäver a–z, siffror och bindestreck.",
            {"value": code},
            "code",
        )


def read(source: Source, *, filename: str, known: Collection[str] = ()) -> list[Line]:
    """The rows of a sheet; Refused with every fault by row and column, also codes that neither the sheet nor `known` has."""
    rows = [r for r in sheets.rows_of(mapping(), source, filename=filename, check=_check) if not r.left_out]
    codes = {*known, *(r.values["code"] for r in rows)}
    wrong = []
    if any(row.faults for row in rows):
        for row in rows:
            lost = unknown(row.values["parent"] or "", _codes(row), codes)
            wrong += [_placed(f.row, f.column, f.finding) for f in row.faults]
            wrong += [_placed(row.number, COLUMNS[f.field], f) for f in lost]
    if not rows:
        wrong = [Finding("import.empty", "Filen har inga rader under rubrikerna.", "O1", "Fyll i en rad för varje organ.")]
    if wrong:
        raise Refused(Verdict(tuple(wrong)))
    return [_line(row) for row in rows]


def _line(row: sheets.Row) -> Line:
    v = row.values
    return Line(
        row.number, v["code"], v["name"], BodyKind(v["kind"]), v["parent"] or "", v["since"], v["last"], _codes(row), v["adopted_on"], v["paragraph"] or ""
    )  # fmt: skip


def _codes(row: sheets.Row) -> tuple[str, ...]:
    """Those who come after, as codes."""
    return tuple(code for code in re.split(r"[,;\s]+", row.values["after"] or "") if code)


def _placed(row: int, column: str, finding: Finding) -> Finding:
    what = Said(finding.text, params=finding.params)
    return Finding(
        finding.rule, "Rad %(row)s, %(column)s: %(what)s", "O1", finding.mend,
        {**finding.params, "row": row or "–", "column": column or "–", "what": what}, "",
    )  # fmt: skip


def tried(lines: list[Line], was: Whole, *, day: date, today: date) -> Plan:
    """What the sheet would do to the organisation; Refused with every fault by row and column."""
    adopted = {code: body.adopted_on for code, body in was.bodies.items()}
    found = plan(lines, lives=was.lives, followed=was.followed, adopted=adopted, day=day, today=today)
    if found.faults:
        raise Refused(Verdict(tuple(_placed(row, COLUMNS.get(f.field, ""), f) for row, f in found.faults)))
    return found


def kept(lines: list[Line]) -> Kept:
    """The rows in a form that a page can carry to its next step."""
    return [
        [n.row, n.code, n.name, n.kind.value, n.parent, _iso(n.since), _iso(n.last), list(n.after), _iso(n.adopted_on), n.paragraph] for n in lines
    ]  # fmt: skip


def unkept(rows: list[list[object]]) -> list[Line]:
    """The rows that a page carried; ValueError when they are not such rows."""
    found = []
    for row, code, name, kind, parent, since, last, after, adopted_on, paragraph in rows:
        if not isinstance(after, list) or not isinstance(row, int):
            raise ValueError(row)
        days = [date.fromisoformat(str(d)) if d else None for d in (since, last, adopted_on)]
        codes = tuple(str(c) for c in after)
        found.append(Line(row, str(code), str(name), BodyKind(str(kind)), str(parent), days[0], days[1], codes, days[2], str(paragraph)))
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def headings() -> list[str]:
    """The headings of the sheet."""
    return list(COLUMNS.values())


def table(was: Whole) -> list[list[str | date | None]]:
    """The organisation over time as rows of the sheet, that say the same when they are read again."""
    adopted = {code: body.adopted_on for code, body in was.bodies.items()}
    founded = {code: body.founded_by for code, body in was.bodies.items()}
    return [
        [n.code, n.name, n.kind.sv, n.parent, n.since, n.last, ", ".join(n.after), n.adopted_on, n.paragraph]
        for n in lines_of(was.lives, was.followed, adopted, founded)
    ]  # fmt: skip


def as_csv(rows: list[list[str | date | None]]) -> str:
    """Headings and rows as delimited text."""
    return delimited(headings(), rows)
