"""One cell becomes one typed value, or a sentence that says why it cannot."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from nytta.plain.money import MAX_SEK
from nytta.plain.text import clean
from nytta.plain.verdicts import Finding

SOURCE, SUPPLIED, MISSING = "source", "supplied", "missing"
"""Where a cell came from: the file, a rule or constant of the mapping, nowhere."""

TYPES = ("text", "money", "int", "share", "date", "months", "yes_no", "choice")


class Unreadable(Exception):
    """A cell that is not what its field wants; `finding` says why in words."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text % finding.params)
        self.finding = finding


@dataclass(frozen=True)
class Unit:
    """What one unit of an amount is in kronor, exactly; `round` where whole kronor cannot be expected of the source."""

    name: str = "kr"
    sek: Fraction = Fraction(1)
    round: bool = False


@dataclass(frozen=True)
class Field:
    """How one target field is read: its type, the columns it may stand in and what counts as missing. See Mapping."""

    name: str
    type: str = "text"
    columns: tuple[str, ...] = ()
    join: str | None = None
    may_lack: bool = False
    required: bool = False
    missing: frozenset[str] = frozenset()
    missing_starting: tuple[str, ...] = ()
    decimal: str = ","
    unit: Unit = Unit()
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    values: Mapping[str, str] = field(default_factory=dict)
    min: Any = None
    max: Any = None
    below_min_missing: bool = False
    one_line: bool = False
    unescape: bool = False
    cut: bool = False
    rules: tuple[Any, ...] = ()
    missing_one_in: int = 0

    @cached_property
    def own(self) -> "Field":
        """The same field as the mapping itself writes it: kronor, decimal point, dates as year-month-day, codes."""
        codes = {folded(code): code for code in self.values.values()}
        return replace(self, unit=Unit(), decimal=".", dates=("%Y-%m-%d",), values=codes)


def folded(cell: Any) -> str:
    """A cell as it is compared: white space collapsed, case folded."""
    return " ".join(str(cell).split()).casefold()


def is_missing(spec: Field, cell: Any) -> bool:
    """Whether the cell is empty or holds one of the words that stand for nothing."""
    if cell is None:
        return True
    text = folded(cell)
    return not text or text in spec.missing or text.startswith(spec.missing_starting)


def read_value(spec: Field, cell: Any) -> Any:
    """The typed value of a cell that is not missing: str, int (whole kronor, months), Decimal (share), date or bool."""
    return _READERS[spec.type](spec, cell)


def supplied_value(spec: Field, raw: Any) -> Any:
    """The typed value of what a mapping itself writes; a choice without a list of codes takes any."""
    return str(raw) if spec.type == "choice" and not spec.values else read_value(spec.own, raw)


def shortened(spec: Field, cell: Any) -> str:
    """A text that is longer than the field takes, cut to what it does take."""
    return str(read_value(replace(spec, max=20_000), cell))[: spec.max - 1] + "…"


def within(spec: Field, value: Any) -> Any:
    """The value itself when it keeps to the field's bounds; Unreadable otherwise."""
    low, high = bounds(spec)
    if low is not None and value < low:
        if low == 0 and spec.type in ("money", "int", "months"):
            raise _no("import.negative", "”%(value)s” är negativt.", "Skriv noll eller mer.", value=value)
        raise _no(
            "import.too_small",
            "”%(value)s” är mindre än %(limit)s.",
            "Skriv ett större värde, eller kontrollera kolumn och enhet.",
            value=value,
            limit=low,
        )
    if high is not None and value > high:
        raise _no(
            "import.too_large",
            "”%(value)s” är större än %(limit)s.",
            "Skriv ett mindre värde, eller kontrollera kolumn och enhet.",
            value=value,
            limit=high,
        )
    return value


def bounds(spec: Field) -> tuple[Any, Any]:
    """The least and greatest value that the field takes; None where there is no bound."""
    low, high = _BOUNDS.get(spec.type, (None, None))
    return (low if spec.min is None else spec.min), (high if spec.max is None else spec.max)


_BOUNDS: dict[str, tuple[Any, Any]] = {
    "money": (0, MAX_SEK),
    "int": (0, 10**12),
    "months": (0, 1200),
    "share": (Decimal(0), Decimal(1)),
    "date": (date(1950, 1, 1), date(2100, 12, 31)),
}

LIMITS: dict[str, tuple[Any, Any]] = {
    "text": (1, 20_000), "money": (-MAX_SEK, MAX_SEK), "int": (-(10**12), 10**12), "months": (-1200, 1200), "share": (-1, 1),
    "date": _BOUNDS["date"],
}  # fmt: skip
"""Between what a mapping may set a field's own least and greatest value; of a text its length."""


def _no(rule: str, text: str, mend: str = "", **params: Any) -> Unreadable:
    return Unreadable(Finding(rule, text, mend=mend, params={k: str(v)[:60] for k, v in params.items()}))


# --- readers of each type ---------------------------------------------------------------------------------------------


def _text(spec: Field, cell: Any) -> str:
    text = html.unescape(str(cell)) if spec.unescape else str(cell)
    text = clean(text).strip()
    if spec.one_line:
        text = " ".join(text.split())
    longest = 20_000 if spec.max is None else spec.max
    if len(text) > longest:
        raise _no(
            "import.too_long",
            "Texten har %(length)s tecken; högst %(limit)s får plats.",
            "Korta texten.",
            length=len(text),
            limit=longest,
        )
    return text


def _number(spec: Field, cell: Any) -> Fraction | None:
    """An exact number from a number cell or from text with the mapping's decimal sign; None when it is not a number."""
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return None
    if not isinstance(cell, str):
        return Fraction(repr(cell)) if abs(cell) < 10**18 else None
    text = re.sub(r"\s", " ", cell.strip()).replace("−", "-")
    sign, other = (re.escape(c) for c in (",.", ".,")[spec.decimal == "."])
    for space in (" ", "'", other):
        if re.fullmatch(rf"-?\d{{1,3}}({space}\d{{3}})+({sign}\d+)?", text):
            text = re.sub(rf"{space}(?=\d{{3}})", "", text)
    text = re.sub(rf"(?<=\d){sign}(?=\d)", "_", text)
    if not re.fullmatch(r"-?\d{1,18}(_\d{1,18})?([eE]-?\d{1,2})?", text):
        return None
    return Fraction(text.replace("_", "."))


_KRONOR = {"kr": 1, "sek": 1, ":-": 1, "tkr": 1000, "kkr": 1000, "mkr": 10**6, "mnkr": 10**6}


def _money(spec: Field, cell: Any) -> int:
    unit, text = spec.unit, cell
    if isinstance(cell, str):
        match = re.fullmatch(r"(.*?)\s*(kr|sek|:-|tkr|kkr|mkr|mnkr)\.?", cell.strip(), re.IGNORECASE | re.DOTALL)
        if match:
            text, unit = match[1], Unit(match[2], Fraction(_KRONOR[match[2].lower()]))
    number = _number(spec, text)
    if number is None:
        raise _no(
            "import.not_money",
            "”%(value)s” är inte ett belopp.",
            "Skriv till exempel 1 234 500, 350 tkr eller 1,2 mkr.",
            value=cell,
        )
    amount = number * unit.sek
    if amount.denominator != 1 and not unit.round:
        raise _no("import.not_whole", "”%(value)s” är inte hela kronor.", "Avrunda beloppet till hela kronor.", value=cell)
    return int(within(spec, round(amount)))


def _int(spec: Field, cell: Any) -> int:
    number = _number(spec, cell)
    if number is None or number.denominator != 1:
        raise _no("import.not_int", "”%(value)s” är inte ett heltal.", "Skriv bara siffror.", value=cell)
    return int(within(spec, int(number)))


def _months(spec: Field, cell: Any) -> int:
    factor: int = 1
    if isinstance(cell, str) and (match := re.fullmatch(r"\s*(.+?)\s*(mån(?:ad(?:er)?)?|months?|år|years?)\.?\s*", cell, re.IGNORECASE)):
        cell, factor = match[1], 12 if match[2].lower() in ("år", "year", "years") else 1
    number = _number(spec, cell)
    if number is None or (number * factor).denominator != 1:
        raise _no("import.not_months", "”%(value)s” är inte ett antal månader.", "Skriv till exempel 36 eller 3 år.", value=cell)
    return int(within(spec, int(number * factor)))


def _share(spec: Field, cell: Any) -> Decimal:
    percent = isinstance(cell, str) and cell.strip().endswith("%")
    number = _number(spec, cell.strip().removesuffix("%") if percent else cell)
    if number is None:
        raise _no("import.not_share", "”%(value)s” är inte en andel.", "Skriv till exempel 0,25.", value=cell)
    number = number / 100 if percent else number
    share: Decimal = within(spec, Decimal(number.numerator) / Decimal(number.denominator))
    return share


def _date(spec: Field, cell: Any) -> date:
    if isinstance(cell, (date, datetime)):
        return _in_period(spec, cell.date() if isinstance(cell, datetime) else cell, cell)
    text = str(cell).strip()
    for pattern in spec.dates if isinstance(cell, str) else ():
        try:
            return _in_period(spec, datetime.strptime(text, pattern).date(), cell)
        except ValueError:
            continue
    raise _no(
        "import.not_date",
        "”%(value)s” är inte ett datum.",
        "Skriv datumet som år-månad-dag, till exempel 2013-03-01.",
        value=cell,
    )


def _in_period(spec: Field, day: date, cell: Any) -> date:
    first, last = bounds(spec)
    if not first <= day <= last:
        text = "Datumet ”%(value)s” ligger utanför %(first)s till %(last)s."
        raise _no("import.date_range", text, "Kontrollera årtalet.", value=cell, first=first, last=last)
    return day


_YES = frozenset({"ja", "j", "yes", "y", "true", "sant", "x", "1"})
_NO = frozenset({"nej", "n", "no", "false", "falskt", "0"})


def _yes_no(spec: Field, cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    text = spec.values.get(folded(cell), folded(cell))
    if text not in _YES | _NO:
        raise _no("import.not_yes_no", "”%(value)s” är varken ja eller nej.", "Skriv ja eller nej.", value=cell)
    return text in _YES


def _choice(spec: Field, cell: Any) -> str:
    if not spec.values:  # whoever uses it knows what can be chosen
        return _text(replace(spec, one_line=True, max=200), cell)
    code = spec.values.get(folded(cell))
    if code is None:
        raise Unreadable(
            Finding(
                "import.not_choice",
                "”%(value)s” finns inte bland det som kan väljas.",
                mend="Välj ett av: %(allowed)s.",
                params={
                    "value": str(cell)[:60],
                    "allowed": ", ".join(code if folded(code) == key else key for key, code in spec.values.items())[:400],
                },
            )
        )
    return code


_READERS = {
    "text": _text,
    "money": _money,
    "int": _int,
    "months": _months,
    "share": _share,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
}
