"""A model in ArchiMate Open Exchange is read as a stream and tried against the format: each fault with its line, nothing guessed.

A document type declaration is refused before anything in it is read, and nothing outside the file is ever fetched.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext_noop as _

from nytta.plain.verdicts import Finding
from nytta.plain.words import sentence

from .grammar import (
    CHECKS,
    DC_NAMES,
    DUBLIN_CORE,
    INSTANCE,
    KINDS,
    LOCATIONS,
    MODEL_SPACE,
    OPEN,
    OWN_TYPE,
    TYPED,
    XML,
    Attribute,
    Child,
    Kind,
)
from .staged import Staged
from .texts import VALUE_KINDS, WHAT, why_not_xml

SHOWN_FAULTS = 500
MOST_DEEP = 100
MOST_TEXT = 1_000_000  # characters of one text
PIECE = 1 << 16
_ENDING = {f"model.{rule}" for rule in ("not_xml", "dtd", "not_model", "long", "encoding")}  # what comes after these was not read
_OURS = f"{MODEL_SPACE} "


@dataclass(frozen=True)
class Fault:
    """What is wrong with a model, and on which line."""

    line: int
    finding: Finding

    def __str__(self) -> str:
        return f"Rad {self.line}: {self.finding.text % self.finding.params}"


@dataclass
class Faults:
    """The first 500 faults in the order of their lines, the number of all, and how many of each rule."""

    first: list[Fault] = field(default_factory=list)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, line: int, rule: str, text: str, mend: str = "", **params: Any) -> None:
        """One more."""
        self.tell(line, Finding(f"model.{rule}", text, "D1", mend, params))

    def tell(self, line: int, finding: Finding) -> None:
        """One more, that a rule has found."""
        self.rules[finding.rule] += 1
        if len(self.first) < SHOWN_FAULTS:
            self.first.append(Fault(line, finding))

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.rules.total()


class _Stop(Exception):
    """What comes after this cannot be read."""


@dataclass(slots=True)
class _Open:
    """An element that has begun: its kind, how far in the order its children have come, its text and what is told of it."""

    tag: str
    kind: Kind
    line: int
    at: int = 0
    count: int = 0
    text: list[str] | None = None
    lang: str = ""
    told: "dict[str, Any] | None" = None


class _Reader:
    """Follows the tables of the grammar along the stream."""

    def __init__(self, staged: Staged, faults: Faults) -> None:
        self.staged, self.faults = staged, faults
        self.open: list[_Open] = []
        self.skipped = 0  # how deep in something that has been refused
        self.left_out = False  # whether something has been refused and not read, which others may point at
        self.long = 0
        self.view = 0
        self.prefixes: dict[str, list[str]] = {}
        self.model: dict[str, Any] = {}
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self.start, self.end, self.words
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartNamespaceDeclHandler, parser.EndNamespaceDeclHandler = self.bound, self.unbound

    def fault(self, rule: str, text: str, mend: str = "", line: int = 0, **params: Any) -> None:
        self.faults.add(line or self.parser.CurrentLineNumber, rule, text, mend, **params)

    def doctype(self, *_ignored: Any) -> None:
        self.fault("dtd", _("Filen har en dokumenttypsdeklaration (DTD). Sådana filer tas inte emot."),
                   _("Spara modellen i Open Exchange-format, utan DTD."))  # fmt: skip
        raise _Stop

    def bound(self, prefix: str | None, space: str | None) -> None:
        self.prefixes.setdefault(prefix or "", []).append(space or "")

    def unbound(self, prefix: str | None) -> None:
        self.prefixes[prefix or ""].pop()

    # what begins

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped or len(self.open) >= MOST_DEEP:
            if not self.skipped:
                self.left_out = True
                self.fault("deep", _("Elementen ligger i fler än %(most)s nivåer."), most=MOST_DEEP)
            self.skipped += 1
            return
        child = self.place(name) if self.open else self.root(name)
        if child is None:
            self.skipped, self.left_out = 1, True
            return
        tag = _bare(name)
        kind = self.typed(child, attributes)
        one = _Open(tag, kind, self.parser.CurrentLineNumber, text=[] if kind.text else None, lang=attributes.get(f"{XML} lang", ""))
        self.long = 0
        self.try_attributes(tag, kind, attributes)
        one.told = self.telling(child, attributes, one.line)
        if tag == "view" and self.open:
            self.view += 1
        self.open.append(one)

    def root(self, name: str) -> Child:
        if name != f"{_OURS}model":
            self.fault("not_model", _("Filen är ingen modell i ArchiMate Open Exchange 3: den börjar med elementet %(tag)s."),
                       _("Exportera modellen på nytt och välj formatet Open Exchange."), tag=name.replace(" ", "#"))  # fmt: skip
            raise _Stop
        return Child("model", "model")

    def place(self, name: str) -> Child | None:
        """Where in its parent's order an element stands; None when it may not stand there."""
        over = self.open[-1]
        ours = name.startswith(_OURS)
        tag = name[len(_OURS) :] if ours else "*"
        if not ours and not (name.startswith(f"{DUBLIN_CORE} ") and _bare(name) in DC_NAMES):
            self.fault("foreign", _("Elementet %(tag)s hör till ett annat namnrum, som inte går att pröva."),
                       _("Ta bort tillägget och exportera igen."), tag=name.replace(" ", "#"))  # fmt: skip
            return None
        number = over.kind.places.get(tag)
        if number is None:
            self.fault("unexpected", _("Elementet %(tag)s hör inte hemma i %(parent)s."), tag=_bare(name), parent=over.tag)
            return None
        child = over.kind.children[number]
        if over.kind.any_order:
            return self.in_any_order(over, child, number)
        if number < over.at:
            self.fault("order", _("Elementet %(tag)s står för sent i %(parent)s."), _("Elementen ska stå i formatets ordning."),
                       tag=_bare(name), parent=over.tag)  # fmt: skip
            return None
        if number > over.at:
            self.lacking(over, number, self.parser.CurrentLineNumber)
            over.at, over.count = number, 0
        over.count += 1
        if over.count > 1 and not child.many:
            self.fault("many", _("Elementet %(tag)s får stå högst en gång i %(parent)s."), tag=_bare(name), parent=over.tag)
            return None
        if over.tag == "metadata" and tag != "schemaInfo" and over.told is not None and over.told.get("info"):
            self.fault("unexpected", _("Elementet %(tag)s hör inte hemma i %(parent)s."), tag=_bare(name), parent=over.tag)
        return child

    def in_any_order(self, over: _Open, child: Child, number: int) -> Child | None:
        if over.count >> number & 1:
            self.fault("many", _("Elementet %(tag)s får stå högst en gång i %(parent)s."), tag=child.tag, parent=over.tag)
            return None
        over.count |= 1 << number
        return child

    def lacking(self, over: _Open, until: int, line: int) -> None:
        """Tell what should have stood before a place."""
        for number in range(over.at, until):
            child = over.kind.children[number]
            if child.least > (over.count if number == over.at else 0):
                self.fault("lacks", _("%(parent)s saknar elementet %(tag)s."), line=line, parent=over.tag, tag=child.tag)

    def typed(self, child: Child, attributes: dict[str, str]) -> Kind:
        """The kind of an element, by its xsi:type where the format asks for one."""
        said = attributes.pop(f"{INSTANCE} type", None)
        base = KINDS[child.kind]
        if child.kind not in TYPED:
            if said is not None and self.resolved(said) != OWN_TYPE.get(child.kind):
                self.fault("type", _("%(type)s är ingen typ för %(tag)s."), type=said[:60], tag=child.tag)
            return base
        if said is None:
            self.fault("no_type", _("%(tag)s saknar xsi:type, som säger vad det är."), tag=child.tag)
            return base
        name = self.resolved(said)
        found = KINDS.get(f"{child.kind} {name}")
        if found is None:
            self.fault("type", _("%(type)s är ingen typ för %(tag)s."), type=said[:60], tag=child.tag)
        attributes[""] = name or ""
        return found or base

    def resolved(self, said: str) -> str | None:
        """The name of a type in the format's own namespace; None when it is of another."""
        prefix, colon, name = said.strip().rpartition(":")
        spaces = self.prefixes.get(prefix, [])
        return name if spaces and spaces[-1] == MODEL_SPACE and bool(prefix) is bool(colon) else None

    def try_attributes(self, tag: str, kind: Kind, attributes: dict[str, str]) -> None:
        known = kind.attributes
        for name, value in attributes.items():
            if not name:
                continue
            rule = known.get(name) or (OPEN.get(name) if kind.open else None)
            if rule is not None:
                self.try_value(tag, name, rule, value)
            elif name not in LOCATIONS:
                self.fault("attribute", _("%(tag)s kan inte ha attributet %(attribute)s."), tag=tag, attribute=name.rpartition(" ")[2])
        for name, rule in known.items():
            if rule.must and name not in attributes:
                self.fault("no_attribute", _("%(tag)s saknar attributet %(attribute)s."), tag=tag, attribute=name)
        if kind.named and (found := attributes.get("identifier", "").strip()):
            self.staged.put("named", found, kind.named, self.view + (kind.named == "view"), self.parser.CurrentLineNumber)

    def try_value(self, tag: str, name: str, rule: Attribute, value: str) -> None:
        if rule.kind != "string":
            value = " ".join(value.split())
        if not CHECKS[rule.kind](value):
            self.bad_value(tag, name.rpartition(" ")[2], rule.kind, value)
        elif rule.to:
            self.staged.put("pointed", value, name, rule.to, self.view, self.parser.CurrentLineNumber)

    def bad_value(self, tag: str, name: str, kind: str, value: str) -> None:
        self.fault("value", _("%(tag)s: ”%(value)s” är inget giltigt värde för %(attribute)s, som ska vara %(kind)s."),
                   tag=tag, attribute=name, value=value[:60], kind=sentence(VALUE_KINDS[kind]))  # fmt: skip

    def telling(self, child: Child, attributes: dict[str, str], line: int) -> dict[str, Any] | None:
        """What is kept of an element: of concepts and definitions all that is told in them, of others nothing."""
        if child.kind in ("model", "element", "relationship", "propertyDefinition"):
            told: dict[str, Any] = {"is": child.kind, "line": line, "kind": attributes.get("", ""), "names": {}, "documentation": {}}
            return told | {"properties": {}} | {k: attributes.get(k, "") for k in ("identifier", "source", "target", "accessType")}
        over = self.open[-1].told if self.open else None
        if child.kind == "property" and over is not None:
            over["property"] = attributes.get("propertyDefinitionRef", "").strip()
        if child.kind in ("properties", "property", "words"):
            return over
        if child.kind == "metadata":
            return {"is": "metadata"}
        if child.kind == "schemaInfo" and over is not None:
            over["info"] = True
        return None

    # what stands within, and what ends

    def words(self, text: str) -> None:
        if self.skipped:
            return
        one = self.open[-1]
        if one.text is None:
            if text.strip() or not one.kind.children:
                self.fault("text", _("Text står direkt i %(tag)s, där bara element får stå."), tag=one.tag)
            return
        self.long += len(text)
        if self.long > MOST_TEXT:
            self.fault("long", _("Texten i %(tag)s är längre än %(most)s tecken."), line=one.line, tag=one.tag, most=MOST_TEXT)
            raise _Stop
        one.text.append(text)

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        one = self.open.pop()
        if not one.kind.any_order:
            self.lacking(one, len(one.kind.children), one.line)
        if one.text is not None:
            text = "".join(one.text)
            if one.kind.text != "string" and not CHECKS[one.kind.text](" ".join(text.split())):
                self.bad_value(one.tag, one.tag, one.kind.text, " ".join(text.split()))
            self.keep_text(one, text)
        if one.told is not None and one.told["is"] == one.tag:
            self.keep(one.told)

    def keep_text(self, one: _Open, text: str) -> None:
        told = one.told
        if told is None:
            return
        if one.tag == "value":
            told["properties"].setdefault(told.get("property", ""), {}).setdefault(one.lang, text)
        elif one.tag in ("name", "documentation"):
            told["names" if one.tag == "name" else one.tag].setdefault(one.lang, text)

    def keep(self, told: dict[str, Any]) -> None:
        what, names = told["is"], told.get("names", {})
        if what == "model":
            self.model = {"identifier": told["identifier"].strip(), "name": _swedish(names)}
        elif what == "propertyDefinition":
            self.staged.put("definitions", told["identifier"].strip(), " ".join(_swedish(names).split()))
        elif what in ("element", "relationship"):
            properties = json.dumps({k: _swedish(v) for k, v in told["properties"].items()}, ensure_ascii=False)
            identity, kind, name, about = told["identifier"].strip(), told["kind"], _swedish(names), _swedish(told["documentation"])
            if what == "element":
                self.staged.put("elements", identity, kind, _line(name), _line(names.get("en", "")), about,
                                properties, told["line"])  # fmt: skip
            else:
                ends = told["source"].strip(), told["target"].strip()
                self.staged.put("relations", identity, kind, *ends, _line(name), about, told["accessType"].strip(),
                                properties, told["line"])  # fmt: skip


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split()) if set(text) & {"\n", "\r", "\t"} else text.strip()


def _swedish(said: dict[str, str]) -> str:
    """What is told in Swedish; else without a language, else what stands first."""
    for lang in ("sv", "sv-SE", ""):
        if lang in said:
            return said[lang]
    return next(iter(said.values()), "")


def read(source: BinaryIO, staged: Staged, tick: Callable[[int], None] = lambda done: None) -> Faults:
    """Read a model into an empty stage and try it against the format. `tick` is told how many bytes have been read."""
    faults, done = Faults(), 0
    reader = _Reader(staged, faults)
    try:
        while piece := source.read(PIECE):
            reader.parser.Parse(piece, False)
            done += len(piece)
            tick(done)
        reader.parser.Parse(b"", True)
    except _Stop:
        pass
    except expat.ExpatError as error:
        why = sentence(why_not_xml(error.code))
        faults.add(error.lineno, "not_xml", _("Filen är inte välformad XML: %(why)s."), _("Exportera modellen på nytt."), why=why)
    except (LookupError, ValueError):
        faults.add(1, "encoding", _("Filens teckenkodning går inte att läsa."), _("Spara filen som UTF-8."))
    staged.whole(**reader.model)
    if not faults.rules.keys() & _ENDING:
        _try_names(staged, faults, reader.left_out)
    faults.first.sort(key=lambda f: f.line)
    return faults


def _try_names(staged: Staged, faults: Faults, left_out: bool) -> None:
    """Tell what is named twice, and what points at nothing or at the wrong thing; at nothing only when all has been read."""
    for name, line, first in staged.twice():
        faults.add(line, "twice", _("Identiteten %(id)s finns redan på rad %(first)s."), id=name[:80], first=first)
    for line, attribute, name, wanted, what in staged.dangling():
        if what is None and left_out:
            continue
        if what is None:
            faults.add(line, "dangling", _("%(attribute)s pekar på %(id)s, som inte finns i filen."), attribute=attribute, id=name[:80])
        else:
            faults.add(line, "wrong_end", _("%(attribute)s pekar på %(id)s, som inte är %(wanted)s."), attribute=attribute,
                       id=name[:80], wanted=sentence(WHAT[wanted]))  # fmt: skip


def read_file(path: Path, staged: Staged, tick: Callable[[int], None] = lambda done: None) -> Faults:
    """Read a model that lies on disk."""
    with path.open("rb") as source:
        return read(source, staged, tick)
