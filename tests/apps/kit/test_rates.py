"""A limit holds exactly, also when many call at the same moment over several connections."""

from datetime import UTC, datetime, timedelta

import pytest

from nytta.kit import jobs, rates
from nytta.kit.models import Job, RateCount
from tests.at_once import at_once

AT = datetime(2026, 3, 2, 11, 0, 15, tzinfo=UTC)
pytestmark = [pytest.mark.both, pytest.mark.requirement("D14")]


@pytest.mark.django_db
def test_calls_are_let_in_until_the_limit_and_again_the_next_minute() -> None:
    found = [rates.admitted("a", 3, AT + timedelta(seconds=n)) for n in range(5)]
    assert [(f.ok, f.remaining, f.reset_seconds) for f in found] == [
        (True, 2, 45), (True, 1, 44), (True, 0, 43), (False, 0, 42), (False, 0, 41),
    ]  # fmt: skip
    assert RateCount.objects.get().count == 3  # a refused call writes nothing
    later = rates.admitted("a", 3, AT + timedelta(seconds=45))
    assert (later.ok, later.remaining, later.reset_seconds) == (True, 2, 60)
    assert rates.admitted("b", 3, AT).remaining == 2


def test_headers_say_the_limit_and_when_to_come_back() -> None:
    let_in = rates.Admission(True, 300, 12, 9)
    assert let_in.headers() == {"RateLimit-Limit": "300", "RateLimit-Remaining": "12", "RateLimit-Reset": "9"}
    assert rates.Admission(False, 300, 0, 9).headers()["Retry-After"] == "9"
    assert "Retry-After" not in let_in.headers()


@pytest.mark.django_db(transaction=True)
def test_limit_is_exact_over_several_connections() -> None:
    given = at_once([lambda: [rates.admitted("a", 25, AT).ok for _ in range(10)]] * 8)
    assert sum(ok for one in given for ok in one) == 25
    assert RateCount.objects.get().count == 25


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "no address", True),
    ],
)
def test_address_is_one_key_and_is_not_kept(one: str, other: str, same: bool) -> None:
    assert (rates.address_key(one) == rates.address_key(other)) is same
    assert "192.0" not in rates.address_key(one)
    assert len(rates.address_key(one)) <= 60


@pytest.mark.django_db
def test_counters_of_minutes_that_are_over_are_forgotten() -> None:
    rates.admitted("a", 3, AT)
    rates.admitted("a", 3, AT + timedelta(minutes=11))
    Job.objects.all().delete()
    jobs.put("kit.rates", "now", on=AT + timedelta(minutes=11))
    jobs.run_one(AT + timedelta(minutes=11))
    assert Job.objects.get().result == {"removed": 1}
    assert RateCount.objects.count() == 1
