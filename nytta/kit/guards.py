"""Triggers that keep what Python cannot: rows that never change and sums that never pass their limit.

An app names its guards in its models module; they are installed after every migration, because Django's remake of a
SQLite table drops triggers silently. Source: ADR 0006; O6, F2.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, models


@dataclass(frozen=True)
class Guard:
    """One trigger: its table and name, and the statements that make it on each database."""

    table: str
    name: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    sqlite_names: tuple[str, ...] = ()


GUARDS: dict[str, Guard] = {}


def guard(one: Guard) -> None:
    """Register a guard; the same name again replaces it."""
    GUARDS[one.name] = one


def append_only(model: type[models.Model], *, may_delete: bool = False, unless: str = "") -> None:
    """Refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) on the model's table, also from raw SQL.

    `unless` is a condition on OLD and NEW, alike on both databases, under which an UPDATE is let through all the same.
    """
    table = model._meta.db_table
    acts = ["UPDATE"] if may_delete else ["UPDATE", "DELETE"]
    refused = f"CASE WHEN {unless} THEN 0 ELSE 1 END" if unless else "1"
    name = f"{table}_append_only"
    sqlite = tuple(
        f'CREATE TRIGGER IF NOT EXISTS "{name}_{a.lower()}" BEFORE {a} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only') WHERE {refused if a == 'UPDATE' else 1}; END"
        for a in acts
    )
    let = f"IF TG_OP = 'UPDATE' THEN IF {unless} THEN RETURN NEW; END IF; END IF; " if unless else ""
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN {let}RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    wanted = " OR ".join(acts)
    postgresql = (
        function,
        f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {wanted} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        f'CREATE OR REPLACE TRIGGER "{name}_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
    )
    guard(Guard(table, name, sqlite, postgresql, tuple(f"{name}_{a.lower()}" for a in acts)))


def refuse(table: str, name: str, *, insert: str, update: str, said: str) -> None:
    """Refuse a row of a table when SQL on NEW (at an update on OLD too), alike on both databases, holds after it was written."""
    acts = {"INSERT": insert, "UPDATE": update}
    steps = " ".join(
        f"IF TG_OP = '{a}' THEN IF {wrong} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for a, wrong in acts.items()
    )
    sqlite = tuple(
        f'CREATE TRIGGER IF NOT EXISTS "{name}_{a.lower()}" AFTER {a} ON "{table}" WHEN {wrong} BEGIN SELECT RAISE(ABORT, \'{said}\'); END'
        for a, wrong in acts.items()
    )
    postgresql = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {steps} RETURN NULL; END $$',
        f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT OR UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    )
    guard(Guard(table, name, sqlite, postgresql, tuple(f"{name}_{a.lower()}" for a in acts)))


def after_insert(table: str, name: str, body: str) -> None:
    """Run SQL on NEW, alike on both databases, after every new row of a table."""
    sqlite = (f'CREATE TRIGGER IF NOT EXISTS "{name}" AFTER INSERT ON "{table}" BEGIN {body}; END',)
    postgresql = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$',
        f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    )
    guard(Guard(table, name, sqlite, postgresql, (name,)))


def install(using: str = "default", **_: Any) -> None:
    """Make every registered guard whose table exists; safe to repeat."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for one in GUARDS.values():
            if one.table in tables:
                for statement in getattr(one, connection.vendor):
                    cursor.execute(statement)


def lift(using: str = "default") -> None:
    """Take the triggers away before migrations, where the database is SQLite: it remakes a table by dropping it, and then refuses
    to go on because a trigger of another table speaks of the one that is gone. They are all made again after the migrations.

    A migration that fails leaves the database without them until the next one has gone through; `missing` tells so.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def missing(using: str = "default") -> list[str]:
    """Names of guards that are not in the database."""
    connection = connections[using]
    source = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        source = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(source)
        have = {row[0] for row in cursor.fetchall()}
    lack = []
    for one in GUARDS.values():
        names = one.sqlite_names if connection.vendor == "sqlite" else (one.name,)
        lack += [n for n in names if n not in have]
    return lack


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without guards for as long as a test database is emptied; never used by the product itself."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = 'replica'")
        else:
            for name in (n for one in GUARDS.values() for n in one.sqlite_names):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = 'origin'")
        else:
            install(using)
