"""A workbook that comes back: its rows, and each fault by sheet and cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext

from nytta.governance.benefits.rules import FormulaText, computed, formula_faults, kronor_allowed
from nytta.governance.benefits.terms import BENEFITS, FormulaKind, Ledger
from nytta.kit.fields import NumberField, SekField, TextField
from nytta.kit.imports.files import read_cells
from nytta.kit.imports.refusals import bad
from nytta.kit.words import mend, said

from ..models import Application
from ..queries.book import Choices, choices_of
from ..queries.calculation import after_said, sheet_last
from ..rules import book as at
from ..rules.book import BookRow, Three, cell

MOST_ROWS = 200
KRONOR, NUMBER, SHARE = SekField(required=False), NumberField(required=False, most=9_999_999_999), NumberField(required=False, most=100)
LABEL, UNIT = TextField(required=False, lines=1, max_length=160), TextField(required=False, lines=1, max_length=60)
Cells = list[list[Any]]


@dataclass(frozen=True)
class BookFault:
    """What is wrong with a cell: its sheet and name, what stands in it, and why it is not taken."""

    place: str
    value: str
    text: str


@dataclass
class ReadBook:
    """What a workbook says: of which edition it is, its rows, and its faults."""

    edition: int
    rows: list[BookRow] = field(default_factory=list)
    faults: list[BookFault] = field(default_factory=list)

    def fault(self, sheet: str, row: int, column: int, value: Any, text: str) -> None:
        self.faults.append(BookFault(f"{sheet}!{cell(row, column)}", "" if value is None else str(value)[:80], text))


class _Sheet:
    """A sheet's cells by place, each read as a field of the house reads it."""

    def __init__(self, name: str, cells: Cells, read: ReadBook) -> None:
        self.name, self.cells, self.read = name, cells, read

    def raw(self, row: int, column: int) -> Any:
        cells = self.cells[row] if row < len(self.cells) else []
        return cells[column] if column < len(cells) else None

    def fault(self, row: int, column: int, text: str) -> None:
        self.read.fault(self.name, row, column, self.raw(row, column), text)

    def clean(self, row: int, column: int, form: Any) -> Any:
        """The cell as the field takes it; None where it is wrong, which is told."""
        value = self.raw(row, column)
        text = "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)
        try:
            return form.clean(text)
        except ValidationError as error:
            self.fault(row, column, " ".join(error.messages))
            return None

    def chosen(self, row: int, column: int, choices: Mapping[str, str]) -> str | None:
        """The code of what is chosen, "" for nothing; None when it is none of the choices, which is told."""
        text = str(self.raw(row, column) or "").strip()
        code = choices.get(text.casefold()) if text else ""
        if code is None:
            self.fault(row, column, gettext("Det är inte ett av valen. Välj i cellens lista."))
        return code


def read_book(path: Path, *, filename: str, application: Application, stand: Iterable[BookRow], on: date) -> ReadBook:
    """A workbook of a case as rows; one that is not ours, or is of another case, is refused."""
    cells = read_cells(path, filename=filename, sheet=at.SHEET)
    head: list[Any] = [*(cells[1] if len(cells) > 1 else []), *([None] * 5)]
    mark, of, edition, first, count = head[:5]
    if mark != at.MARK or not all(isinstance(x, int) for x in (edition, first, count)) or not 0 < count <= 200:
        raise bad("book.mark", "Filen %(name)s är inte en arbetsbok som har hämtats härifrån.",
                  "Hämta arbetsboken från kalkylens sida och fyll i den.", name=filename)  # fmt: skip
    code = application.code
    if of != code:
        raise bad("book.case", "Arbetsboken hör till %(other)s, inte till %(code)s.", "Välj arbetsboken för %(code)s, eller för in den i %(other)s.",
                  other=str(of), code=code)  # fmt: skip
    years = list(range(first, first + count))
    read = ReadBook(edition)
    sheet = _Sheet(at.SHEET, cells, read)
    if [sheet.raw(3, at.YEARS + n) for n in range(3 * count)] != years * 3:
        raise bad("book.columns", "Kolumnerna på bladet %(sheet)s har flyttats.", "Hämta arbetsboken på nytt och fyll i den utan att flytta kolumner.",
                  sheet=at.SHEET)  # fmt: skip
    there = {r.key: r for r in stand}
    has_formulas = any(r.formula for r in there.values())
    formulas = _Sheet(at.FORMULAS, read_cells(path, filename=filename, sheet=at.FORMULAS) if has_formulas else [], read)
    _Reading(read, sheet, formulas, years, there, _codes(list(there.values()), on)).rows()
    _within_horizon(read, sheet, years, there, application, on)
    return read


def _within_horizon(
    read: ReadBook, sheet: _Sheet, years: list[int], there: Mapping[int | None, BookRow], application: Application, on: date
) -> None:
    """New kronor after the calculation's last year are a fault; the development costs of the workbook itself say when that is."""
    developed = {y for r in read.rows if r.ledger is Ledger.DEVELOPMENT for y, (likely, *_bounds) in r.amounts.items() if likely}
    last = sheet_last(application, developed, on)
    for row in read.rows:
        old = there.get(row.key) if row.key else None
        for year, (likely, *_bounds) in row.amounts.items():
            if year > last and likely and (old is None or old.amounts.get(year, (None,))[0] != likely):
                sheet.fault(row.at, at.YEARS + years.index(year), after_said(year, last))


def _codes(stand: list[BookRow], on: date) -> list[dict[str, str]]:
    """{text: code} of ledgers, bearers and classes, in every language that a workbook may be in."""
    found: list[dict[str, str]] = [{}, {}, {}]
    for language in ("en", "sv"):
        with translation.override(language):
            c: Choices = choices_of(stand, on)
        for codes, told in zip(found, (c.ledgers, c.bearers, c.classes), strict=True):
            codes.update({text.casefold(): code for code, text in told.items()})
    return found


@dataclass
class _Reading:
    """The reading of one workbook's rows."""

    read: ReadBook
    sheet: _Sheet
    formulas: _Sheet
    years: list[int]
    there: Mapping[int | None, BookRow]
    codes: list[dict[str, str]]

    def rows(self) -> None:
        """All rows, those without anything left out."""
        places = {self.formulas.raw(n, at.F_KEY): n for n in range(at.FIRST_ROW, len(self.formulas.cells))}
        seen: set[int] = set()
        for place in range(at.FIRST_ROW, len(self.sheet.cells)):
            key = self.sheet.raw(place, at.KEY)
            if self.sheet.raw(place, at.GONE) is not None or (key is None and not self._written(place)):
                continue
            if key is not None and (key not in self.there or key in seen):
                self.read.fault(at.SHEET, place, at.LABEL, self.sheet.raw(place, at.LABEL),
                                gettext("Raden hör inte till en post i kalkylen. Skriv en ny post på en tom rad i stället för att kopiera en rad."))  # fmt: skip
                continue
            seen.add(key)
            if len(self.read.rows) == MOST_ROWS:
                self.sheet.fault(place, at.LABEL, gettext("Kalkylen tar högst %(most)s poster.") % {"most": MOST_ROWS})
                return
            self._row(place, self.there.get(key), places.get(key))

    def _written(self, place: int) -> bool:
        columns = [*range(at.LEDGER, at.GONE), *range(at.YEARS, at.YEARS + 3 * len(self.years))]
        return any(self.sheet.raw(place, c) is not None for c in columns)

    def _row(self, place: int, old: BookRow | None, formula_at: int | None) -> None:
        sheet = self.sheet
        ledger = sheet.chosen(place, at.LEDGER, self.codes[0])
        if ledger == "":
            sheet.fault(place, at.LEDGER, gettext("Slag saknas. Välj i cellens lista."))
        label, owner = (sheet.clean(place, c, LABEL) or "" for c in (at.LABEL, at.OWNER))
        if not label and sheet.raw(place, at.LABEL) is None:
            sheet.fault(place, at.LABEL, gettext("Posten har inget namn. Skriv vad den heter, eller x under Ta bort."))
        bearer, cls = sheet.chosen(place, at.BEARER, self.codes[1]) or "", sheet.chosen(place, at.CLASS, self.codes[2]) or ""
        if cls and ledger and Ledger(ledger) not in BENEFITS:
            sheet.fault(place, at.CLASS, gettext("En kostnad har ingen klass. Töm cellen."))
        formula = old.formula if old else None
        if formula and old:
            formula, amounts = self._computed(place, old, formula, formula_at)
        else:
            amounts = self._amounts(place)
        explicitness = old.explicitness if old else ""
        for finding in kronor_allowed(
            benefit_class=cls, explicitness=explicitness, has_kronor=any(a[0] for a in amounts.values())
        ).findings:
            sheet.fault(place, at.CLASS, f"{said(finding)} {mend(finding)}")
        if ledger:
            self.read.rows.append(BookRow(old.key if old else None, Ledger(ledger), label, bearer, cls, owner, amounts, formula, explicitness,
                                          old.level if old else None, place))  # fmt: skip

    def _columns(self, number: int) -> list[int]:
        return [at.YEARS + block * len(self.years) + number for block in range(3)]

    def _amounts(self, place: int) -> dict[int, Three]:
        """Kronor written by hand, with their bounds."""
        found: dict[int, Three] = {}
        for number, year in enumerate(self.years):
            columns = self._columns(number)
            likely, low, high = (self.sheet.clean(place, c, KRONOR) for c in columns)
            if likely is None:
                if (low, high) != (None, None) and self.sheet.raw(place, columns[0]) is None:
                    self.sheet.fault(
                        place, columns[0], gettext("Troligt saknas för %(year)s, men lågt eller högt är skrivet.") % {"year": year}
                    )
                continue
            for bound, column, wrong in (
                (low, columns[1], low is not None and low > likely),
                (high, columns[2], high is not None and high < likely),
            ):
                if bound is not None and wrong:
                    self.sheet.fault(place, column, gettext("Lågt ska vara minst och högt störst; ändra det som är fel."))
            found[year] = (likely, low, high)
        return found

    def _computed(self, place: int, old: BookRow, formula: FormulaText, formula_at: int | None) -> tuple[FormulaText, dict[int, Three]]:
        """An item's formula as it is written, and the kronor that it makes; kronor written over the formula are a fault."""
        if formula_at is None:
            self.read.fault(
                at.FORMULAS, at.FIRST_ROW, at.F_LABEL, old.label, gettext("Postens rad saknas på bladet. Hämta arbetsboken på nytt.")
            )
            return formula, dict(old.amounts)
        new, wrong = self._formula(formula_at, formula.kind), len(self.read.faults)
        if new is None:
            return formula, dict(old.amounts)
        made = {y: (c.likely_sek, c.low_sek, c.high_sek) for y, c in computed(new).items()}
        for number, year in enumerate(self.years):
            for block, column in enumerate(self._columns(number)):
                value, stood = self.sheet.raw(place, column), old.amounts.get(year)
                known = {
                    made[year][block] if year in made else None,
                    stood[block] if stood else None,
                    stood[0] if stood else None,
                    None,
                    "",
                }
                if value not in known and len(self.read.faults) == wrong:
                    text = gettext("Beloppet räknas fram på bladet %(sheet)s. Ändra där, eller hämta arbetsboken på nytt.")
                    self.sheet.fault(place, column, text % {"sheet": at.FORMULAS})
        return new, dict(made)

    def _formula(self, place: int, kind: FormulaKind) -> FormulaText | None:
        sheet, before = self.formulas, len(self.read.faults)
        columns = {name: at.F_NUMBERS + n for n, name in enumerate(at.NUMBERS)} | {"unit": at.F_UNIT}
        numbers = {name: sheet.clean(place, columns[name], NUMBER) for name in at.NUMBERS}
        shares = {y: sheet.clean(place, at.F_YEARS + n, SHARE) for n, y in enumerate(self.years)}
        unit = sheet.clean(place, at.F_UNIT, UNIT) or ""
        columns |= {f"take_up_{y}": at.F_YEARS + n for n, y in enumerate(self.years)}
        for name in ("quantity", "each"):
            if sheet.raw(place, columns[name]) is None:
                sheet.fault(place, columns[name], gettext("Talet saknas."))
        if len(self.read.faults) > before:
            return None
        text = FormulaText(kind, unit=unit, take_up={y: s for y, s in shares.items() if s is not None}, **numbers)
        for finding in formula_faults(text).findings:
            sheet.fault(place, columns.get(finding.field, at.F_LABEL), f"{said(finding)} {mend(finding)}")
        return text if len(self.read.faults) == before else None
