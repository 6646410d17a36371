"""Which project a booked row belongs to, and what of a file is a project's cost. Source: U5."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ..terms import LeftOut, Untied
from .forecast import whole


@dataclass(frozen=True)
class CostRow:
    """One row of a file: its number there, day, voucher, account, codes of the finance system ("" where none), öre, text."""

    row: int
    booked_on: date
    voucher: str
    account: str
    amount_ore: int
    project_code: str = ""
    cost_centre: str = ""
    activity: str = ""
    text: str = ""


@dataclass(frozen=True)
class Codes:
    """What a grant says of the finance system's codes, and the project it belongs to (a key)."""

    project: int
    project_code: str
    cost_centre: str
    activity: str


@dataclass(frozen=True)
class Tied:
    """A row with the project that it belongs to, or why it belongs to none; `key` is the same each time that the row is read."""

    row: CostRow
    key: str
    project: int | None
    untied: Untied | None


@dataclass(frozen=True)
class Read:
    """What a file would do: rows tied or not, rows left out by reason, and how many are known from before."""

    rows: int
    tied: tuple[Tied, ...]
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    known: int = 0

    @property
    def untied(self) -> tuple[Tied, ...]:
        """The rows that belong to no project."""
        return tuple(t for t in self.tied if t.project is None)


def ore_of(text: str) -> int:
    """Öre from `1 234,50`, `-12.5` or what a spreadsheet's own arithmetic gives (`0.1 + 0.2`). ValueError on anything else."""
    cleaned = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,13}(\.\d{1,20})?", cleaned):
        raise ValueError(text)
    exact = Decimal(cleaned) * 100
    near = exact.to_integral_value()
    if abs(exact - near) > Decimal("0.0001"):
        raise ValueError(text)
    return int(near)


def sek_of(ore: int) -> int:
    """Whole kronor of so many öre, half up: rounded once, for a sum and never for its rows."""
    return whole(Fraction(ore, 100))


def sorter(codes: Iterable[Codes]) -> Callable[[CostRow], tuple[int | None, Untied | LeftOut | None]]:
    """Says which project a row is for: by project code, narrowed by activity and cost centre where several have it; without a code by
    cost centre and activity together. A row without a code that no project has is not of a project. Source: U5; T.
    """
    by_code: dict[str, set[Codes]] = {}
    by_place: dict[tuple[str, str], set[int]] = {}
    for one in codes:
        by_code.setdefault(one.project_code, set()).add(one)
        by_place.setdefault((one.cost_centre, one.activity), set()).add(one.project)

    def sort(row: CostRow) -> tuple[int | None, Untied | LeftOut | None]:
        if row.project_code:
            found = by_code.get(row.project_code, set())
            for narrower in ({c for c in found if c.activity == row.activity}, {c for c in found if c.cost_centre == row.cost_centre}):
                found = found & narrower if len({c.project for c in found}) > 1 and found & narrower else found
            projects = {c.project for c in found}
            unknown = Untied.UNKNOWN
        else:
            projects = by_place.get((row.cost_centre, row.activity), set()) if row.cost_centre or row.activity else set()
            if not projects:
                return None, LeftOut.NO_CODE
            unknown = Untied.SEVERAL
        if len(projects) == 1:
            return next(iter(projects)), None
        return None, Untied.SEVERAL if projects else unknown

    return sort


def read_costs(
    *, rows: Iterable[CostRow], codes: Iterable[Codes], classes: Collection[int], known: Callable[[list[str]], set[str]]
) -> Read:
    """What the rows of a file come to. `classes` are the first digits of accounts that are cost; `known` says which keys are kept already.

    Rows are the same when voucher, day, account, codes and öre are; the second of two equal rows in one file has a key of its own.
    Source: U5.
    """
    sort, left_out, made, count = sorter(codes), Counter[LeftOut](), list[Tied](), 0
    seen: Counter[str] = Counter()
    for row in rows:
        count += 1
        if not row.account[:1].isdigit() or int(row.account[0]) not in classes:
            left_out[LeftOut.ACCOUNT] += 1
            continue
        project, why = sort(row)
        if isinstance(why, LeftOut):
            left_out[why] += 1
            continue
        said = "\x1f".join(
            (row.voucher, row.booked_on.isoformat(), row.account, row.project_code, row.cost_centre, row.activity, str(row.amount_ore))
        )
        seen[said] += 1
        key = hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest()
        made.append(Tied(row, key, project, why))
    there = known([t.key for t in made])
    fresh = tuple(t for t in made if t.key not in there)
    return Read(count, fresh, dict(left_out), len(made) - len(fresh))


def tied_again(*, rows: Iterable[Tied], codes: Iterable[Codes]) -> list[Tied]:
    """Those of some untied rows that a project has come to have since. Source: U5."""
    sort = sorter(codes)
    return [replace(t, project=project, untied=None) for t in rows if (project := sort(t.row)[0]) is not None]
