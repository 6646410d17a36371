"""Measure what the register of systems and flows costs as it grows: 5,000 systems and 12,000 flows beside 100 and 240.

    python bench/systems.py [--rounds 15] [--per 5] [--pg [URL]] [--sqlite]

On SQLite and on PostgreSQL, unless one is asked for. Exit code 0 when every page at 5,000 systems stays within 1.5 times its cost at 100, with as
many queries and no more than 20. Each size has a database and a process of its own; every round visits every page of both, and the ratio is the median of the
rounds' ratios. Flows go between systems at random, 2.4 from each, so that five steps out reach nearly all of 100 and some 140 of 5,000.
"""

import argparse
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from targets import BENCH, OURS, ROOT, Target, postgres

SIZES = {"small": (100, 240), "large": (5_000, 12_000)}
MOST, MOST_QUERIES, TOLERANCE = 1.5, 20, 0.10
PAGES = {
    "register": "/system/", "system": "/system/S-0001/", "flows": "/integrationer/", "one system's flows": "/integrationer/?q=S-0001",
    "picture, two steps": "/integrationer/karta/S-0001/?steg=2", "impact, five steps": "/integrationer/paverkan/S-0001/?steg=5",
}  # fmt: skip


def seed(systems: int, flows: int) -> None:
    """A city with so many systems and flows in the database of the environment, and the person `bench` who reads them."""
    sys.path[:0] = [str(ROOT)]
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from nytta.city.records.models import Appointment
    from nytta.city.records.terms import Role
    from tests.factories.city import START, make_city, make_person

    call_command("migrate", verbosity=0)
    city = make_city()
    person = make_person("bench", city.bodies["ledningskontoret"], "förvaltare")
    Appointment.objects.create(person=person, role=Role.PROJECT_OFFICE.value, valid_from=START)
    fill(city, systems, flows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(city: Any, systems: int, flows: int) -> None:
    """So many systems and flows in a city."""
    from nytta.delivery.systems.models import Flow, System
    from nytta.delivery.systems.terms import FlowDirection, FlowMethod
    from nytta.kit import search
    from nytta.plain.text import sort_key
    from tests.factories.city import START

    draw = random.Random(7)
    owners = [city.bodies[code] for code in ("kommunstyrelsen", "byggnadsnamnden", "socialnamnden", "bostader")]
    said = {"registered_on": START, "changed_at": city.on, "purpose": "Handläggning.", "functions": ["ärendehantering"]}
    System.objects.bulk_create(
        [
            System(code=f"S-{n:04d}", name=f"System {n}", sort=sort_key(f"System {n}"), owner=owners[n % 4], **said)
            for n in range(1, systems + 1)
        ],
        batch_size=500,
    )
    search.put_all("system", {code: (code, name) for code, name in System.objects.values_list("code", "name")})
    keys = list(System.objects.order_by("code").values_list("pk", flat=True))
    pairs: dict[tuple[int, int], None] = dict.fromkeys((keys[0], keys[n]) for n in (1, 2, 3))  # the measured one has as many at both sizes
    while len(pairs) < flows:
        a, b = draw.sample(keys, 2)
        if keys[0] not in (a, b):
            pairs[a, b] = None
    rows = [
        Flow(
            code=f"F-{n:05d}", source_id=a, target_id=b, information=f"Uppgifter {n}", method=draw.choice(FlowMethod.codes()), by_service=draw.choice([True, False, None]),
            direction=FlowDirection.ONE_WAY.value,
        )
        for n, (a, b) in enumerate(pairs, 1)
    ]  # fmt: skip
    Flow.objects.bulk_create(rows, batch_size=500)
    search.put_all("flow", {f.code: (f.code, f.information) for f in rows})


@contextlib.contextmanager
def databases(pg: str | None, folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of a database for each size."""
    if pg is None:
        yield {size: f"sqlite:///{folder / size}.sqlite3" for size in SIZES}
        return
    with postgres(pg, folder, tuple(SIZES)) as urls:
        yield urls


def measured(pg: str | None, rounds: int, per: int) -> list[tuple[str, float, float, float, int, int, bool]]:
    """For each page: ms at both sizes, the ratio, queries at both, and whether the gate holds."""
    with tempfile.TemporaryDirectory(prefix="nytta-bench-") as name, databases(pg, Path(name)) as urls:
        targets = {}
        for size, counts in SIZES.items():
            environment = {"NYTTA_DATABASE_URL": urls[size], "DJANGO_SETTINGS_MODULE": "config.settings"}
            subprocess.check_call(
                [sys.executable, "-W", "ignore", __file__, "--seed", *map(str, counts)], env={**os.environ, **environment}
            )
            targets[size] = Target(size, environment, OURS, PAGES)
            targets[size].start()
        found = {size: {page: target.ask(count=PAGES[page]) for page in PAGES} for size, target in targets.items()}
        wrong = {page: got["status"] for size in found.values() for page, got in size.items() if got["status"] != 200}
        if wrong:
            raise SystemExit(f"not answered: {wrong}")
        for _ in range(rounds):
            for page in random.sample(list(PAGES), len(PAGES)):
                for size in random.sample(list(SIZES), len(SIZES)):
                    targets[size].visit(page, per)
        rows = []
        for page in PAGES:
            small, large = (targets[size].cost[page] for size in ("small", "large"))
            ratio = statistics.median(b / a for a, b in zip(small, large, strict=True))
            queries = [found[size][page]["queries"] for size in ("small", "large")]
            holds = ratio <= MOST + TOLERANCE and queries[0] == queries[1] <= MOST_QUERIES
            rows.append((page, statistics.median(small), statistics.median(large), ratio, queries[0], queries[1], holds))
        for target in targets.values():
            target.end()
        return rows


def main() -> int:
    """Seed, measure and judge; 0 when every gate holds."""
    if sys.argv[1:2] == ["--seed"]:
        seed(*map(int, sys.argv[2:4]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--per", type=int, default=5)
    parser.add_argument("--pg", nargs="?", const="", default=None)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    pg = asked.pg if asked.pg is not None else os.environ.get("NYTTA_BENCH_PG_URL", "")
    kinds = [("SQLite", None)] * (asked.pg is None) + [("PostgreSQL", pg)] * (not asked.sqlite)
    short = False
    for kind, url in kinds:
        print(f"\n{kind}: 100 systems and 240 flows, 5,000 systems and 12,000 flows (CPU ms of process and database)")
        print(f"{'page':<22}{'100':>8}{'5,000':>8}{'ratio':>8}{'queries':>10}")
        for page, small, large, ratio, few, many, holds in measured(url, asked.rounds, asked.per):
            print(f"{page:<22}{small:>8.1f}{large:>8.1f}{ratio:>8.2f}{few:>6}/{many:<3} {'holds' if holds else 'SHORT'}")
            short |= not holds
    return int(short)


if __name__ == "__main__":
    sys.path[:0] = [str(BENCH)]
    sys.exit(main())
