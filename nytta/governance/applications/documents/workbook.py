"""A calculation as a workbook: cells to fill in, and live formulas that come to the page's figures."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nytta.governance.benefits.terms import FormulaKind, Ledger, ParameterKind, Side
from nytta.kit import workbooks
from nytta.kit.words import label

from ..models import Application
from ..queries.book import Choices, choices_of, rows_of
from ..queries.calculation import CalculationPage, calculation_page, developed_until, sheet_of, sheet_years
from ..rules import book as at
from ..rules.book import BookRow, cell
from ..terms import Category
from .summary import Ranges, summary

GUIDE = (
    _("Fyll i de gula cellerna på bladet Kalkyl. De andra cellerna räknas fram eller är låsta; låset har inget lösenord."),
    _("Skriv hela kronor utan decimaler. Troligt skrivs först; lågt och högt skrivs där beloppet är osäkert. En tom cell är inget belopp."),
    _("En ny post skrivs på en tom rad: välj slag och skriv vad posten heter. Skriv x under Ta bort för att ta bort en post."),
    _("Poster som räknas med en formel har sina belopp låsta. Ändra antal, tid eller pris och andel på bladet Formler."),
    _("En ny formel, väg till målet, skala och nuläge skrivs på postens egen sida, inte i arbetsboken."),
    _("Bladet Sammanfattning räknar om sig medan ni skriver. Det visar sökandens siffror på samma sätt som kalkylens sida."),
    _("För in arbetsboken från kalkylens sida. Ni får se varje ändring innan något skrivs, och allt förs in eller inget."),
    _("Har någon ändrat kalkylen sedan arbetsboken hämtades tas den inte emot. Hämta den då på nytt och för över det ni har skrivit."),
)


@dataclass(frozen=True)
class BookPage:
    """What a workbook is made of."""

    page: CalculationPage
    rows: Sequence[BookRow]
    years: Sequence[int]
    choices: Choices


def book_of(application: Application, on: date) -> BookPage:
    """All that a case's workbook shows; the years are those of the sheet without gaps."""
    rows = rows_of(application.calculation_id)
    years = sheet_years(application, sheet_of(application.calculation_id), on)
    return BookPage(calculation_page(application, on), rows, range(years[0], years[-1] + 1), choices_of(rows, on))


class _Book:
    """The workbook while it is written, with its formats."""

    def __init__(self, file: io.BytesIO) -> None:
        self.book = workbooks.workbook(file)
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        field = {**base, "locked": False, "bg_color": "#FFF6D6", "border": 1, "border_color": "#B8A15A"}
        self.plain, self.title = self.book.add_format(base), self.book.add_format({**base, "bold": True, "font_size": 16})
        self.head = self.book.add_format({**base, "bold": True, "text_wrap": True, "bottom": 1})
        self.text, self.kronor = self.book.add_format(field), self.book.add_format({**field, "num_format": "#,##0"})
        self.number = self.book.add_format({**field, "num_format": "#,##0.##"})
        self.sum = self.book.add_format({**base, "num_format": "#,##0"})
        self.ratio = self.book.add_format({**base, "num_format": "0.00"})
        self.percent = self.book.add_format({**base, "num_format": "0.0%"})
        self.factor = self.book.add_format({**base, "num_format": "0.000000"})
        self.wrap = self.book.add_format({**base, "text_wrap": True})

    def sheet(self, name: str, widths: Sequence[int] = ()) -> Any:
        """A new sheet, protected but for its fields, that prints on the width of a page."""
        made = workbooks.uncounted(self.book, name)
        made.protect("", {"format_columns": True, "format_rows": True})
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        for n, width in enumerate(widths):
            made.set_column(n, n, width, self.plain)
        return made


def workbook(shown: BookPage) -> bytes:
    """The workbook as a file."""
    file = io.BytesIO()
    made = _Book(file)
    with made.book:
        ranges = Ranges(shown.years, at.FIRST_ROW, at.FIRST_ROW + len(shown.rows) + at.NEW_ROWS - 1)
        _calculation(made, shown, ranges)
        if any(r.formula for r in shown.rows):
            _formulas(made, shown)
        summary(made, shown, ranges, made.sheet(at.SUMMARY, [46, 18]))
        _counted(made, shown.page)
        guide = made.sheet(at.GUIDE_TEXT, [100])
        guide.write_string(0, 0, gettext("Så fyller ni i arbetsboken"), made.title)
        for n, text in enumerate(GUIDE, 2):
            guide.write_string(n, 0, gettext(text), made.wrap)
        _choices(made, shown)
    return file.getvalue()


def _calculation(made: _Book, shown: BookPage, ranges: Ranges) -> None:
    """The sheet to fill in, one row for each item and some for new ones."""
    a, n = shown.page.application, len(shown.years)
    sheet = made.sheet(at.SHEET, [10, 24, 40, 30, 30, 26, 9, 9])
    sheet.write_string(0, 1, gettext("Nyttokalkyl: %(title)s") % {"title": a.title}, made.title)
    for place, value in enumerate((at.MARK, a.code)):
        sheet.write_string(1, place, value, made.plain)
    for place, number in enumerate((a.edition, shown.years[0], n), 2):
        sheet.write_number(1, place, number, made.plain)
    names = ["", *at.FIELD_TEXTS.values(), gettext("Ta bort"), ""]
    for place, name in enumerate(names):
        sheet.write_string(3, place, gettext(name) if name else "", made.head)
    for block, what in enumerate(at.AMOUNT_TEXTS):
        sheet.write_string(2, at.YEARS + block * n, gettext("%(what)s, kronor") % {"what": gettext(what)}, made.head)
        for place, year in enumerate(shown.years):
            sheet.write_number(3, at.YEARS + block * n + place, year, made.head)
    sheet.set_column(at.YEARS, at.YEARS + 3 * n - 1, 13, made.plain)
    sheet.set_column(at.KEY, at.KEY, 10, made.plain, {"hidden": True})
    sheet.set_column(at.VIEW, at.VIEW, 9, made.plain, {"hidden": True})
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.freeze_panes(at.FIRST_ROW, at.LABEL + 1)
    formulas = 0
    for place in range(ranges.first, ranges.last + 1):
        number = place - ranges.first
        row = shown.rows[number] if number < len(shown.rows) else None
        _row(made, sheet, shown, place, row, formulas)
        formulas += bool(row and row.formula)
    _validate(sheet, ranges, shown)


def _row(made: _Book, sheet: Any, shown: BookPage, place: int, row: BookRow | None, formulas: int) -> None:
    c, texts = shown.choices, [""] * 6
    if row:
        sheet.write_number(place, at.KEY, row.key or 0, made.plain)
        texts = [
            c.ledgers[row.ledger.value], row.label, c.bearers.get(row.bearer, ""), c.classes.get(row.benefit_class, ""), row.owner, "",
        ]  # fmt: skip
    for column, text in enumerate(texts, at.LEDGER):
        sheet.write_string(place, column, text, made.text) if text else sheet.write_blank(place, column, None, made.text)
    sheet.write_formula(place, at.VIEW, _view(place), made.plain)
    for block in range(3):
        for number, year in enumerate(shown.years):
            column = at.YEARS + block * len(shown.years) + number
            amount = row.amounts[year][block] if row and year in row.amounts else None
            if row and row.formula:
                kept = amount if amount is not None or year not in row.amounts else row.amounts[year][0]
                sheet.write_formula(place, column, _kronor(row, formulas, number, block), made.sum, "" if kept is None else kept)
            elif amount is None:
                sheet.write_blank(place, column, None, made.kronor)
            else:
                sheet.write_number(place, column, amount, made.kronor)


def choice(column: int, row: int) -> str:
    """A cell of the hidden sheet of choices."""
    return f"{at.CHOICES}!${at.column(column)}${row + 1}"


def _view(place: int) -> str:
    """The smallest view that counts a row: 1, 2 or 3, as `Line.smallest_view`; 0 for none; −1 where there is no item."""
    ledger, bearer, cls, gone = (f"${at.column(x)}{place + 1}" for x in (at.LEDGER, at.BEARER, at.CLASS, at.GONE))
    citizen, _business, development, running = (choice(0, n) for n in range(4))
    green, _yellow, red = (choice(1, n) for n in range(3))
    outside = f"OR({bearer}={choice(4, 0)},{bearer}={choice(4, 1)})"
    cost = f"OR({ledger}={development},{ledger}={running})"
    return (
        f'=IF(OR({ledger}="",{gone}<>""),-1,IF({cost},IF({outside},3,1),IF({cls}={red},0,'
        f"IF(OR({ledger}={citizen},{outside}),3,IF({cls}={green},1,2)))))"
    )


def _kronor(row: BookRow, formulas: int, year: int, block: int) -> str:
    """A formula item's whole kronor of a year, half up; the product is rounded to six decimals first, for what binary numbers lose."""
    assert row.formula is not None
    place = at.FIRST_ROW + formulas

    def part(name: str) -> str:
        return f"{at.FORMULAS}!{cell(place, at.F_NUMBERS + at.NUMBERS.index(name))}"

    def bounded(name: str) -> str:
        end = part(f"{name}{('', '_low', '_high')[block]}")
        return end if not block else f'IF({end}="",{part(name)},{end})'

    share = f"{at.FORMULAS}!{cell(place, at.F_YEARS + year)}"
    product = f"{bounded('quantity')}*{share}*{bounded('each')}"
    worth = f"{product}*{part('rate_sek')}/6000" if row.formula.kind is FormulaKind.TIME else f"{product}/100"
    return f'=IF({share}="","",ROUND(ROUND({worth},6),0))'


def _validate(sheet: Any, ranges: Ranges, shown: BookPage) -> None:
    c = shown.choices
    for column, (place, many) in {
        at.LEDGER: (0, len(c.ledgers)),
        at.BEARER: (2, len(c.bearers)),
        at.CLASS: (1, len(c.classes)),
        at.GONE: (3, 1),
    }.items():
        source = f"={choice(place, 0)}:${at.column(place)}${many}"
        told = {"error_title": gettext("Inte ett val"), "error_message": gettext("Välj i listan.")}
        sheet.data_validation(ranges.first, column, ranges.last, column, {"validate": "list", "source": source, **told})
    whole = {"error_title": gettext("Inte hela kronor"), "error_message": gettext("Skriv hela kronor, noll eller mer.")}
    last = at.YEARS + 3 * len(shown.years) - 1
    sheet.data_validation(ranges.first, at.YEARS, ranges.last, last, {"validate": "integer", "criteria": ">=", "value": 0, **whole})


def _formulas(made: _Book, shown: BookPage) -> None:
    """What makes the kronor of the items that have a formula."""
    sheet = made.sheet(at.FORMULAS, [10, 40, 30, 22, *([14] * 7)])
    sheet.write_string(0, 1, gettext("Formler"), made.title)
    sheet.set_column(at.F_KEY, at.F_KEY, 10, made.plain, {"hidden": True})
    sheet.set_row(3, 48)
    for place, name in enumerate((at.FIELD_TEXTS["label"], _("Så kommer beloppet till"), "unit", *at.NUMBERS), 1):
        sheet.write_string(3, place, gettext(at.PART_TEXTS.get(name, name)), made.head)
    sheet.write_string(2, at.F_YEARS, gettext(at.SHARE_TEXT), made.head)
    for place, year in enumerate(shown.years, at.F_YEARS):
        sheet.write_number(3, place, year, made.head)
    place = at.FIRST_ROW
    for number, row in enumerate(shown.rows):
        text = row.formula
        if text is None:
            continue
        sheet.write_number(place, at.F_KEY, row.key or 0, made.plain)
        sheet.write_formula(place, at.F_LABEL, f"={at.SHEET}!{cell(at.FIRST_ROW + number, at.LABEL)}", made.plain, row.label)
        sheet.write_string(place, at.F_KIND, label(text.kind), made.plain)
        sheet.write_string(place, at.F_UNIT, text.unit, made.text)
        numbers = [(at.F_NUMBERS + n, getattr(text, name)) for n, name in enumerate(at.NUMBERS)]
        for column, value in [*numbers, *((at.F_YEARS + n, text.take_up.get(y)) for n, y in enumerate(shown.years))]:
            if value is None:
                sheet.write_blank(place, column, None, made.number)
            else:
                sheet.write_number(place, column, float(value), made.number)
        place += 1
    sheet.freeze_panes(at.FIRST_ROW, at.F_LABEL + 1)


def _counted(made: _Book, page: CalculationPage) -> None:
    """The city's figures, the discount rates first: the summary reads them here."""
    sheet = made.sheet(at.COUNTED_TEXT, [40, 26, 12, 14, 70])
    sheet.write_string(0, 0, gettext("Räknat med"), made.title)
    for place, name in enumerate((_("Värde"), _("Gäller"), _("Tal"), _("Från"), _("Källa"))):
        sheet.write_string(3, place, gettext(name), made.head)
    kinds = (ParameterKind.DISCOUNT_RATE, ParameterKind.HORIZON, ParameterKind.TEST_RATE)
    place = at.FIRST_ROW
    for kind in kinds:
        rows = page.parameters.of(kind)
        for key in sorted(rows, key=lambda k: int(k) if kind is ParameterKind.DISCOUNT_RATE else k):
            row = rows[key]
            sheet.write_string(place, 0, label(kind), made.plain)
            if kind is ParameterKind.DISCOUNT_RATE:
                sheet.write_number(place, 1, int(key), made.sum)
            else:
                sheet.write_string(place, 1, label(Category(key)) if kind is ParameterKind.HORIZON else row.label or key, made.plain)
            sheet.write_number(place, 2, float(row.value), made.ratio)
            sheet.write_string(place, 3, row.valid_from.isoformat(), made.plain)
            sheet.write_string(place, 4, row.source, made.wrap)
            place += 1
    sheet.write_string(1, 0, gettext("En kalkylränta gäller från kalkylåret i kolumnen Gäller; året 0 diskonteras inte."), made.plain)


def _choices(made: _Book, shown: BookPage) -> None:
    """The hidden sheet that lists are chosen from, and the years of other sides' figures, which the calculation's years hold too."""
    sheet, c = made.sheet(at.CHOICES), shown.choices
    groups = [text for code, text in c.bearers.items() if not code.isdigit()]
    for column, texts in enumerate((c.ledgers.values(), c.classes.values(), c.bearers.values(), ["x"], groups)):
        for place, text in enumerate(texts):
            sheet.write_string(place, column, text)
    others = [(ln.ledger, y) for ln in shown.page.lines for side, years in ln.sides.items() if side is not Side.CLAIMED for y in years]
    years, developed = [y for _ledger, y in others], [y for ledger, y in others if ledger is Ledger.DEVELOPMENT]
    until = developed_until(shown.page.application) or 0
    for place, year in enumerate((min(years, default=9999), max([until, *developed]))):
        sheet.write_number(place, 5, year)
    sheet.hide()
