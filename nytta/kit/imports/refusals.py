"""Why a file cannot be read at all, and how large it may be."""

from dataclasses import dataclass
from typing import Any

from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import sentence


class BadFile(Refused):
    """A file that cannot be read at all; `finding` says in words why and what would mend it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(Verdict((finding,)))
        self.finding = finding


def bad(rule: str, text: str, mend: str = "", **params: Any) -> BadFile:
    """A BadFile with one finding; keyword arguments fill the %(name)s places of both texts."""
    return BadFile(Finding(rule, text, mend=mend, params=params))


@dataclass(frozen=True)
class Limits:
    """How large a handed-in file may be: bytes as sent and unpacked, times it may swell, zip entries, cells of a sheet."""

    file_bytes: int = 60_000_000
    unpacked_bytes: int = 300_000_000
    ratio: int = 200
    entries: int = 2_000
    cells: int = 4_000_000


def wrong_type(filename: str, kind: str) -> BadFile:
    """The answer to a file that is not a table at all."""
    return bad(
        "import.wrong_type",
        "Filen %(name)s är inte en tabell som kan läsas (den är %(kind)s).",
        "Spara tabellen som xlsx eller CSV och välj den filen.",
        name=filename,
        kind=sentence(kind),
    )
