"""The finance system's file, read: SIE 4, or a table with the columns of `costs.toml`. Every fault by row, before anything is written."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO

from nytta.kit import imports as sheets
from nytta.kit.imports.kept import KeptFile
from nytta.kit.imports.sie import dimension, is_sie, read_sie
from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import Said

from ..rules import CostRow, ore_of

FILE = Path(__file__).with_name("costs.toml")
MOST_FAULTS = 200
TYPES = {
    "booked_on": "date", "voucher": "text", "account": "text", "project_code": "text", "cost_centre": "text", "activity": "text",
    "amount": "text", "text": "text",
}  # fmt: skip


class CostKept(KeptFile):
    """A file of the finance system that somebody has handed in and looks at before it is brought in."""

    work = "projects.cost_file"
    suffixes = (".xlsx", ".csv", ".se", ".si", ".sie", ".txt")

    @property
    def sha256(self) -> str:
        """What tells its content from others."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@cache
def mapping() -> sheets.Mapping:
    """The columns of the table."""
    return sheets.load_mapping(FILE, TYPES)


def headings() -> list[str]:
    """The headings of the table, as they are written."""
    return [field.columns[0] for field in mapping().fields]


def cost_rows(kept: CostKept) -> list[CostRow]:
    """The rows of a file; Refused with every fault (the first 200 told), or BadFile when it cannot be read at all."""
    with kept.path.open("rb") as held:
        if is_sie(held.read(200)):
            held.seek(0)
            rows, faults = _of_sie(held.read(), kept.name)
        else:
            held.seek(0)
            rows, faults = _of_table(held, kept.name)
    if faults:
        raise Refused(Verdict(tuple(_placed(row, finding) for row, finding in faults[:MOST_FAULTS])))
    return rows


def _placed(row: int, finding: Finding) -> Finding:
    return Finding(finding.rule, "Rad %(row)s: %(what)s", finding.source or "U5", finding.mend,
                   {**finding.params, "row": row, "what": Said(finding.text, params=finding.params)})  # fmt: skip


def _of_sie(content: bytes, name: str) -> tuple[list[CostRow], list[tuple[int, Finding]]]:
    file = read_sie(content, filename=name)
    project, centre, activity = (next(dimension(file, word), 0) for word in ("projekt", "kostnadsst", "aktivitet"))
    rows = [
        CostRow(b.line, b.on, b.voucher, b.account, b.amount_ore, b.objects.get(project, ""), b.objects.get(centre, ""),
                b.objects.get(activity, ""), b.text)
        for b in file.booked
    ]  # fmt: skip
    return rows, file.faults


def _of_table(held: IO[bytes], name: str) -> tuple[list[CostRow], list[tuple[int, Finding]]]:
    rows, faults = list[CostRow](), list[tuple[int, Finding]]()
    for row in sheets.rows_of(mapping(), held, filename=name):
        if row.left_out:
            continue
        faults += [(f.row, f.finding) for f in row.faults]
        if not row.faults:
            for one in _row(row):
                if isinstance(one, CostRow):
                    rows.append(one)
                else:
                    faults.append((row.number, one))
    return rows, faults


def _row(row: sheets.Row) -> Iterator[CostRow | Finding]:
    v: dict[str, str] = {name: row.values.get(name) or "" for name in TYPES if name != "booked_on"}
    try:
        ore = ore_of(v["amount"])
    except ValueError:
        yield Finding(
            "cost_amount", "”%(value)s” är inget belopp.", "U5", "Skriv kronor och ören, till exempel 1 234,50.", {"value": v["amount"]}
        )
        return
    yield CostRow(
        row.number, row.values["booked_on"], v["voucher"], v["account"], ore, v["project_code"], v["cost_centre"], v["activity"], v["text"]
    )
