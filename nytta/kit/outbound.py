"""A call from here to an address that somebody has written: to public networks only, by the address that was judged, within a time."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from . import clock

MOST_BYTES = 64 * 1024
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Answer:
    """How a call went: when it began, the status or the fault (`address`, `name`, `time`, `tls`, `connection`), and how long it took."""

    at: datetime
    status: int | None
    fault: str
    took_ms: int

    @property
    def ok(self) -> bool:
        """Whether it was taken: any 2xx. A redirect is not followed, and is no yes."""
        return self.status is not None and 200 <= self.status < 300


class NotReached(Exception):
    """The address is not one to call, or did not answer; carries the fault."""


def networks(text: str) -> list[Network]:
    """Networks written with commas between them. ValueError for what is none."""
    return [ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip()]


def is_open(address: Address, also: Sequence[Network] = ()) -> bool:
    """Whether an address may be called: one of the public internet, or in a network that is allowed besides.

    An IPv4 address in IPv6 dress (mapped, 6to4, NAT64) is judged as the IPv4 address that it is.
    """
    inner = _inner(address)
    if any(inner.version == one.version and inner in one for one in also):
        return True
    return inner.is_global and not inner.is_multicast


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv6Address):
        if found := address.ipv4_mapped or address.sixtofour:
            return found
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def resolve(host: str, port: int, also: Sequence[Network] = ()) -> str:
    """The address to call for a name: every address that it has must be open, or none is called. NotReached otherwise."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached("name") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses:
        raise NotReached("name")
    if not all(is_open(one, also) for one in addresses):
        raise NotReached("address")
    return str(addresses[0])


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was judged, with TLS for the name that was written (none over plain http)."""

    def __init__(self, parts: SplitResult, address: str, timeout: float) -> None:
        super().__init__(parts.hostname or "", parts.port or _port(parts), timeout=timeout, context=ssl.create_default_context())
        self.pinned, self.secure = address, parts.scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self.pinned, self.port), self.timeout)
        if self.secure:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)  # type: ignore[attr-defined]


def _port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def post(
    url: str, body: bytes, headers: Callable[[datetime], Mapping[str, str]], *, also: Sequence[Network] = (), seconds: float = 10
) -> Answer:
    """Send a body; `headers` are made for the moment of sending. No redirect is followed, at most 64 kB of the answer are read, and
    the whole takes at most twice the seconds that each part of it may.
    """
    at, began = clock.now(), time.monotonic()
    status, fault = None, ""
    try:
        status = _sent(urlsplit(url), body, headers(at), also, seconds)
    except NotReached as reason:
        fault = str(reason)
    except TimeoutError:
        fault = "time"
    except ssl.SSLError:
        fault = "tls"
    except (OSError, http.client.HTTPException, ValueError):
        fault = "connection"
    took = time.monotonic() - began
    return Answer(at, status, "time" if fault == "connection" and took >= 2 * seconds else fault, int(took * 1000))


def _sent(parts: SplitResult, body: bytes, headers: Mapping[str, str], also: Sequence[Network], seconds: float) -> int:
    connection = _Pinned(parts, resolve(parts.hostname or "", parts.port or _port(parts), also), seconds)
    hung_up = threading.Event()
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"

    def stop() -> None:  # a receiver that answers a byte at a time is hung up on
        hung_up.set()
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(2 * seconds, stop)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_BYTES)
        if hung_up.is_set():
            raise TimeoutError
        return answer.status
    finally:
        watch.cancel()
        connection.close()
