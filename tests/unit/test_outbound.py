"""A call goes to public addresses only, to the one that was judged, follows nothing and ends in time."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from nytta.kit import outbound
from tests.apps.access.receivers import Receiver, receiving

LOOPBACK = outbound.networks("127.0.0.0/8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def called(url: str, **given: Any) -> outbound.Answer:
    return outbound.post(url, b"{}", lambda at: {"Content-Type": "application/json"}, **given)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("fe80::1", False),
        ("fd00::1", False), ("ff02::1", False), ("::ffff:127.0.0.1", False), ("::ffff:93.184.216.34", True), ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_open(text: str, wanted: bool) -> None:
    assert outbound.is_open(ipaddress.ip_address(text)) is wanted


def test_networks_are_open_where_the_city_says_so() -> None:
    also = outbound.networks("10.20.0.0/16, fd00:1::/32")
    found = [outbound.is_open(ipaddress.ip_address(a), also) for a in ("10.20.3.4", "10.21.0.1", "fd00:1::5", "::ffff:10.20.0.1")]
    assert found == [True, False, True, True]
    assert outbound.networks("") == []


def test_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(outbound.NotReached, match="address"):
        outbound.resolve("program.example", 443)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
    ],
)
def test_this_machine_is_not_called_however_it_is_written(receiver: Receiver, url: str) -> None:
    port = receiver.url.split(":")[2].split("/")[0]
    answer = called(url.format(port=port))
    assert (answer.status, answer.fault in ("address", "name"), receiver.came) == (None, True, [])


def test_answer_is_read_to_64_kb_and_a_redirect_is_no_yes(receiver: Receiver) -> None:
    receiver.answers = [200, 302, 500]
    found = [called(receiver.url, also=LOOPBACK) for _ in range(3)]
    assert [(a.status, a.ok, a.fault) for a in found] == [(200, True, ""), (302, False, ""), (500, False, "")]
    assert [path for path, _, _ in receiver.came] == ["/nytta?q=1"] * 3


def test_slow_receiver_is_given_up(receiver: Receiver) -> None:
    receiver.answers = [(204, 2)]
    answer = called(receiver.url, also=LOOPBACK, seconds=0.3)
    assert (answer.status, answer.fault, 250 <= answer.took_ms < 1900) == (None, "time", True)


def test_receiver_that_drips_is_hung_up_on(receiver: Receiver) -> None:
    receiver.answers = ["drip"]
    answer = called(receiver.url, also=LOOPBACK, seconds=0.5)
    assert (answer.status, answer.fault, 900 <= answer.took_ms < 3000) == (None, "time", True)


def test_what_does_not_answer_is_a_fault_and_no_error(receiver: Receiver) -> None:
    plain = receiver.url.replace("http:", "https:")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{held.getsockname()[1]}/"
        assert called(closed, also=LOOPBACK).fault == "connection"
    assert called(plain, also=LOOPBACK, seconds=2).fault in ("tls", "time")
    assert called("https://finns-inte.invalid/").fault == "name"
