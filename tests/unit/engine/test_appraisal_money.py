"""Present values, ratios, payback and rates of return: definitions kept, every root found, and the same as a second hand makes it."""

from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.appraisal import (
    SKR_INTERNAL_RATE,
    BadInput,
    Roots,
    Schedule,
    Step,
    annualised,
    annuity,
    annuity_factor,
    answer,
    bcr,
    capital_charges,
    discount_factors,
    effect_on_invested,
    inflation,
    irr,
    mirr,
    nnk_i,
    nnk_idu,
    nominal_rate,
    npv,
    payback,
    present_values,
    price_rebase,
    rate_table,
    real_rate,
    running_cost_burden,
    xirr,
    xnpv,
)

D = Decimal
amounts = st.integers(-1_000_000, 1_000_000)
flows = st.lists(amounts, min_size=2, max_size=9)
rates = st.integers(-400, 900).map(lambda r: Decimal(r) / 1000)
NEVER = date(2013, 1, 1)


def near(a: Decimal, b: object, within: str = "1e-25") -> bool:
    return abs(a - D(str(b))) <= D(within) * max(1, abs(a))


# Discounting


def test_factors_follow_each_years_own_rate():
    stepped = [{"from_year": 1, "to_year": 2, "rate": 0.25}, {"from_year": 3, "to_year": None, "rate": 1}]
    assert discount_factors(stepped, range(5)) == [1, D("0.8"), D("0.64"), D("0.32"), D("0.16")]
    assert discount_factors(stepped, [4, 0]) == [D("0.16"), 1]
    assert discount_factors({1: "0.25", 2: "0.25", 3: 1}, [3]) == discount_factors(["0.25", "0.25", 1], [3]) == [D("0.32")]


def test_timing_moves_a_flow_within_its_year():
    assert all(near(f * d, 1) for f, d in zip(discount_factors("0.21", [0, 1], "mid"), [D("1.1"), D("1.331")], strict=True))
    assert discount_factors("0.25", [0, 1], "end") == [D("0.8"), D("0.64")]
    assert near(npv([121, 121], "0.21", timing="mid"), npv([110, 110], "0.21"))
    assert npv([100, 100], "0.25", timing="end") == npv([100, 100], "0.25", 1) == 144


@given(flows, flows, rates, st.integers(-9, 9))
@settings(max_examples=40, deadline=None)
@pytest.mark.requirement("F7")
def test_npv_is_linear(a: list[int], b: list[int], rate: Decimal, times: int):
    size = max(len(a), len(b))
    a, b = a + [0] * (size - len(a)), b + [0] * (size - len(b))
    together = npv([x + times * y for x, y in zip(a, b, strict=True)], rate)
    assert abs(together - npv(a, rate) - times * npv(b, rate)) < D("1e-18")


@given(flows, rates)
@settings(max_examples=40, deadline=None)
def test_npv_is_what_fractions_make_it_and_what_another_hand_makes_it(series: list[int], rate: Decimal):
    exact = sum(Fraction(f) / (1 + Fraction(rate)) ** t for t, f in enumerate(series))
    assert abs(Fraction(npv(series, rate)) - exact) < Fraction(1, 10**25)
    assert float(npv(series, rate)) == pytest.approx(pyxirr.npv(float(rate), series), rel=1e-9, abs=1e-3)


def test_the_callers_precision_changes_nothing():
    with localcontext() as rough:
        rough.prec = 4
        found = npv([123456, 123456], 0), irr([-3, 4]).only, bcr(1, 3)
    assert found == (246912, D("0.3333333333333333333333333333333333333333"), D("0.3333333333333333333333333333333333333333"))


def test_annuity_pays_back_also_at_no_rate_and_at_a_year_by_year_rate():
    assert annuity_factor(0, 8) == D("0.125")
    paid = annuity(1000, ["0.25", "0.6"], 2)
    assert near(npv([paid, paid], ["0.25", "0.6"], 1), 1000)
    first = annuity(1000, ["0.25", "0.6"], 2, due=True)
    assert near(npv([first, first], ["0.25", "0.6"]), 1000)
    assert near(annuity(1000, "0.05", 7, due=True) * D("1.05"), annuity(1000, "0.05", 7))
    assert near(npv([annualised(5000, "0.03", 15)] * 15, "0.03", 1), 5000)


def test_capital_charges_by_the_years_own_internal_rate():
    rows = capital_charges(900, SKR_INTERNAL_RATE, 2022, 3)
    assert rows == [(2022, 300, 9), (2023, 300, D("7.5")), (2024, 300, D("7.5"))]
    with pytest.raises(BadInput, match="2021"):
        capital_charges(900, SKR_INTERNAL_RATE, 2020, 3)
    assert rate_table([2021, 2022]) == {2021: None, 2022: 1}


def test_prices_and_rates_go_there_and_back():
    assert price_rebase(100, 80, 100) == 125
    assert inflation(80, 100) == 25
    assert real_rate("0.3", "0.04") == D("0.25")
    assert nominal_rate("0.25", "0.04") == D("0.3")


# Ratios


def test_ratios_and_their_missing_divisors():
    assert (bcr(300, 200), nnk_i(50, 200), nnk_idu(50, 150, 50)) == (D("1.5"), D("0.25"), D("0.25"))
    assert (bcr(300, 0), bcr(0, 0), nnk_i(50, 0), nnk_idu(50, 0, 0)) == (None,) * 4
    assert (running_cost_burden(30, 120), running_cost_burden(30, None), running_cost_burden(30, 0)) == (D("0.25"), None, None)
    assert (effect_on_invested(-30, 120), effect_on_invested(30, 0)) == (-25, None)


# Payback


@pytest.mark.parametrize(
    ("series", "years"),
    [
        ([-200, 50, 60, 70, 200], "3.1"),
        ([-100, 100], "1"),
        ([-100, 400], "0.25"),
        ([-100, 60, -10, 100], "2.5"),
        ([-100, 150, -100, 100], "0.6666666666666666666666666666666666666667"),
        ([0, -100, 50, 50], "3"),
        ([10, -110, 50, 100], "2.5"),
        ([-100, 50, 49], None),
        ([-100], None),
        ([100, 20], "0"),
        ([0, 0], "0"),
        ([], "0"),
    ],
)
def test_payback(series: list[int], years: str | None):
    assert payback(series) == (None if years is None else D(years))


def test_discounted_payback_is_later_and_may_never_come():
    assert payback([-100, 110, 0], "0.1") == 1
    assert payback([-100, 110], "0.2") is None
    assert near(payback([-100, 60, 72], ["0.2", "0.2"]), 2)
    assert payback([-100, 60, 120], ["0.2", 0]) == D("1.5")


@given(flows)
@settings(max_examples=60, deadline=None)
def test_payback_is_the_first_year_in_which_the_sum_comes_back(series: list[int]):
    sums = [sum(series[: t + 1]) for t in range(len(series))]
    below = next((t for t, s in enumerate(sums) if s < 0), None)
    back = next((t for t, s in enumerate(sums) if below is not None and t > below and s >= 0), None)
    found = payback(series)
    if below is None:
        assert found == 0
    elif back is None:
        assert found is None
    else:
        assert back - 1 < found <= back


# Rates of return


def spread(at: list[Fraction], extra: int = 0) -> list[Fraction]:
    """Flows whose net present value is 0 at exactly these rates: the product of 1 − (1 + r) x, times 1 + x² for what has no root."""
    series = [Fraction(1)]
    for factor in [[Fraction(1), -(1 + r)] for r in at] + [[Fraction(1), Fraction(0), Fraction(1)]] * extra:
        series = [
            sum((series[k] * factor[t - k] for k in range(len(series)) if 0 <= t - k < len(factor)), Fraction(0))
            for t in range(len(series) + len(factor) - 1)
        ]
    return series


chosen = st.lists(st.integers(-19, 60).map(lambda n: Fraction(n, 20)), min_size=1, max_size=5)


def agree(found: Roots, wanted: set[Fraction], within: str) -> bool:
    return len(found.values) == len(wanted) and all(
        near(v, D(w.numerator) / w.denominator, within) for v, w in zip(found.values, sorted(wanted), strict=True)
    )


@given(chosen, st.integers(0, 2))
@settings(max_examples=60, deadline=None)
@pytest.mark.requirement("F7")
def test_irr_finds_every_root_once_also_double_ones(at: list[Fraction], extra: int):
    assert irr([f * 20**5 for f in spread(at, extra)]).values == tuple(sorted(D(r.numerator) / r.denominator for r in set(at)))


@given(st.lists(st.integers(-9, 30).map(lambda n: Fraction(n, 10)), min_size=1, max_size=4, unique=True))
@settings(max_examples=10, deadline=None)
def test_xirr_finds_the_same_roots_as_yearly_flows(at: list[Fraction]):
    dated = [(NEVER + timedelta(days=365 * t), f * 10**4) for t, f in enumerate(spread(at))]
    assert agree(xirr(dated), set(at), "1e-20")


def test_roots_that_meet_and_many_roots():
    assert irr([-100, 220, -121]) == Roots((D("0.1"),))
    assert near(xirr([("2021-01-01", -100), ("2022-01-01", 220), ("2023-01-01", -121)]).only, "0.1", "1e-12")
    many = irr([-1000, 3600, -4310, 1716])
    assert many.values == (D("0.1"), D("0.2"), D("0.3"))
    assert (many.only, many.ambiguous) == (None, True)
    assert irr([0, 0, -100, 110]).only == irr([-100, 110, 0, 0]).only == D("0.1")


@pytest.mark.parametrize("series", [[], [0, 0], [100, 50], [-100, -1], [100], [-100, 100, -100]])
def test_irr_may_not_exist(series: list[int]):
    assert irr(series) == Roots(())
    dated = [(NEVER + timedelta(days=365 * t), f) for t, f in enumerate(series)]
    assert not series or xirr(dated) == Roots(())


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=7))
@settings(max_examples=60, deadline=None)
def test_no_crossing_of_a_fine_grid_is_missed(series: list[int]):
    found = [Fraction(v) for v in irr(series).values]
    marks = [Fraction(n, 40) - Fraction(39, 40) for n in range(160)]
    worth = [sum(f / (1 + r) ** t for t, f in enumerate(series)) for r in marks]
    for (low, a), (high, b) in pairwise(zip(marks, worth, strict=True)):
        assert a * b >= 0 or any(low < v < high for v in found)
    size = max(map(abs, series), default=0)
    assert all(abs(sum(f * (1 + v) ** (len(series) - 1 - t) for t, f in enumerate(series))) < size * (2 + v) ** 7 / 10**25 for v in found)


@given(
    st.integers(1, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.lists(st.integers(1, 400), min_size=9, max_size=9)
)
@settings(max_examples=40, deadline=None)
def test_rates_of_return_are_those_of_another_hand(paid: int, received: list[int], gaps: list[int]):
    series = [-paid, *received]
    days = [NEVER + timedelta(days=sum(gaps[:t])) for t in range(len(series))]
    ours, theirs = irr(series).only, pyxirr.irr(series, silent=True)
    assert (ours is None) == (not any(received))
    if ours is not None and theirs is not None:
        assert float(ours) == pytest.approx(theirs, rel=1e-6, abs=1e-6)
    ours, theirs = xirr(zip(days, series, strict=True)).only, pyxirr.xirr(days, series, silent=True)
    if ours is not None and theirs is not None and abs(ours) < 100:
        assert float(ours) == pytest.approx(theirs, rel=1e-5, abs=1e-5)
    if any(received):
        assert float(mirr(series, "0.1", "0.12")) == pytest.approx(pyxirr.mirr(series, 0.1, 0.12), rel=1e-9, abs=1e-9)
    assert float(xnpv(zip(days, series, strict=True), "0.05")) == pytest.approx(pyxirr.xnpv(0.05, days, series), rel=1e-9, abs=1e-3)


def test_dated_flows_of_one_day_are_added_and_order_does_not_matter():
    given_ = [("2014-01-01", 60), ("2013-01-01", -100), ("2014-01-01", 50)]
    assert near(xirr(given_).only, "0.1", "1e-30")
    assert near(xnpv(given_, "0.1"), 0, "1e-30")
    assert xirr([("2020-01-01", -100), ("2020-01-02", 200)]).only > D("7e109")  # doubled in a day


def test_present_values_of_one_amount_and_of_a_series():
    assert present_values(100, "0.25", [0, 2]) == [100, 64]
    assert present_values([100, 50], "0.25", [0, 2]) == [100, 32]
    assert Schedule.of(Schedule((Step(1, None, D("0.25")),))).rate(9) == D("0.25")


def test_a_whole_appraisal_says_what_is_undefined_and_what_never_comes():
    plain = {"rate": 0.25, "horizon": 3, "investment": [100, 0, 0], "benefits": {"1": 50, "2": 125}, "running": 0}
    found = answer({"kind": "appraisal", "inputs": plain})
    assert (found["pv_benefits"], found["npv"], found["bcr"], found["nnk_i"]) == (120, 20, D("1.2"), D("0.2"))
    assert (found["payback_years"], found["payback_months"]) == (D("1.4"), 17)
    assert (found["discounted_payback_years"], found["net_flows"]) == (D("1.75"), [-100, 50, 125])
    nothing = answer({"kind": "appraisal", "inputs": {"rate": 0, "horizon": 2, "benefits": 0}})
    assert (nothing["bcr"], nothing["undefined"]) == (None, ["bcr", "nnk_i", "nnk_idu"])
    never = answer({"kind": "appraisal", "inputs": {"rate": 0, "horizon": 2, "investment": [9, 0]}})
    assert (never["payback_said"], never["irr"], never["none"]) == (
        "not within the horizon",
        None,
        "no rate gives a net present value of 0",
    )


def test_other_names_for_the_same_cases():
    assert answer({"kind": "net_present_value", "cash_flows": [-100, 125], "discount_rate": "0.25"})["npv"] == 0
    assert answer({"kind": "npv", "inputs": {"cashflows": [-100, 125], "rates": [0, "0.25"]}}) == {"npv": [25, 0]}
    assert answer({"kind": "annuity_due", "inputs": {"principal": 180, "rate": "0.25", "years": 2, "when": "begin"}})["annuity"] == 100
    assert answer({"kind": "price_rebase", "amount": 80, "from_year": 2020, "to_year": 2024, "index": {"2020": 80, "2024": 100}}) == {
        "amount": 100
    }
    assert answer({"kind": "capital_charges", "investment": 200, "rate": "0.25", "first_year": 2030, "periods": 2})["charge"] == [150, 125]
    assert answer({"kind": "split", "inputs": {"total": 10, "weights": {"a": 1, "b": 2}}}) == {"parts": {"a": 3, "b": 7}}


def test_flows_by_year_count_the_years_that_are_not_named():
    assert answer({"kind": "npv", "inputs": {"cashflows": {"2027": -100, "2030": 133.1}, "rate": 0.1}})["npv"] == 0
    assert answer({"kind": "payback", "inputs": {"cashflows": {"2027": -100, "2029": 200}}})["payback_years"] == Decimal("1.5")
    with pytest.raises(BadInput, match="cashflows"):
        answer({"kind": "irr", "inputs": {"cashflows": {"i fjol": -1}}})


def test_saved_time_is_volume_times_take_up_times_minutes_by_the_hour():
    given_ = {"volume": 3000, "take_up": {"2027": 0.4, "2028": 0.8}, "minutes": 12, "rate_per_hour": 420}
    found = answer({"kind": "time_saved", "inputs": given_})
    assert found["hours"] == {"2027": 240, "2028": 480}
    assert found["value"] == {"2027": 100_800, "2028": 201_600} and found["total"] == 302_400
    with pytest.raises(BadInput) as wrong:
        answer({"kind": "time_saved", "inputs": given_ | {"take_up": 1.4}})
    assert (wrong.value.code, wrong.value.field) == ("share", "take_up")
