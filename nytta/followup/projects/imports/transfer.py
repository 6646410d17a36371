"""A sheet of ongoing projects out of an older register: each row's own faults by row and column, and what they add up to. Source: F4."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.organisation.queries import owners
from nytta.city.records.queries import programme_in_force
from nytta.governance.applications.terms import Category
from nytta.governance.portfolios.models import Portfolio
from nytta.governance.portfolios.queries import portfolios
from nytta.kit import imports as sheets
from nytta.kit.imports.files import Source
from nytta.kit.imports.kept import KeptFile
from nytta.kit.imports.values import folded
from nytta.plain.verdicts import Finding

from ..queries.transfer import Basis, OldProject, Sheet, key_of, there
from ..rules.transfer import OldMoney, reconciled
from ..terms import TransferColumn as C
from ..terms import TransferKind

WORK = "projects.transfer"
YEARS_BACK = 9
_TYPES: dict[C, dict[str, Any]] = {
    C.NUMBER: {"type": "text", "max": 60, "one_line": True},
    C.TITLE: {"type": "text", "max": 200, "one_line": True, "required": True},
    C.BODY: {"type": "text", "max": 160, "one_line": True, "required": True},
    C.OWNER: {"type": "text", "max": 160, "one_line": True, "required": True},
    C.MANAGER: {"type": "text", "max": 160, "one_line": True},
    C.AREA: {"type": "int", "min": 1, "max": 99},
    C.CATEGORY: {"type": "choice", "values": {c.sv: c.value for c in Category}},
    C.START: {"type": "date"},
    C.END: {"type": "date"},
    C.DECIDED: {"type": "money", "required": True},
    C.PAID: {"type": "money", "required": True},
    C.PAID_UNTIL: {"type": "date"},
    C.REMAINING: {"type": "money", "required": True},
    C.STATUS: {"type": "text", "max": 300, "one_line": True},
    C.HISTORY: {"type": "text", "max": 8000},
    C.SOURCE: {"type": "text", "max": 300, "one_line": True},
}
OPTIONAL = tuple(c for c, how in _TYPES.items() if not how.get("required") and c is not C.NUMBER)


def years(on: date) -> list[int]:
    """The years that a sheet may have a column of payments for."""
    return list(range(on.year - YEARS_BACK, on.year + 1))


def heading_of(year: int) -> str:
    """How the column of a year is headed."""
    return f"Betalt {year}"


def mapping(on: date) -> sheets.Mapping:
    """The columns of the sheet; what need not be known may be left out altogether."""
    fields: dict[str, Any] = {c.value: {"column": c.sv, "may_lack": c in OPTIONAL, **how} for c, how in _TYPES.items()}
    fields |= {f"paid_{y}": {"type": "money", "column": heading_of(y), "may_lack": True} for y in years(on)}
    return sheets.mapping_from({
        "name": "transfer", "title": "Pågående projekt", "source": "ett äldre register", "id": [C.NUMBER.sv],
        "missing": ["-", "–", "okänt", "saknas"], "field": fields,
    })  # fmt: skip


def headings(on: date) -> list[str]:
    """The headings of the template: with a column for each of the last four years."""
    return [*(c.sv for c in _TYPES), *(heading_of(y) for y in years(on)[-4:])]


class TransferFile(KeptFile):
    """A sheet that was handed in; `how` is the decision by which it comes in."""

    work = WORK
    suffixes = (".xlsx", ".csv")

    def basis(self, on: date) -> Basis:
        """The decision, with the portfolio that it names."""
        said = json.loads(self.how)
        portfolio = Portfolio.objects.select_related("focus_area", "programme").get(pk=said["portfolio"])
        return Basis(
            TransferKind(said["kind"]),
            portfolio,
            said["body_name"],
            said["paragraph"],
            date.fromisoformat(said["decided_on"]),
            said["total_sek"],
        )

    @property
    def sheet(self) -> Sheet:
        """Its name and what it holds."""
        return Sheet(self.name, hashlib.sha256(self.path.read_bytes()).hexdigest())


def how_of(basis: Basis) -> str:
    """A decision as it is kept with the file."""
    said = {"kind": basis.kind.value, "portfolio": basis.portfolio.pk, "body_name": basis.body_name, "paragraph": basis.paragraph,
            "decided_on": basis.decided_on.isoformat(), "total_sek": basis.total_sek}  # fmt: skip
    return json.dumps(said, ensure_ascii=False)


def programme_portfolio(on: date) -> Portfolio | None:
    """The portfolio of focus area 1 in the programme in force: where the e-service programme's projects go. Source: T decision 3."""
    return portfolios(programme_in_force(on)).filter(focus_area__number=1).first()


@dataclass
class Look:
    """What a sheet holds: its preview, the projects of its sound rows, and those that will have to be opened by hand."""

    preview: sheets.Preview
    projects: list[OldProject] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum of the sound rows: decided_sek, paid_sek or remaining_sek."""
        return sum(getattr(p.money, name) for p in self.projects)

    @property
    def resting(self) -> list[OldProject]:
        """Projects without a manager here or without dates."""
        return [p for p in self.projects if not p.runs]


class _Reader:
    """Reads rows against the city of a day: three queries, and one for the old numbers, whatever the rows."""

    def __init__(self, portfolio: Portfolio, known: dict[str, str], on: date) -> None:
        self.on, self.area, self.known = on, portfolio.focus_area.number, known
        self.bodies = {key: b for b in owners(on) for key in (folded(b.name), folded(b.code))}
        self.people: dict[str, list[Person]] = {}
        for person in Person.objects.filter(is_active=True).order_by("pk"):
            for key in {folded(person.name), folded(person.email), folded(person.username)} - {""}:
                self.people.setdefault(key, []).append(person)

    def check(self, row: sheets.Row) -> Iterator[Finding]:
        """What is wrong with a row that could be read."""
        v = row.values
        for column in (C.BODY, C.OWNER):
            if v[column.value] and folded(v[column.value]) not in self.bodies:
                yield Finding("import.body", "”%(value)s” är ingen nämnd eller bolagsstyrelse här.", "P4; O1",
                              "Rätta cellen, eller för in organet i organisationen först.", {"value": v[column.value]}, column.value)  # fmt: skip
        if v[C.AREA.value] and v[C.AREA.value] != self.area:
            yield Finding("transfer_area", "Raden anger fokusområde %(area)s, men beslutet portföljen för fokusområde %(ours)s.", "T decision 3; F4",
                          "Ta bort raden, eller för in den med ett beslut om dess egen portfölj.", {"area": v[C.AREA.value], "ours": self.area}, C.AREA.value)  # fmt: skip
        first, last = v[C.START.value], v[C.END.value]
        if first and last and last < first:
            yield Finding("import.period", "Slutet %(last)s ligger före starten %(first)s.", "F6", "Rätta ett av datumen.",
                          {"first": first, "last": last}, C.END.value)  # fmt: skip
        if v[C.NUMBER.value] and (code := self.known.get(key_of(v[C.NUMBER.value]))):
            yield Finding("transfer_there", "%(number)s har redan förts över, som %(code)s.", "F4", "Ta bort raden.",
                          {"number": v[C.NUMBER.value], "code": code}, C.NUMBER.value)  # fmt: skip
        if None not in (v[C.DECIDED.value], v[C.PAID.value], v[C.REMAINING.value]):
            yield from reconciled(self._money(row), self.on)

    def _money(self, row: sheets.Row) -> OldMoney:
        v = row.values
        by_year = {y: v[f"paid_{y}"] for y in years(self.on) if v.get(f"paid_{y}") is not None}
        return OldMoney(v[C.DECIDED.value], v[C.PAID.value], v[C.REMAINING.value], by_year, v[C.PAID_UNTIL.value])

    def project(self, row: sheets.Row) -> OldProject:
        """A sound row."""
        v, money = row.values, self._money(row)
        named = v[C.MANAGER.value] or ""
        hits = self.people.get(folded(named), []) if named else []
        missing = [c.value for c in OPTIONAL if v.get(c.value) in (None, "") and c is not C.AREA]
        if money.paid_sek and not money.by_year:
            missing.append(C.YEARS.value)
        return OldProject(
            row=row.number, number=v[C.NUMBER.value], title=v[C.TITLE.value], body=self.bodies[folded(v[C.BODY.value])],
            owner=self.bodies[folded(v[C.OWNER.value])], money=money, manager=hits[0] if len(hits) == 1 else None, manager_named=named,
            category=v[C.CATEGORY.value] or "", start_on=v[C.START.value], end_on=v[C.END.value], status=v[C.STATUS.value] or "",
            history=v[C.HISTORY.value] or "", source=v[C.SOURCE.value] or "", missing=tuple(missing),
        )  # fmt: skip


def look(source: Source, *, filename: str, portfolio: Portfolio, on: date) -> Look:
    """Read the whole sheet and say what would come of it; nothing is written. Raises BadFile."""
    how = mapping(on)
    rows = list(sheets.rows_of(how, source, filename=filename))
    known = there([r.values[C.NUMBER.value] for r in rows if r.values.get(C.NUMBER.value)])
    reader = _Reader(portfolio, known, on)
    found = Look(sheets.Preview(how))
    for row in sheets.rows_of(how, source, filename=filename, check=reader.check):
        found.preview.add(row)
        if row.sound:
            found.projects.append(reader.project(row))
    return found


def field_guide() -> Sequence[tuple[str, bool]]:
    """(column, whether it must be filled in), in the order of the template."""
    return [(c.value, bool(how.get("required")) or c is C.NUMBER) for c, how in _TYPES.items()]
