"""Full-text search that answers alike on SQLite and PostgreSQL: words are stemmed here, the databases only match them.

Source: ADR 0007.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import Stemmer
from django.db import connection, connections, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from nytta.plain.text import words

from .models import SearchText

_CODE = re.compile(r"[A-Za-z]{1,4}-\d{4}-\d{1,6}")
_STEMMER = Stemmer.Stemmer("swedish")
RANKED = 1_000  # of the things that hold the words, the latest
READ = 2_000  # of the things that share words with a text, the latest: where likeness is asked for


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its kind and public code, and its stemmed words where they were asked for."""

    kind: str
    code: str
    words: str


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
            cursor.execute(
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS kit_search_vector ON {table} USING gin (vector)")
            cursor.execute("DROP INDEX IF EXISTS kit_search_gin")
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


def _asked(tokens: list[str], *, joined: str, prefix_last: bool) -> str:
    """The question in the database's own words."""
    if connection.vendor == "postgresql":
        parts = [*tokens[:-1], f"{tokens[-1]}:*"] if prefix_last else tokens
        return f" {'&' if joined == 'AND' else '|'} ".join(parts)
    parts = [f'"{t}"' for t in tokens]
    return f" {joined} ".join([*parts[:-1], f"{parts[-1]}*"] if prefix_last else parts)


def _question(asked: str) -> str:
    """The question as PostgreSQL's SQL, and not as a parameter: a plan that is kept for any word suits neither a rare nor a common one."""
    written = asked.replace("'", "''").replace("%", "%%")
    return f"to_tsquery('simple', '{written}')"


def _matched(
    kinds: Sequence[str], tokens: list[str], *, joined: str, prefix_last: bool, most: int, among: int, texts: bool = False
) -> list[Hit]:
    """What matches, best first; a word that very many hold is ranked among the latest `among` of them alone. Words are empty unless asked for."""
    table, words_of, asked = SearchText._meta.db_table, "words" if texts else "''", _asked(tokens, joined=joined, prefix_last=prefix_last)
    these = ", ".join(["%s"] * len(kinds))
    if connection.vendor == "postgresql":
        sql = (
            f"SELECT kind, code, {words_of} FROM (SELECT * FROM {table} WHERE vector @@ {_question(asked)} AND kind IN ({these}) "
            f"ORDER BY id DESC LIMIT {among:d}) t ORDER BY ts_rank(vector, {_question(asked)}) DESC, code LIMIT %s"
        )
        arguments: list[Any] = [*kinds, most]
    else:
        sql = (
            f"SELECT kind, code, {words_of} FROM (SELECT t.kind, t.code, t.words, bm25(kit_fts) AS rank FROM kit_fts f CROSS JOIN {table} t "
            f"ON t.id = f.rowid WHERE kit_fts MATCH %s AND t.kind IN ({these}) ORDER BY f.rowid DESC LIMIT %s) ORDER BY rank, code LIMIT %s"
        )
        arguments = [asked, *kinds, among, most]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [Hit(*row) for row in cursor.fetchall()]


def found(kinds: Sequence[str], text: str, most: int) -> list[Hit]:
    """The things of some kinds that hold every word (the last also as a beginning), best first; a whole public code is the thing itself."""
    tokens = stems(text)[:20]
    if not tokens:
        return []
    whole = SearchText.objects.filter(kind__in=kinds, code=text.strip().upper()) if _CODE.fullmatch(text.strip()) else ()
    named = [Hit(one.kind, one.code, "") for one in whole]
    return named or _matched(kinds, tokens, joined="AND", prefix_last=True, most=most, among=RANKED)


def find(kind: str, text: str, most: int = RANKED) -> list[str]:
    """Codes of the things that hold every word (the last also as a beginning), best first, at most `most`."""
    tokens = stems(text)[:20]
    return [hit.code for hit in _matched([kind], tokens, joined="AND", prefix_last=True, most=most, among=RANKED)] if tokens else []


def like(kind: str, text: str, most: int = 5) -> list[str]:
    """Codes of the things that share the most telling words with a text, best first."""
    tokens = list(dict.fromkeys(t for t in stems(text) if len(t) > 3))[:30]
    return [hit.code for hit in _matched([kind], tokens, joined="OR", prefix_last=False, most=most, among=READ)] if tokens else []


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
    hits = _matched([kind], tokens, joined="OR", prefix_last=False, most=READ, among=READ, texts=True) if tokens else []
    held = {hit.code: set(hit.words.split()) for hit in hits}
    common = Counter(token for stemmed in held.values() for token in tokens if token in stemmed)
    weights = {token: log(1 + (len(held) + 1) / max(common[token], 0.5)) for token in tokens}
    whole = sum(weights.values())
    rows = []
    for code, stemmed in held.items():
        shared = sorted((t for t in tokens if t in stemmed), key=lambda t: (-weights[t], tokens.index(t)))
        if len(shared) >= min(least, len(tokens)):
            rows.append(Alike(code, tuple(written[t] for t in shared), sum(weights[t] for t in shared) / whole))
    return sorted(rows, key=lambda a: (-a.share, a.code))[:most]


def matching(kind: str, text: str, kept_as: Any = None) -> RawSQL:
    """The codes of all things of a kind that hold every word, as a piece of SQL for `code__in`: none is left out, and none is ranked.

    `kept_as` is the field that the codes are compared with, where it holds numbers.
    """
    tokens, table = stems(text)[:20], SearchText._meta.db_table
    if not tokens:
        return RawSQL(f"SELECT code FROM {table} WHERE 1 = 0", ())
    asked = _asked(tokens, joined="AND", prefix_last=True)
    code = "CAST(t.code AS bigint)" if isinstance(kept_as, models.IntegerField) else "t.code"
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT {code} FROM {table} t WHERE t.kind = %s AND t.vector @@ {_question(asked)}", (kind,))
    return RawSQL(f"SELECT {code} FROM kit_fts f JOIN {table} t ON t.id = f.rowid WHERE kit_fts MATCH %s AND t.kind = %s", (asked, kind))


def narrowed(rows: QuerySet[Any], kind: str, text: str, field: str = "code") -> QuerySet[Any]:
    """The queryset narrowed to what holds every word; a whole public code is found as itself."""
    if field.endswith("code") and _CODE.fullmatch(text.strip()):
        return rows.filter(**{field: text.strip().upper()})
    plain = rows.model._meta.get_field(field) if "__" not in field else None
    return rows.filter(**{f"{field}__in": matching(kind, text, plain)})
