"""Where a request ends is said in one way: what is said in two, or wrongly, carries no second request in. Source: RFC 9112 6; OWASP ASVS 4.2.1."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.requirement("D14")
ECHO = """
def application(environ, start_response):
    said = environ["REQUEST_METHOD"].encode() + b" " + environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]
"""
HEAD = "POST / HTTP/1.1\r\nHost: x\r\n"
Ask = Callable[[str], tuple[list[str], str]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """The server that Nytta runs on, with a program that says what it was given: the statuses on one connection, and the last body."""
    folder = tmp_path_factory.mktemp("framing")
    (folder / "echo.py").write_text(ECHO)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-access-log",
    ]
    server = subprocess.Popen([*command, "echo:application"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def asked(raw: str) -> tuple[list[str], str]:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.settimeout(1)
            connection.sendall(raw.encode())
            found = b""
            try:
                while part := connection.recv(65_536):
                    found += part
            except TimeoutError:
                pass
        text = found.decode()
        return re.findall(r"HTTP/1\.1 (\d+)", text), text.rpartition("\r\n\r\n")[2]

    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield asked
    finally:
        server.terminate()
        server.wait(10)


def test_what_is_said_in_one_way_is_read(ask: Ask) -> None:
    assert ask(f"{HEAD}Content-Length: 5\r\n\r\nhello") == (["200"], "POST hello")
    assert ask(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n") == (["200"], "POST hello")


@pytest.mark.parametrize("length", ["3", "15", "60"])
def test_chunks_count_and_a_length_beside_them_does_not(ask: Ask, length: str) -> None:
    smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    raw = f"{HEAD}Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n{smuggled}"
    assert ask(raw) == (["200"], "POST hello")  # and nothing more on this connection


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nContent-Length: 6", "Content-Length: +5", "Content-Length: 5, 6", "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked", "Transfer-Encoding: chunked, identity",
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(ask: Ask, headers: str) -> None:
    statuses, _ = ask(f"{HEAD}{headers}\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    assert statuses == ["400"]
