"""The web server of production: it answers from several processes that share what the program takes, and ends when it is told to."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells what memory is shared")


def children(pid: int) -> list[int]:
    """The processes that one has begun."""
    return [int(part) for task in Path(f"/proc/{pid}/task").iterdir() for part in (task / "children").read_text().split()]


def kib(pid: int, *kinds: str) -> int:
    """What a process holds of some kinds of memory."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(n) for kind in kinds for n in re.findall(rf"^{kind}:\s+(\d+)", text, re.M))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`manage.py serve` with two workers, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "NYTTA_DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    process = subprocess.Popen([sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"], cwd=ROOT, env=environment)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        process.wait(30)


def test_workers_share_the_program_and_end_with_the_server(server: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = server
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/sprak/setlang/")  # asks no database
        assert connection.getresponse().status == 302
    workers = children(process.pid)
    assert len(workers) == 2
    for one in workers:
        assert kib(one, "Private_Clean", "Private_Dirty") < kib(one, "Rss") / 2
    process.terminate()
    assert process.wait(30) == 0
    assert not any(Path(f"/proc/{one}").exists() for one in workers)


def test_an_address_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: 127.0.0.1:{port}: Address already in use")
