"""Two published registers of real projects, read row by row: what a row says, and by name what it does not. Nothing is supplied.

Amounts are whole units of the source's own currency (dollar, pound), not converted. A cell that is exempt from publication, or
that holds no number or day, is missing. Source: F4; U5.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from nytta.city.organisation.models import Body, Person
from nytta.kit.imports import read_rows

from ..queries.published import Published, Said
from ..queries.transfer import OldProject, Sheet
from ..rules.transfer import OldMoney
from ..terms import Light
from ..terms import TransferColumn as C

MILLION = 1_000_000
Cells = Mapping[str, object]


@dataclass(frozen=True)
class Register:
    """A published register: its name, how it is delimited, and how a row of it is read."""

    name: str
    title: str
    delimiter: str
    read: Callable[[int, Cells, str, Body, Person], Published]


def published(register: Register, path: Path, *, body: Body, manager: Person) -> tuple[Sheet, list[Published]]:
    """Every row of a register, with the manager and body that answer for all of them here."""
    rows = read_rows(path, filename=path.name, delimiter=register.delimiter)
    found = [register.read(number, cells, path.name, body, manager) for number, cells in rows if any(cells.values())]
    return Sheet(path.name, hashlib.sha256(path.read_bytes()).hexdigest()), found


def lacking(rows: Sequence[Published]) -> Counter[str]:
    """How many rows lack what, by the source's own columns."""
    return Counter(name for row in rows for name in row.lacks)


def _text(cells: Cells, name: str) -> str:
    return " ".join(str(cells.get(name) or "").split())


def _whole(cells: Cells, name: str) -> int | None:
    """Whole units of a figure in millions, half up; None where there is no figure."""
    try:
        exact = Decimal(_text(cells, name)) * MILLION
    except InvalidOperation:
        return None
    return int((exact + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR")) if exact.is_finite() else None


def _day(cells: Cells, name: str, *forms: str) -> date | None:
    held = cells.get(name)
    if isinstance(held, date):
        return held.date() if isinstance(held, datetime) else held
    for form in forms:
        try:
            return datetime.strptime(_text(cells, name)[:10], form).date()
        except ValueError:
            continue
    return None


def _old(number: int, file: str, body: Body, manager: Person, *, key: str, title: str, planned: int | None, start: date | None, end: date | None,
         status: str = "", history: str = "") -> OldProject:  # fmt: skip
    lacks = {C.DECIDED: not planned, C.START: start is None, C.END: end is None, C.STATUS: not status}
    return OldProject(
        number, key, title[:200] or key, body, body, OldMoney(planned or 0, 0, planned or 0, {}), manager=manager, start_on=start,
        end_on=max(start, end) if start and end else end, status=status[:300], history=history[:8000], source=f"{file}, rad {number}",
        missing=tuple(c.value for c, is_lacking in lacks.items() if is_lacking),
    )  # fmt: skip


_SWAPPED = ("%Y-%d-%m", "%Y-%m-%d")  # day and month have changed places in the published table, wherever that makes a day


def _dashboard(number: int, cells: Cells, file: str, body: Body, manager: Person) -> Published:
    planned, actual = _whole(cells, "Planned Cost ($ M)"), _whole(cells, "Projected/Actual Cost ($ M)")
    start, changed = _day(cells, "Start Date", *_SWAPPED), _day(cells, "Updated Date", *_SWAPPED)
    end = _day(cells, "Planned Project Completion Date (B2)", *_SWAPPED) or _day(cells, "Completion Date (B1)", *_SWAPPED)
    ends = _day(cells, "Projected/Actual Project Completion Date (B2)", *_SWAPPED)
    ended = bool(ends and changed and ends <= changed)
    said = Said(changed, actual if ended else None, actual, ends) if changed and (actual is not None or ends) else None
    title = ": ".join(filter(None, (_text(cells, "Investment Title"), _text(cells, "Project Name"))))
    project = _old(number, file, body, manager, key=f"USITD {_text(cells, 'Project ID')}", title=title, planned=planned, start=start, end=end,
                   status="Avslutat enligt källan" if ended else "", history=_text(cells, "Agency Name"))  # fmt: skip
    columns = {"Planned Cost ($ M)": planned, "Projected/Actual Cost ($ M)": actual, "Start Date": start, "Completion Date (B1, B2)": end,
               "Projected/Actual Project Completion Date (B2)": ends}  # fmt: skip
    return Published(project, said, tuple(name for name, value in columns.items() if value is None))


_RATINGS = {"green": Light.GREEN, "amber": Light.YELLOW, "red": Light.RED}
_AS_OF = date(2023, 3, 31)  # the report is of the year 2022-23, fourth quarter


def _gmpp(number: int, cells: Cells, file: str, body: Body, manager: Person) -> Published:
    planned = _whole(cells, "wlc_baseline_incl_NCG")
    start, end = (_day(cells, name, "%d.%m.%Y") for name in ("start_date", "end_date"))
    rating = _text(cells, "colour_rating") or _text(cells, "colour_rating (2)")
    light = _RATINGS.get(rating.casefold())
    said = Said(_AS_OF, risk=light) if light else None
    project = _old(number, file, body, manager, key=f"GMPP {_text(cells, 'project_number')}", title=_text(cells, "project_name"), planned=planned, start=start,
                   end=end, status=rating if light else "", history=_text(cells, "description_aims"))  # fmt: skip
    columns = {"wlc_baseline_incl_NCG": planned, "start_date": start, "end_date": end, "colour_rating": light}
    return Published(project, said, tuple(name for name, value in columns.items() if value is None))


REGISTERS = {
    r.name: r for r in (
        Register("us_itdashboard", "US federal IT Dashboard, project table, about 2011-2013", ",", _dashboard),
        Register("uk_gmpp_2023", "UK Government Major Projects Portfolio 2023", ";", _gmpp),
    )
}  # fmt: skip
