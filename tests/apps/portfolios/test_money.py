"""The ledger of money: every krona of a case stands somewhere, on every day, whoever writes."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nytta.governance.applications.models import Application
from nytta.governance.portfolios.commands import allocate, book, move_money
from nytta.governance.portfolios.models import Allocation, Frame, Grant, MoneyEntry
from nytta.governance.portfolios.queries.money import allocations_of, balance, balance_in, balances_by_portfolio, balances_of
from nytta.governance.portfolios.rules import SUMS, Balance, balance_of, bookable
from nytta.governance.portfolios.terms import MoneyKind
from nytta.kit import clock
from nytta.plain.verdicts import Refused
from tests.at_once import at_once, refused_by
from tests.factories.city import YEAR, City_, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def entry(city: City_, allocation: Allocation, kind: MoneyKind, amount: int, on: date | None = None) -> MoneyEntry:
    day = clock.moment(on) if on else city.on
    return book(allocation=allocation, kind=kind, amount_sek=amount, basis="Prov", by=city.people["project_office"], on=day)


def next_year(city: City_, case: Application) -> Allocation:
    return allocate(application=case, year=YEAR + 1, portfolio=city.portfolio(), by=city.people["project_office"], on=city.on)


@pytest.mark.requirement("F13", "U5")
def test_money_goes_from_grant_to_paid_and_the_rest_back_to_the_frame(city: City_) -> None:
    case = make_case(city, "granted")
    allocation = allocations_of(case).get()
    assert balance_in(allocation) == Balance(granted_sek=1_000_000, available_sek=1_000_000)
    for kind, amount in (
        (MoneyKind.RESERVED, 600_000),
        (MoneyKind.PAID, 500_000),
        (MoneyKind.RELEASED, 100_000),
        (MoneyKind.RETURNED, 300_000),
    ):
        entry(city, allocation, kind, amount)
    allocation.refresh_from_db()
    assert balance_in(allocation) == Balance(granted_sek=1_000_000, paid_sek=500_000, available_sek=200_000, returned_sek=300_000)
    frame = Frame.objects.get(portfolio=city.portfolio(), year=YEAR)
    assert (frame.granted_sek, frame.returned_sek, frame.left_sek, frame.used_sek) == (1_000_000, 300_000, 9_300_000, 700_000)
    assert balances_by_portfolio(YEAR) == {city.portfolio().pk: balance_in(allocation)} == balances_by_portfolio(YEAR, city.on.date())
    assert balances_of([case.pk]) == {case.pk: balance_in(allocation)}
    assert balance(allocations_of(case), city.on.date() - timedelta(days=1)) == Balance()


@pytest.mark.requirement("F13")
def test_what_comes_back_to_the_frame_can_be_granted_again_and_no_more(city: City_) -> None:
    first = make_case(city, "granted")
    frame = Frame.objects.get(portfolio=city.portfolio(), year=YEAR)
    entry(city, allocations_of(first).get(), MoneyKind.RETURNED, 400_000)
    with pytest.raises(DatabaseError), transaction.atomic():
        Frame.objects.filter(pk=frame.pk).update(amount_sek=599_999)
    Frame.objects.filter(pk=frame.pk).update(amount_sek=600_000)
    frame.refresh_from_db()
    assert frame.left_sek == 0


@pytest.mark.parametrize(
    ("kind", "amount", "said"),
    [
        (MoneyKind.RESERVED, 1_000_001, "1 000 001 kr är mer än de 1 000 000 kr som är fria för 2026."),
        (MoneyKind.PAID, 1, "1 kr är mer än de 0 kr som är reserverade för 2026."),
        (MoneyKind.REPAID, 1, "1 kr är mer än de 0 kr som är utbetalda för 2026."),
        (MoneyKind.LAPSED, 0, "Beloppet måste vara större än noll."),
    ],
)
def test_more_than_is_there_is_refused_in_words(city: City_, kind: MoneyKind, amount: int, said: str) -> None:
    case = make_case(city, "granted")
    with pytest.raises(Refused) as refused:
        entry(city, allocations_of(case).get(), kind, amount)
    assert " ".join(str(refused.value).split()) == said
    assert MoneyEntry.objects.count() == 1


def test_money_moved_in_never_becomes_room_in_a_frame(city: City_) -> None:
    case = make_case(city, "granted")
    source, target = allocations_of(case).get(), next_year(city, case)
    decision = Grant.objects.get(application=case).decision
    move_money(
        source=source,
        target=target,
        amount_sek=250_000,
        basis="Överföring",
        decision=decision,
        by=city.people["project_office"],
        on=city.on,
    )
    source.refresh_from_db()
    target.refresh_from_db()
    assert balance_in(source) == Balance(granted_sek=1_000_000, available_sek=750_000, moved_out_sek=250_000)
    assert balance_in(target) == Balance(moved_in_sek=250_000, available_sek=250_000)
    with pytest.raises(Refused, match="Bara det som beviljades ur ramen"):
        entry(city, target, MoneyKind.RETURNED, 1)


def test_an_entry_before_the_last_one_is_refused(city: City_) -> None:
    allocation = allocations_of(make_case(city, "granted")).get()
    entry(city, allocation, MoneyKind.RESERVED, 5, date(2026, 4, 1))
    with pytest.raises(Refused, match="Det finns redan en senare händelse, från 2026"):
        entry(city, allocation, MoneyKind.RESERVED, 5, date(2026, 3, 31))
    with pytest.raises(DatabaseError), transaction.atomic():
        MoneyEntry.objects.create(allocation=allocation, kind="reserved", amount_sek=5, booked_on=date(2026, 3, 31), basis="Rått")


@pytest.mark.parametrize("column", [f"{s}_sek" for s in SUMS])
def test_no_sum_can_be_written_by_hand(city: City_, column: str) -> None:
    make_case(city, "granted")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE portfolios_allocation SET {column} = {column} + 1, available_sek = available_sek + 1")


@pytest.mark.parametrize("sql", ["UPDATE portfolios_moneyentry SET amount_sek = 1", "DELETE FROM portfolios_moneyentry"])
def test_entries_are_never_changed(city: City_, sql: str) -> None:
    make_case(city, "granted")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_raw_entries_past_what_is_there_are_refused(city: City_) -> None:
    allocation = allocations_of(make_case(city, "granted")).get()
    for kind in ("paid", "returned", "reserved", "lapsed", "moved_out", "released", "repaid"):
        with pytest.raises(DatabaseError), transaction.atomic():
            MoneyEntry.objects.create(allocation=allocation, kind=kind, amount_sek=1_000_001, booked_on=city.on.date(), basis="Rått")
    allocation.refresh_from_db()
    assert balance_in(allocation) == Balance(granted_sek=1_000_000, available_sek=1_000_000)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([k for k in MoneyKind if k is not MoneyKind.GRANTED]), st.integers(0, 700_000), st.integers(0, 2), st.booleans()
    ),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_krona_stands_somewhere_on_every_day_of_any_history(city: City_, steps: list[tuple[MoneyKind, int, int, bool]]) -> None:
    with transaction.atomic():
        case = make_case(city, "granted")
        places = [allocations_of(case).get(), next_year(city, case)]
        day, kinds, days = city.on.date(), [{"granted": 1_000_000}, {}], {}
        for kind, amount, later, second in steps:
            day += timedelta(days=later)
            place = places[second]
            before = balance_of(kinds[second])
            allowed = bool(bookable(kind=kind, amount_sek=amount, balance=before, year=place.year))
            try:
                with transaction.atomic():
                    entry(city, place, kind, amount, day)
                assert allowed
                kinds[second][kind.value] = kinds[second].get(kind.value, 0) + amount
            except Refused:
                assert not allowed
            days[day] = balance_of(kinds[0]) + balance_of(kinds[1])
        for on, expected in days.items():
            found = balance(allocations_of(case), on)
            assert found == expected and found.holds
            assert min(getattr(found, f"{s}_sek") for s in SUMS) >= 0
        assert balance(allocations_of(case)) == balance_of(kinds[0]) + balance_of(kinds[1])
        transaction.set_rollback(True)


@pytest.mark.requirement("U5")
@pytest.mark.django_db(transaction=True)
def test_twenty_reservations_at_once_never_pass_the_grant(transactional_city: City_) -> None:
    city = transactional_city
    key = allocations_of(make_case(city, "granted")).get().pk
    given = at_once([lambda: entry(city, Allocation.objects.get(pk=key), MoneyKind.RESERVED, 300_000)] * 20)
    assert refused_by(given) == [""] * 3 + ["money_left"] * 17
    assert balance_in(Allocation.objects.get(pk=key)) == Balance(granted_sek=1_000_000, reserved_sek=900_000, available_sek=100_000)
