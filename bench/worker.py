"""Runs inside one Django project and does what it is told, one line of JSON in and one out; started by run.py.

    python bench/worker.py '{"settings": …, "path": …}'                       answers on standard output until its input ends
    python bench/worker.py '{"settings": …, "path": …}' --profile ADDRESS     prints where a page's time goes, and ends
    python bench/worker.py '{"settings": …, "path": …}' --session             prints the key of a session, and ends

Commands: {"time": address, "times": n}    CPU and wall ms of each request, and CPU ms of its PostgreSQL back end
          {"count": address, "per_page": n}    status, queries, how many of them alike, bytes, bytes gzipped; per_page only for a listing of ours
Only the standard library and the project's own Django are used; the person `bench` is logged in.
"""

import cProfile
import gzip
import importlib
import json
import os
import pstats
import re
import sys
import time
from contextlib import contextmanager

SPEC = json.loads(sys.argv[1])
sys.path.insert(0, SPEC["path"])
os.environ["DJANGO_SETTINGS_MODULE"] = SPEC["settings"]
OUT = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever the project prints must not come between the answers

import django  # noqa: E402

django.setup()
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

IN_LIST = re.compile(r"IN \([^()]*\)")


def fetched(client, address):
    """(status, whole body) of a request."""
    answer = client.get(address)
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


def backend_ms():
    """CPU that this connection's PostgreSQL process has used so far; 0 for SQLite and where the machine does not say."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    try:
        with open(f"/proc/{connection.connection.info.backend_pid}/schedstat") as file:
            return int(file.read().split()[0]) / 1e6
    except OSError:
        return 0.0


def timed(client, address, times):
    """What so many requests cost."""
    cost = {"cpu": [], "wall": [], "db": []}
    for _ in range(times):
        before = backend_ms(), time.process_time(), time.perf_counter()
        status, _ = fetched(client, address)
        wall, cpu, db = time.perf_counter(), time.process_time(), backend_ms()
        if status != 200:
            raise ValueError(f"{address} answers {status}")
        cost["db"].append(db - before[0])
        cost["cpu"].append((cpu - before[1]) * 1000)
        cost["wall"].append((wall - before[2]) * 1000)
    return cost


@contextmanager
def page_size(rows):
    """Every listing of Nytta with so many rows on its page; None leaves them alone."""
    listings = list(importlib.import_module(SPEC["listings"]).LISTINGS.values()) if rows else []
    before = [one.per_page for one in listings]
    for one in listings:
        object.__setattr__(one, "per_page", rows)
    yield
    for one, size in zip(listings, before, strict=True):
        object.__setattr__(one, "per_page", size)


def counted(client, address, rows):
    """The queries of one request; two are alike when they differ in their parameters only."""
    seen = []

    def note(execute, sql, parameters, many, context):
        seen.append(IN_LIST.sub("IN ()", sql))
        return execute(sql, parameters, many, context)

    with page_size(rows), connection.execute_wrapper(note):
        status, body = fetched(client, address)
    return {
        "status": status,
        "queries": len(seen),
        "alike": len(seen) - len(set(seen)),
        "bytes": len(body),
        "gz": len(gzip.compress(body, 6)),
    }


def profiled(client, address):
    """The 25 functions in which ten requests spent most time, and those that took most with what they called."""
    for _ in range(3):
        fetched(client, address)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(10):
        fetched(client, address)
    profile.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile, stream=OUT).strip_dirs().sort_stats(order).print_stats(25)
    OUT.flush()


def main():
    """Log in, and serve or profile."""
    client = Client()
    client.force_login(get_user_model().objects.get(username="bench"))
    if sys.argv[2:3] == ["--session"]:
        print(client.cookies["sessionid"].value, file=OUT, flush=True)
        return None
    if sys.argv[2:3] == ["--profile"]:
        return profiled(client, sys.argv[3])
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "time" in asked:
                answer = timed(client, asked["time"], asked["times"])
            else:
                answer = counted(client, asked["count"], asked.get("per_page"))
        except Exception as error:  # told to the one who asked; the worker lives on
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(answer), file=OUT, flush=True)
    return None


if __name__ == "__main__":
    main()
