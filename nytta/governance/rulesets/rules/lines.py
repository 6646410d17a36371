"""A rule set's content as addressed lines and back, and what differs between two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nytta.plain.words import Said, sentence

from ..terms import Level, Lifts, Part
from .schema import KEY_OF, TABLES, Known, line_type

Values = Mapping[str, Any]
Lines = Mapping[str, Values]  # "part/key" -> its fields
_DEFAULTS: Mapping[str, Any] = {"level": Level.BLOCK.value, "categories": [], "en": "", "exemption": Lifts.NO.value}


def address(part: Part, key: str) -> str:
    """Where a line stands: its part and key."""
    return f"{part.value}/{key}"


def placed(where: str) -> tuple[Part, str]:
    """The part and key of an address; ValueError when it is none."""
    part, _, key = where.partition("/")
    return Part(part), key


def lines_of(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every line of a rule set under its address, with what is left out filled by what it means (all categories, stops)."""
    found: dict[str, dict[str, Any]] = {}
    clauses = content.get("clauses", {})
    for part in Part:
        if part in TABLES:
            for key, value in content.get(part.value, {}).items():
                found[address(part, key)] = {"value": value, "clause": clauses.get(f"{part.value}.{key}", "")}
            continue
        for entry in content.get(part.value, []):
            key = str(entry.get(KEY_OF[part], ""))
            kind = line_type(part, key)
            means = {f.name: _DEFAULTS[f.name] for f in kind.fields if f.name in _DEFAULTS} if kind else {}
            found[address(part, key)] = {**means, **{k: v for k, v in entry.items() if k != KEY_OF[part]}}
    return found


def content_of(lines: Lines, *, version: str, source: str) -> dict[str, Any]:
    """The content of a rule set from its lines, as the process reads it. Source: O4."""
    content: dict[str, Any] = {"version": version, "source": source, "clauses": {}}
    for part in Part:
        content[part.value] = {} if part in TABLES else []
    for where, values in lines.items():
        part, key = placed(where)
        if part in TABLES:
            content[part.value][key] = values.get("value")
            content["clauses"][f"{part.value}.{key}"] = values.get("clause", "")
        else:
            kept = {k: v for k, v in values.items() if _DEFAULTS.get(k) != v}
            content[part.value].append({KEY_OF[part]: key, **kept})
    return {k: v for k, v in content.items() if v or k in ("version", "source", *(p.value for p in TABLES), Part.GATES.value)}


@dataclass(frozen=True)
class Difference:
    """One field of a line that differs; `field` is "" where the whole line was added (before None) or taken out (after None)."""

    where: str
    field: str
    before: Any
    after: Any


def differences(before: Lines, after: Lines) -> list[Difference]:
    """What differs between two rule sets, line by line and field by field, in the order of the parts. Source: O4."""
    order = {part.value: n for n, part in enumerate(Part)}
    every = sorted({**after, **before}, key=lambda where: order[where.partition("/")[0]])
    found: list[Difference] = []
    for where in every:
        old, new = before.get(where), after.get(where)
        if old is None or new is None:
            found.append(Difference(where, "", old, new))
            continue
        found += [Difference(where, f, old.get(f), new.get(f)) for f in {**old, **new} if old.get(f) != new.get(f)]
    return found


def merged(*, base: Lines, mine: Lines, newer: Lines) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """My draft of `base` moved onto a newer version: what only the other changed follows it; what both changed is mine, and named.

    Returns the lines and the addresses where both changed the same field to different things. Source: O4.
    """
    found = {where: dict(values) for where, values in newer.items()}
    clashes: list[str] = []
    theirs = {(d.where, d.field): d.after for d in differences(base, newer)}
    for d in differences(base, mine):
        touched = [after for (where, field), after in theirs.items() if where == d.where and (field == d.field or not (field and d.field))]
        if touched and d.after not in touched:
            clashes.append(d.where)
        if not d.field:
            found.pop(d.where, None)
            if d.after is not None:
                found[d.where] = dict(d.after)
        elif d.where in found:
            found[d.where][d.field] = d.after
        else:
            found[d.where] = dict(mine[d.where])
    return found, list(dict.fromkeys(clashes))


def verbatim(text: str) -> Said:
    """The city's own words, which are not translated, to fill a place of a sentence."""
    return Said("%(text)s", params={"text": text})


def named(where: str, values: Values, known: Known, language: str = "sv") -> Said:
    """What a line is called: by the schema, by the goal, or by its own words in a language; Swedish where there are no other."""
    part, key = placed(where)
    kind = line_type(part, key)
    if kind and kind.name:
        return sentence(kind.name)
    if part is Part.WEIGHTS:
        return sentence("Vikt för %(goal)s", goal=f"{key} {known.goals.get(key, '')}".strip())
    own = values.get("text") or values.get("sv") or key
    return verbatim(str((language == "en" and values.get("en")) or own))
