"""What was read of a model, on disk: a model of any size takes the same memory, and who is named and pointed at is asked in SQL."""

import json
import sqlite3
from collections.abc import Iterator
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

    def relations(self, kinds: tuple[str, ...], source: tuple[str, ...], target: tuple[str, ...]) -> Iterator[list[Relation]]:
        """The relationships of some kinds between elements of some kinds, in the order of the file, some at a time."""
        k, s, t = (", ".join("?" * len(x)) for x in (kinds, source, target))
        with closing(self.db.cursor()) as cursor:
            cursor.execute(
                f"SELECT r.* FROM relations r JOIN elements a ON a.id = r.source JOIN elements b ON b.id = r.target "
                f"WHERE r.kind IN ({k}) AND a.kind IN ({s}) AND b.kind IN ({t}) ORDER BY r.rowid",
                (*kinds, *source, *target),
            )
            while rows := cursor.fetchmany(AT_A_TIME):
                yield [
                    Relation(identity, kind, start, end, name, about, access, self._properties(text), line)
                    for identity, kind, start, end, name, about, access, text, line in rows
                ]
