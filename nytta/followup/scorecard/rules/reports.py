"""The figures of a report, and when it can be made and decided."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from nytta.governance.portfolios.rules import Balance
from nytta.plain.verdicts import YES, Finding, Verdict, no, verdict_of

HUNDRED = 100


@dataclass(frozen=True)
class PortfolioFigures:
    """A portfolio's year on a day: the city council's frame in kronor (None: not set), and where the money stands."""

    code: str
    name: str
    frame_sek: int | None
    balance: Balance
    later: Mapping[int, int] = field(default_factory=dict)

    @property
    def used_sek(self) -> int:
        """What is granted out of the frame and has not gone back to it."""
        return self.balance.granted_sek - self.balance.returned_sek

    @property
    def left_sek(self) -> int | None:
        """What is left to grant; None without a frame."""
        return None if self.frame_sek is None else self.frame_sek - self.used_sek


@dataclass(frozen=True)
class CaseFigures:
    """Applications of a year until a day: how many came and how they ended, and the days within which half were decided."""

    handed_in: int
    granted: int
    refused: int
    dismissed: int
    median_days: int | None
    waiting: int
    against_advice: Sequence[str] = ()

    @property
    def decided(self) -> int:
        """Granted, refused and dismissed."""
        return self.granted + self.refused + self.dismissed


@dataclass(frozen=True)
class ProjectFigures:
    """Projects on a day: how many go on, how they stand by their last report, and what waits."""

    running: int
    green: int
    yellow: int
    red: int
    unreported: int
    late: int
    late_days: int
    unseen: int
    oldest_unseen_days: int | None
    opened: int
    closed: int

    @property
    def told(self) -> int:
        """Those that have a report to go by."""
        return self.green + self.yellow + self.red


def share_of(part_sek: int, whole_sek: int | None) -> Fraction | None:
    """A sum in percent of another; None where there is nothing to compare with."""
    return Fraction(HUNDRED * part_sek, whole_sek) if whole_sek else None


def year_reportable(year: int, on: date) -> Verdict:
    """An annual report is made of a year that has begun. Source: T; U9."""
    if year > on.year:
        return no("year", "Året %(year)s har inte börjat.", "U9", "Välj ett år som har börjat.", field="year", year=year)
    return YES


def decided_complete(*, paragraph: str, has_file: bool) -> Verdict:
    """What the city council's approval rests on: its paragraph, and the very document that it had before it. Source: U9; O6."""
    found = []
    if not paragraph.strip():
        found.append(Finding("paragraph", "Ange fullmäktiges paragraf och datum.", "U9; O6", "Skriv paragrafen.", {}, "paragraph"))
    if not has_file:
        found.append(Finding("document", "Dokumentet är inte färdigt.", "U9", "Vänta tills pdf-filen är gjord.", {}))
    return verdict_of(found)


def subject_of(year: int) -> str:
    """What decisions and the audit call the annual report of a year. Source: O6."""
    return f"arsrapport-{year}"


def mark_of(content: Sequence[Mapping[str, Any]]) -> str:
    """The fingerprint (SHA-256) of what a report says. Source: O6; U9."""
    return hashlib.sha256(json.dumps(list(content), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
