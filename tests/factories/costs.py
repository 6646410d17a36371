"""A file of the finance system that has been brought in."""

from datetime import date

from nytta.followup.projects.commands import bring_in_costs
from nytta.followup.projects.models import CostFile
from nytta.followup.projects.rules import CostRow
from tests.factories.city import City_

ROWS = (("3000", 125_050), ("3000", -25_050), ("9999", 700))  # the code of the factory's grants, and one that no project has


def make_costs(city: City_, rows: tuple[tuple[str, int], ...] = ROWS, content: str = "c") -> CostFile:
    """Rows of February 2026 by project code and öre, brought in by the office; `content` tells one file from another."""
    said = [CostRow(n, date(2026, 2, n), f"{content} {n}", "6540", ore, code, text="Konsult") for n, (code, ore) in enumerate(rows, 1)]
    return bring_in_costs(name="februari.csv", sha256=content * 64, rows=said, by=city.people["project_office"], on=city.on)
