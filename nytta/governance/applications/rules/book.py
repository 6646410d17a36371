"""A calculation as a workbook's rows: where each thing stands, and what differs between two sets of rows. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nytta.governance.benefits.rules import FormulaText
from nytta.governance.benefits.terms import Ledger
from nytta.plain.money import comma, sek

MARK = "nytta-kalkyl-1"
SHEET, FORMULAS, SUMMARY, CHOICES = "Kalkyl", "Formler", "Sammanfattning", "Val"  # names of sheets, the same in every language
COUNTED_TEXT = "Räknat med"
GUIDE_TEXT = "Läs mig"
FIRST_ROW = 4  # of items, counted from 0: above stand the title, the hidden mark, and two rows of headings
KEY, LEDGER, LABEL, BEARER, CLASS, OWNER, GONE, VIEW, YEARS = range(9)  # columns of the sheet
F_KEY, F_LABEL, F_KIND, F_UNIT, F_NUMBERS, F_YEARS = 0, 1, 2, 3, 4, 11  # columns of the formulas
NUMBERS = ("quantity_low", "quantity", "quantity_high", "each_low", "each", "each_high", "rate_sek")
NEW_ROWS = 20
Three = tuple[int, int | None, int | None]  # likely, low, high; None where no bound is written


def column(number: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters, left = "", number + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def cell(row: int, at: int) -> str:
    """The name of a cell, both counted from 0: (6, 5) is F7."""
    return f"{column(at)}{row + 1}"


@dataclass(frozen=True)
class BookRow:
    """An item as it stands, or as a workbook has it. `bearer` is a body's key, or a group's code after `grupp-`.

    `explicitness` and `level` are not in the workbook; they are what stands. `at` is the row of the sheet, counted from 0.
    """

    key: int | None
    ledger: Ledger
    label: str
    bearer: str = ""
    benefit_class: str = ""
    owner: str = ""
    amounts: Mapping[int, Three] = field(default_factory=dict)
    formula: FormulaText | None = None
    explicitness: str = ""
    level: Decimal | None = None
    at: int = 0


FIELD_TEXTS = {
    "ledger": "Slag",
    "label": "Post",
    "bearer": "Bärs av",
    "benefit_class": "Klass",
    "owner": "Vem svarar för den",
}
PART_TEXTS = {
    "unit": "Vad räknas", "quantity_low": "Antal per år, lågt", "quantity": "Antal per år, troligt", "quantity_high": "Antal per år, högt",
    "each_low": "Minuter eller kronor, lågt", "each": "Minuter eller kronor, troligt", "each_high": "Minuter eller kronor, högt",
    "rate_sek": "Timkostnad, kronor",
}  # fmt: skip
AMOUNT_TEXTS = ("Troligt", "Lågt", "Högt")
SHARE_TEXT = "Andel, procent"
NEW_TEXT = "Ny post"
GONE_TEXT = "Posten tas bort"


@dataclass(frozen=True)
class Change:
    """One thing that differs: of which item, what, in which year, from and to. `what` is a Swedish text, marked where it is made."""

    item: str
    what: str
    year: int | None
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """What a workbook changes: each thing for people to read, and the rows that the changes fall on."""

    changes: tuple[Change, ...] = ()
    rows: tuple[BookRow, ...] = ()
    reshaped: bool = False  # an item is new or gone, or what stands in the sheet beside the kronor differs
    detailed: frozenset[int] = frozenset()  # places in `rows` whose owner, kronor, bounds or formula differ


def matched(rows: Sequence[BookRow], stand: Sequence[BookRow]) -> list[BookRow]:
    """The rows with a key each where one can be told: a new row that is called as an item no row has is that item."""
    sent = {r.key for r in rows}
    spare = {(r.ledger, r.label): r for r in stand if r.key not in sent}
    found = []
    for row in rows:
        item = spare.pop((row.ledger, row.label), None) if row.key is None else None
        found.append(replace(row, key=item.key, explicitness=item.explicitness, level=item.level) if item else row)
    return found


def difference(rows: Sequence[BookRow], stand: Sequence[BookRow]) -> Difference:
    """What the rows of a workbook change in what stands; the same rows change nothing. Source: F7."""
    there, made, reshaped, detailed = {r.key: r for r in stand}, matched(rows, stand), False, set()
    changes: list[Change] = []
    for place, row in enumerate(made):
        old = there.get(row.key)
        if old is None:
            changes += [Change(row.label, NEW_TEXT, None, "", _sum(row)), *_details(replace(row, amounts={}, owner=""), row)]
            reshaped = True
            detailed.add(place)
            continue
        outer = [Change(old.label, FIELD_TEXTS[n], None, str(getattr(old, n)), str(getattr(row, n))) for n in FIELD_TEXTS
                 if n != "owner" and getattr(old, n) != getattr(row, n)]  # fmt: skip
        inner = list(_details(old, row))
        reshaped = reshaped or bool(outer)
        if inner:
            detailed.add(place)
        changes += outer + inner
    kept = {r.key for r in made}
    gone = [r for r in stand if r.key not in kept]
    changes += [Change(r.label, GONE_TEXT, None, _sum(r), "") for r in gone]
    return Difference(tuple(changes), tuple(made), reshaped or bool(gone), frozenset(detailed))


def _sum(row: BookRow) -> str:
    return sek(sum(a[0] for a in row.amounts.values()))


def _details(old: BookRow, new: BookRow) -> Iterator[Change]:
    if old.owner != new.owner:
        yield Change(old.label, FIELD_TEXTS["owner"], None, old.owner, new.owner)
    if new.formula is not None and old.formula is not None:
        yield from _parts(old.label, old.formula, new.formula)
        return
    for year in sorted({*old.amounts, *new.amounts}):
        for what, before, after in zip(AMOUNT_TEXTS, old.amounts.get(year, NONE), new.amounts.get(year, NONE), strict=True):
            if before != after:
                yield Change(old.label, what, year, _kronor(before), _kronor(after))


NONE = (None, None, None)


def _kronor(amount: int | None) -> str:
    return "" if amount is None else sek(amount)


def _parts(item: str, old: FormulaText, new: FormulaText) -> Iterator[Change]:
    for name, what in PART_TEXTS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(item, what, None, _number(before), _number(after))
    for year in sorted({*old.take_up, *new.take_up}):
        before, after = old.take_up.get(year), new.take_up.get(year)
        if before != after:
            yield Change(item, SHARE_TEXT, year, _number(before), _number(after))


def _number(value: str | Decimal | None) -> str:
    return value or "" if isinstance(value, str) or value is None else comma(value, 2).removesuffix(",00")
