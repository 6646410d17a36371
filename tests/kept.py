"""States that many tests begin from are built once in a process, by the commands; after that their rows are put back.

What is put back is what was built: by the same call, on the same rows in all tables, at the same moment, in the same language.
Where any of that differs, the call is made. `tests/apps/kit/test_kept.py` holds what is put back beside what is built.
"""

import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import translation

from nytta.kit import clock

P, R = ParamSpec("P"), TypeVar("R")
Rows = dict[str, dict[Any, tuple[Any, ...]]]  # by table and key
APART = ("django_", "auth_permission", "kit_keptsession")  # made with the database; and who is logged in, like `last_login`
MOST = 300  # states that a process keeps; the one that was asked for longest ago goes
_kept: dict[bytes, tuple[Rows, Rows, bytes]] = {}


def kept(build: Callable[P, R]) -> Callable[P, R]:
    """What is built is kept, and put back when it is asked for again."""

    @wraps(build)
    def put_or_build(*args: P.args, **kwargs: P.kwargs) -> R:
        before = rows()
        key = _key(build, before, args, kwargs)
        if key in _kept:
            was, became, value = _kept[key] = _kept.pop(key)
            _put(was, became)
            return pickle.loads(value)  # type: ignore[no-any-return]
        made = build(*args, **kwargs)
        after = rows()
        _kept[key] = _lacking(before, after), _lacking(after, before), pickle.dumps(made)
        if len(_kept) > MOST:
            del _kept[next(iter(_kept))]
        return made

    return put_or_build


class _Named(pickle.Pickler):
    """Writes a thing of the database as its name and key: which one it is, not what has been read of it."""

    def reducer_override(self, thing: Any) -> Any:
        return (str, (f"{thing._meta.label} {thing.pk}",)) if isinstance(thing, models.Model) else NotImplemented


def _key(build: Callable[..., Any], before: Rows, *given: Any) -> bytes:
    asked = io.BytesIO()
    _Named(asked).dump((build.__module__, build.__qualname__, clock.now(), translation.get_language(), given))
    there = [(table, sorted(have.items())) for table, have in before.items()]
    return blake2b(asked.getvalue() + repr(there).encode()).digest()


@cache
def _columns() -> dict[str, list[str]]:
    """The columns that are written, the key last, by table."""
    columns = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.db_table.startswith(APART):
            written = [f for f in meta.local_concrete_fields if not f.generated and not f.primary_key and f.name != "last_login"]
            columns[meta.db_table] = [f'"{f.column}"' for f in (*written, meta.pk)]
    return columns


def rows() -> Rows:
    """All rows of all tables, past what counts the queries of a test."""
    connection.ensure_connection()
    database, found = connection.connection, Rows()
    if connection.vendor == "postgresql":
        each = " UNION ALL ".join(
            f"SELECT '{table}', ARRAY[{'::text, '.join(names)}::text] FROM {table}" for table, names in _columns().items()
        )
        for table, row in database.execute(each, prepare=True):
            found.setdefault(table, {})[row[-1]] = tuple(row)
        return found
    for table, names in _columns().items():
        found[table] = {row[-1]: row for row in database.execute(f"SELECT {', '.join(names)} FROM {table}")}
    return found


def _lacking(there: Rows, here: Rows) -> Rows:
    """The rows that stand there and do not stand alike here."""
    none: dict[Any, Any] = {}
    lacking = {table: {k: row for k, row in have.items() if here.get(table, none).get(k) != row} for table, have in there.items()}
    return {table: have for table, have in lacking.items() if have}


def _put(was: Rows, became: Rows) -> None:
    """Make the rows what they became: some are gone, some others than they were, some new."""
    acts: list[tuple[str, str, str, list[Any]]] = []
    for table in {**was, **became}:
        *names, key = _columns()[table]
        old, now = was.get(table, {}), became.get(table, {})
        acts += [
            (table, "DELETE", f"DELETE FROM {table} WHERE {key} = %s", [[k] for k in old if k not in now]),
            (table, "UPDATE", f"UPDATE {table} SET {' = %s, '.join(names)} = %s WHERE {key} = %s", [now[k] for k in now if k in old]),
            (
                table,
                "INSERT",
                f"INSERT INTO {table} ({', '.join([*names, key])}) VALUES ({'%s, ' * len(names)}%s)",
                [now[k] for k in now if k not in old],
            ),
        ]
    acts = [one for one in acts if one[3]]
    with transaction.atomic(), _without_guards({(table, act) for table, act, *_ in acts}):
        for _, _, statement, values in acts:
            if connection.vendor == "postgresql":
                connection.connection.cursor().executemany(statement, values)
            else:
                connection.connection.executemany(statement.replace("%s", "?"), values)


@contextmanager
def _without_guards(touched: set[tuple[str, str]]) -> Iterator[None]:
    """Triggers have had their say when the state was built; only the index of words is kept up by them."""
    execute = connection.connection.execute
    if connection.vendor == "postgresql":
        execute("SET LOCAL session_replication_role = 'replica'")
        yield
        execute("SET LOCAL session_replication_role = 'origin'")
        return
    there = execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'kit_fts%'").fetchall()
    lifted = {
        name: sql
        for name, table, sql in there
        if any((table, act) in touched and f" {act} ON " in sql for act in ("DELETE", "UPDATE", "INSERT"))
    }
    for name in lifted:
        execute(f'DROP TRIGGER "{name}"')
    yield
    for sql in lifted.values():
        execute(sql)
