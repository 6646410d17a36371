"""Actual cost brought in from the finance system's file."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, IntegerField, Value, When

from nytta.city.organisation.models import Person
from nytta.kit import audit, numbers
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import CostEntry, CostFile
from ..rules import CostRow, Read, tied_again

BATCH = 1000


@act
def bring_in_costs(*, name: str, sha256: str, rows: Iterable[CostRow], by: Person, on: datetime) -> CostFile:
    """Bring in a file's booked rows, whole or not at all: tied to projects by their codes, corrections below 0; the same file, or a row that
    is kept already, counts once. Rows that were untied before are tried again. Source: U5.
    """
    require(policies.can_bring_in_costs(by, on.date()))
    code = numbers.next_code("K", on.year)  # under a lock: two who bring in the same file at once come one after the other
    before = queries.cost_file_of(sha256)
    if before is not None:
        require(no("cost_file_known", "Filen är redan införd som %(code)s, %(day)s.", "U5", "Välj en annan fil.",
                   code=before.code, day=before.brought_in_at))  # fmt: skip
    read = queries.read_for(rows, on.date())
    if not read.tied:
        require(
            no("cost_file_empty", "Filen har inga nya rader som är ett projekts kostnad.", "U5", "Kontrollera perioden och projektkoderna.")
        )
    days = [t.row.booked_on for t in read.tied]
    file = CostFile.objects.create(
        code=code, name=name[:120], sha256=sha256, rows=read.rows, known=read.known, first_on=min(days), last_on=max(days),
        left_out={why.value: n for why, n in read.left_out.items()}, brought_in_at=on, by=by,
    )  # fmt: skip
    CostEntry.objects.bulk_create(_entries(file, read), batch_size=BATCH)
    again = _tie_again()
    audit.note(
        subject=file.code,
        act="costs.bring_in",
        by=by,
        on=on,
        changes={"rows": len(read.tied), "untied": len(read.untied), "tied_again": again},
    )
    return file


def _entries(file: CostFile, read: Read) -> list[CostEntry]:
    """The rows of a file as they are kept."""
    return [
        CostEntry(
            file=file, key=t.key, row=t.row.row, project_id=t.project, untied=t.untied.value if t.untied else "", booked_on=t.row.booked_on,
            voucher=t.row.voucher[:60], account=t.row.account[:20], cost_centre=t.row.cost_centre[:40], activity=t.row.activity[:40],
            project_code=t.row.project_code[:40], amount_ore=t.row.amount_ore, text=t.row.text[:200],
        ) for t in read.tied
    ]  # fmt: skip


def _tie_again() -> int:
    """Tie what was untied and has a project now; how many rows."""
    found = tied_again(rows=queries.untied_rows(), codes=queries.codes())
    for start in range(0, len(found), BATCH):
        some = {t.key: t.project for t in found[start : start + BATCH]}
        projects = Case(*(When(key=key, then=Value(project)) for key, project in some.items()), output_field=IntegerField())
        CostEntry.objects.filter(key__in=some).update(project=projects, untied="")
    return len(found)
