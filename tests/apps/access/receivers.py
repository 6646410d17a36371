"""A receiver of webhooks on this machine: a real HTTP server that answers as it is told, and remembers what came."""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Receiver:
    """`answers` are the statuses to give, in order, the last one for ever: a number of seconds to wait as (status, seconds)."""

    url: str = ""
    answers: list[Any] = field(default_factory=lambda: [204])
    came: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def next_answer(self) -> Any:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer = receiver.next_answer()
            if answer == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(40):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.1)
                return
            status, wait = answer if isinstance(answer, tuple) else (answer, 0)
            time.sleep(wait)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/annan")
            content = b"x" * 1_000_000 if status == 200 else b""
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver, for as long as it is needed."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever calls may hang up
    receiver.url = f"http://127.0.0.1:{server.server_port}/nytta?q=1"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def believed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a receiver that has the secret believes a delivery: as Standard Webhooks says, written anew."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ")
