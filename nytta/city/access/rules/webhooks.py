"""How a webhook is signed, when it is tried again, and what its address may be. Source: D14; Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from nytta.plain.verdicts import YES, Verdict, no

WAITS = (
    timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5), timedelta(hours=10),
    timedelta(hours=14), timedelta(hours=24),
)  # fmt: skip
PAUSED_AFTER = timedelta(days=5)
OVERLAP = timedelta(hours=24)
GONE = 410
TEST = "test.ping"


def secret_of(key: str, code: str, version: int) -> bytes:
    """The 32 bytes that a webhook's deliveries are signed with: HKDF-SHA256 of the installation's key, so that none is stored. Source: RFC 5869."""
    extracted = hmac.new(b"nytta.access.webhooks", key.encode(), hashlib.sha256).digest()
    return hmac.new(extracted, f"{code}|{version}".encode() + b"\x01", hashlib.sha256).digest()


def written(secret: bytes) -> str:
    """A secret as the receiver is given it."""
    return "whsec_" + base64.b64encode(secret).decode()


def print_of(secret: bytes) -> str:
    """By what one knows a secret without having it: the beginning of its hash."""
    return hashlib.sha256(secret).hexdigest()[:12]


def signature(secret: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over id, moment and body. Source: Standard Webhooks 1.0 "Signature scheme"."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Iterable[bytes], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with a body: its id, the moment and a signature by each secret that holds. Source: Standard Webhooks 1.0."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json", "User-Agent": "Nytta-Webhooks/1", "webhook-id": message_id, "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, message_id, timestamp, body) for one in secrets),
    }  # fmt: skip


def wait_after(attempts: int) -> timedelta | None:
    """How long after so many tries the next one comes; None when it is given up, after nine tries in two and a half days. Source: D14."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def to_be_paused(*, failing_since: datetime, status: int | None, on: datetime) -> bool:
    """Whether a receiver that did not take a delivery is left alone: it says that it is gone, or has failed for five days. Source: D14."""
    return status == GONE or on - failing_since >= PAUSED_AFTER


def address_fits(url: str, *, plain_loopback: bool) -> Verdict:
    """Whether an address may be a receiver's: https, without name and password in it; http only to this machine and only where that is allowed."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in ("http", "https") or parts.fragment:
        return no(
            "webhook_address",
            "Adressen ska vara en hel webbadress.",
            "D14",
            "Skriv till exempel https://program.example/nytta.",
            field="url",
        )
    if parts.username or parts.password:
        return no(
            "webhook_login", "Adressen får inte innehålla användarnamn eller lösenord.", "D14", "Mottagaren känner igen oss på signaturen.",
            field="url",
        )  # fmt: skip
    if parts.scheme == "http" and not (plain_loopback and host in ("127.0.0.1", "::1", "localhost")):
        return no("webhook_plain", "Adressen ska börja med https://.", "D14", "Låt mottagaren ha ett certifikat.", field="url")
    return YES
