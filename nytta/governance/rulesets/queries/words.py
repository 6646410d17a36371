"""A rule set's lines in the reader's language: what each is called, what it says, and what differs between two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext

from nytta.kit.panels import Block
from nytta.kit.words import label, spoken, words

from ..rules import EXEMPTION, PART_TEXTS, TABLES, Difference, Known, LineField, Lines, address, line_type, named, placed
from ..terms import Kind, Part

_NAMES = ("text", "sv", "en", "clause")  # what stands elsewhere in a row than in a column of its own


@dataclass
class Row:
    """A line as it is shown; `own` when its name is the city's Swedish; `acts` are (label, address) of what can be done with it."""

    where: str
    name: str
    cells: list[tuple[str, str]]
    clause: str
    own: bool
    changed: bool = False
    acts: list[tuple[str, str]] = field(default_factory=list)


def name_of(where: str, lines: Lines, known: Known) -> str:
    """What a line is called."""
    return words(named(where, lines.get(where, {}), known, get_language() or "sv"))


def _own(where: str, values: Mapping[str, Any]) -> bool:
    """Whether a line's name is read in the city's own Swedish."""
    kind = line_type(*placed(where))
    return bool(kind and not kind.name and (get_language() != "en" or not values.get("en")))


def value_text(of: LineField, value: Any, lines: Lines, known: Known) -> str:
    """What a field says, with its unit; that it is missing where it is."""
    if value in (None, "", []):
        return gettext("alla") if of.name == "categories" else "–" if not of.needed else gettext("uppgift saknas")
    if of.choices:
        called = {c.value: label(c) for c in of.choices}
        return ", ".join(called.get(v, str(v)) for v in (value if isinstance(value, list) else [value]))
    if of.among == "grounds":
        return name_of(address(Part.GROUNDS, str(value)), lines, known)
    unit = f" {spoken(of.unit)}" if of.unit else ""
    if of.parts and isinstance(value, list):
        return ", ".join(f"{spoken(part).lower()} {n}" for part, n in zip(of.parts, value, strict=False)) + unit
    if of.kind is Kind.NUMBERS and isinstance(value, list):
        return ", ".join(known.portfolios.get(n, str(n)) if of.among else str(n) for n in value) + unit
    return f"{value}{unit}"


def _row(where: str, values: Mapping[str, Any], lines: Lines, known: Known) -> Row:
    part, key = placed(where)
    kind = line_type(part, key)
    shown = [f for f in kind.fields if f.name not in _NAMES] if kind else []
    cells = [(spoken(f.label), value_text(f, values.get(f.name), lines, known)) for f in shown]
    if part in (Part.GATES, Part.REQUIRED) and kind and EXEMPTION not in kind.fields:
        cells.append((spoken(EXEMPTION.label), gettext("aldrig")))
    if part in TABLES:
        cells = [(gettext("Värde"), cells[0][1])] if cells else [(gettext("Värde"), str(values.get("value")))]
    return Row(where, name_of(where, lines, known), cells, str(values.get("clause") or ""), _own(where, values))


def part_blocks(lines: Lines, known: Known, *, finish: Callable[[Part, list[Row]], Mapping[str, Any]] | None = None) -> list[Block]:
    """A block for each part with its lines; `finish` says what can be done with them, and then empty parts are shown too."""
    found = []
    for part in Part:
        rows = [_row(where, values, lines, known) for where, values in lines.items() if placed(where)[0] is part]
        more = finish(part, rows) if finish else {}
        if rows or more:
            context = {"rows": rows, "help": spoken(PART_TEXTS[part]), "head": [name for name, _ in rows[0].cells] if rows else [], **more}
            found.append(Block(label(part), "rulesets/_part.html", context, part.value))
    return found


def compared(differing: Sequence[Difference], old: Lines, new: Lines, known: Known) -> list[dict[str, Any]]:
    """Each difference as line, field, before and after."""
    rows = []
    for d in differing:
        lines = new if d.where in new else old
        kind = line_type(*placed(d.where))
        of = kind.field(d.field) if kind else None
        row = {
            "where": d.where,
            "name": name_of(d.where, lines, known),
            "own": _own(d.where, lines[d.where]),
            "field": "",
            "swedish": False,
        }
        if d.field:
            what = spoken(of.label) if of else d.field
            before, after = (value_text(of, v, each, known) if of else str(v) for v, each in ((d.before, old), (d.after, new)))
            row |= {"field": what, "before": before, "after": after, "swedish": d.field in ("text", "sv", "clause")}
        else:
            row |= {
                "before": gettext("fanns inte") if d.before is None else gettext("fanns"),
                "after": gettext("tas bort") if d.after is None else gettext("läggs till"),
            }
        rows.append(row)
    return rows
