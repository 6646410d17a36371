"""The sheets of the trial, and their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from nytta.governance.applications.imports import mapping
from nytta.governance.applications.terms import Category
from nytta.kit.imports import Mapping, Preview, Row, rows_of

REAL = (
    ("uk_gmpp_2023", "uk-gmpp-2023", "gmpp_2023_*.csv"),
    ("us_itdashboard", "us-itdashboard", "projects_*.csv"),
    ("au_mdpr", "au-mdpr", "digital_projects_*.csv"),
)
OWN = ("fictional", settings.BASE / "data" / "fictional" / "ansokningar.csv")


@dataclass
class Source:
    """One sheet read through its mapping: what it holds, and the rows that can be written."""

    mapping: Mapping
    path: Path
    preview: Preview
    rows: list[Row]

    @property
    def name(self) -> str:
        """The mapping's name."""
        return self.mapping.name


def find(shared: Path, names: Sequence[str] = ()) -> list[tuple[str, Path]]:
    """(mapping, file) of the real sheets that are there, of those asked for (all when none are)."""
    found = []
    for name, folder, pattern in REAL:
        files = sorted((shared / "data" / folder).glob(pattern)) if not names or name in names else []
        found += [(name, file) for file in files[:1]]
    return found


def read(name: str, path: Path) -> Source:
    """Read a sheet. Rows that cannot be read stay in the preview's counts, with every fault."""
    chosen = mapping(name)
    source = Source(chosen, path, Preview(chosen), [])
    for row in rows_of(chosen, path, filename=path.name):
        source.preview.add(row)
        if row.sound:
            source.rows.append(row)
    return source


def hand_in(row: Row) -> date:
    """The day on which a row is handed in: the mapping's, else the start."""
    day: date | None = row.values["submitted_on"] or row.values["start_on"]
    if day is None:
        raise ValueError(f"{row.key}: the mapping gives neither submitted_on nor start_on")
    return day


def may_get_money(row: Row) -> bool:
    """Whether the portfolios are for a row at all: basic systems are financed otherwise."""
    return row.values["category"] != Category.BASIC.value and row.values["focus_area"] is not None
