"""A sheet of systems through a mapping: read whole, every fault by row and column, tried against the register, then brought in."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.kit import imports as sheets
from nytta.kit import jobs
from nytta.kit.exports import guarded
from nytta.kit.imports.files import Source
from nytta.kit.imports.kept import LookedFile, Tick, Told
from nytta.kit.imports.values import folded
from nytta.kit.models import Job
from nytta.kit.words import mend, said
from nytta.plain.text import clean
from nytta.plain.verdicts import Finding, Refused, no
from nytta.plain.words import labels

from ..commands import bring_in_systems
from ..models import Capability, CommonSolution, System
from ..queries.sheet import Line, Plan, plan, register
from ..queries.systems import World, world
from ..rules.capabilities import capability_standing
from ..rules.systems import FIELD_TERMS, PHASE_FIELDS, WRITTEN
from ..terms import SystemField

WORK, LOOK = "systems.import", "systems.import_look"
SHOWN_FAULTS, SHOWN_ROWS, SHOWN_REFUSED, TOLD_EVERY = 200, 100, 20, 50
EMPTY: Told = {
    "rows": 0,
    "new": 0,
    "changed": 0,
    "unchanged": 0,
    "fault_count": 0,
    "unread": [],
    "faults": [],
    "new_rows": [],
    "changed_rows": [],
}
UNREAD_BECAUSE = {
    "eagir": _(
        "production_status och arb_status säger om resurserna till systemet ökar, är oförändrade eller minskar, och om det är parkerat. De säger inte i vilken fas systemet är eller från vilken dag, så fasen lämnas åt ägaren. plot är de två betygen en gång till."
    ),
}  # source: EAGIR, app_portfolio/js/matrix.js, where the two statuses turn an arrow and choose a sign
FOLDER = Path(__file__).resolve().parent.parent / "mappings"
STANDARD, DICTIONARY = "standard", "gsa"
NAMES = (STANDARD, "eagir", "riha", "kitos", DICTIONARY)
ONLY_KNOWN = ("kitos",)  # says something of systems that are there, and makes none
LISTS = ("aliases", "functions")
MOST_JSON = 20_000
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?")
SHORT_NAME = re.compile(r"[a-zA-ZõÕäÄöÖüÜ0-9.-]+")


class Kept(LookedFile):
    """A sheet of systems that is kept between its look and its bringing in; `how` is the mapping and the owner of rows without one.

    A large one is looked at and brought in by the worker.
    """

    work: ClassVar[str] = WORK
    look_work: ClassVar[str] = LOOK
    small: ClassVar[int] = 60_000
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".xlsx", ".json", ".txt", ".tsv", ".ods", ".xls")

    def look(self, on: datetime, tick: Tick) -> Callable[[], Told]:
        """What it would do, or what is wrong with it, told by the first rows of each kind."""
        try:
            found = look(self, register(), world(on.date()), _percent(self, tick))
        except Refused as refused:
            findings = refused.verdict.findings
            return lambda: {**EMPTY, "refused": [f"{said(f)} {mend(f)}".strip() for f in findings]}
        return lambda: _told(found)


def _percent(kept: Kept, tick: Tick) -> Tick:
    """What is told for each row that has been read, as a share of the rows of the sheet."""
    source, filename = _source(kept.path, kept.name)
    rows = sum(1 for _row in sheets.read_rows(source, filename=filename)) if kept.large else 0

    def told(row: int) -> None:
        if rows and row % TOLD_EVERY == 0:
            tick(min(row * 100 // (rows + 1), 99))

    return told


def _told(found: "Look") -> Told:
    """A look as it is kept and shown, in the language that is set."""
    made = found.plan
    return {
        "refused": [], "rows": found.rows, "new": len(made.new), "changed": len(made.changed), "unchanged": made.unchanged,
        "fault_count": len(found.faults), "unread": found.unread,
        "faults": [[f.row, f.column, f.value, said(f.finding), mend(f.finding)] for f in found.faults[:SHOWN_FAULTS]],
        "new_rows": [[line.row, system.name, system.owner.name] for system, line in made.new[:SHOWN_ROWS]],
        "changed_rows": [[c.line.row, str(c.system), c.changes] for c in made.changed[:SHOWN_ROWS]],
    }  # fmt: skip


@jobs.work(LOOK, reads=True)
def _look(job: Job) -> dict[str, Any]:
    """Look at a large sheet beside the pages. Source: D1."""
    return Kept.look_of(job)


@jobs.work(WORK)
def _bring_in(job: Job) -> dict[str, Any]:
    """Bring a kept sheet in, whole or not at all; the file is removed when the outcome is saved. Source: D1."""
    kept, asked = Kept.of_job(job), job.arguments
    transaction.on_commit(kept.forget)
    by, on, found = Person.objects.get(pk=asked["by"]), datetime.fromisoformat(asked["at"]), Plan()

    def read(systems: list[System], around: World) -> Plan:
        nonlocal found
        found = tried(kept, lambda row: kept.tell(row) if row % TOLD_EVERY == 0 else None)(systems, around)
        return found

    try:
        bring_in_systems(read=read, sheet=kept.name, by=by, on=on)
    except Refused as refused:
        faults = [f"{row}: {said(f)} {mend(f)}".strip() for row, f in found.faults[:SHOWN_REFUSED]]
        return {"refused": faults or [f"{said(f)} {mend(f)}".strip() for f in refused.verdict.findings], "more": len(found.faults)}
    return {"new": len(found.new), "changed": len(found.changed), "unchanged": found.unchanged}


@cache
def mapping(name: str) -> sheets.Mapping:
    """A mapping by its name."""
    return sheets.load_mapping(FOLDER / f"{name}.toml")


@cache
def elements() -> dict[str, str]:
    """Which elements of GSA's dictionary there is a field for here."""
    found: dict[str, str] = tomllib.loads((FOLDER / "gsa_elements.toml").read_text(encoding="utf-8"))
    return found


@dataclass
class Look:
    """What a sheet holds and would do: rows read, the plan where no row is faulty, faults, and headings that nothing reads."""

    rows: int
    plan: Plan
    faults: list[sheets.Fault]
    unread: list[str]

    @property
    def refused(self) -> bool:
        """Whether anything keeps it from being brought in."""
        return bool(self.faults)


def flattened(thing: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a JSON object as (path with dots, text); a list of plain values is a line for each, a moment is its day."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from flattened(value, f"{above}.{key}" if above else str(key))
    elif isinstance(thing, list):
        yield above, "\n".join(str(v) for v in thing if not isinstance(v, dict | list))
    else:
        text = "" if thing is None else str(thing)
        yield above, moment[1] if (moment := MOMENT.fullmatch(text)) else text


def from_json(content: bytes, filename: str) -> bytes:
    """A JSON file of one object, of a list of them, or of a list under `rows`, as delimited text with a heading for each leaf.

    Row n of the text (its headings are the first) holds object n - 1. Refused when it is something else.
    """
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "–"
        raise Refused(no("import.json", "Filen %(name)s är inte JSON (fel vid rad och tecken %(place)s).", "D1",
                         "Spara om den från programmet den kom ifrån.", name=filename, place=place)) from None  # fmt: skip
    every = read.get("rows", [read]) if isinstance(read, dict) else read
    if not isinstance(every, list) or not every or not all(isinstance(one, dict) for one in every) or len(every) > MOST_JSON:
        raise Refused(no("import.json_shape", "Filen %(name)s är inte ett objekt eller en lista av objekt.", "D1",
                         "Lägg systemen i en lista.", name=filename))  # fmt: skip
    rows = [dict(flattened(one)) for one in every]
    heads = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    writer.writerows([clean(row.get(key, "")) for key in heads] for row in rows)
    return out.getvalue().encode()


def _source(path: Path, filename: str) -> tuple[Source, str]:
    """What is read, and by which name its kind is told."""
    if path.suffix.lower() != ".json":
        return path, filename
    return io.BytesIO(from_json(path.read_bytes(), filename)), filename


class Reader:
    """Turns rows into lines: bodies, people, solutions and capabilities by their names or codes."""

    def __init__(self, one: sheets.Mapping, default: Body | None, present: Iterable[str]) -> None:
        self.mapping, self.default = one, default
        heads = {folded(h) for h in present}
        self.told = {f.name for f in one.fields if not f.columns or any(folded(c) in heads for c in f.columns)}
        self.bodies = _by(Body.objects.select_related("parent"), lambda b: (b.code, b.name))
        self.people = _by(Person.objects.filter(is_active=True), lambda p: (p.username, p.email, p.name))
        self.solutions = _by(CommonSolution.objects.all(), lambda s: (s.code, s.name))
        standing_first = Capability.objects.order_by(F("retired_on").asc(nulls_first=True), "pk")
        self.capabilities = _by(standing_first, lambda c: (c.code, c.name))

    def check(self, row: sheets.Row) -> Iterator[Finding]:
        """What is wrong with a row that could be read, besides what the rules of a system say."""
        if self.mapping.name == DICTIONARY:
            yield _element(row)
            return
        for name, known, what in (
            ("owner", self.bodies, _("Ingen nämnd eller styrelse heter ”%(value)s”.")),
            ("representative", self.people, _("Ingen som kan logga in heter ”%(value)s”.")),
            ("solution", self.solutions, _("Ingen gemensam lösning heter ”%(value)s”.")),
        ):
            if (said := row.values.get(name)) and len(known.get(folded(said), [])) != 1:
                yield Finding(f"import.{name}", what, "D1", "Skriv namnet som i registret, eller koden.", {"value": said}, name)
        for said in _parts(row.values.get("capabilities")):
            if folded(said) not in self.capabilities:
                yield Finding("import.capability", "Ingen förmåga heter ”%(value)s”.", "D1", "", {"value": said}, "capabilities")
            elif gone := capability_standing(said, self.capabilities[folded(said)][0].retired_on).blocking:
                yield replace(gone[0], field="capabilities")
        if self.mapping.name == "riha" and not SHORT_NAME.fullmatch(row.values.get("aliases") or "x"):
            yield Finding("import.short_name", "”%(value)s” kan inte vara ett kort namn i RIHA.", "D1", "Skriv bokstäver, siffror, punkt och bindestreck.",
                          {"value": row.values["aliases"]}, "aliases")  # fmt: skip

    def line(self, row: sheets.Row) -> Line:
        """What a sound row says."""
        said, values = row.values, dict[str, Any]()
        for name in WRITTEN:
            if name in self.told and name in said:
                values[name] = self._value(name, said[name])
        if said.get("owner") is None:
            values.pop("owner", None)
            if self.default is not None:
                values["owner"] = self.default
        phases = {phase: said.get(f.value) for f, phase in PHASE_FIELDS.items() if f.value in self.told and f.value in said}
        held = None
        if "capabilities" in self.told and "capabilities" in said:
            held = tuple(self.capabilities[folded(p)][0] for p in _parts(said["capabilities"]))
        return Line(row.number, said.get("code") or "", values, phases, held)

    def _value(self, name: str, said: Any) -> Any:
        if name in LISTS:
            return _parts(said)
        if name in ("owner", "representative", "solution"):
            known = {"owner": self.bodies, "representative": self.people, "solution": self.solutions}[name]
            return known[folded(said)][0] if said else None
        if isinstance(said, str):
            return " ".join(_bare(said).split()) if name != "purpose" else _bare(said)
        if said is None and System._meta.get_field(name).get_internal_type() in ("CharField", "TextField"):
            return ""
        return said


def _bare(text: str) -> str:
    """A text without the apostrophe that an export puts before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@\t\r") else text


def _parts(text: str | None) -> list[str]:
    """The texts of a cell, parted by semicolon or line."""
    return list(dict.fromkeys(" ".join(_bare(p).split()) for p in re.split(r"[;\n]", text or "") if p.strip()))


def _by(rows: Iterable[Any], names: Callable[[Any], tuple[str, ...]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in rows:
        for name in {folded(n) for n in names(one) if n}:
            found.setdefault(name, []).append(one)
    return found


def _element(row: sheets.Row) -> Finding:
    """That a row of a dictionary describes a datum and no system, and which field of the register it is."""
    name = str(row.values.get("name") or "")
    field = SystemField(elements()[name]) if name in elements() else None
    if field:
        return Finding(
            "import.dictionary", "Raden beskriver uppgiften ”%(name)s” och inget system; här heter fältet %(field)s.", "D1", "",
            {"name": name, "field": labels(field, small=False)}, "name",
        )  # fmt: skip
    return Finding(
        "import.dictionary", "Raden beskriver uppgiften ”%(name)s” och inget system; registret har inget sådant fält.", "D1", "",
        {"name": name}, "name",
    )  # fmt: skip


def opened(kept: Kept) -> None:
    """Refused when a kept sheet cannot be read at all, or lacks what its mapping builds on: tried by its first row."""
    chosen = kept.how.partition(":")[0]
    source, filename = _source(kept.path, kept.name)
    next(iter(sheets.rows_of(mapping(chosen if chosen in NAMES else STANDARD), source, filename=filename)), None)


def look(kept: Kept, systems: list[System], around: World, tick: Tick = lambda row: None) -> Look:
    """Read a kept sheet and try it against the register; nothing is written. Refused when it cannot be read at all.

    `tick` is told the number of each row when it has been read.
    """
    chosen, _colon, owner = kept.how.partition(":")
    one = mapping(chosen if chosen in NAMES else STANDARD)
    source, filename = _source(kept.path, kept.name)
    heads = [h for h in next(sheets.read_rows(source, filename=filename), (0, {}))[1] if h]
    reader = Reader(one, Body.objects.filter(code=owner).first() if owner else None, heads)
    rows = []
    for row in sheets.rows_of(one, source, filename=filename, check=reader.check):
        tick(row.number)
        if not row.left_out:
            rows.append(row)
    faults = [f for row in rows for f in row.faults]
    made = plan([reader.line(r) for r in rows if r.sound], systems, around, only_known=chosen in ONLY_KNOWN)
    columns = {f.name: f.columns[0] for f in one.fields if f.columns}
    by_row = {r.number: r for r in rows}
    for number, finding in made.faults:
        said = by_row[number].values.get(finding.field)
        faults.append(sheets.Fault(number, columns.get(finding.field, ""), "" if said is None else str(said)[:60], finding))
    read = {folded(c) for f in one.fields for c in f.columns}
    return Look(len(rows), made, sorted(faults, key=lambda f: f.row), [h for h in heads if folded(h) not in read])


def tried(kept: Kept, tick: Tick = lambda row: None) -> Callable[[list[System], World], Plan]:
    """What the bringing in asks for: the plan of the sheet against the register as it then stands."""

    def read(systems: list[System], around: World) -> Plan:
        found = look(kept, systems, around, tick)
        found.plan.faults = [(f.row, f.finding) for f in found.faults]
        return found.plan

    return read


HEADINGS = ("Kod", *(f.sv for f in SystemField))


def table(systems: Iterable[System]) -> Iterator[list[Any]]:
    """Rows of the standard sheet that say the same when they are read again. Source: D1 "export"."""
    for s in systems:
        phases = {f"phase_{p.phase}": p.starts_on for p in s.phases.all()}
        told: dict[str, Any] = {
            **{name: getattr(s, name) for name in WRITTEN}, **phases, "aliases": "\n".join(s.aliases), "functions": "\n".join(s.functions),
            "capabilities": "\n".join(one.capability.code for one in s.supports.all()), "owner": s.owner.name,
            "representative": s.representative.username if s.representative else "", "solution": s.solution.code if s.solution else "",
        }  # fmt: skip
        row: list[Any] = [s.code]
        for field in SystemField:
            value = told.get(field.value)
            row.append(FIELD_TERMS[field](value).sv if field in FIELD_TERMS and value else value)
        yield row


def as_csv(rows: Iterable[list[Any]]) -> str:
    """Headings and rows as delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADINGS)
    writer.writerows(guarded(row) for row in rows)
    return "\ufeff" + out.getvalue()


def as_json(rows: Iterable[list[Any]]) -> str:
    """The rows as a list of objects by heading; what is not known is null."""

    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else None if value == "" else value

    every = [dict(zip(HEADINGS, map(plain, row), strict=True)) for row in rows]
    return json.dumps({"rows": every}, ensure_ascii=False, indent=1)
