"""A governing document's text cut into numbered clauses with nothing lost, compared clause by clause, and how it stands on a day."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.plain.verdicts import Finding, Verdict, no

from ..terms import Force, Level

FIRST = "0"  # the key of what stands before the first numbered clause
_NUMBER = r"(\d{1,3}(?:\.\d{1,3}){0,4})"
_STYLES = (  # tried in this order; the first that finds a clause is the document's own
    re.compile(rf"^#{{1,6}}\s+{_NUMBER}\.?(?:\s+(.*))?$"),
    re.compile(r"^(?:§\s*(\d{1,3}\s?[a-z]?)|(\d{1,3}\s?[a-z]?)\s*§)(?:\s+(.*))?$"),
    re.compile(rf"^{_NUMBER}\s+([A-Z\u00c0-\u00de].*)$"),
    re.compile(rf"^{_NUMBER}\.\s+(\S.*)$"),
)
_CHAPTER = re.compile(r"^(\d{1,3})\s*kap\.(?:\s+(.*))?$")
_CONTENTS = re.compile(r"\.{4,}\s*\d{1,4}\s*$")
MOST_HEADING = 300
RESERVED = ("nytt", "las-in", "upphavt")  # addresses beside those of documents

CUT_TEXTS = {
    "clause_text": "Rad %(line)s börjar med %(number)s, som inte följer på %(last)s. Raden blev text.",
    "clause_order": "Punkt %(number)s på rad %(line)s följer inte på %(last)s.",
    "clause_twice": "Punkt %(number)s står på rad %(first)s och en gång till på rad %(line)s.",
    "clause_number": "Numret %(number)s på rad %(line)s är för långt.",
    "clause_heading": "Rubriken till punkt %(number)s är %(length)s tecken lång; högst 300 får plats.",
    "clause_before": "%(words)s ord står före den första punkten. De blir punkt 0, Inledning.",
}
MEND_TEXTS = {
    "clause_text": "Rätta numret om raden skulle vara en punkt.", "clause_order": "Rätta numret om ett har fallit bort.",
    "clause_twice": "Ge punkterna olika nummer.", "clause_number": "Korta numret.",
    "clause_heading": "Låt rubriken vara kort och skriv resten på raden under.", "clause_before": "Det är rätt om texten har en ingress.",
}  # fmt: skip


@dataclass(frozen=True)
class Cut:
    """A clause of a text: its number as written, its key in addresses, its heading and words, and the line that it begins on."""

    number: str
    key: str
    depth: int
    heading: str
    text: str
    line: int


@dataclass(frozen=True)
class Cutting:
    """A text in clauses, with what is wrong (blocks) or worth a look in it; every word of the text is in some clause."""

    clauses: tuple[Cut, ...]
    verdict: Verdict


@dataclass
class _Open:
    number: str
    key: str
    heading: str
    line: int
    lines: list[str]


def cut(text: str) -> Cutting:
    """Cut a text at its numbered headings: Markdown (`## 7.1 Title`), paragraphs (`3 §`, in chapters), or lines `7.1 Title`.

    A line of a list inside a clause is no heading: a number counts only where it follows the one before. Source: O3.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    style = next((s for s in _STYLES if any(s.match(x.strip()) and not _CONTENTS.search(x) for x in lines)), None)
    if style is None:
        missing = no("clauses_none", "Texten har inga numrerade punkter.", "O3",
                     "Numrera rubrikerna, till exempel 1 Syfte, 1.1 Omfattning eller 3 §.", field="text")  # fmt: skip
        return Cutting((), missing)
    reader = _Reader(style)
    for number, line in enumerate(lines, 1):
        reader.take(number, line.strip())
    return reader.end()


class _Reader:
    """Takes a text line by line."""

    def __init__(self, style: re.Pattern[str]) -> None:
        self.style, self.marked = style, style is _STYLES[0]
        self.paragraphs = style is _STYLES[1]
        self.done: list[_Open] = [_Open("", FIRST, "", 1, [])]
        self.chapter = ""
        self.findings: list[Finding] = []

    def take(self, at: int, line: str) -> None:
        """The next line: it begins a clause or belongs to the one that is open."""
        if self.paragraphs and (chapter := _CHAPTER.match(line)):
            self.chapter = chapter[1]
            self._begin(at, f"{chapter[1]} kap.", f"{chapter[1]}-kap", chapter[2] or "")
            return
        found = None if _CONTENTS.search(line) else self.style.match(line)
        if found is None:
            self.done[-1].lines.append(line)
        elif self.paragraphs:
            number = "".join((found[1] or found[2]).split())
            self._begin(
                at,
                line[: found.start(3)].strip() if found[3] else line,
                f"{self.chapter}-{number}" if self.chapter else number,
                found[3] or "",
            )
        elif self.marked or follows(self._last(), found[1]):
            self._begin(at, found[1], found[1], found[2] or "")
        else:
            self.done[-1].lines.append(line)
            if _near(self._last(), found[1]):
                self._find("clause_text", blocks=False, line=at, number=found[1], last=self._last() or FIRST)

    def _last(self) -> str:
        return self.done[-1].number

    def _find(self, rule: str, *, blocks: bool = True, **params: object) -> None:
        self.findings.append(Finding(rule, CUT_TEXTS[rule], "O3", MEND_TEXTS[rule], params, "text", blocks))

    def _begin(self, at: int, number: str, key: str, heading: str) -> None:
        if self.marked and not follows(self._last(), number):
            self._find("clause_order", blocks=False, line=at, number=number, last=self._last() or FIRST)
        self.done.append(_Open(number, key, heading.strip(), at, []))

    def end(self) -> Cutting:
        """The clauses, and what is wrong with them together."""
        cuts = [c for c in map(_closed, self.done) if c.number or c.text]
        seen: dict[str, int] = {}
        for c in cuts:
            if c.key in seen:
                self._find("clause_twice", number=c.number, first=seen[c.key], line=c.line)
            seen.setdefault(c.key, c.line)
            if len(c.key) > 12 or len(c.number) > 20:
                self._find("clause_number", number=c.number, line=c.line)
            if len(c.heading) > MOST_HEADING:
                self._find("clause_heading", number=c.number, length=len(c.heading))
        if cuts and cuts[0].key == FIRST:
            self._find("clause_before", blocks=False, words=len(cuts[0].text.split()))
        return Cutting(tuple(cuts), Verdict(tuple(self.findings)))


def _closed(one: _Open) -> Cut:
    depth = 1 if not one.number else one.number.strip(".").count(".") + 1 if "kap" not in one.number and "§" not in one.number else 1
    return Cut(one.number, one.key, depth, one.heading, "\n".join(one.lines).strip("\n").rstrip(), one.line)


def follows(last: str, number: str) -> bool:
    """Whether a number comes next after another: its first child, or the next beside it or beside one that it stands in."""
    before = [int(n) for n in last.split(".")] if last else []
    new = [int(n) for n in number.split(".")]
    if not before:
        return new in ([1], [0])
    if new == [*before, 1]:
        return True
    return any(new == [*before[: n - 1], before[n - 1] + 1] for n in range(1, len(before) + 1))


def _near(last: str, number: str) -> bool:
    """Whether a number that does not follow looks like one that should: a few steps on at a level that is open."""
    before = [int(n) for n in last.split(".")] if last else [0]
    new = [int(n) for n in number.split(".")]
    if len(new) == 1:
        return 1 < new[0] - before[0] <= 3
    return len(new) <= len(before) + 1 and new[:-1] == before[: len(new) - 1]


# How it stands on a day


@dataclass(frozen=True)
class Span:
    """An edition's number and period: `known` is its first day, else a day on which a source says that it was in force."""

    number: int
    valid_from: date | None
    valid_until: date | None
    attested_on: date | None = None

    @property
    def known(self) -> date | None:
        """Since when it is known to be in force."""
        return self.valid_from or self.attested_on


def force_on(*, spans: Sequence[Span], repealed_from: date | None, on: date) -> tuple[Force, int | None]:
    """How a document stands on a day, and the number of the edition whose words hold or last held then. Source: O3."""
    begun = [s for s in spans if s.known is not None and s.known <= on]
    latest = max(begun, key=lambda s: (s.known, s.number), default=None)
    number = latest.number if latest else None
    if repealed_from is not None and repealed_from <= on:
        return Force.REPEALED, number
    if latest is not None:
        ended = latest.valid_until is not None and latest.valid_until < on
        return (Force.ENDED if ended else Force.IN_FORCE), number
    return (Force.UNKNOWN if any(s.valid_from is None for s in spans) else Force.COMING), None


def level_complete(*, level: Level | None, body: bool) -> Verdict:
    """Who decides the document is known before anything is decided; where it is a committee, which. Source: O3."""
    if level is None:
        return no("governing_level", "Ingen källa säger vem som beslutar om dokumentet.", "O3", "Fyll först i den beslutande nivån.")
    if level is not Level.COMMITTEE or body:
        return Verdict()
    return no(
        "governing_body", "Ange vilken nämnd eller bolagsstyrelse som har beslutat.", "O3", "Välj nämnd eller styrelse.", field="body"
    )


# Two editions beside each other


@dataclass(frozen=True)
class Changed:
    """A clause in two editions: `kind` is same, added, removed or changed; `pieces` are (kept, removed or added, words)."""

    key: str
    number: str
    heading: str
    kind: str
    pieces: tuple[tuple[str, str], ...]


def words_changed(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What became of a text word by word, as (kind, words) with kind kept, removed or added; joined, kept and added give `after`."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("kept", "".join(old[a:b])))
            continue
        if a < b:
            found.append(("removed", "".join(old[a:b])))
        if c < d:
            found.append(("added", "".join(new[c:d])))
    return tuple(found)


def compared(before: Iterable[Cut], after: Iterable[Cut]) -> list[Changed]:
    """Two editions clause by clause, in the order of the later one with what was removed where it stood. Source: O3."""
    old, new = {c.key: c for c in before}, {c.key: c for c in after}
    keys: list[str] = []
    for _tag, a, b, c, d in difflib.SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        keys += [*(k for k in list(old)[a:b] if k not in new), *list(new)[c:d]]
    return [_beside(old.get(k), new.get(k)) for k in keys]


def _beside(before: Cut | None, after: Cut | None) -> Changed:
    one = after or before
    assert one is not None
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        return Changed(one.key, one.number, one.heading, kind, ((kind, one.text),) if one.text else ())
    if before.heading == after.heading:
        pieces = words_changed(before.text, after.text)
    else:
        pieces = words_changed(f"{before.heading}\n{before.text}".strip(), f"{after.heading}\n{after.text}".strip())
    kind = "same" if all(p[0] == "kept" for p in pieces) else "changed"
    return Changed(one.key, one.number, one.heading, kind, pieces)


def paragraphs(text: str) -> Iterator[tuple[str, ...]]:
    """A clause's words for reading: paragraphs of one sentence flow, or the lines of a list (bullet, dash, number or letter)."""
    for block in re.split(r"\n\s*\n", text):
        flow: list[str] = []
        items: list[str] = []
        for line in (x.strip() for x in block.split("\n")):
            if re.match(r"^([-•*–]|\d{1,2}[.)]|[a-z]\))\s+", line):
                items.append(line)
            elif items:
                items[-1] = _joined(items[-1], line)
            elif line:
                flow.append(line)
        if flow:
            said = flow[0]
            for line in flow[1:]:
                said = _joined(said, line)
            yield (said,)
        if items:
            yield ("", *items)


def _joined(before: str, line: str) -> str:
    return f"{before} {line}" if line else before
