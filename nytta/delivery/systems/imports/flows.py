"""A sheet of flows: every fault by row and column before anything is written, and the register as the same sheet. Source: D4."""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from nytta.city.organisation.models import Body
from nytta.city.organisation.queries import owners
from nytta.kit import imports as sheets
from nytta.kit.imports.files import Source
from nytta.kit.imports.kept import KeptFile
from nytta.plain.text import sort_key
from nytta.plain.verdicts import Finding, Refused, Verdict
from nytta.plain.words import Said

from ..commands import FlowLine
from ..models import Flow, InformationType, System
from ..policies import sides_of
from ..queries.flows import flows_in_order, information_types
from ..rules.flows import flow_fits
from ..terms import FlowDirection, FlowMethod

FILE = Path(__file__).with_name("flows.toml")
MOST_FAULTS = 200
WORDS = {True: "ja", False: "nej", None: ""}


class FlowFile(KeptFile):
    """A sheet of flows that somebody has handed in and looks at before it is brought in."""

    work = "systems.flow_sheet"
    suffixes = (".xlsx", ".csv")


@cache
def _fields() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))["field"]
    return found


@cache
def mapping() -> sheets.Mapping:
    """The columns of the sheet."""
    return sheets.load_mapping(FILE, {name: spec["type"] for name, spec in _fields().items()})


def headings() -> list[str]:
    """The headings of the sheet, as they are written."""
    return [spec["column"] for spec in _fields().values()]


class _Known:
    """What the cells of a sheet may name: asked once for the whole sheet."""

    def __init__(self, rows: Sequence[sheets.Row], on: date) -> None:
        written = {row.values.get(side) or "" for row in rows for side in ("source", "target")}
        codes, keys = {_code(w) for w in written}, {sort_key(" ".join(w.split())) for w in written}
        systems = list(System.objects.filter(code__in=codes) | System.objects.filter(sort__in=keys))
        self.by_code = {s.code: s for s in systems}
        self.by_name: dict[str, list[System]] = {}
        for one in systems:
            self.by_name.setdefault(one.sort, []).append(one)
        self.types = {key: one for one in information_types() for key in (one.code, one.sort)}
        self.bodies = {key: body for body in owners(on) for key in (body.code, sort_key(body.name))}
        asked = [(row.values.get("code") or "").upper() for row in rows]
        self.flows = {f.code: f for f in Flow.objects.filter(code__in=asked).select_related("source", "target")}
        standing = Flow.objects.filter(valid_until=None, source__in=systems, target__in=systems)
        self.said = {(s, t, i): code for s, t, i, code in standing.values_list("source", "target", "information", "code")}

    def system(self, text: str) -> list[System]:
        """The systems that a cell names."""
        code = _code(text)
        return [self.by_code[code]] if code in self.by_code else self.by_name.get(sort_key(" ".join(text.split())), [])


def _code(text: str) -> str:
    return text.split()[0].upper() if text.split() else ""


def read(source: Source, *, filename: str, on: date, may: Callable[[tuple[int, int]], bool]) -> list[FlowLine]:
    """The rows of a sheet; Refused with every fault (the first 200 told) by row and column. `may` says whether the person keeps flows of both sides."""
    rows = [r for r in sheets.rows_of(mapping(), source, filename=filename) if not r.left_out]
    faults = [(f.row, f.column, f.finding) for row in rows for f in row.faults]
    if not rows:
        faults = [(0, "", Finding("import.empty", "Filen har inga rader under rubrikerna.", "D4", "Fyll i en rad för varje integration."))]
    known, lines = _Known(rows, on), list[FlowLine]()
    seen: dict[tuple[int, int, str], int] = {}
    for row in rows:
        if not row.faults:
            line, found = _line(row, known, seen, may)
            faults += [(row.number, _column(f.field), f) for f in found]
            lines += [line] if line else []
    if faults:
        raise Refused(Verdict(tuple(_placed(*f) for f in sorted(faults, key=lambda f: f[0])[:MOST_FAULTS])))
    return lines


def _column(field: str) -> str:
    return str(_fields()[field]["column"]) if field in _fields() else ""


def _placed(row: int, column: str, finding: Finding) -> Finding:
    what = Said(finding.text, params=finding.params)
    return Finding(finding.rule, "Rad %(row)s, %(column)s: %(what)s", finding.source or "D4", finding.mend,
                   {**finding.params, "row": row or "–", "column": column or "–", "what": what})  # fmt: skip


def _line(
    row: sheets.Row, known: _Known, seen: dict[tuple[int, int, str], int], may: Callable[[tuple[int, int]], bool]
) -> tuple[FlowLine | None, list[Finding]]:
    v, code, found = row.values, (row.values.get("code") or "").upper(), list[Finding]()
    ends = {side: _one_system(known, v[side], side, found) for side in ("source", "target")}
    bodies = {name: _one_body(known, v.get(name), name, found) for name in ("source_owner", "target_owner")}
    kind = _one_type(known, v.get("information_type"), found)
    old = known.flows.get(code)
    if code and old is None:
        found.append(
            Finding("flow_code", "Det finns ingen integration %(code)s.", "D4", "Lämna koden tom för en ny.", {"code": code}, "code")
        )
    source, target = ends["source"], ends["target"]
    if found or source is None or target is None:
        return None, found
    key = (source.pk, target.pk, v["information"])
    if (first := seen.setdefault(key, row.number)) != row.number:
        found.append(
            Finding(
                "flow_twice",
                "Samma integration står redan på rad %(first)s.",
                "D4",
                "Ta bort en av raderna.",
                {"first": first},
                "information",
            )
        )
    same = known.said.get(key, "")
    gone = next(((s.name, s.retired_on) for s in (source, target) if s.retired_on), None)
    found += flow_fits(
        source=source.code, target=target.code, information=v["information"], valid_from=v.get("valid_from"), valid_until=v.get("valid_until"),
        retired=gone, same="" if same == code or v.get("valid_until") else same,
    ).findings  # fmt: skip
    values = {
        "source": source, "target": target, "information": v["information"], "information_type": kind, "direction": v.get("direction") or FlowDirection.ONE_WAY.value,
        "method": v.get("method") or "", "by_service": v.get("by_service"), **{n: _other(bodies[n], s) for n, s in
        (("source_owner", source), ("target_owner", target))}, "valid_from": v.get("valid_from"), "valid_until": v.get("valid_until"),
        "note": v.get("note") or "",
    }  # fmt: skip
    sides = [sides_of(Flow(**values)), *([sides_of(old)] if old else [])]
    if not all(may(one) for one in sides):
        found.append(
            Finding(
                "flow_side",
                "Du företräder inte ägaren på någon av sidorna.",
                "P4; D4",
                "Be någon som gör det att föra in raden.",
                {},
                "source",
            )
        )
    return FlowLine(row.number, code, values), found


def _other(body: Body | None, system: System) -> Body | None:
    return body if body and body.pk != system.owner_id else None


def _one_system(known: _Known, text: str, side: str, found: list[Finding]) -> System | None:
    hits = known.system(text)
    if len(hits) == 1:
        return hits[0]
    if hits:
        codes = ", ".join(s.code for s in hits)
        found.append(
            Finding(
                "flow_system_one", "Flera system heter ”%(text)s”: %(codes)s.", "D4", "Skriv koden.", {"text": text, "codes": codes}, side
            )
        )
    else:
        found.append(
            Finding(
                "flow_system",
                "Det finns inget system som heter ”%(text)s”.",
                "D1; D4",
                "Skriv systemets kod eller hela namn.",
                {"text": text},
                side,
            )
        )
    return None


def _one_body(known: _Known, text: str | None, name: str, found: list[Finding]) -> Body | None:
    if not text:
        return None
    body = known.bodies.get(text) or known.bodies.get(sort_key(text))
    if body is None:
        found.append(Finding("flow_body", "”%(text)s” är ingen nämnd eller styrelse som finns nu.", "G3; D4", "Skriv namnet som det står i registret, eller lämna tomt.",
                             {"text": text}, name))  # fmt: skip
    return body


def _one_type(known: _Known, text: str | None, found: list[Finding]) -> InformationType | None:
    if not text:
        return None
    kind = known.types.get(text) or known.types.get(sort_key(text))
    if kind is None:
        found.append(Finding("flow_type", "Det finns ingen informationstyp som heter ”%(text)s”.", "D3; D4", "Skriv den som den står i registret, eller lämna tomt.",
                             {"text": text}, "information_type"))  # fmt: skip
    return kind


def table(rows: Iterable[Flow] | None = None) -> list[list[Any]]:
    """The register as rows of the sheet, that change nothing when they are read again."""
    every = flows_in_order() if rows is None else rows
    return [
        [
            f.code, f"{f.source.code} {f.source.name}", f"{f.target.code} {f.target.name}", f.information, f.information_type.name if f.information_type else "", FlowDirection(f.direction).sv,
            FlowMethod(f.method).sv if f.method else "", WORDS[f.by_service], f.source_owner.name if f.source_owner else "",
            f.target_owner.name if f.target_owner else "", f.valid_from, f.valid_until, f.note,
        ] for f in every
    ]  # fmt: skip
