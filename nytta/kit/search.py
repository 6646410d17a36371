"""Full-text search that answers alike on SQLite and PostgreSQL: words are stemmed here, the databases only match them.

Source: ADR 0007.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import Stemmer
from django.db import connection, connections
from django.db.models import QuerySet

from nytta.plain.text import words

from .models import SearchText

_STEMMER = Stemmer.Stemmer("swedish")
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
    return [code for code, _ in _matched(kind, tokens, joined=joined, prefix_last=prefix_last, most=most, texts=False)]


def _matched(kind: str, tokens: list[str], *, joined: str, prefix_last: bool, most: int, texts: bool) -> list[tuple[str, str]]:
    """(code, stemmed words) of what matches, best first; the words are empty unless `texts` are asked for."""
    table, asked = SearchText._meta.db_table, "t.words" if texts else "''"
    if connection.vendor == "postgresql":
        parts = list(tokens)
        if prefix_last:
            parts[-1] = f"{parts[-1]}:*"
        query = f" {'&' if joined == 'AND' else '|'} ".join(parts)
        sql = (
            f"SELECT t.code, {asked} FROM {table} t WHERE kind = %s AND to_tsvector('simple', words) @@ to_tsquery('simple', %s) "
            "ORDER BY ts_rank(to_tsvector('simple', words), to_tsquery('simple', %s)) DESC, code LIMIT %s"
        )
        arguments: list[Any] = [kind, query, query, most]
    else:
        parts = [f'"{t}"' for t in tokens]
        if prefix_last:
            parts[-1] += "*"
        sql = (
            f"SELECT t.code, {asked} FROM kit_fts f JOIN {table} t ON t.id = f.rowid WHERE kit_fts MATCH %s AND t.kind = %s "
            "ORDER BY bm25(kit_fts), t.code LIMIT %s"
        )
        arguments = [f" {joined} ".join(parts), kind, most]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def find(kind: str, text: str, most: int = MOST) -> list[str]:
    """Codes of the things that hold every word (the last also as a beginning), best first, at most `most`."""
    tokens = stems(text)[:20]
    return _matching(kind, tokens, joined="AND", prefix_last=True, most=most) if tokens else []


def like(kind: str, text: str, most: int = 5) -> list[str]:
    """Codes of the things that share the most telling words with a text, best first."""
    tokens = list(dict.fromkeys(t for t in stems(text) if len(t) > 3))[:30]
    return _matching(kind, tokens, joined="OR", prefix_last=False, most=most) if tokens else []


# Words of more than three letters that tell nothing of what a text is about.
_COMMON = frozenset(
    [
        "inte",
        "från",
        "eller",
        "efter",
        "också",
        "detta",
        "denna",
        "dessa",
        "under",
        "över",
        "alla",
        "mycket",
        "skulle",
        "kunna",
        "vara",
        "varit",
        "blir",
        "blev",
        "hade",
        "våra",
        "andra",
        "sedan",
        "utan",
        "mellan",
        "samt",
        "genom",
        "deras",
        "finns",
        "finnas",
        "göra",
        "gjort",
        "sina",
        "många",
        "några",
        "något",
        "någon",
        "även",
        "andra",
        "där",
        "när",
        "dem",
        "dock",
        "bara",
        "annan",
        "annat",
        "själva",
        "vilka",
        "vilken",
    ]
)


@dataclass(frozen=True)
class Alike:
    """A thing that resembles a text: by which of the text's own words, the most telling first, and how much of what it tells (0-1)."""

    code: str
    words: tuple[str, ...]
    share: float


def alike(kind: str, text: str, most: int = 5, least: int = 2) -> list[Alike]:
    """What shares at least `least` telling words with a text, best first, the same on both databases; one query.

    A word weighs more the fewer things of the kind hold it: every thing that holds any of the words is read, so that the
    count is exact and does not depend on how a database ranks. Source: N6; ADR 0007.
    """
    written: dict[str, str] = {}
    for word in words(text):
        if len(word) > 3 and word not in _COMMON:
            written.setdefault(_stem(word), word)
    tokens = list(written)[:60]
    found = _matched(kind, tokens, joined="OR", prefix_last=False, most=MOST, texts=True) if tokens else []
    held = {code: set(stemmed.split()) for code, stemmed in found}
    common = Counter(token for stemmed in held.values() for token in tokens if token in stemmed)
    weights = {token: log(1 + (len(held) + 1) / max(common[token], 0.5)) for token in tokens}
    whole = sum(weights.values())
    rows = []
    for code, stemmed in held.items():
        shared = sorted((t for t in tokens if t in stemmed), key=lambda t: (-weights[t], tokens.index(t)))
        if len(shared) >= min(least, len(tokens)):
            rows.append(Alike(code, tuple(written[t] for t in shared), sum(weights[t] for t in shared) / whole))
    return sorted(rows, key=lambda a: (-a.share, a.code))[:most]


def narrowed(rows: QuerySet[Any], kind: str, text: str, field: str = "code") -> QuerySet[Any]:
    """The queryset narrowed to what `find` finds; a whole public code is found as itself."""
    if field.endswith("code") and re.fullmatch(r"[A-Za-z]{1,4}-\d{4}-\d{1,6}", text.strip()):
        return rows.filter(**{field: text.strip().upper()})
    return rows.filter(**{f"{field}__in": find(kind, text)})
