"""The sheet of an information plan through a declared mapping: every fault by row and column, all or nothing."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nytta.kit import imports as sheets
from nytta.kit.imports.files import Source
from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import Said

from .commands import PlanText
from .terms import DocumentKind, Retention

FILE = Path(__file__).with_name("information_plan.toml")
KINDS = {k.sv.casefold(): k for k in DocumentKind}


@cache
def mapping() -> sheets.Mapping:
    """The columns of the sheet."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return sheets.load_mapping(FILE, {name: spec["type"] for name, spec in table["field"].items()})


def headings() -> list[str]:
    """The headings of the sheet, as they are written."""
    return [f.columns[0] for f in mapping().fields if f.columns]


def retention(text: str) -> tuple[Retention, int | None] | None:
    """What a cell of an information plan says: preserved, disposed of after years (1–200), or when outdated; None when unclear.

    Reads "Bevaras", "Gallras efter 10 år", "10 år", "Gallras vid inaktualitet". Source: arkivlagen (1990:782) 3 and 10 §§; O6.
    """
    said = " ".join(text.casefold().split()).rstrip(".")
    if said in ("bevaras", "bevara", "b"):
        return Retention.PRESERVE, None
    if re.fullmatch(r"(gallras )?vid inaktualitet|inaktualitet", said):
        return Retention.OUTDATED, None
    years = re.fullmatch(r"(?:gallras )?(?:efter )?(\d{1,3}) år", said)
    return (Retention.AFTER, int(years[1])) if years and 1 <= int(years[1]) <= 200 else None


class _Reader:
    """Reads rows and remembers which kinds of documents have had their line."""

    def __init__(self) -> None:
        self.seen: dict[DocumentKind, int] = {}

    def check(self, row: sheets.Row) -> Iterator[Finding]:
        """What is wrong with a row that could be read."""
        kind, said = row.values["kind"] or "", row.values["retention"]
        if kind and kind.casefold() not in KINDS:
            yield Finding(
                "plan.kind", "”%(value)s” är ingen handling som görs i systemet.", "O6",
                "Lämna tomt, eller skriv en av mallens handlingar.", {"value": kind}, "kind",
            )  # fmt: skip
        elif kind and (first := self.seen.setdefault(KINDS[kind.casefold()], row.number)) != row.number:
            yield Finding(
                "plan.kind_once", "%(kind)s står redan på rad %(row)s.", "O6", "Låt varje handling i systemet ha en rad.",
                {"kind": kind, "row": first}, "kind",
            )  # fmt: skip
        if said and retention(said) is None:
            yield Finding(
                "plan.retention", "”%(value)s” säger inte om handlingen bevaras eller gallras.", "arkivlagen (1990:782) 3 §",
                "Skriv Bevaras, Gallras efter 10 år eller Gallras vid inaktualitet.", {"value": said}, "retention",
            )  # fmt: skip


def plan_rows(source: Source, *, filename: str) -> list[PlanText]:
    """The lines of a plan, in the order of the sheet; Refused with every fault by row and column, or when there is no line."""
    rows = list(sheets.rows_of(mapping(), source, filename=filename, check=_Reader().check))
    faults = [f for row in rows for f in row.faults]
    if faults:
        raise Refused(Verdict(tuple(
            Finding(
                f.rule, "Rad %(row)s, %(column)s: %(what)s", "O6", f.finding.mend,
                {"row": f.row, "column": f.column or "–", "what": Said(f.finding.text, params=f.finding.params)},
            ) for f in faults
        )))  # fmt: skip
    return [_line(row) for row in rows if row.sound]


def _line(row: sheets.Row) -> PlanText:
    v, read = row.values, retention(row.values["retention"])
    assert read is not None
    kind = KINDS.get((v["kind"] or "").casefold())
    return PlanText(v["document_type"], kind, v["class_code"], v["class_name"], *read, v["note"] or "")
