"""A calculation goes out as a workbook whose formulas give the page's figures."""

import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import formualizer
import openpyxl
import pytest

from nytta.governance.applications import commands as applications
from nytta.governance.applications.documents.summary import FIRST_MEASURE, HEAD, LEDGERS, VIEW_ROWS, VIEWS
from nytta.governance.applications.documents.workbook import book_of, workbook
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.calculation import calculation_page
from nytta.governance.applications.terms import Category
from nytta.governance.benefits.commands import ItemDetails, ItemText
from nytta.governance.benefits.models import Item
from nytta.governance.benefits.rules import FormulaText, figures
from nytta.governance.benefits.rules.figures import Outcome
from nytta.governance.benefits.terms import FormulaKind, Ledger, Side, View
from tests.factories.city import City_, make_case

pytestmark = pytest.mark.django_db
Cell = Callable[[str, int, int], Any]
UNDEFINED = {"bcr": "inte definierad", "nnk_i": "inte definierad", "nnk_idu": "inte definierad", "payback_years": "inte inom kalkyltiden",
             "discounted_payback_years": "inte inom kalkyltiden"}  # fmt: skip
MEASURES = (
    "pv_benefits",
    "pv_investment",
    "pv_running",
    "npv",
    "bcr",
    "nnk_i",
    "nnk_idu",
    "payback_years",
    "discounted_payback_years",
    "irr",
    "annualised",
)


def file_of(city: City_, case: Application) -> bytes:
    return workbook(book_of(Application.objects.get(pk=case.pk), city.on.date()))


def by_formualizer(content: bytes, tmp_path: Path) -> Cell:
    book = formualizer.Workbook.from_bytes(content)
    book.evaluate_all()
    return lambda sheet, row, column: book.evaluate_cell(sheet, row + 1, column + 1)


ALWAYS_RECALCULATES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def by_libreoffice(content: bytes, tmp_path: Path) -> Cell:
    (tmp_path / "home" / "user").mkdir(parents=True)
    (tmp_path / "home" / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATES)
    return as_opened_in_libreoffice(content, tmp_path)


def as_opened_in_libreoffice(content: bytes, tmp_path: Path) -> Cell:
    """As it shows with the program's own settings, which believe a result that the file holds."""
    (tmp_path / "in.xlsx").write_bytes(content)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    asked = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "in.xlsx"),
    ]
    subprocess.run(asked, check=True, capture_output=True, timeout=180)
    book = openpyxl.load_workbook(tmp_path / "out" / "in.xlsx", data_only=True)
    return lambda sheet, row, column: book[sheet].cell(row + 1, column + 1).value


NO_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
ENGINES = [by_formualizer, pytest.param(by_libreoffice, marks=NO_OFFICE)]


def wanted(o: Outcome, name: str) -> Decimal | str:
    if name == "irr":
        signs = [f > 0 for f in o.flows.values() if f]
        turns = sum(a != b for a, b in pairwise(signs))
        return "kan vara flera; se kalkylens sida" if turns > 1 else "finns inte" if o.irr.only is None else o.irr.only
    value: Decimal | None = getattr(o, name)
    return UNDEFINED[name] if value is None else value


def assert_same(cell: Cell, city: City_, case: Application) -> None:
    page = calculation_page(Application.objects.get(pk=case.pk), city.on.date())
    assert page.basis is not None
    for n, view in enumerate(View):
        found = figures.outcome(page.lines, Side.CLAIMED, view, page.basis)
        for place, name in enumerate(MEASURES, FIRST_MEASURE):
            value, told = wanted(found, name), cell("Sammanfattning", place, 1 + n)
            if isinstance(value, str):
                assert told == value, (view, name)
            else:
                assert told == pytest.approx(float(value), rel=1e-9, abs=1e-6), (view, name)
        years = {int(y): c for c in range(2, 60) if (y := cell("Sammanfattning", HEAD, c))}
        flows = {y: cell("Sammanfattning", VIEWS + n * VIEW_ROWS + 4, c) for y, c in years.items()}
        assert {y: flows.get(y) for y in page.basis.years} == dict(found.flows), view
    given = figures.likely(page.lines, Side.CLAIMED)
    for n, ledger in enumerate(Ledger):
        assert cell("Sammanfattning", LEDGERS + n, 1) == sum(figures.by_year(page.lines, given, View.SOCIETY, ledger).values())


def written(city: City_, *items: tuple[Ledger, str, dict[int, int]]) -> Application:
    case = make_case(city, "draft")
    texts = [ItemText(ledger, f"Post {n}", amounts, benefit_class=cls) for n, (ledger, cls, amounts) in enumerate(items)]
    applications.write(application=case, values={}, goals=None, items=texts, by=case.created_by, on=city.on)
    return case


def many(n: int) -> list[tuple[Ledger, str, dict[int, int]]]:
    ledgers = list(Ledger)
    classes = ("green", "yellow", "")
    return [(ledgers[i % 4], classes[i % 3] if i % 4 < 2 else "", {2026 + y: 1000 * (i + 1) + 37 * y for y in range(10)}) for i in range(n)]


D, R, B, C = Ledger.DEVELOPMENT, Ledger.RUNNING, Ledger.BUSINESS, Ledger.CITIZEN
SHAPES: dict[str, list[tuple[Ledger, str, dict[int, int]]]] = {
    "forty items, ten years": many(40),
    "no costs": [(B, "green", {2027: 500_000, 2028: 250_000})],
    "only costs": [(D, "", {2026: 400_000}), (R, "", {2027: 20_000, 2030: 30_000})],
    "several roots": [(D, "", {2026: 1_600, 2028: 10_000}), (B, "green", {2027: 10_000})],
    "paid back inside a year": [(D, "", {2026: 1_000_000}), (B, "green", dict.fromkeys(range(2027, 2032), 333_333)), (C, "", {2029: 777_777})],
    "a loss": [(D, "", {2026: 1_000_000}), (B, "green", {2028: 400_000})],
    "a cost long after": [(D, "", {2026: 900_000, 2028: 100_000}), (B, "yellow", dict.fromkeys(range(2027, 2036), 250_000))],
    "a first year of nothing": [(D, "", {2026: 0, 2027: 100_000}), (B, "green", {2029: 130_000})],
}  # fmt: skip


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shape", SHAPES)
def test_workbook_comes_to_the_figures_of_the_page(city: City_, tmp_path: Path, shape: str, engine: Callable[[bytes, Path], Cell]) -> None:
    case = written(city, *SHAPES[shape])
    assert_same(engine(file_of(city, case), tmp_path), city, case)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("until", ["draft", "preparation", "effect"])
def test_workbook_follows_the_page_in_every_state(city: City_, tmp_path: Path, until: str, engine: Callable[[bytes, Path], Cell]) -> None:
    case = make_case(city, until)
    assert_same(engine(file_of(city, case), tmp_path), city, case)


@NO_OFFICE
def test_workbook_shows_its_figures_as_it_is_opened(city: City_, tmp_path: Path) -> None:
    case, _item = with_formula(city)
    assert_same(as_opened_in_libreoffice(file_of(city, case), tmp_path), city, case)


def with_formula(city: City_) -> tuple[Application, Item]:
    case = make_case(city, "draft")
    item = Item.objects.get(calculation=case.calculation_id, label="Minskad handläggningstid")
    text = FormulaText(FormulaKind.TIME, Decimal("3001.5"), Decimal(7), "ärenden", Decimal("421.3"), {2027: Decimal(80), 2028: Decimal(100)},
                       quantity_low=Decimal(2000), each_high=Decimal(9))  # fmt: skip
    applications.write_item(
        application=case, item=item.pk, details=ItemDetails({"owner": "enhetschef"}, text), by=case.created_by, on=city.on
    )
    return case, item


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("engine", ENGINES)
def test_formula_items_are_computed_by_live_formulas(city: City_, tmp_path: Path, engine: Callable[[bytes, Path], Cell]) -> None:
    case, item = with_formula(city)
    cell = engine(file_of(city, case), tmp_path)
    assert_same(cell, city, case)
    page = book_of(Application.objects.get(pk=case.pk), city.on.date())
    row = next(n for n, r in enumerate(page.rows, 4) if r.key == item.pk)
    n, first = len(page.years), 8 + page.years.index(2027)
    stand = item.figures.filter(side="claimed").order_by("year").values_list("amount_sek", "low_sek", "high_sek")
    assert [tuple(cell("Kalkyl", row, first + y + n * block) for block in range(3)) for y in (0, 1)] == list(stand)


def test_trial_has_no_net_present_value(city: City_, tmp_path: Path) -> None:
    values = {"category": Category.INNOVATIVE.value, "hypothesis": "Köerna kortas", "learning_measure": "Kötid", "experience_plan": "Avvecklas",
              "focus_area": city.area(5), "lifetime_months": 6}  # fmt: skip
    content = file_of(city, make_case(city, "draft", **values))
    (tmp_path / "a.xlsx").write_bytes(content)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Sammanfattning"]
    texts = {str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
    assert "Nettonuvärde" not in texts and "Återbetald efter" not in texts
    assert by_formualizer(content, tmp_path)("Sammanfattning", LEDGERS + 2, 1) == 1_000_000
