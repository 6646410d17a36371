"""What a server process takes: private memory after the pages and after exports, cold start, throughput at eight connections, packages."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from pages import AT_LEAST, BUDGETS
from targets import BARE, BENCH, OURS, ROOT

GRANIAN = [
    str(Path(sys.executable).parent / "granian"),
    *["--interface", "wsgi", "--blocking-threads", "4", "--log-level", "error", "wsgi:application"],
]
APPS = {  # each as its own documentation starts it
    "nytta": (ROOT, [sys.executable, "manage.py", "serve", "--threads", "4"], OURS),
    "limit": (BENCH / "limit", GRANIAN, BARE),
}
LAZY = {"vl-convert-python", "typst", "highspy", "numpy", "lxml", "signxml"}  # loaded when first used
STARTS, SECONDS, CONNECTIONS = 5, 4.0, 8
TOLERANCE = 0.10


class Server:
    """A project under granian on a free port of this machine."""

    def __init__(self, name: str, environment: dict[str, str], workers: int = 1) -> None:
        folder, command, _ = APPS[name]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--workers", str(workers)], cwd=folder, env={**os.environ, **environment},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def get(self, address: str, session: str) -> tuple[int, int]:
        """Status and length of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}", "Accept-Language": "sv"})
        answer = connection.getresponse()
        return answer.status, len(answer.read())

    def awake(self, address: str, session: str) -> float:
        """Seconds from the start until an address answered."""
        while time.perf_counter() - self.began < 60:
            with contextlib.suppress(OSError):
                if self.get(address, session)[0] == 200:
                    return time.perf_counter() - self.began
            time.sleep(0.01)
        raise SystemExit(f"{address}: no answer in a minute")

    def family(self) -> list[int]:
        """The server's process and its workers."""
        found = [self.process.pid]
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    found.append(int(folder.name))
        return found

    def cpu(self) -> float:
        """Seconds of CPU that server and workers have used."""
        total = 0.0
        for pid in self.family():
            with contextlib.suppress(OSError):
                user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
                total += (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        return total

    def private_mib(self) -> float:
        """Memory of the largest worker that nobody shares, in MiB."""
        sizes = []
        for pid in self.family()[1:]:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes.append(sum(int(n) for n in re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", text, re.M)) / 1024)
        return max(sizes)

    def end(self) -> None:
        """Stop it and wait."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@contextlib.contextmanager
def served(name: str, environment: dict[str, str], workers: int = 1) -> Iterator[Server]:
    """A server while it is needed."""
    one = Server(name, environment, workers)
    try:
        yield one
    finally:
        one.end()


def session_of(name: str, environment: dict[str, str]) -> str:
    """The key of a session in which `bench` is logged in."""
    spec = json.dumps(APPS[name][2])
    done = subprocess.run([sys.executable, "-W", "ignore", str(BENCH / "worker.py"), spec, "--session"], env={**os.environ, **environment},
                          capture_output=True, text=True, check=True)  # fmt: skip
    return done.stdout.split()[-1]


def cold(names: dict[str, dict[str, str]], addresses: dict[str, str], sessions: dict[str, str]) -> dict[str, tuple[float, float]]:
    """{project: (seconds, seconds of CPU)} from start to the first answered list: medians of some starts, in turn."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(STARTS):
        for name, environment in names.items():
            with served(name, environment) as server:
                wall = server.awake(addresses[name], sessions[name])
                found[name].append((wall, server.cpu()))
    return {name: (statistics.median(w for w, _ in rows), statistics.median(c for _, c in rows)) for name, rows in found.items()}


def throughput(server: Server, address: str, session: str) -> float:
    """Answers a second at eight connections that stay open."""
    until, counts = time.perf_counter() + SECONDS, [0] * CONNECTIONS

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while time.perf_counter() < until:
            connection.request("GET", address, headers={"Cookie": f"sessionid={session}", "Accept-Language": "sv"})
            answer = connection.getresponse()
            answer.read()
            counts[place] += answer.status == 200

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CONNECTIONS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / SECONDS


def packages_mb() -> float:
    """What the packages of the running set take, without those that are loaded when first used and what only they need."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    total = 0
    for name in set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M)) - LAZY:
        with contextlib.suppress(metadata.PackageNotFoundError):
            total += sum(Path(str(f.locate())).stat().st_size for f in metadata.files(name) or () if Path(str(f.locate())).is_file())
    return total / 1e6


def judged(name: str, got: float, note: str = "") -> dict[str, Any]:
    """A budget's verdict: ratios of times have a tolerance, memory and disk none."""
    budget = BUDGETS[name]
    slack = TOLERANCE if budget.unit.startswith("of") else 0.0
    held = got >= budget.most * (1 - slack) if name in AT_LEAST else got <= budget.most * (1 + slack)
    bound = "at least" if name in AT_LEAST else "at most"
    line = f"{budget.name}: {got:.2f} {budget.unit}, {bound} {budget.most:g}{' ' + budget.what if budget.what else ''}{note}"
    return {"name": name, "got": got, "word": "OK" if held else "SHORT", "line": line}


def measured(environments: dict[str, dict[str, str]], ours: dict[str, str], bare: dict[str, str], rows: int) -> list[dict[str, Any]]:
    """All budgets at one size; memory is judged up to 20,000 cases, for which it is set."""
    paths = {"nytta": ours, "limit": bare}
    sessions = {name: session_of(name, environment) for name, environment in environments.items()}
    starts = cold(environments, {name: paths[name]["list"] for name in environments}, sessions)
    found = [
        judged("cold wall", starts["nytta"][0] / starts["limit"][0], f" ({starts['nytta'][0]:.2f} s)"),
        judged("cold cpu", starts["nytta"][1] / starts["limit"][1], f" ({starts['nytta'][1]:.2f} s)"),
        judged("packages", packages_mb()),
    ]
    with served("nytta", environments["nytta"]) as server:
        server.awake(ours["list"], sessions["nytta"])
        for _ in range(3):
            for name, address in ours.items():
                if name not in ("csv", "xlsx"):
                    server.get(address, sessions["nytta"])
        before = server.private_mib()
        if rows <= 20_000:
            found.append(judged("memory", before))
        for name in ("csv", "xlsx"):
            server.get(ours[name], sessions["nytta"])
            after = server.private_mib()
            if rows <= 20_000:
                found.append(judged(name, max(0.0, after - before)))
            before = after
    for page in ("list", "case"):
        rates: dict[str, list[float]] = {name: [] for name in environments}
        with contextlib.ExitStack() as stack:
            servers = {name: stack.enter_context(served(name, environment, 2)) for name, environment in environments.items()}
            for name, server in servers.items():
                server.awake(paths[name][page], sessions[name])
                throughput(server, paths[name][page], sessions[name])
            for _ in range(3):
                for name, server in servers.items():
                    rates[name].append(throughput(server, paths[name][page], sessions[name]))
        got = statistics.median(a / b for a, b in zip(rates["nytta"], rates["limit"], strict=True))
        found.append(judged(page, got, f" ({statistics.median(rates['nytta']):.0f} a second)"))
    return found
