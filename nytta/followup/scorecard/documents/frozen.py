"""A report's sections as data that is kept, and back: what the city council had never changes with the figures."""

from collections.abc import Sequence
from typing import Any

from nytta.kit.documents import Amount, Column, Section, Table


def frozen(parts: Sequence[Section]) -> list[dict[str, Any]]:
    """Sections as plain data for JSON; `read_back` makes the same sections of it. Source: U9."""
    return [
        {
            "title": s.title, "texts": list(s.texts), "facts": [list(f) for f in s.facts], "chart": str(s.chart), "alt": s.alt,
            "table": _table(s.table) if s.table else None, "level": s.level,
        }
        for s in parts
    ]  # fmt: skip


def _table(one: Table) -> dict[str, Any]:
    return {
        "caption": one.caption, "columns": [[c.text, c.num] for c in one.columns], "rows": [[_cell(c) for c in row] for row in one.rows],
        "foot": [[_cell(c) for c in row] for row in one.foot],
    }  # fmt: skip


def _cell(cell: str) -> Any:
    return [str(cell), cell.number] if isinstance(cell, Amount) else str(cell)


def _cell_back(kept: Any) -> str:
    return Amount(*kept) if isinstance(kept, list) else str(kept)


def read_back(kept: Sequence[dict[str, Any]]) -> list[Section]:
    """The sections that were kept."""
    return [
        Section(
            title=s["title"], texts=s["texts"], facts=[(name, value) for name, value in s["facts"]], chart=s["chart"], alt=s["alt"],
            level=s["level"], table=_table_back(s["table"]) if s["table"] else None,
        )
        for s in kept
    ]  # fmt: skip


def _table_back(kept: dict[str, Any]) -> Table:
    rows, foot = ([[_cell_back(c) for c in row] for row in kept[name]] for name in ("rows", "foot"))
    return Table(kept["caption"], [Column(text, num) for text, num in kept["columns"]], rows, foot)
