"""No saving is counted twice: the worked case, and what holds for any claims in any order."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nytta.engine.appraisal import (
    BadInput,
    Call,
    Clash,
    allocation,
    answer,
    budget_line,
    clashes,
    counted,
    counted_amounts,
    largest_remainder,
    ledger_check,
    over_claimed,
    overlaps,
    parts_within,
    saved_share,
)
from nytta.engine.appraisal.ledger import as_decimal

F = Fraction
A, B, C = Call("A", "time", F(2, 5)), Call("B", "volume", F(1, 2)), Call("C", "time", F(7, 10))
A_GRANTED, B_GRANTED = Call("A", "time", F(2, 5), True), Call("B", "volume", F(1, 2), True)

shares = st.integers(0, 20).map(lambda n: Fraction(n, 20))
calls = st.builds(
    Call, st.sampled_from("ABCDE"), st.sampled_from(["volume", "time", "price"]), shares, st.booleans(), st.sampled_from([None, 1, 2])
)
claims = st.lists(calls, max_size=6)
baselines = st.integers(0, 100_000)


@pytest.mark.requirement("F9")
def test_worked_case_to_the_hour():
    hours = 10_000 * 30 // 60
    assert hours == 5_000
    assert saved_share([A, B]) == F(7, 10)
    assert saved_share([A, B]) * hours == 3_500
    assert over_claimed([A, B], hours) == 1_000
    assert counted_amounts([A, B], hours) == {"A": 1_556, "B": 1_944}
    assert counted_amounts([A_GRANTED, B], hours) == counted_amounts([B, A_GRANTED], hours) == {"A": 2_000, "B": 1_500}
    assert counted_amounts([A, B_GRANTED], hours) == {"A": 1_000, "B": 2_500}
    assert ledger_check([A_GRANTED, B]) == ([], {})
    assert clashes([A_GRANTED, B_GRANTED, C]) == [Clash("time", F(11, 10), ("A", "C"))]
    assert overlaps([A, B], hours) == {("A", "B"): -1_000}


@given(claims, st.randoms())
@settings(max_examples=80, deadline=None)
@pytest.mark.requirement("F9")
def test_total_depends_on_no_order_and_is_never_more_than_all(given_: list[Call], shuffled):
    mixed = list(given_)
    shuffled.shuffle(mixed)
    assert saved_share(mixed) == saved_share(given_)
    assert 0 <= saved_share(given_) <= 1
    assert over_claimed(given_, 1) >= 0
    assert {(c.driver, c.total, frozenset(c.names)) for c in clashes(mixed)} == {
        (c.driver, c.total, frozenset(c.names)) for c in clashes(given_)
    }


@given(claims, baselines)
@settings(max_examples=80, deadline=None)
@pytest.mark.requirement("F9")
def test_counted_values_always_sum_to_the_total(given_: list[Call], baseline: int):
    assert sum(counted(given_).values()) == saved_share(given_)
    amounts = counted_amounts(given_, baseline)
    assert abs(sum(amounts.values()) - saved_share(given_) * baseline) <= F(1, 2)
    assert all(v >= 0 for v in counted(given_).values())
    assert set(amounts) == {c.name for c in given_}


@given(claims, claims, baselines)
@settings(max_examples=60, deadline=None)
def test_what_was_decided_stands_when_later_claims_come(before: list[Call], later: list[Call], baseline: int):
    decided = [Call(f"old {c.name}", c.driver, c.fraction, True, c.weighing) for c in before]
    both = [*decided, *(Call(c.name, c.driver, c.fraction) for c in later)]
    then, now = counted_amounts(decided, baseline), counted_amounts(both, baseline)
    assert {name: now[name] for name in then} == then
    assert {name: counted(both)[name] for name in then} == counted(decided)


@given(st.lists(calls, max_size=4))
@settings(max_examples=40, deadline=None)
def test_order_among_those_weighed_together_changes_nothing(given_: list[Call]):
    new = [Call(c.name, c.driver, c.fraction) for c in given_]
    assert all(counted(list(other)) == counted(new) for other in permutations(new))


def test_those_decided_in_one_weighing_keep_what_they_split():
    a, b = Call("A", "time", F(2, 5), True, "2026:1"), Call("B", "volume", F(1, 2), True, "2026:1")
    assert counted_amounts([a, b, Call("D", "time", F(3, 5))], 5_000) == {"A": 1_556, "B": 1_944, "D": 1_500}


@given(claims)
@settings(max_examples=60, deadline=None)
def test_overlaps_make_what_each_says_alone_into_the_total(given_: list[Call]):
    if not clashes(given_):
        assert sum((c.fraction for c in given_), F(0)) + sum(overlaps(given_).values()) == saved_share(given_)


def test_overlap_of_three_drivers_has_its_triple():
    price = Call("P", "price", F(1, 2))
    assert overlaps([A, B, price], 100) == {("A", "B"): -20, ("A", "P"): -20, ("B", "P"): -25, ("A", "B", "P"): 10}


@pytest.mark.parametrize(
    ("fraction", "allowed", "warned"), [("0.3999", True, False), ("0.4", True, True), ("0.6", True, True), ("0.6001", False, False)]
)
def test_warning_from_eighty_percent_and_stop_above_all(fraction: str, allowed: bool, warned: bool):
    found, near = ledger_check([A_GRANTED, Call("X", "time", F(fraction))])
    assert (not found, "time" in near) == (allowed, warned)


def test_a_budget_line_a_parent_and_stored_shares():
    assert budget_line(1_000, {"A": 600, "B": 400}) == (0, True)
    assert budget_line(1_000, {"A": 600, "B": 401}) == (-1, False)
    assert (parts_within("0.5", ["0.2", "0.3"]), parts_within("0.5", ["0.2", "0.31"])) == (True, False)
    assert sum(as_decimal(F(1, 3)) for _ in range(3)) == Decimal("0.99999999")


@given(st.integers(-(10**9), 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
@settings(max_examples=80, deadline=None)
@pytest.mark.requirement("F9")
def test_splits_sum_exactly_and_each_part_is_within_a_krona(total: int, weights: list[int]):
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    assert all(abs(p - F(total) * w / sum(weights)) < 1 for p, w in zip(parts, weights, strict=True))


def test_ties_go_to_the_first_and_shares_of_use_are_exact():
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(2, [1, 1, 1, 1]) == [1, 1, 0, 0]
    assert allocation(100, {"a": 75, "b": 25}) == {"a": 75, "b": 25}
    with pytest.raises(BadInput, match="drivers"):
        allocation(100, {"a": 0})


def test_claims_may_be_written_in_several_ways():
    rows = [{"name": "A", "driver": "time", "fraction": 0.4, "status": "granted"}, {"name": "B", "driver": "volume", "share": 0.5}]
    gone = {"name": "Z", "driver": "time", "fraction": 1, "status": "released"}
    found = answer({"kind": "ledger_settlement", "inputs": {"claims": [*rows, gone], "cases": 10_000, "minutes": 30}})
    assert (found["saved"], found["counted"], found["over_claimed"]) == (3_500, {"A": 2_000, "B": 1_500}, 1_000)
    assert answer({"kind": "saved_share", "inputs": {"drivers": {"time": [0.4], "volume": 0.5}}}) == {"saved_share": Decimal("0.7")}
    assert answer({"kind": "ledger_check", "inputs": {"claims": {"time": [0.4, 0.7]}}})["allowed"] is False
    assert answer({"kind": "saved_share", "inputs": {"time": [0.4], "volume": 0.5}}) == {"saved_share": Decimal("0.7")}
    years = [{"name": n, "driver": "time", "fraction": f, "year": y} for n, f, y in [("A", 0.4, 2026), ("C", 0.7, 2027), ("D", 0.4, 2027)]]
    found = answer({"kind": "ledger_check", "inputs": {"claims": years}})
    assert {y: f["allowed"] for y, f in found["years"].items()} == {"2026": True, "2027": False}
    assert answer({"kind": "budget_line", "inputs": {"line": 100, "claims": {"A": 101}}}) == {"left": -1, "allowed": False}


def test_two_claims_of_one_name_are_added_up_and_a_line_takes_a_list():
    rows = [{"name": "A", "driver": "time", "fraction": 0.2}, {"name": "A", "driver": "time", "fraction": 0.3}]
    found = answer({"kind": "ledger_settlement", "inputs": {"baseline": 100, "claims": rows}})
    assert (found["alone"], found["counted"]) == ({"A": 50}, {"A": 50})
    line = {"kind": "budget_line", "inputs": {"line": 1000, "claims": [600, {"amount": 500}]}}
    assert answer(line) == {"left": -100, "allowed": False}
