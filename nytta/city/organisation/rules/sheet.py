"""What a sheet of an organisation would do: each row tells what a body is from a day; nothing is ended by silence."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from nytta.plain.verdicts import Finding, Verdict

from ..terms import COMPANIES, BodyKind
from .history import DAY, Followed, Form, Life, What, changed
from .whole import change_fits, code_fits, end_fits, faults

COLUMNS = {
    "code": "Kod", "name": "Namn", "kind": "Slag", "parent": "Hör till", "since": "Från", "last": "Till", "after": "Följs av",
    "adopted_on": "Antog programmet", "paragraph": "Beslut",
}  # fmt: skip
"""The headings of the sheet, by field."""
WRONG_TEXTS = {
    "sheet_code": "Koden %(code)s finns varken i filen eller i registret.",
    "sheet_kind": "%(name)s är av ett annat slag i registret.",
    "sheet_beginning": "Registret säger något annat om hur %(name)s började.",
    "sheet_gap": "Raden slutar en annan dag än dagen före nästa rad om %(code)s.",
    "sheet_after": "%(name)s följs av andra men har ingen sista dag.",
    "sheet_end": "%(name)s har en annan sista dag i registret.",
    "sheet_adopted": "Bara ett bolag antar programmet, och inte efter i dag.",
}
MEND_TEXTS = {
    "sheet_code": "Rätta koden.",
    "sheet_kind": "Ett organ av annat slag är ett nytt organ: ge det en egen kod.",
    "sheet_beginning": "Rätta det i registret, eller skriv som där.",
    "sheet_gap": "Rätta dagarna, eller lämna Till tomt.",
    "sheet_after": "Fyll i Till.",
    "sheet_end": "Återta den i registret först.",
    "sheet_adopted": "Rätta dagen, eller lämna den tom.",
}
_FIELDS = {"from_day": "since", "last_day": "last", "successors": "after", "first_day": "since"}


@dataclass(frozen=True)
class Line:
    """A row of the sheet, by its number: what a body (by code) is called and belongs to from a day; None: see `plan`."""

    row: int
    code: str
    name: str
    kind: BodyKind
    parent: str = ""
    since: date | None = None
    last: date | None = None
    after: tuple[str, ...] = ()
    adopted_on: date | None = None
    paragraph: str = ""


@dataclass(frozen=True)
class Plan:
    """What a sheet would do: the lives and successions that would be, by code what is new, changed and unchanged, which bodies of
    the register it does not name, adoptions to record, and what is wrong by row."""

    lives: Mapping[str, Life]
    followed: Sequence[Followed]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    adopted: Mapping[str, date] = field(default_factory=dict)
    faults: tuple[tuple[int, Finding], ...] = ()


def unknown(parent: str, after: Iterable[str], codes: Collection[str]) -> list[Finding]:
    """A finding for each code that a row names and that neither the sheet nor the register has. Source: O1."""
    named = [("parent", parent), *(("after", code) for code in after)]
    return [
        Finding("sheet_code", WRONG_TEXTS["sheet_code"], "O1", MEND_TEXTS["sheet_code"], {"code": code}, where)
        for where, code in named
        if code and code not in codes
    ]


class _Reading:
    """Reads lines into lives one by one, and notes what is wrong."""

    def __init__(self, lives: Mapping[str, Life], followed: Sequence[Followed], codes: frozenset[str], day: date) -> None:
        self.lives, self.followed, self.codes, self.day = dict(lives), list(followed), codes, day
        self.wrong: list[tuple[int, Finding]] = []

    def no(self, line: Line, verdict: Verdict) -> bool:
        """Note a verdict's findings on a line; whether there were any."""
        self.wrong += [(line.row, replace(f, field=_FIELDS.get(f.field, f.field))) for f in verdict.blocking]
        return bool(verdict.blocking)

    def fault(self, line: Line, rule: str, where: str, **params: str) -> None:
        """Note one thing that is wrong with a line."""
        self.wrong.append((line.row, Finding(rule, WRONG_TEXTS[rule], "O1", MEND_TEXTS[rule], params, where)))

    def body(self, lines: Sequence[Line]) -> None:
        """All lines of one code, in the order of their days."""
        first = lines[0]
        for line in lines:
            self.wrong += [(line.row, f) for f in unknown(line.parent, line.after, self.codes)]
        if first.code not in self.lives:
            if self.no(first, code_fits(first.code, self.lives)):
                return
            self.lives[first.code] = Life(first.code, first.kind, (Form(None, first.name, first.parent, first.paragraph),), first.since)
            later = lines[1:]
        else:
            later = lines
        for line in later:
            self.told(line, alone=len(lines) == 1)
        self.ends(lines)

    def told(self, line: Line, *, alone: bool) -> None:
        """What a line says of a body that there is: the same, or something else from a day."""
        life = self.lives[line.code]
        if line.kind is not life.kind:
            self.fault(
                line,
                "sheet_kind",
                "kind",
                name=line.name,
            )
            return
        start = line.since or (self.day if alone else None)
        if start is None or start == life.first or (line.since and life.first and line.since < life.first):
            held = life.forms[0]
            if (held.name, held.parent) != (line.name, line.parent) or (start is not None and start != life.first):
                self.fault(
                    line,
                    "sheet_beginning",
                    "since",
                    name=life.forms[0].name,
                )
            return
        for what in _differing(life.form(start), line):
            value = line.name if what == "name" else line.parent
            if not self.no(line, change_fits(self.lives[line.code], what, value, start)):
                self.lives[line.code] = changed(self.lives[line.code], what, value, start, line.paragraph)

    def ends(self, lines: Sequence[Line]) -> None:
        """The last day of a body and those who come after it, from its last line."""
        for line, after in pairwise(lines):
            if line.last and after.since and line.last != after.since - DAY:
                self.fault(
                    line,
                    "sheet_gap",
                    "last",
                    code=line.code,
                )
        line, life = lines[-1], self.lives[lines[-1].code]
        if line.after and not line.last:
            self.fault(line, "sheet_after", "last", name=line.name)
        if not line.last:
            return
        if life.last is None:
            if self.no(line, end_fits(life, line.last)):
                return
            self.lives[line.code] = replace(life, last=line.last)
        elif life.last != line.last:
            self.fault(line, "sheet_end", "last", name=line.name)
            return
        self.followed += [f for a in line.after if (f := Followed(line.code, a, line.last + DAY)) not in self.followed]


def plan(
    lines: Iterable[Line],
    *,
    lives: Mapping[str, Life],
    followed: Sequence[Followed],
    adopted: Mapping[str, date | None],
    day: date,
    today: date,
) -> Plan:
    """What a sheet would do to an organisation, whole, with everything that is wrong by row. Source: O1.

    A row says what a body is from its day on. Without a day: from the beginning for a new body, or where a code has several rows;
    else from `day`. Rows that say what is so already change nothing; what the sheet leaves out is left as it is.
    """
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault(line.code, []).append(line)
    read = _Reading(lives, followed, frozenset((*lives, *by_code)), day)
    for of in by_code.values():
        read.body(sorted(of, key=lambda one: one.since or date.min))
    adoptions = {
        one.code: one.adopted_on for of in by_code.values() for one in of if one.adopted_on and one.adopted_on != adopted.get(one.code)
    }
    for of in by_code.values():
        for line in of:
            if line.adopted_on and (line.kind not in COMPANIES or line.adopted_on > today):
                read.fault(
                    line,
                    "sheet_adopted",
                    "adopted_on",
                )
    if not read.wrong:
        before = faults(lives, followed)
        read.wrong += [(_row_of(f, by_code), f) for f in faults(read.lives, read.followed) if f not in before]
    same = {
        c for c in by_code if read.lives.get(c) == lives.get(c) and c not in adoptions and not _newly_followed(c, read.followed, followed)
    }
    return Plan(
        read.lives, read.followed, new=tuple(c for c in by_code if c not in lives), unchanged=tuple(c for c in by_code if c in same),
        changed=tuple(c for c in by_code if c in lives and c not in same), gone=tuple(c for c in lives if c not in by_code),
        adopted={c: d for c, d in adoptions.items() if d}, faults=tuple(sorted(read.wrong, key=lambda pair: pair[0])),
    )  # fmt: skip


def _differing(form: Form, line: Line) -> Iterator[What]:
    if form.name != line.name:
        yield "name"
    if form.parent != line.parent:
        yield "parent"


def _newly_followed(code: str, after: Sequence[Followed], before: Sequence[Followed]) -> bool:
    return any(f.before == code and f not in before for f in after)


def _row_of(finding: Finding, by_code: Mapping[str, Sequence[Line]]) -> int:
    """The row that a fault of the whole is about: the first that names the body."""
    named = str(finding.params.get("name", ""))
    return next((line.row for of in by_code.values() for line in of if line.name == named), 0)


def lines_of(
    lives: Mapping[str, Life], followed: Sequence[Followed], adopted: Mapping[str, date | None], paragraphs: Mapping[str, str]
) -> list[Line]:
    """The organisation as the rows of a sheet, one for each name and parent of each body; read again it changes nothing. Source: O1."""
    found: list[Line] = []
    for code, life in lives.items():
        spans = life.spans()
        for number, (first, last, form) in enumerate(spans):
            ends = number == len(spans) - 1
            after = tuple(f.after for f in followed if f.before == code and not f.part) if ends else ()
            found.append(Line(
                0, code, form.name, life.kind, form.parent, first, last, after, adopted.get(code) if not number else None,
                form.paragraph or (paragraphs.get(code, "") if not number else ""),
            ))  # fmt: skip
    return found
