"""The workbook's summary: live formulas, each the workbook's form of a figure of `benefits.rules.figures`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext

from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.terms import BENEFITS, Ledger, ParameterKind, Side, View
from nytta.kit.words import label

from ..rules import book as at
from ..rules.book import cell, column
from ..terms import Category

FIRST_MEASURE, HEAD, LEDGERS, VIEWS, VIEW_ROWS = 4, 17, 27, 32, 11
T, IN, RATE, FACTOR, HAS, DEVELOPED, FIRST, LAST, FACTORS = range(HEAD + 1, HEAD + 10)
SUM, YEARS = 1, 2  # columns


@dataclass(frozen=True)
class Ranges:
    """The years of the sheet, and its first and last row of items, counted from 0."""

    years: Sequence[int]
    first: int
    last: int

    def whole(self, at_column: int) -> str:
        """A column of the sheet over all its items."""
        name = column(at_column)
        return f"{at.SHEET}!${name}${self.first + 1}:${name}${self.last + 1}"


@dataclass(frozen=True)
class _Row:
    """Writes the rows of years: `formula(column, the column before or "")` for each year, a sum where asked."""

    sheet: Any
    years: Sequence[int]

    def put(self, row: int, name: str, form: Any, formula: Callable[[int], str], *, total: bool = False, title: Any = None) -> None:
        self.sheet.write_string(row, 0, name, title)
        for place in range(YEARS, YEARS + len(self.years)):
            self.sheet.write_formula(row, place, formula(place), form)
        if total:
            self.sheet.write_formula(row, SUM, f"=SUM({self.over(row)})", form)

    def over(self, row: int) -> str:
        """All years of a row."""
        return f"{cell(row, YEARS)}:{cell(row, YEARS + len(self.years) - 1)}"


def _before(row: int, place: int) -> str:
    return "0" if place == YEARS else cell(row, place - 1)


def summary(made: Any, shown: Any, ranges: Ranges, sheet: Any) -> None:
    """The sheet of sums, and, but for an innovative trial, of the three views. Source: F7, G2."""
    page = shown.page
    horizon = page.parameters.horizon(page.application.category or Category.DIFFERENTIATING.value) or 0
    years = range(ranges.years[0], ranges.years[-1] + horizon + 2)
    sheet.write_string(0, 0, gettext("Sammanfattning"), made.title)
    note = gettext("Sökandens siffror, i %(prices)s års priser. Allt räknas om medan ni skriver.")
    sheet.write_string(1, 0, note % {"prices": page.application.calculation.price_year}, made.plain)
    sheet.set_column(YEARS, YEARS + len(years) - 1, 15, made.plain)
    rows = _Row(sheet, years)
    sheet.write_string(HEAD, 0, gettext("År för år"), made.head)
    sheet.write_string(HEAD, SUM, gettext("Summa"), made.head)
    for place, year in enumerate(years, YEARS):
        sheet.write_number(HEAD, place, year, made.head)
    for n, ledger in enumerate(Ledger):
        rows.put(LEDGERS + n, label(ledger), made.sum, _sums(ranges, [ledger], 3), total=True)
    if page.innovative:
        return
    _years(made, rows, ranges, page, horizon)
    for n, view in enumerate(View):
        _view(made, rows, ranges, VIEWS + n * VIEW_ROWS, view, n + 1)
    _measures(made, rows, page)


def _sums(ranges: Ranges, ledgers: Sequence[Ledger], view: int) -> Callable[[int], str]:
    """Kronor of a year of the items that a view counts."""

    def formula(place: int) -> str:
        number = place - YEARS
        if number >= len(ranges.years):
            return "=0"
        ledger, counted = ranges.whole(at.LEDGER), ranges.whole(at.VIEW)
        return "=" + "+".join(
            f'SUMIFS({ranges.whole(at.YEARS + number)},{ledger},{at.CHOICES}!$A${list(Ledger).index(x) + 1},{counted},">=1",{counted},"<={view}")'
            for x in ledgers
        )

    return formula


def _years(made: Any, rows: _Row, ranges: Ranges, page: Any, horizon: int) -> None:
    """The years of the calculation as `basis_of` finds them, and the discount factor of each."""
    steps = len(page.parameters.of(ParameterKind.DISCOUNT_RATE))
    sheet, first, last = rows.sheet, f"${column(SUM)}${FIRST + 1}", f"${column(SUM)}${LAST + 1}"
    start, end = at.FIRST_ROW + 1, at.FIRST_ROW + steps
    froms, rates = (f"'{at.COUNTED_TEXT}'!${x}${start}:${x}${end}" for x in "BC")

    def written(more: str = "") -> Callable[[int], str]:
        def formula(place: int) -> str:
            if place - YEARS >= len(ranges.years):
                return '=""'
            kronor = ranges.whole(at.YEARS + place - YEARS)
            return f'=IF(COUNTIFS({kronor},">=0",{ranges.whole(at.VIEW)},">=0"{more})>0,{cell(HEAD, place)},"")'

        return formula

    development = f",{ranges.whole(at.LEDGER)},{at.CHOICES}!$A${list(Ledger).index(Ledger.DEVELOPMENT) + 1}"
    t = gettext("Kalkylår")
    rows.put(T, t, made.sum, lambda p: f"={cell(HEAD, p)}-{first}")
    rows.put(IN, gettext("Räknas"), made.sum, lambda p: f"=IF(AND({cell(HEAD, p)}>={first},{cell(HEAD, p)}<={last}),1,0)")
    rows.put(RATE, gettext("Kalkylränta"), made.percent, lambda p: f"=IF({cell(T, p)}<1,0,LOOKUP({cell(T, p)},{froms},{rates})/100)")
    rows.put(FACTOR, gettext("Diskonteringsfaktor"), made.factor,
             lambda p: f"=IF({cell(T, p)}<0,0,IF({cell(T, p)}=0,1,{_before(FACTOR, p)}/(1+{cell(RATE, p)})))")  # fmt: skip
    rows.put(HAS, gettext("År med belopp"), made.plain, written())
    rows.put(DEVELOPED, gettext("År med utveckling"), made.plain, written(development))
    other_first, other_developed = (f"{at.CHOICES}!$F${n}" for n in (1, 2))
    developed = f"MAX({rows.over(DEVELOPED)},{other_developed})"
    for row, name, formula in (
        (FIRST, gettext("Första året"), f"=MIN({rows.over(HAS)},{other_first})"),
        (LAST, gettext("Sista året"), f"=MAX({first},IF({developed}=0,{first},{developed})+{horizon})"),
        (FACTORS, gettext("Summan av faktorerna efter året 0"),
         f"=SUMPRODUCT(({rows.over(T)}>=1)*({rows.over(T)}<={last}-{first}+1)*{rows.over(FACTOR)})"),
    ):  # fmt: skip
        sheet.write_string(row, 0, name, made.plain)
        sheet.write_formula(row, SUM, formula, made.factor if row == FACTORS else made.plain)


def _view(made: Any, rows: _Row, ranges: Ranges, top: int, view: View, number: int) -> None:
    """A view year by year: what comes in and goes out, what has come so far, when it is paid back, and its changes of sign."""
    rows.sheet.write_string(top, 0, label(view), made.head)
    names = (gettext("Nytta"), gettext("Utvecklingskostnad"), gettext("Drift och förvaltning"))
    for n, (name, ledgers) in enumerate(zip(names, (BENEFITS, [Ledger.DEVELOPMENT], [Ledger.RUNNING]), strict=True), top + 1):
        rows.put(n, name, made.sum, _sums(ranges, ledgers, number), total=True)
    net, so_far, worth, back, back_worth, sign = range(top + 4, top + 10)

    def paid_back(flow: Callable[[int], str], sum_row: int) -> Callable[[int], str]:
        return lambda p: (
            f'=IF(AND({cell(IN, p)}=1,{_before(sum_row, p)}<0,{cell(sum_row, p)}>=0),{cell(T, p)}-1-{_before(sum_row, p)}/{flow(p)},"")'
        )

    rows.put(
        net, gettext("Netto"), made.sum, lambda p: f"=({cell(top + 1, p)}-{cell(top + 2, p)}-{cell(top + 3, p)})*{cell(IN, p)}", total=True
    )
    rows.put(so_far, gettext("Netto så här långt"), made.sum, lambda p: f"={_before(so_far, p)}+{cell(net, p)}")
    rows.put(
        worth, gettext("Netto så här långt, med kalkylränta"), made.sum, lambda p: f"={_before(worth, p)}+{cell(net, p)}*{cell(FACTOR, p)}"
    )
    rows.put(back, gettext("Återbetald efter"), made.ratio, paid_back(lambda p: cell(net, p), so_far))
    rows.put(
        back_worth,
        gettext("Återbetald efter, med kalkylränta"),
        made.ratio,
        paid_back(lambda p: f"({cell(net, p)}*{cell(FACTOR, p)})", worth),
    )
    rows.put(sign, gettext("Tecken"), made.plain, lambda p: f"=IF({cell(net, p)}=0,{_before(sign, p)},SIGN({cell(net, p)}))")


def measures() -> list[tuple[str, str]]:
    """Name of each measure, as the page has it, and its format."""
    return [
        (gettext("Nuvärde av nyttan"), "sum"), (gettext("Nuvärde av utvecklingskostnaden"), "sum"),
        (gettext("Nuvärde av drift och förvaltning"), "sum"), (gettext("Nettonuvärde"), "sum"), (gettext("Nytta per krona kostnad"), "ratio"),
        (gettext("Nettonuvärde per investerad krona (NNK-i)"), "ratio"), (gettext("Nettonuvärde per budgetkrona (NNK-idu)"), "ratio"),
        (gettext("Återbetald efter"), "ratio"), (gettext("Återbetald efter, med kalkylränta"), "ratio"), (gettext("Internränta"), "percent"),
        (gettext("Nettonuvärde per år"), "sum"),
    ]  # fmt: skip


def _measures(made: Any, rows: _Row, page: Any) -> None:
    """The measures of the three views at the top, each with the page's own value until a program recalculates."""
    rows.sheet.write_string(FIRST_MEASURE - 1, 0, gettext("Tre sätt att räkna"), made.head)
    for n, view in enumerate(View):
        rows.sheet.write_string(FIRST_MEASURE - 1, SUM + n, label(view), made.head)
        found = figures.outcome(page.lines, Side.CLAIMED, view, page.basis) if page.basis else None
        values = _values(found) if found else [""] * len(measures())
        formulas = _formulas(rows, VIEWS + n * VIEW_ROWS, SUM + n)
        for place, ((name, form), formula, value) in enumerate(zip(measures(), formulas, values, strict=True), FIRST_MEASURE):
            rows.sheet.write_string(place, 0, name, made.plain)
            rows.sheet.write_formula(place, SUM + n, formula, getattr(made, form), value)


def undefined() -> tuple[str, str, str, str]:
    """The words for a ratio without a cost, no payback, no rate of return, and one that the workbook cannot tell alone."""
    return (gettext("inte definierad"), gettext("inte inom kalkyltiden"), gettext("finns inte"),
            gettext("kan vara flera; se kalkylens sida"))  # fmt: skip


def _values(o: figures.Outcome) -> list[Any]:
    ratio, back, none, several = undefined()

    def told(value: Decimal | None, text: str) -> Any:
        return text if value is None else float(value)

    signs = [f > 0 for f in o.flows.values() if f]
    rate = several if sum(a != b for a, b in pairwise(signs)) > 1 else told(o.irr.only, none)
    return [
        *(float(v) for v in (o.pv_benefits, o.pv_investment, o.pv_running, o.npv)), *(told(v, ratio) for v in (o.bcr, o.nnk_i, o.nnk_idu)),
        told(o.payback_years, back), told(o.discounted_payback_years, back), rate, float(o.annualised),
    ]  # fmt: skip


GUESSES = (0.1, -0.3, -0.6, -0.9, 1, 5)  # a program may find a root below −100 % from one guess; the next is then tried


def _formulas(rows: _Row, top: int, at_column: int) -> list[str]:
    """The formulas of a view's measures, in the order of `measures`."""
    ratio, back, none, several = undefined()
    factor = rows.over(FACTOR)
    benefits, investment, running, npv = (cell(FIRST_MEASURE + n, at_column) for n in range(4))
    net, so_far, worth, paid, paid_worth, sign = range(top + 4, top + 10)

    def over(what: str, costs: str) -> str:
        return f'=IF({costs}=0,"{ratio}",{what}/({costs}))'

    def first(row: int, sums: int) -> str:
        last = cell(sums, YEARS + len(rows.years) - 1)
        return f'=IF(COUNT({rows.over(row)})>0,MIN({rows.over(row)}),IF({last}<0,"{back}",0))'

    end = YEARS + len(rows.years) - 1
    before, after = f"{cell(sign, YEARS)}:{cell(sign, end - 1)}", f"{cell(sign, YEARS + 1)}:{cell(sign, end)}"
    turns, flows = f"SUMPRODUCT(({before}<>0)*({after}<>{before}))", rows.over(net)
    native = f'"{none}"'
    for guess in reversed(GUESSES):
        native = f"IFERROR(IF(IRR({flows},{guess})>-1,IRR({flows},{guess}),NA()),{native})"
    return [
        *(f"=SUMPRODUCT({rows.over(top + n)},{factor},{rows.over(IN)})" for n in (1, 2, 3)), f"={benefits}-{investment}-{running}",
        over(benefits, f"{investment}+{running}"), over(npv, investment), over(npv, f"{investment}+{running}"),
        first(paid, so_far), first(paid_worth, worth), f'=IF({turns}=0,"{none}",IF({turns}>1,"{several}",{native}))',
        f"=IF({cell(FACTORS, SUM)}=0,0,{npv}/{cell(FACTORS, SUM)})",
    ]  # fmt: skip
