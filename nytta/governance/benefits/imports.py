"""A sheet of baselines through a declared mapping: every fault by row and column, all or nothing, repeatable. Source: F9."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import applicants
from nytta.kit import imports as sheets
from nytta.kit.imports.files import Source
from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import Said

from .commands import BaselineText, import_baseline, record_reference, record_source
from .rules import Measured, measured_faults
from .terms import BaselineKind, Outcome

FILE = Path(__file__).with_name("baselines.toml")
NUMBERS = ("quantity", "minutes", "hourly_cost_sek", "unit_price_sek")


def mapping() -> sheets.Mapping:
    """The columns of the sheet."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return sheets.load_mapping(FILE, {name: spec["type"] for name, spec in table["field"].items()})


def number(text: str | None) -> Decimal | None:
    """`1 234,5` as a number; ValueError when it is none."""
    plain = "".join((text or "").split()).replace(",", ".")
    if plain and not re.fullmatch(r"-?\d{1,12}(\.\d{1,4})?", plain):
        raise ValueError(text)
    return Decimal(plain) if plain else None


def measured(row: sheets.Row) -> Measured:
    """The figures of a row; ValueError when a number cannot be read."""
    v = row.values
    return Measured(int(v["year"]), v["source"], yearly_cost_sek=v["yearly_cost_sek"], **{n: number(v[n]) for n in NUMBERS})


def _is_number(text: str | None) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


class Reader:
    """Reads rows against the bodies of a day."""

    def __init__(self, on: date) -> None:
        self.bodies = {b.name.casefold(): b for b in applicants(on)}

    def check(self, row: sheets.Row) -> Iterator[Finding]:
        """What is wrong with a row that could be read."""
        v = row.values
        if v["owner_body"] and v["owner_body"].casefold() not in self.bodies:
            yield Finding(
                "import.body",
                "Nämnden eller bolaget %(name)s finns inte.",
                "F9",
                "Skriv namnet som i organisationen.",
                {"name": v["owner_body"]},
                "owner_body",
            )
        for name in NUMBERS:
            if not _is_number(v[name]):
                yield Finding(
                    "import.not_number", "”%(value)s” är inget tal.", "F9", "Skriv ett tal, till exempel 12,5.", {"value": v[name]}, name
                )
        if v["kind"] and v["year"] is not None and v["source"] and all(_is_number(v[n]) for n in NUMBERS):
            yield from measured_faults(BaselineKind(v["kind"]), measured(row), v["unit"] or "").findings

    def text(self, row: sheets.Row) -> BaselineText:
        """What a row's baseline is."""
        v = row.values
        owner: Body = self.bodies[v["owner_body"].casefold()]
        return BaselineText(v["name"], owner, BaselineKind(v["kind"]), v["process"] or "", v["unit"] or "", v["resource"] or "")


def bring_in(source: Source, *, filename: str, by: Person, on: datetime) -> Counter[str]:
    """Bring a sheet in: {"added", "measured", "there"} and how many; Refused with every fault by row and column, and nothing written."""
    reader, how = Reader(on.date()), mapping()
    rows = list(sheets.rows_of(how, source, filename=filename, check=reader.check))
    faults = [f for row in rows for f in row.faults]
    if faults:
        raise Refused(Verdict(tuple(
            Finding(
                    f.rule, "Rad %(row)s, %(column)s: %(what)s", "F9", f.finding.mend,
                    {"row": f.row, "column": f.column or "–", "what": Said(f.finding.text, params=f.finding.params)},
                )
                for f in faults
        )))  # fmt: skip
    done: Counter[str] = Counter()
    with transaction.atomic():
        for row in rows:
            if row.sound:
                done[import_baseline(key=row.key, text=reader.text(row), measured=measured(row), by=by, on=on)] += 1
    return done


def headings() -> list[str]:
    """The headings of the sheet, as they are written."""
    return [*mapping().id, *(f.columns[0] for f in mapping().fields if f.columns)]


REFERENCE = Path(__file__).with_name("reference")


def reference_mapping(name: str) -> sheets.Mapping:
    """A mapping of finished projects, by its name or by the path of a TOML file. Raises BadMapping."""
    table = tomllib.loads((REFERENCE / "_fields.toml").read_text(encoding="utf-8"))
    path = Path(name) if name.endswith(".toml") else REFERENCE / f"{name}.toml"
    return sheets.load_mapping(path, {n: spec["type"] for n, spec in table["field"].items()})


def bring_in_reference(chosen: sheets.Mapping, source: Source, *, filename: str, commit: bool, on: datetime) -> Counter[str]:
    """Projects from a published table: how many were read, kept as what, and left out by what they lack. Nothing is supplied."""
    done: Counter[str] = Counter()
    with transaction.atomic():
        for row in sheets.rows_of(chosen, source, filename=filename):
            done["read"] += 1
            v, lack = row.values, _lack(row, chosen)
            if lack:
                done[f"lacks_{lack}"] += 1
                continue
            kind = _outcome(v)
            ended = v["actual_end_on"] if kind is Outcome.FINAL else None
            done[f"kept_{kind.value}"] += 1
            if commit:
                record_reference(
                    key=row.key[:120], title=v["title"] or "", category=v["category"] or "", planned=Decimal(v["planned"]), actual=Decimal(v["actual"]),
                    source=chosen.title[:120], outcome=kind, currency=v["currency"] or "", planned_days=_days(v["start_on"], v["planned_end_on"]), actual_days=_days(v["start_on"], ended),
                    closed_on=ended, by=None, on=on,
                )  # fmt: skip
        if commit:
            lacks = {name.removeprefix("lacks_"): n for name, n in done.items() if name.startswith("lacks_")}
            record_source(name=chosen.title[:120], text=chosen.source[:300], rows=done["read"], lacks=lacks, by=None, on=on)
    return done


def _lack(row: sheets.Row, chosen: sheets.Mapping) -> str:
    """Why a row says nothing of plan and outcome; "" when it does. An outcome of 0 is one that nobody has filled in."""
    v = row.values
    if row.left_out:
        return "left_out"
    if any(f.column in _money_columns(chosen) for f in row.faults):
        return "number"
    return "planned" if not v.get("planned") else "actual" if not v.get("actual") else ""


def _outcome(v: Mapping[str, Any]) -> Outcome:
    """Final when the source says that the project had ended by the day its row was last changed."""
    if v["scope"] == Outcome.YEAR.value:
        return Outcome.YEAR
    ended, as_of = v["actual_end_on"], v["as_of"]
    return Outcome.FINAL if ended and as_of and ended <= as_of else Outcome.FORECAST


def _money_columns(chosen: sheets.Mapping) -> set[str]:
    return {c for f in chosen.fields if f.name in ("key", "planned", "actual") for c in f.columns}


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last and last >= first else None
