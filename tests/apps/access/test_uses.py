"""A token in use: what it opens, until when, and what is kept of its use."""

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nytta.city.access.commands import uses
from nytta.city.access.commands.programs import revoke_token
from nytta.city.access.models import AccessToken, TokenAddress
from nytta.city.access.queries import standing, token_of
from nytta.city.access.rules import address_of, network_of
from nytta.city.access.terms import TokenState
from nytta.city.organisation.models import Person
from nytta.city.records.commands import end_body
from nytta.kit.audit import history
from nytta.kit.clock import moment
from tests.at_once import at_once
from tests.factories.city import City_

from .holders import make_own, make_program, make_token

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.requirement("D14")]


def test_token_opens_until_its_end_and_not_after(city: City_) -> None:
    token, text = make_token(city, make_program(city), days=30)
    assert token_of(text, city.on + timedelta(days=30) - timedelta(seconds=1)) == token
    assert token_of(text, city.on + timedelta(days=30)) is None
    assert token_of(text + "x", city.on) is None
    revoke_token(token=token, by=city.people["registrar"], on=city.on + timedelta(days=1))
    assert token_of(text, city.on + timedelta(days=1)) is None
    assert (text in str(AccessToken.objects.values().get()), token.hint) == (False, text[:10])


@pytest.mark.requirement("O2")
def test_tokens_stop_the_day_after_the_owning_bodys_last(city: City_) -> None:
    program = make_program(city, body="energi")
    token, text = make_token(city, program, days=365)
    end_body(
        body=city.bodies["energi"], last_day=date(2026, 6, 30), successors=[], parts_to=None, unbound_known=True, paragraph="KF § 12",
        by=city.people["registrar"], on=city.on,
    )  # fmt: skip
    assert token_of(text, moment(date(2026, 6, 30), 23)) == token
    assert token_of(text, moment(date(2026, 7, 1), 0)) is None
    token = AccessToken.objects.select_related("holder__body").get()
    assert standing(token, moment(date(2026, 7, 1), 0)) is TokenState.STOPPED


@pytest.mark.requirement("O2")
def test_tokens_stop_with_who_holds_them(city: City_) -> None:
    token, text = make_own(city, city.people["applicant"])
    assert token_of(text, city.on) == token
    Person.objects.filter(username="applicant").update(is_active=False)
    assert token_of(text, city.on) is None


def test_use_is_written_at_most_once_a_minute(city: City_) -> None:
    text = make_token(city, make_program(city))[1]
    at = city.on
    uses.call(text=text, address="192.0.2.7", by=None, on=at)
    with CaptureQueriesContext(connection) as captured:
        uses.call(text=text, address="192.0.2.7", by=None, on=at + timedelta(seconds=59))
    assert [q["sql"].split()[0] for q in captured.captured_queries] == ["SELECT", "INSERT"]  # the token, and the counter
    assert AccessToken.objects.get().last_used_at == at
    uses.call(text=text, address="192.0.2.7", by=None, on=at + timedelta(seconds=60))
    assert AccessToken.objects.get().last_used_at == at + timedelta(seconds=60)


def test_first_use_from_an_address_is_audited_with_its_network(city: City_) -> None:
    program = make_program(city)
    _, text = make_token(city, program)
    for n, address in enumerate(["192.0.2.7", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8::5", "192.0.2.7"]):
        uses.call(text=text, address=address, by=None, on=city.on + timedelta(minutes=n))
    noted = history(program.username, ["token.address"])
    assert [row.changes["network"] for row in noted] == ["2001:db8::/48", "192.0.2.0/24"]
    assert set(TokenAddress.objects.values_list("address", flat=True)) == {"192.0.2.7", "2001:db8::5"}
    assert text not in str(list(noted.values()))


def test_addresses_that_are_kept_have_an_end(city: City_) -> None:
    token, text = make_token(city, make_program(city))
    for n in range(uses.MOST_ADDRESSES + 5):
        uses.call(text=text, address=f"192.0.2.{n}", by=None, on=city.on + timedelta(minutes=n))
    kept = list(TokenAddress.objects.filter(token=token).values_list("address", flat=True))
    assert (len(kept), kept[0], kept[-1]) == (50, "192.0.2.54", "192.0.2.5")


def test_call_is_counted_under_its_token_and_without_one_under_its_address(city: City_, settings: object) -> None:
    settings.API_PER_MINUTE = 2  # type: ignore[attr-defined]
    _, text = make_token(city, make_program(city), per_minute=3)
    known = [uses.call(text=text, address="192.0.2.7", by=None, on=city.on) for _ in range(4)]
    nobody = [uses.call(text="", address="192.0.2.7", by=None, on=city.on) for _ in range(3)]
    assert [(c.admission.ok, c.admission.remaining, c.refused) for c in known] == [
        (True, 2, False), (True, 1, False), (True, 0, False), (False, 0, False),
    ]  # fmt: skip
    assert [(c.token, c.admission.ok, c.admission.remaining) for c in nobody] == [(None, True, 1), (None, True, 0), (None, False, 0)]


def test_text_that_opens_nothing_is_logged_without_itself(city: City_, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        called = uses.call(text="nytta_gissad-hemlighet", address="192.0.2.7", by=None, on=city.on)
    assert (called.token, called.refused) == (None, True)
    assert caplog.messages == ["a token that opens nothing was shown from 192.0.2.7"]


@pytest.mark.django_db(transaction=True)
def test_first_use_at_the_same_moment_is_audited_once(transactional_city: City_) -> None:
    city = transactional_city
    program = make_program(city)
    _, text = make_token(city, program)
    given = at_once([lambda: uses.call(text=text, address="192.0.2.7", by=None, on=city.on).admission.ok] * 6)
    assert given == [True] * 6
    assert history(program.username, ["token.address"]).count() == 1


@pytest.mark.parametrize(
    ("text", "address", "network"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.0/24"),
        (" ::ffff:192.0.2.7 ", "192.0.2.7", "192.0.2.0/24"),
        ("2001:0DB8::0005", "2001:db8::5", "2001:db8::/48"),
        ("inget", "", ""),
    ],
)
def test_address_is_kept_in_its_short_form(text: str, address: str, network: str) -> None:
    assert (address_of(text), network_of(address_of(text))) == (address, network)
