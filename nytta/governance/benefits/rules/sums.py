"""Sums of a calculation: by ledger, year and side, in whole kronor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..terms import BENEFITS, Ledger, Side

Row = tuple[str, str, int, int]  # ledger, side, year, kronor


@dataclass(frozen=True)
class Sums:
    """Kronor by (ledger, side, year)."""

    cells: Mapping[tuple[Ledger, Side, int], int]

    def of(self, side: Side, *ledgers: Ledger, year: int | None = None) -> int:
        """The sum of a side over ledgers, of one year or all."""
        return sum(v for (at, who, when), v in self.cells.items() if who is side and at in ledgers and (year is None or year == when))

    def by_year(self, side: Side, ledger: Ledger) -> dict[int, int]:
        """{year: kronor} of one ledger and side, zeros left out, in order of year."""
        return {y: v for (at, who, y), v in sorted(self.cells.items(), key=lambda c: c[0][2]) if at is ledger and who is side and v}

    def has(self, side: Side) -> bool:
        """Whether the side has any figure at all."""
        return any(who is side for _, who, _ in self.cells)


def sums(rows: Iterable[Row]) -> Sums:
    """Add rows of (ledger, side, year, kronor) up. Source: docs/method.md; F7."""
    cells: dict[tuple[Ledger, Side, int], int] = {}
    for ledger, side, year, amount in rows:
        key = (Ledger(ledger), Side(side), year)
        cells[key] = cells.get(key, 0) + amount
    return Sums(cells)


def yearly_benefit(totals: Sums, side: Side) -> int:
    """The greatest yearly benefit to citizens and business together: what a full year is worth. Source: F7."""
    years = {y for (ledger, who, y) in totals.cells if who is side and ledger in BENEFITS}
    return max((totals.of(side, *BENEFITS, year=y) for y in years), default=0)


def payback_months(*, investment_sek: int, yearly_net_sek: int) -> int | None:
    """Simple payback in whole months, rounded up; None when the yearly net never pays. Source: docs/method.md."""
    if investment_sek <= 0:
        return 0
    if yearly_net_sek <= 0:
        return None
    return -(-investment_sek * 12 // yearly_net_sek)
