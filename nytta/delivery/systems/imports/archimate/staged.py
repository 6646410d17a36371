"""What was read of a model, on disk: a model of any size takes the same memory, and who is named and pointed at is asked in SQL."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

AT_A_TIME = 500
_TABLES = """
CREATE TABLE named (id TEXT PRIMARY KEY, what TEXT, view INTEGER, line INTEGER) WITHOUT ROWID;
CREATE TABLE twice (id TEXT, line INTEGER, first INTEGER);
CREATE TABLE pointed (id TEXT, attribute TEXT, wanted TEXT, view INTEGER, line INTEGER);
CREATE TABLE elements (id TEXT, kind TEXT, name TEXT, name_en TEXT, documentation TEXT, properties TEXT, line INTEGER);
CREATE TABLE relations (id TEXT, kind TEXT, source TEXT, target TEXT, name TEXT, documentation TEXT, access TEXT, properties TEXT,
    line INTEGER);
CREATE TABLE definitions (id TEXT, name TEXT);
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT);
"""
_INDEXES = """
CREATE INDEX element_kind ON elements (kind, line, id);
CREATE INDEX element_id ON elements (id);
CREATE INDEX relation_kind ON relations (kind, line, id);
CREATE INDEX relation_target ON relations (target);
"""
_RESOLVED = """
DROP TABLE IF EXISTS resolved;
DROP TABLE IF EXISTS seen;
CREATE TABLE resolved (id TEXT PRIMARY KEY, what TEXT, key INTEGER) WITHOUT ROWID;
CREATE TABLE seen (what TEXT, key TEXT, name TEXT, PRIMARY KEY (what, key)) WITHOUT ROWID;
"""
_DANGLING = """
SELECT p.line, p.attribute, p.id, p.wanted, n.what FROM pointed p LEFT JOIN named n ON n.id = p.id
WHERE n.id IS NULL OR NOT (p.wanted = 'any' OR p.wanted = n.what OR (p.wanted = 'concept' AND n.what IN ('element', 'relationship'))
    OR (p.wanted = 'shown' AND n.what IN ('node', 'connection') AND n.view = p.view))
ORDER BY p.line, p.id
"""


@dataclass(frozen=True)
class Element:
    """An element of a model; `properties` by the name of their definition, `name_en` where it is told in English too."""

    id: str
    kind: str
    name: str
    name_en: str
    documentation: str
    properties: dict[str, str]
    line: int


@dataclass(frozen=True)
class Relation:
    """A relationship between two concepts of a model."""

    id: str
    kind: str
    source: str
    target: str
    name: str
    documentation: str
    access: str
    properties: dict[str, str]
    line: int


@dataclass(frozen=True)
class Pair:
    """A relationship with the keys in the register of what it ties; None for what is not there yet."""

    relation: Relation
    source: int | None
    target: int | None


class Staged:
    """A model that has been read. Written once by the reader, then asked. A context manager, so that its file is closed."""

    def __init__(self, path: Path | None = None) -> None:
        """Without a path on disk under no name, gone when it is closed."""
        self.db = sqlite3.connect(path or "")
        self.db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4000;")
        self.waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._definitions: dict[str, str] | None = None

    @classmethod
    def fresh(cls, path: Path | None = None) -> Self:
        """An empty one."""
        if path:
            path.unlink(missing_ok=True)
        made = cls(path)
        made.db.executescript(_TABLES)
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def put(self, table: str, *row: Any) -> None:
        """Write a row, many at a time."""
        rows = self.waiting.setdefault(table, [])
        rows.append(row)
        if len(rows) >= AT_A_TIME:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self.waiting.pop(table, [])
        if not rows:
            return
        marks = ", ".join("?" * len(rows[0]))
        if table != "named":
            self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            return
        for row in rows:  # a name that comes twice is told with the line where it stood first
            if not self.db.execute("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", row).rowcount:
                first = self.db.execute("SELECT line FROM named WHERE id = ?", row[:1]).fetchone()[0]
                self.db.execute("INSERT INTO twice VALUES (?, ?, ?)", (row[0], row[3], first))

    def whole(self, **told: str) -> None:
        """All has been read: write what waits and make the indexes. `told` is kept with it."""
        for table in list(self.waiting):
            self._flush(table)
        self.db.executemany("INSERT INTO told VALUES (?, ?)", list(told.items()))
        self.db.executescript(_INDEXES)
        self.db.commit()

    def told(self, key: str) -> str:
        """What was kept with it under a key; "" when nothing was."""
        found = self.db.execute("SELECT value FROM told WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def keep(self, key: str, value: str) -> None:
        """Keep something with it."""
        self.db.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (key, value))
        self.db.commit()

    def twice(self) -> Iterator[tuple[str, int, int]]:
        """(identifier, line, line where it stood first) of those that stand more than once."""
        yield from self.db.execute("SELECT id, line, first FROM twice ORDER BY line")

    def dangling(self) -> Iterator[tuple[int, str, str, str, str | None]]:
        """(line, attribute, identifier, what it should point at, what that is) of pointers to nothing or to something else."""
        yield from self.db.execute(_DANGLING)

    def count(self, kind: str) -> int:
        """How many elements there are of a kind."""
        return int(self.db.execute("SELECT count(*) FROM elements WHERE kind = ?", (kind,)).fetchone()[0])

    def counts(self) -> list[tuple[str, str, int]]:
        """(`element` or `relationship`, kind, how many), in the order of the words."""
        text = "SELECT 'element', kind, count(*) FROM elements GROUP BY kind UNION ALL "
        return self.db.execute(text + "SELECT 'relationship', kind, count(*) FROM relations GROUP BY kind ORDER BY 1, 2").fetchall()

    def definitions(self) -> dict[str, str]:
        """The name of each property definition, by identifier."""
        if self._definitions is None:
            self._definitions = dict(self.db.execute("SELECT id, name FROM definitions ORDER BY rowid").fetchall())
        return self._definitions

    def _properties(self, text: str) -> dict[str, str]:
        names = self.definitions()
        return {names.get(key, key): value for key, value in json.loads(text).items()}

    def elements(self, *kinds: str) -> Iterator[list[Element]]:
        """The elements of some kinds in the order of the file, some at a time."""
        marks = ", ".join("?" * len(kinds))
        with closing(self.db.cursor()) as cursor:
            cursor.execute(f"SELECT * FROM elements WHERE kind IN ({marks}) ORDER BY rowid", kinds)
            while rows := cursor.fetchmany(AT_A_TIME):
                yield [
                    Element(identity, kind, name, name_en, about, self._properties(text), line)
                    for identity, kind, name, name_en, about, text, line in rows
                ]

    # what the elements are in the register

    def begin(self) -> None:
        """Begin to say what the elements are in the register."""
        self.db.executescript(_RESOLVED)

    def resolve(self, what: str, rows: Iterable[tuple[str, int | None]]) -> None:
        """Say what elements are in the register: (identifier, key there; None for one that is not there yet)."""
        self.db.executemany("INSERT OR REPLACE INTO resolved VALUES (?, ?, ?)", [(name, what, key) for name, key in rows])

    def seen(self, what: str, key: str, name: str) -> str:
        """Who was the first to be a certain thing: the name itself when nobody was before."""
        self.db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (what, key, name))
        return str(self.db.execute("SELECT name FROM seen WHERE what = ? AND key = ?", (what, key)).fetchone()[0])

    def key_of(self, name: str) -> int | None:
        """The key in the register of an element; None while it is not there."""
        found = self.db.execute("SELECT key FROM resolved WHERE id = ?", (name,)).fetchone()
        return found[0] if found else None

    def pairs(self, kinds: tuple[str, ...], source: str, target: str) -> Iterator[list[Pair]]:
        """The relationships of some kinds between what is certain things in the register, in the order of the file, some at a time."""
        with closing(self.db.cursor()) as cursor:
            cursor.execute(
                "SELECT r.*, a.key, b.key FROM relations r JOIN resolved a ON a.id = r.source JOIN resolved b ON b.id = r.target "
                f"WHERE r.kind IN ({', '.join('?' * len(kinds))}) AND a.what = ? AND b.what = ? ORDER BY r.rowid",
                (*kinds, source, target),
            )
            while rows := cursor.fetchmany(AT_A_TIME):
                yield [
                    Pair(Relation(identity, kind, start, end, name, about, access, self._properties(text), line), a, b)
                    for identity, kind, start, end, name, about, access, text, line, a, b in rows
                ]

    def has_seen(self, what: str, key: str) -> bool:
        """Whether something has been a certain thing."""
        return self.db.execute("SELECT 1 FROM seen WHERE what = ? AND key = ?", (what, key)).fetchone() is not None

    def tied(self, *pairs: tuple[tuple[str, ...], str, str]) -> dict[str, int]:
        """How many relationships of each kind tie what is certain things in the register."""
        found: dict[str, int] = {}
        for kinds, source, target in pairs:
            rows = self.db.execute(
                "SELECT r.kind, count(*) FROM relations r JOIN resolved a ON a.id = r.source JOIN resolved b ON b.id = r.target "
                f"WHERE r.kind IN ({', '.join('?' * len(kinds))}) AND a.what = ? AND b.what = ? GROUP BY r.kind",
                (*kinds, source, target),
            )
            for kind, number in rows:
                found[kind] = found.get(kind, 0) + number
        return found
