"""Forecast final cost of real IT projects by a reference class, beside the plan as its own forecast, in one run.

    python bench/forecast.py [--shared FOLDER]

Reads data/us-itdashboard/projects_*.csv. Classes are learnt on investments whose identifier has an even hash and scored on
the odd ones; the hash is the last bit of SHA-256 of the identifier in UTF-8, the same on every machine. See bench/README.md.
"""

import argparse
import csv
import hashlib
import os
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nytta.engine.appraisal.optimism import LEAST, ReferenceClass, reference_class  # noqa: E402

SIZES = (1, 10)  # million dollars: where the sizes of a plan are cut
LOW, MIDDLE, HIGH = Decimal("0.1"), Decimal("0.5"), Decimal("0.9")


@dataclass(frozen=True)
class Row:
    """One project: the line of its file, its investment, agency, planned and actual (or projected) million dollars, whether it has ended."""

    line: int
    investment: str
    agency: str
    planned: Decimal | None
    actual: Decimal | None
    ended: bool

    @property
    def says_enough(self) -> bool:
        """Whether a forecast of it can be made and scored: both costs are there and above 0."""
        return bool(self.planned and self.actual and self.planned > 0 and self.actual > 0)


def even(investment: str) -> bool:
    """Whether the SHA-256 of an identifier is even."""
    return hashlib.sha256(investment.encode()).digest()[-1] % 2 == 0


def read(paths: Iterable[Path]) -> list[Row]:
    """Every row of the files; what is not a number is missing and not 0."""
    rows = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            rows += [_row(table.line_num, one) for one in table]
    return rows


def _row(line: int, one: dict[str, str]) -> Row:
    ended, told = _day(one["Projected/Actual Project Completion Date (B2)"]), _day(one["Updated Date"])
    return Row(
        line, one["Unique Investment Identifier"], one["Agency Name"], _number(one["Planned Cost ($ M)"]),
        _number(one["Projected/Actual Cost ($ M)"]), bool(ended and told and ended <= told),
    )  # fmt: skip


def _day(text: str) -> date | None:
    """A day of the table, in which day and month have changed places wherever that makes a day."""
    for form in ("%Y-%d-%m", "%Y-%m-%d"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    return None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


Key = Callable[[Row], str]
KEYS: dict[str, Key] = {
    "all projects": lambda row: "",
    "by size": lambda row: str(sum((row.planned or 0) >= size for size in SIZES)),
    "by agency": lambda row: row.agency,
}


class Classes:
    """The classes of some projects by a key; a row whose class has fewer than 20 is held against all of them."""

    def __init__(self, rows: Sequence[Row], key: Key) -> None:
        self.key = key
        self.whole = _class(rows)
        groups: dict[str, list[Row]] = {}
        for row in rows:
            groups.setdefault(key(row), []).append(row)
        self.of = {name: _class(group) for name, group in groups.items() if len(group) >= LEAST}

    def ratio(self, row: Row, at: Decimal = MIDDLE) -> Decimal:
        """Actual / planned of the row's class."""
        return self.of.get(self.key(row), self.whole).quantiles[at]


def _class(rows: Sequence[Row]) -> ReferenceClass:
    pairs = [(row.planned, row.actual) for row in rows if row.planned is not None and row.actual is not None]
    return reference_class(pairs, (LOW, MIDDLE, HIGH))


def error(rows: Sequence[Row], ratio: Callable[[Row], Decimal]) -> Decimal:
    """Median absolute percentage error of plan times ratio against the outcome, in percent of the outcome."""
    return statistics.median(abs(row.planned * ratio(row) - row.actual) / row.actual * 100 for row in rows if row.planned and row.actual)


def held(rows: Sequence[Row], made: Classes) -> Decimal:
    """How many percent of the outcomes lie from the class's 10 to its 90 percent quantile, ends included."""
    inside = [made.ratio(r, LOW) * r.planned <= r.actual <= made.ratio(r, HIGH) * r.planned for r in rows if r.planned and r.actual]
    return Decimal(100 * sum(inside)) / len(inside)


@dataclass(frozen=True)
class Score:
    """What came of one way of making classes: projects learnt on and scored, errors in percent, coverage of the interval in percent."""

    what: str
    learnt: int
    scored: int
    plan: Decimal
    by_class: Decimal
    held: Decimal

    @property
    def better(self) -> str:
        """Which of the two forecasts has the smaller error."""
        return "equal" if self.plan == self.by_class else "reference class" if self.by_class < self.plan else "planned"


def scores(rows: Sequence[Row]) -> list[Score]:
    """The scores of every way of making classes, on all projects and on those that had ended when they were published."""
    found = []
    for which, chosen in (("", list(rows)), (", ended", [row for row in rows if row.ended])):
        usable = [row for row in chosen if row.says_enough]
        learnt, tried = [r for r in usable if even(r.investment)], [r for r in usable if not even(r.investment)]
        if not learnt or not tried:
            continue
        plan = error(tried, lambda row: Decimal(1))
        for name, key in KEYS.items():
            made = Classes(learnt, key)
            found.append(Score(name + which, len(learnt), len(tried), plan, error(tried, made.ratio), held(tried, made)))
    return found


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--shared", type=Path, default=Path(os.environ.get("NYTTA_SHARED", ROOT.parent / "shared")))
    folder = asked.parse_args().shared / "data" / "us-itdashboard"
    if not (paths := sorted(folder.glob("projects_*.csv"))):
        print(f"No projects_*.csv in {folder}: nothing to forecast.")
        return 1
    rows = read(paths)
    enough = sum(row.says_enough for row in rows)
    investments = {row.investment for row in rows}
    print(f"{len(rows)} projects of {len(investments)} investments in {', '.join(p.name for p in paths)}")
    print(f"  {sum(row.planned is None for row in rows)} without planned cost, {sum(row.actual is None for row in rows)} without actual, "
          f"{sum(row.actual == 0 for row in rows)} with an actual cost of 0: {enough} can be scored")  # fmt: skip
    same = sum(row.planned == row.actual for row in rows if row.says_enough)
    print(f"  {same} of them have an outcome equal to the plan to the last digit")
    print(
        f"  hash: last bit of SHA-256 of the investment's identifier; even {sum(map(even, investments))}, odd {len(investments) - sum(map(even, investments))}"
    )
    print("  classes of fewer than 20 are held against all\n")
    print(f"  {'classes':22}{'learnt':>8}{'scored':>8}{'planned':>10}{'class':>10}{'in 10-90 %':>12}   better")
    for s in scores(rows):
        print(f"  {s.what:22}{s.learnt:8}{s.scored:8}{s.plan:9.2f}%{s.by_class:9.2f}%{s.held:11.1f}%   {s.better}")
    print("\n  planned, class: median absolute percentage error of the final cost, planned-as-forecast and plan x median of the class")
    return 0


if __name__ == "__main__":
    sys.exit(main())
