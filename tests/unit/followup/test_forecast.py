"""The forecast rules: worked by hand, and what must hold for any plan."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.followup.projects.rules import BurnPoint, Class, Forecast, PartOfPlan, burn, earned_value, end_at_pace, forecast
from nytta.followup.projects.rules.forecast import whole
from nytta.followup.projects.terms import Method

pytestmark = pytest.mark.requirement("U5")
JAN, APR = date(2026, 1, 1), date(2026, 4, 10)  # 100 days
TEN = PartOfPlan(1000, JAN, JAN + timedelta(days=9))  # ten days, a hundred kronor a day
OWN = Class(24, {Decimal("0.1"): Decimal("0.9"), Decimal("0.5"): Decimal("1.2"), Decimal("0.9"): Decimal("1.8")})


def part(planned: int, first: int, last: int, done: int) -> PartOfPlan:
    return PartOfPlan(planned, JAN + timedelta(days=first), JAN + timedelta(days=last), done)


def test_earned_value_worked_by_hand() -> None:
    # Day 10 of 20. First part (10 days, 600 kr) is 100 % done, the second (days 11-20, 400 kr) 0 %; 750 kr spent.
    found = earned_value(parts=[part(600, 0, 9, 100), part(400, 10, 19, 0)], spent_sek=750, on=JAN + timedelta(days=9))
    assert found is not None
    assert (found.plan_sek, found.planned_sek, found.earned_sek, found.spent_sek) == (1000, 600, 600, 750)
    assert (found.cost_index, found.schedule_index) == (Fraction(4, 5), 1)
    assert (found.at_completion_sek, found.ends_on) == (1250, JAN + timedelta(days=19))  # 1000 / 0.8; on time


def test_half_the_pace_takes_twice_the_days() -> None:
    # Day 10 of 20 and 250 of 1000 earned: by the plan that took five days, so the whole takes forty.
    assert end_at_pace(parts=[part(1000, 0, 19, 25)], on=JAN + timedelta(days=9)) == JAN + timedelta(days=39)


def test_pace_that_takes_a_hundred_years_has_no_end() -> None:
    assert end_at_pace(parts=[part(1, 0, 12, 1), part(2241, 0, 0, 0)], on=JAN) is None


@pytest.mark.parametrize(("spent", "done", "wanted"), [(0, 50, (None, Fraction(1), None)), (100, 0, (Fraction(0), Fraction(0), None))])
def test_index_without_a_divisor_is_undefined(spent: int, done: int, wanted: tuple[Fraction | None, ...]) -> None:
    found = earned_value(parts=[part(1000, 0, 9, done)], spent_sek=spent, on=JAN + timedelta(days=4))
    assert found is not None
    assert (found.cost_index, found.schedule_index, found.at_completion_sek) == wanted


def test_no_parts_no_earned_value() -> None:
    assert earned_value(parts=[], spent_sek=1, on=JAN) is None


def test_before_the_first_day_nothing_is_planned() -> None:
    found = earned_value(parts=[TEN], spent_sek=0, on=JAN - timedelta(days=1))
    assert found is not None
    assert (found.planned_sek, found.schedule_index, found.ends_on) == (0, None, None)


def test_pace_without_a_class_has_no_interval() -> None:
    # 300 kr in 25 of 100 days.
    found = forecast(planned_sek=1000, spent_sek=300, starts_on=JAN, ends_on=APR, on=JAN + timedelta(days=24))
    assert found == Forecast(Method.PACE, 1200, None, None, 0)


def test_pace_with_the_citys_class_has_an_interval_of_what_remains() -> None:
    # 900 remain: 300 + 900 × 0.9 / 1.2 = 975, and 300 + 900 × 1.8 / 1.2 = 1650.
    found = forecast(planned_sek=1000, spent_sek=300, starts_on=JAN, ends_on=APR, on=JAN + timedelta(days=24), own=OWN)
    assert found == Forecast(Method.PACE, 1200, 975, 1650, 24)


def test_before_anything_is_spent_the_class_speaks_for_the_plan() -> None:
    found = forecast(planned_sek=1000, spent_sek=0, starts_on=JAN, ends_on=APR, on=JAN, own=OWN)
    assert found == Forecast(Method.CLASS, 1200, 900, 1800, 24)


@pytest.mark.parametrize("day", [JAN - timedelta(days=1), APR + timedelta(days=1)])
def test_outside_the_plans_days_the_pace_says_nothing(day: date) -> None:
    assert forecast(planned_sek=1000, spent_sek=300, starts_on=JAN, ends_on=APR, on=day, own=OWN) is None


def test_nothing_spent_and_no_class_is_no_forecast() -> None:
    assert forecast(planned_sek=1000, spent_sek=0, starts_on=JAN, ends_on=APR, on=JAN) is None


def test_parts_come_before_pace() -> None:
    found = forecast(
        planned_sek=9, spent_sek=500, starts_on=JAN, ends_on=APR, on=JAN + timedelta(days=9), parts=[part(1000, 0, 19, 40)], own=OWN
    )
    assert found == Forecast(Method.EARNED, 1250, 500 + 563, 500 + 1125, 24)  # 750 × 0.75 = 562.5, half up


def test_burn_by_month_worked_by_hand() -> None:
    rows = [(date(2026, 1, 15), 9_950), (date(2026, 2, 3), 5_000), (date(2026, 2, 20), -2_950)]
    found = burn(spent=rows, planned_sek=900, starts_on=JAN, ends_on=date(2026, 3, 31), on=date(2026, 2, 28))
    assert found == [
        BurnPoint(date(2026, 1, 31), 310, 100), BurnPoint(date(2026, 2, 28), 590, 120), BurnPoint(date(2026, 3, 31), 900, None),
    ]  # fmt: skip


def test_burn_leaves_out_what_comes_after_the_day_asked_for() -> None:
    found = burn(spent=[(date(2026, 1, 20), 10_000)], planned_sek=310, starts_on=JAN, ends_on=date(2026, 1, 31), on=date(2026, 1, 10))
    assert found == [BurnPoint(date(2026, 1, 31), 310, 0)]


days = st.integers(0, 700)
plans = st.lists(
    st.builds(lambda sek, first, length, done: part(sek, first, first + length, done), st.integers(1, 10**9), days, st.integers(0, 900),
              st.integers(0, 100)), min_size=1, max_size=6)  # fmt: skip


@given(plans, st.integers(1, 10**9), days)
def test_earned_value_holds_together(parts: list[PartOfPlan], spent: int, day: int) -> None:
    found = earned_value(parts=parts, spent_sek=spent, on=JAN + timedelta(days=day))
    assert found is not None and found.cost_index is not None
    assert 0 <= found.planned_sek <= found.plan_sek and 0 <= found.earned_sek <= found.plan_sek
    if found.at_completion_sek is not None:
        assert abs(Fraction(found.at_completion_sek) * found.cost_index - found.plan_sek) <= found.cost_index
        assert (found.at_completion_sek >= found.plan_sek) == (found.cost_index <= 1) or abs(found.at_completion_sek - found.plan_sek) <= 1


@given(plans, days)
def test_planned_value_grows_to_the_plan(parts: list[PartOfPlan], day: int) -> None:
    on = JAN + timedelta(days=day)
    assert all(p.planned_by(on) <= p.planned_by(on + timedelta(days=1)) for p in parts)
    assert all(p.planned_by(p.ends_on) == p.planned_sek and p.planned_by(p.starts_on - timedelta(days=1)) == 0 for p in parts)


@given(st.integers(1, 10**9), st.integers(1, 20), st.integers(1, 100))
def test_exactly_as_planned_ends_as_planned(planned: int, times: int, percent: int) -> None:
    one = PartOfPlan(planned, JAN, JAN + timedelta(days=100 * times - 1), percent)
    gone = percent * times
    assert end_at_pace(parts=[one], on=one.starts_on + timedelta(days=gone - 1)) == one.ends_on


@given(st.integers(1, 10**10), st.integers(0, 99), st.lists(st.integers(1, 500), min_size=3, max_size=3))
def test_interval_holds_the_forecast_and_never_less_than_is_spent(spent: int, day: int, ratios: list[int]) -> None:
    low, middle, high = sorted(ratios)
    own = Class(20, {Decimal("0.1"): Decimal(low) / 100, Decimal("0.5"): Decimal(middle) / 100, Decimal("0.9"): Decimal(high) / 100})
    found = forecast(planned_sek=1, spent_sek=spent, starts_on=JAN, ends_on=APR, on=JAN + timedelta(days=day), own=own)
    assert found is not None and found.low_sek is not None and found.high_sek is not None
    assert spent <= found.low_sek <= found.sek <= found.high_sek


@given(st.integers(1, 10**10))
def test_on_the_last_day_the_pace_is_what_is_spent(spent: int) -> None:
    assert forecast(planned_sek=1, spent_sek=spent, starts_on=JAN, ends_on=APR, on=APR, own=OWN) == Forecast(
        Method.PACE, spent, spent, spent, 24
    )


@given(st.lists(st.tuples(days, st.integers(-(10**6), 10**6)), max_size=20), st.integers(0, 700))
def test_burn_ends_at_the_sum_of_what_has_come(rows: list[tuple[int, int]], day: int) -> None:
    on = JAN + timedelta(days=day)
    spent = [(JAN + timedelta(days=d), sek) for d, sek in rows]
    found = burn(spent=spent, planned_sek=1000, starts_on=JAN, ends_on=APR, on=on)
    last = [p.spent_sek for p in found if p.spent_sek is not None][-1]
    assert last == whole(Fraction(sum(ore for d, ore in spent if d <= on), 100))
    assert found[-1].planned_sek == 1000
