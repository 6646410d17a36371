"""SIE 4: the vouchers of a Swedish accounting system, row by row with the objects (cost centre, project) that each is booked on.

The format is that of Föreningen SIE-Gruppen, type 4 (4E and 4I). Only what is booked counts: #TRANS. A row that was taken
away (#BTRANS) or added later (#RTRANS) is followed by the #TRANS that holds, as the format says, and is not read itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from nytta.kit.imports.refusals import Limits, bad
from nytta.plain.verdicts import Finding

MOST_ORE = 10**15
_FIELD = re.compile(r'\{(?P<list>[^}]*)\}|"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<plain>[^\s{}"]+)|(?P<brace>[{}])')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Booked:
    """One booked row: its line in the file, voucher, day, account, objects by number of dimension, öre (below 0: credit), text."""

    line: int
    voucher: str
    on: date
    account: str
    objects: Mapping[int, str]
    amount_ore: int
    text: str


@dataclass
class SieFile:
    """What a file holds: whose, its dimensions and accounts by number, the booked rows, and what is wrong by line."""

    company: str = ""
    dimensions: dict[int, str] = field(default_factory=lambda: {1: "Kostnadsställe", 6: "Projekt"})
    accounts: dict[str, str] = field(default_factory=dict)
    booked: list[Booked] = field(default_factory=list)
    faults: list[tuple[int, Finding]] = field(default_factory=list)


def is_sie(head: bytes) -> bool:
    """Whether a file begins as SIE files do."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"#FLAGGA")


def decoded(content: bytes) -> str:
    """The text of a file: PC8 (code page 437) as the format says, or UTF-8 where a program wrote that all the same."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp437")


def read_sie(content: bytes, *, filename: str, limits: Limits | None = None) -> SieFile:
    """Every booked row of a file. BadFile when it is no SIE file of type 4; what is wrong in a row is in `faults`, with its line."""
    if len(content) > (limits or Limits()).file_bytes:
        raise bad("import.too_large", "Filen %(name)s är för stor.", "Dela filen i flera.", name=filename)
    if not is_sie(content[:200]):
        raise bad("import.not_sie", "Filen %(name)s är ingen SIE-fil.", "Ta ut en fil av SIE typ 4 ur ekonomisystemet.", name=filename)
    return _Reader(filename).read(decoded(content))


def fields_of(line: str) -> list[str | list[str]]:
    """The fields of a line: texts, and a list of texts for what stands in braces; ValueError on what is neither."""
    found: list[str | list[str]] = []
    at = 0
    while line[at:].strip():
        match = _FIELD.match(line, at + len(line[at:]) - len(line[at:].lstrip()))
        if match is None:
            raise ValueError(line)
        if match["list"] is not None:
            found.append([one for one in fields_of(match["list"]) if isinstance(one, str)])
        elif match["quoted"] is not None:
            found.append(_ESCAPED.sub(r"\1", match["quoted"]))
        else:
            found.append(match["plain"] or match["brace"])
        at = match.end()
    return found


class _Reader:
    """Reads line by line; a voucher is held until it is closed, so that it can be seen to balance."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.file = SieFile()
        self.kind = ""
        self.voucher: tuple[int, str, date | None] | None = None
        self.sum_ore = 0

    def read(self, text: str) -> SieFile:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                self._line(number, line)
        if not self.kind.startswith("4"):
            raise bad("import.sie_type", "Filen %(name)s är av SIE typ %(kind)s, som inte innehåller verifikationer.", "Ta ut filen som typ 4.",
                      name=self.filename, kind=self.kind or "1")  # fmt: skip
        if self.voucher is not None:
            self._told("sie_open", "Verifikationen %(voucher)s är inte avslutad.", self.voucher[0], voucher=self.voucher[1])
        return self.file

    def _told(self, rule: str, text: str, line: int, **params: object) -> None:
        mend = "Ta ut filen ur ekonomisystemet en gång till."
        self.file.faults.append((line, Finding(rule, text, mend=mend, params=params)))

    def _line(self, number: int, line: str) -> None:
        try:
            label, *rest = fields_of(line)
        except ValueError:
            self._told("sie_line", "Raden går inte att läsa.", number)
            return
        read = getattr(self, f"_on_{str(label).lstrip('#').lower()}", None) if str(label).startswith("#") else None
        if label == "}":
            self._close(number)
        elif read:
            try:
                read(number, rest)
            except (IndexError, ValueError, TypeError):
                self._told("sie_fields", "%(label)s har för få fält eller fel slags fält.", number, label=str(label))

    def _on_sietyp(self, number: int, rest: list[str | list[str]]) -> None:
        self.kind = str(rest[0])

    def _on_fnamn(self, number: int, rest: list[str | list[str]]) -> None:
        self.file.company = str(rest[0])

    def _on_dim(self, number: int, rest: list[str | list[str]]) -> None:
        self.file.dimensions[int(str(rest[0]))] = str(rest[1])

    def _on_konto(self, number: int, rest: list[str | list[str]]) -> None:
        self.file.accounts[str(rest[0])] = str(rest[1])

    def _on_ver(self, number: int, rest: list[str | list[str]]) -> None:
        series, voucher, day = (str(one) for one in rest[:3])
        self.sum_ore = 0
        self.voucher = (number, f"{series} {voucher}".strip(), None)
        self.voucher = (number, f"{series} {voucher}".strip(), _day(day))

    def _on_trans(self, number: int, rest: list[str | list[str]]) -> None:
        if self.voucher is None:
            self._told("sie_outside", "Raden står utanför en verifikation.", number)
            return
        account, listed, amount = rest[0], rest[1], str(rest[2])
        ore = _ore(amount)
        self.sum_ore += ore
        day = _day(str(rest[3])) if len(rest) > 3 and rest[3] else self.voucher[2]
        if not isinstance(listed, list) or len(listed) % 2 or day is None:
            raise ValueError(rest)
        objects = {int(listed[n]): listed[n + 1] for n in range(0, len(listed), 2)}
        text = str(rest[4]) if len(rest) > 4 else ""
        self.file.booked.append(Booked(number, self.voucher[1], day, str(account), objects, ore, text))

    def _close(self, number: int) -> None:
        if self.voucher is not None and self.sum_ore:
            self._told("sie_balance", "Verifikationen %(voucher)s går inte jämnt ut.", self.voucher[0], voucher=self.voucher[1])
        self.voucher = None


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()


def _ore(text: str) -> int:
    try:
        ore = Decimal(text) * 100
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not ore.is_finite() or ore != int(ore) or abs(ore) > MOST_ORE:
        raise ValueError(text)
    return int(ore)


def dimension(file: SieFile, *names: str) -> Iterator[int]:
    """The numbers of the dimensions whose name begins as one of some words, in order."""
    for number, name in sorted(file.dimensions.items()):
        if name.casefold().startswith(names):
            yield number
