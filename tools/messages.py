"""The English catalogue: `python tools/messages.py` brings it up to date and compiles it, `--check` says what is missing.

Swedish is the language of the code, so a message's id is its Swedish sentence. They are found in templates, in calls of
gettext, and in the places whose text is translated when it is shown: labels of Terms, findings, columns and the like.
"""

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("nytta", "locale", "en", "LC_MESSAGES", "django.po")
PLACES = re.compile(r"%\((\w+)\)[sd]|%[sd]")
SWEDISH = re.compile("[åäöÅÄÖ]")

# Which arguments of a call are shown: places, and names where they are given by keyword.
SHOWN: Mapping[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "Finding": ((1, 3), ("text", "mend")),
    "no": ((1, 3), ("text", "mend")),
    "bad": ((1, 2), ("text", "mend")),
    "_bad": ((0, 1), ("text", "mend")),
    "bad_mapping": ((1,), ("mend",)),
    "_no": ((1, 2), ("text", "mend")),
    "find": ((1, 2), ("text", "mend")),
    "lack": ((2, 3), ("text", "mend")),
    "_unchecked": ((3, 4, 5), ("missing", "failed", "mend")),
    "wrong_type": ((1,), ("kind",)),
    "takes_part": ((), ("instead",)),
    "Column": ((1,), ("label",)),
    "Filter": ((1,), ("label",)),
    "Listing": ((1,), ("title", "empty", "help")),
    "tell": ((0,), ("words",)),
    "_said": ((1,), ("text",)),
    "_told": ((1,), ("text",)),
    "sentence": ((0,), ("text",)),
    "LineType": ((1, 2), ("name", "help")),
    "LineField": ((2, 3), ("label", "help", "unit", "parts")),
    "_fault": ((1, 2), ("text", "mend")),
    "_against": ((2, 3), ("text", "mend")),
    "_not": ((0, 1), ("text", "mend")),
}
ATTRIBUTES = {"title", "button", "done", "help"}  # of the kit's pages: translated when they are shown
PAGES = re.compile(r"Page$|^HousePage$")
TABLES = re.compile(r"_(?:TEXTS?|WORDS|LABELS)$")  # texts, dicts and lists of texts that are shown
GETTEXT = {"gettext", "gettext_lazy", "gettext_noop"}
NGETTEXT = {"ngettext", "ngettext_lazy"}
PGETTEXT = {"pgettext", "pgettext_lazy"}
SKIPPED = {"migrations", "management", "testing.py"}


@dataclass(frozen=True, order=True)
class Message:
    """What is translated: the id, its plural and its context, "" where there is none."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """All messages with the files that show them, and the places where a text is put together instead of written."""

    where: dict[Message, set[str]]
    built: list[str]


# Templates

_CALL = re.compile(r"\b(n?p?gettext|_)\((?=u?['\"])")


def in_template(source: str, origin: str) -> Iterator[Message]:
    """The messages of a template: translate, blocktranslate (plural, trimmed, context) and `_("…")`."""
    code = templatize(source, origin=origin)
    for match in _CALL.finditer(code):
        texts = list(_texts(code, match.end()))
        context = texts.pop(0) if "p" in match[1].replace("gettext", "") else ""
        yield Message(texts[0], texts[1] if match[1].startswith("n") else "", context)


def _texts(code: str, at: int) -> Iterator[str]:
    """The literals of a call, one after another, from a place in what `templatize` wrote."""
    literal = re.compile(r"\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?")
    while match := literal.match(code, at):
        yield ast.literal_eval(match[1])
        at = match.end()


# Python


class Module:
    """One module: its messages, and where a shown text is built."""

    def __init__(self, source: str, where: str) -> None:
        self.tree = ast.parse(source, filename=where)
        self.where = where
        self.built: list[str] = []
        self.named: dict[str, list[ast.expr]] = defaultdict(list)
        self.marks = {n: n for n in GETTEXT | NGETTEXT | PGETTEXT}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                self.marks |= {a.asname: a.name for a in node.names if a.asname}
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.named[node.targets[0].id].append(node.value)

    def messages(self) -> Iterator[Message]:
        """Every message of the module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from self._of_call(node)
            elif isinstance(node, ast.ClassDef):
                yield from self._of_class(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(t, ast.Name) and TABLES.search(t.id) for t in targets):
                    yield from self._plain(node.value)

    def _of_call(self, node: ast.Call) -> Iterator[Message]:
        name = _name(node.func)
        mark = self.marks.get(name, "")
        if mark in NGETTEXT:
            one, many = (self._one(a) for a in node.args[:2])
            if one and many:
                yield Message(one, many)
        elif mark in PGETTEXT:
            context, text = (self._one(a) for a in node.args[:2])
            if text:
                yield Message(text, context=context)
        elif mark in GETTEXT:
            yield from self._plain(node.args[0])
        elif name in SHOWN:
            places, keywords = SHOWN[name]
            shown = [a for n, a in enumerate(node.args) if n in places]
            for part in [*shown, *(k.value for k in node.keywords if k.arg in keywords)]:
                yield from self._plain(part)
            if name == "Listing":
                yield self._of_rows(node)

    def _of_rows(self, node: ast.Call) -> Message:
        """What a register's rows are called, one and many; together, as in English they may differ where in Swedish they do not."""
        named = {k.arg: k.value for k in node.keywords}
        one, many = (named.get(n) or node.args[at] for n, at in (("one", 2), ("many", 3)))
        return Message(self._one(one), self._one(many))

    def _of_class(self, node: ast.ClassDef) -> Iterator[Message]:
        bases = [_name(b) for b in node.bases]
        for line in node.body:
            if not isinstance(line, ast.Assign | ast.AnnAssign) or line.value is None:
                continue
            target = line.targets[0] if isinstance(line, ast.Assign) else line.target
            if "Term" in bases and isinstance(line.value, ast.Tuple) and len(line.value.elts) > 1:
                yield from self._plain(line.value.elts[1])
            elif isinstance(target, ast.Name) and target.id in ATTRIBUTES and any(PAGES.search(b) for b in (*bases, node.name)):
                yield from self._plain(line.value)

    def _plain(self, node: ast.expr) -> Iterator[Message]:
        yield from (Message(text) for text in self._leaves(node) if text.strip())

    def _one(self, node: ast.expr) -> str:
        return next(self._leaves(node), "")

    def _leaves(self, node: ast.expr) -> Iterator[str]:
        """The literals that an expression may be: either side of a choice, values of a dict, parts of a list, what a name stands for."""
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield node.value
        elif isinstance(node, ast.IfExp):
            yield from (t for part in (node.body, node.orelse) for t in self._leaves(part))
        elif isinstance(node, ast.BoolOp | ast.Dict):
            yield from (t for part in node.values for t in self._leaves(part))
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield from (t for part in node.elts for t in self._leaves(part))
        elif isinstance(node, ast.Name):
            yield from (t for value in self.named.pop(node.id, []) for t in self._leaves(value))
        elif isinstance(node, ast.Call) and self.marks.get(_name(node.func), "") in GETTEXT:
            yield from self._leaves(node.args[0])
        elif isinstance(node, ast.JoinedStr | ast.BinOp) and any(isinstance(n, ast.Constant) for n in ast.walk(node)):
            self.built.append(f"{self.where}:{node.lineno}: {ast.unparse(node)[:90]}")


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def in_mapping(source: str) -> Iterator[Message]:
    """What people read of a mapping of sheets: its title, and why it leaves rows out."""
    table = tomllib.loads(source)
    rules = [line for part in table.values() if isinstance(part, list) for line in part if isinstance(line, dict)]
    for said in (table.get("title", ""), *(line.get("reason", "") for line in rules)):
        if said:
            yield Message(said)


def unmarked(source: str, where: str) -> Iterator[str]:
    """Literals with å, ä or ö that no mark and no table shows: they may be shown untranslated."""
    module = Module(source, where)
    known = {t for m in module.messages() for t in (m.text, m.plural)}
    passed = {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.Expr)}  # docstrings
    passed |= {id(n.value) for n in ast.walk(module.tree) if isinstance(n, ast.keyword) and n.arg == "example"}  # what an answer holds
    for node in ast.walk(module.tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in passed else None
        if isinstance(text, str) and SWEDISH.search(text) and text not in known:
            yield f"{where}:{getattr(node, 'lineno', 0)}: {text[:90]!r}"


# The catalogue


def sources(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """(path from the root, file) of every module and template that may show something."""
    for kind, folder in (("*.html", "templates"), ("*.txt", "templates"), ("*.toml", "mappings"), ("*.py", "")):
        for path in sorted((root / "nytta").rglob(kind)):
            parts = set(path.relative_to(root).parts)
            if not parts & SKIPPED and (not folder or folder in parts):
                yield path.relative_to(root).as_posix(), path
    yield "config/settings.py", root / "config" / "settings.py"


def collect(root: Path = ROOT) -> Found:
    """Every message of the house."""
    found = Found(defaultdict(set), [])
    for where, path in sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            module = Module(text, where)
            messages = list(module.messages())
            found.built += module.built
        else:
            messages = list(in_mapping(text) if path.suffix == ".toml" else in_template(text, where))
        for message in messages:
            found.where[message].add(where)
    return _joined(found)


def _joined(found: Found) -> Found:
    """A message with a plural also answers for the same text without one, as in the catalogue an id stands once."""
    for message in [m for m in found.where if m.plural]:
        alone = Message(message.text, context=message.context)
        found.where[message] |= found.where.pop(alone, set())
    return found


def catalogue(root: Path = ROOT) -> polib.POFile:
    """The catalogue as it is kept; an empty one where there is none."""
    path = root / CATALOGUE
    return polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)


def updated(old: polib.POFile, found: Found) -> polib.POFile:
    """A catalogue of exactly the messages found, with the translations that the old one has."""
    kept = {(e.msgid, e.msgid_plural, e.msgctxt or ""): e for e in old if not e.obsolete}
    alone = {(e.msgid, e.msgctxt or ""): e.msgstr or e.msgstr_plural.get(0, "") for e in old if not e.obsolete}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Project-Id-Version": "nytta",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in sorted(found.where):
        before = kept.get((message.text, message.plural, message.context))
        entry = polib.POEntry(msgid=message.text, occurrences=[(w, "") for w in sorted(found.where[message])])
        if message.context:
            entry.msgctxt = message.context
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = dict(before.msgstr_plural) if before else {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else alone.get((message.text, message.context), "")
        if "%" in message.text + message.plural:
            entry.flags = ["python-format"]
        new.append(entry)
    return new


def texts_of(entry: polib.POEntry) -> list[str]:
    """The translations of an entry: one, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def places(text: str) -> list[str]:
    """The places of a text that are filled when it is shown, in order of name."""
    return sorted(match[0] for match in PLACES.finditer(text.replace("%%", "")))


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong: built texts, ids without a translation, places that differ, a catalogue or .mo that is out of date."""
    found, old = collect(root), catalogue(root)
    said = [f"put together, so that it cannot be translated: {b}" for b in found.built]
    new = updated(old, found)
    ids = {(e.msgid, e.msgid_plural, e.msgctxt) for e in old}
    for entry in new:
        if (entry.msgid, entry.msgid_plural, entry.msgctxt) not in ids:
            said.append(f"not in the catalogue: {entry.msgid!r} ({entry.occurrences[0][0]})")
        elif not all(t.strip() for t in texts_of(entry)):
            said.append(f"no English: {entry.msgid!r} ({entry.occurrences[0][0]})")
        said += [f"places differ: {entry.msgid!r} and {t!r}" for t in texts_of(entry) if t and not _alike(entry, t)]
    gone = ids - {(e.msgid, e.msgid_plural, e.msgctxt) for e in new}
    said += [f"in the catalogue, and shown nowhere: {i[0]!r}" for i in sorted(gone, key=str)]
    compiled = (root / CATALOGUE).with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != old.to_binary():
        said.append(f"stale: {CATALOGUE.with_suffix('.mo').as_posix()} (run python tools/messages.py)")
    return said


def _alike(entry: polib.POEntry, text: str) -> bool:
    """Whether a translation has the places of its id; a form for one may leave out the number."""
    allowed = [places(t) for t in (entry.msgid, entry.msgid_plural) if t]
    return places(text) in allowed


def main(arguments: list[str]) -> int:
    """Update and compile, or check."""
    if "--check" in arguments:
        said = faults()
        print(*said, sep="\n", end="\n" if said else "")
        return bool(said)
    if "--unmarked" in arguments:
        for where, path in sources():
            if path.suffix == ".py":
                print(*unmarked(path.read_text(encoding="utf-8"), where), sep="\n")
        return 0
    new = updated(catalogue(), collect())
    path = ROOT / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    catalogue().save_as_mofile(str(path.with_suffix(".mo")))
    empty = sum(not all(t.strip() for t in texts_of(e)) for e in new)
    print(f"{len(new)} messages, {empty} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
