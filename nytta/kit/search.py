"""Full-text search that answers alike on SQLite and PostgreSQL: words are stemmed here, the databases only match them.

Source: ADR 0007.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import snowballstemmer
from django.db import connection, connections
from django.db.models import QuerySet

from nytta.plain.text import words

from .models import SearchText

_STEMMER = snowballstemmer.stemmer("swedish")
MOST = 2000


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [_stem(w) for w in words(text)]


def put(kind: str, code: str, *texts: str) -> None:
    """Index a thing under its kind and public code; the same code again replaces it."""
    put_all(kind, {code: texts})


def put_all(kind: str, things: Mapping[str, Iterable[str]]) -> None:
    """Index many things of a kind by their public codes."""
    rows = [SearchText(kind=kind, code=code, words=" ".join(stems(" ".join(texts)))[:100_000]) for code, texts in things.items()]
    SearchText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["kind", "code"], update_fields=["words"])


def install(using: str = "default") -> None:
    """Make the index beside the table of texts; safe to repeat."""
    db, table = connections[using], SearchText._meta.db_table
    if table not in db.introspection.table_names():
        return
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute(f"CREATE INDEX IF NOT EXISTS kit_search_gin ON {table} USING gin (to_tsvector('simple', words))")
            return
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'kit_fts'")
        fresh = cursor.fetchone() is None
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS kit_fts USING fts5(words, content='{table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
        )
        new = "INSERT INTO kit_fts(rowid, words) VALUES (new.id, new.words);"
        old = "INSERT INTO kit_fts(kit_fts, rowid, words) VALUES ('delete', old.id, old.words);"
        for act, body in (("INSERT", new), ("DELETE", old), ("UPDATE", old + new)):
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS kit_fts_{act.lower()} AFTER {act} ON {table} BEGIN {body} END")
        if fresh:
            cursor.execute("INSERT INTO kit_fts(kit_fts) VALUES ('rebuild')")


def _matching(kind: str, tokens: list[str], *, joined: str, prefix_last: bool, most: int) -> list[str]:
    table = SearchText._meta.db_table
    if connection.vendor == "postgresql":
        parts = list(tokens)
        if prefix_last:
            parts[-1] = f"{parts[-1]}:*"
        query = f" {'&' if joined == 'AND' else '|'} ".join(parts)
        sql = (
            f"SELECT code FROM {table} WHERE kind = %s AND to_tsvector('simple', words) @@ to_tsquery('simple', %s) "
            "ORDER BY ts_rank(to_tsvector('simple', words), to_tsquery('simple', %s)) DESC, code LIMIT %s"
        )
        arguments: list[Any] = [kind, query, query, most]
    else:
        parts = [f'"{t}"' for t in tokens]
        if prefix_last:
            parts[-1] += "*"
        sql = (
            f"SELECT t.code FROM kit_fts f JOIN {table} t ON t.id = f.rowid WHERE kit_fts MATCH %s AND t.kind = %s "
            "ORDER BY bm25(kit_fts), t.code LIMIT %s"
        )
        arguments = [f" {joined} ".join(parts), kind, most]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [row[0] for row in cursor.fetchall()]


def find(kind: str, text: str, most: int = MOST) -> list[str]:
    """Codes of the things that hold every word (the last also as a beginning), best first, at most `most`."""
    tokens = stems(text)[:20]
    return _matching(kind, tokens, joined="AND", prefix_last=True, most=most) if tokens else []


def like(kind: str, text: str, most: int = 5) -> list[str]:
    """Codes of the things that share the most telling words with a text, best first."""
    tokens = list(dict.fromkeys(t for t in stems(text) if len(t) > 3))[:30]
    return _matching(kind, tokens, joined="OR", prefix_last=False, most=most) if tokens else []


def narrowed(rows: QuerySet[Any], kind: str, text: str, field: str = "code") -> QuerySet[Any]:
    """The queryset narrowed to what `find` finds; a whole public code is found as itself."""
    if field.endswith("code") and re.fullmatch(r"[A-Za-z]{1,4}-\d{4}-\d{1,6}", text.strip()):
        return rows.filter(**{field: text.strip().upper()})
    return rows.filter(**{f"{field}__in": find(kind, text)})
