"""The migrations, one after the other, make the tables, guards and search index that other tests begin from: those of the models."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

OTHERS = ("django_", "auth_")  # made by the library's own migrations
POSTGRESQL = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity, generation_expression "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT tablename, split_part(indexdef, ' USING ', 2), indexdef LIKE '%%UNIQUE%%' FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def parts(sql: str) -> frozenset[str]:
    """What stands between the outer commas of a statement, in any order: a column that came later stands last."""
    depth, part, found = 0, "", set()
    for sign in sql:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 1:
            found.add(part.strip())
            part = ""
        elif depth > 1 or sign not in "()":
            part += sign
    return frozenset({*found, part.strip()})


def described(database: Any) -> set[Any]:
    """Columns, constraints, indexes and triggers of a database."""
    with closing(database.cursor()) as cursor:
        if database.vendor == "postgresql":
            rows = []
            for asked in POSTGRESQL:
                cursor.execute(asked)
                rows += [tuple(row) for row in cursor.fetchall()]
            return {row for row in rows if not row[0].startswith(OTHERS)}
        cursor.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%'")
        return {
            (kind, table, parts(sql) if kind == "table" else sql) for kind, table, sql in cursor.fetchall() if not table.startswith(OTHERS)
        }


@pytest.fixture
def migrated(db: None, tmp_path: Path) -> Iterator[Any]:
    """A database that the migrations made from nothing."""
    other = connection.copy()
    if connection.vendor == "postgresql":
        other.settings_dict["NAME"] = f"migrated_{os.getpid()}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {other.settings_dict['NAME']}")
        url = urlsplit(os.environ["NYTTA_DATABASE_URL"])._replace(path=f"/{other.settings_dict['NAME']}").geturl()
    else:
        other.settings_dict["NAME"] = str(tmp_path / "migrated.sqlite3")
        url = f"sqlite:///{other.settings_dict['NAME']}"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE, env={**os.environ, "NYTTA_DATABASE_URL": url}, check=True)
    yield other
    other.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {other.settings_dict['NAME']}")


@pytest.mark.both
def test_migrations_make_what_the_models_describe(migrated: Any) -> None:
    made, wanted = described(migrated), described(connection)
    assert sorted(map(repr, made - wanted)) == []
    assert sorted(map(repr, wanted - made)) == []
