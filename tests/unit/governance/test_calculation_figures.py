"""The three views nest, figures add up, and what a result hangs on is told exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.engine.appraisal import Schedule
from nytta.governance.benefits.rules import figures
from nytta.governance.benefits.rules.figures import Amount, Basis, Line
from nytta.governance.benefits.terms import Ledger, Side, View

C, A = Side.CLAIMED, Side.ASSESSED


def line(
    key: int,
    ledger: Ledger,
    years: dict[int, int],
    cls: str = "",
    *,
    outside: bool = False,
    spread: int = 0,
    assessed: dict[int, int] | None = None,
) -> Line:
    made = {C: {y: Amount(a, a - spread, a + spread) for y, a in years.items()}}
    if assessed is not None:
        made[A] = {y: Amount(a, a, a) for y, a in assessed.items()}
    return Line(key, ledger, f"Post {key}", cls, outside, made)


def case() -> list[Line]:
    return [
        line(1, Ledger.DEVELOPMENT, {2026: 1_000_000}),
        line(2, Ledger.RUNNING, {y: 100_000 for y in range(2027, 2032)}),
        line(3, Ledger.BUSINESS, {y: 200_000 for y in range(2027, 2032)}, "green"),
        line(4, Ledger.BUSINESS, {y: 300_000 for y in range(2027, 2032)}, "yellow", spread=60_000, assessed={y: 240_000 for y in range(2027, 2032)}),
        line(5, Ledger.CITIZEN, {y: 50_000 for y in range(2027, 2032)}),
        line(6, Ledger.BUSINESS, {}, "red"),
    ]  # fmt: skip


BASIS = Basis(2026, 2031, Schedule.flat("0.03"))
ANNUITY = sum((1 / Decimal("1.03") ** t for t in range(1, 6)), Decimal(0))


@pytest.mark.requirement("F7")
def test_views_hold_each_other_and_say_what_they_leave_out():
    lines = case()
    cash, everything, society = (figures.outcome(lines, C, v, BASIS) for v in View)
    assert [round(o.npv) for o in (cash, everything, society)] == [round(100_000 * ANNUITY) - 1_000_000, round(400_000 * ANNUITY) - 1_000_000, round(450_000 * ANNUITY) - 1_000_000]  # fmt: skip
    assert [[ln.key for ln in figures.left_out(lines, v)] for v in View] == [[4, 5, 6], [5, 6], [6]]


@pytest.mark.requirement("F7")
def test_figures_of_a_view():
    found = figures.outcome(case(), C, View.ALL, BASIS)
    assert found.flows == {2026: -1_000_000, **{y: 400_000 for y in range(2027, 2032)}}
    assert found.payback_years == Decimal("2.5")
    assert found.irr.only is not None and round(found.irr.only, 4) == Decimal("0.2865")
    assert found.bcr is not None and round(found.bcr, 6) == round(500_000 * ANNUITY / (1_000_000 + 100_000 * ANNUITY), 6)
    assert found.nnk_i == found.npv / 1_000_000
    assert round(found.annualised) == round(found.npv / sum((1 / Decimal("1.03") ** t for t in range(1, 7)), Decimal(0)))


def test_undefined_is_said_and_not_zero():
    found = figures.outcome([line(1, Ledger.BUSINESS, {2026: 10}, "green")], C, View.CASH, Basis(2026, 2026, Schedule.flat("0.03")))
    assert (found.bcr, found.nnk_i, found.irr.only, found.irr.values) == (None, None, None, ())


def test_swings_break_even_and_rates():
    lines = case()
    (swing,) = figures.spans(lines, C, View.ALL, BASIS)
    base = figures.outcome(lines, C, View.ALL, BASIS).npv
    assert [round(swing.low - base), round(swing.high - base)] == [round(-60_000 * ANNUITY), round(60_000 * ANNUITY)]
    assert [s.name for s in figures.tenths(lines, C, View.ALL, BASIS)] == ["Post 4", "Post 1", "Post 3", "Post 2"]
    tipping = {b.line.key: b for b in figures.break_evens(lines, C, View.ALL, BASIS)}
    assert round(tipping[4].yearly_sek) == round(Decimal(1_000_000) / ANNUITY - 100_000)
    at_zero = figures.by_rate(lines, C, BASIS, [Decimal(0)])
    assert at_zero == [(Decimal(0), {View.CASH: Decimal(-500_000), View.ALL: Decimal(1_000_000), View.SOCIETY: Decimal(1_250_000)})]


@pytest.mark.requirement("F8")
def test_stairs_go_from_claimed_to_assessed():
    lines = [
        ln if A in ln.sides else Line(ln.key, ln.ledger, ln.label, ln.benefit_class, ln.outside, {**ln.sides, A: ln.sides[C]})
        for ln in case()
    ]
    rows = figures.stairs(lines, C, A, View.ALL, BASIS, ("Sökandens", "Värderarens"))
    assert [r.name for r in rows] == ["Sökandens", "Post 4", "Värderarens"]
    assert rows[0].end == rows[1].start and rows[1].end == rows[2].end
    assert (rows[0].end, rows[2].end) == (round(400_000 * ANNUITY) - 1_000_000, round(340_000 * ANNUITY) - 1_000_000)


def test_basis_runs_from_the_first_year_to_the_horizon():
    assert figures.basis_of(case(), BASIS.rates, 5) == BASIS
    assert figures.basis_of(case(), BASIS.rates, None) == BASIS
    assert figures.basis_of([], BASIS.rates, 5) is None


amounts = st.dictionaries(st.integers(2026, 2031), st.integers(0, 10**9), max_size=6)
items = st.lists(st.builds(
    lambda key, ledger, cls, outside, years: line(key, ledger, years, cls if ledger in (Ledger.CITIZEN, Ledger.BUSINESS) else "", outside=outside),
    st.integers(1, 10**6), st.sampled_from(Ledger), st.sampled_from(["", "green", "yellow", "red"]), st.booleans(), amounts,
), max_size=8, unique_by=lambda ln: ln.key)  # fmt: skip


@given(items)
def test_a_view_is_the_one_before_and_what_it_adds(lines: list[Line]):
    for small, large in ((View.CASH, View.ALL), (View.ALL, View.SOCIETY)):
        assert {ln.key for ln in lines if ln.counted_in(small)} <= {ln.key for ln in lines if ln.counted_in(large)}
    added = [ln for ln in lines if ln.counted_in(View.SOCIETY) and not ln.counted_in(View.ALL)]
    whole, part, rest = (
        figures.outcome(given_, C, View.SOCIETY, BASIS).npv for given_ in (lines, [ln for ln in lines if ln not in added], added)
    )
    assert abs(whole - part - rest) < Decimal("1e-12")


@given(items, st.integers(2, 9))
def test_net_present_value_is_linear(lines: list[Line], times: int):
    many = {k: {y: a * times for y, a in years.items()} for k, years in figures.likely(lines, C).items()}
    once, often = figures.outcome(lines, C, View.ALL, BASIS).npv, figures.outcome(lines, C, View.ALL, BASIS, many).npv
    assert abs(often - once * times) < Decimal("1e-9")
