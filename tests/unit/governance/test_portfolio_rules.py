"""Frames and parts in words, and which year a grant is for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nytta.governance.benefits.rules import payback_months, sums, yearly_benefit
from nytta.governance.benefits.terms import BENEFITS, Ledger, Side
from nytta.governance.portfolios.rules import amount_granted, by_hand_in, frame_change, grant_year, room, weighted

MONEY = st.integers(0, 10**12)


def rules_of(verdict: object) -> list[str]:
    return [f.rule for f in verdict.blocking]  # type: ignore[attr-defined]


@pytest.mark.requirement("F2", "F3")
@pytest.mark.parametrize(
    ("amount", "frame", "part", "rules"),
    [
        (100, 100, 100, []),
        (100, 100, None, []),
        (101, 100, None, ["frame"]),
        (101, 200, 100, ["part"]),
        (300, 200, 100, ["frame", "part"]),
        (1, None, None, ["frame"]),
        (1, 0, None, ["frame"]),
        (1, 100, 0, ["part"]),
    ],
)
def test_room(amount: int, frame: int | None, part: int | None, rules: list[str]) -> None:
    verdict = room(amount_sek=amount, frame_left_sek=frame, part_left_sek=part, name="P1", year=2026, part="Innovation")
    assert rules_of(verdict) == rules


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    ("amount", "granted", "parts", "by_part", "rules"),
    [
        (100, 100, {}, {}, []),
        (99, 100, {}, {}, ["frame_lowered"]),
        (100, 0, {"a": 60, "b": 40}, {}, []),
        (100, 0, {"a": 60, "b": 41}, {}, ["parts_exceed"]),
        (100, 50, {"a": 40}, {"a": 50}, ["part_lowered"]),
        (100, 50, {"b": 40}, {"a": 50}, ["part_lowered"]),
        (100, 50, {}, {"a": 50}, []),
    ],
)
def test_frame_change(amount: int, granted: int, parts: dict[str, int], by_part: dict[str, int], rules: list[str]) -> None:
    assert rules_of(frame_change(amount_sek=amount, granted_sek=granted, parts=parts, granted_by_part=by_part)) == rules


@pytest.mark.requirement("F13")
@pytest.mark.parametrize(
    ("asked", "year"), [({2026: 5, 2027: 5}, 2026), ({2025: 5, 2027: 5}, 2027), ({2024: 5}, 2024), ({2026: 0}, None), ({}, None)]
)
def test_money_is_for_one_year(asked: dict[int, int], year: int | None) -> None:
    assert grant_year(requested=asked, on=date(2026, 3, 2)) == year


@pytest.mark.parametrize(("amount", "asked", "ok"), [(1, 1, True), (0, 1, False), (-5, 1, False), (2, 1, False)])
def test_grant_is_above_zero_and_at_most_what_is_asked(amount: int, asked: int, ok: bool) -> None:
    assert bool(amount_granted(amount_sek=amount, requested_sek=asked)) is ok


def test_weighted_points_and_order_of_hand_in() -> None:
    assert weighted({"KF1": 60, "KF2": 40}, {"KF1": 1, "KF2": 2, "KF3": 1}) == 140
    assert by_hand_in([(date(2026, 2, 1), "B"), (date(2026, 1, 1), "C"), (date(2026, 2, 1), "A")]) == ["C", "A", "B"]


@given(st.lists(st.tuples(st.sampled_from(Ledger.codes()), st.sampled_from(Side.codes()), st.integers(2020, 2030), MONEY)))
def test_sums_are_the_sums_of_their_rows(rows: list[tuple[str, str, int, int]]) -> None:
    totals = sums(rows)
    for side in Side:
        for ledger in Ledger:
            mine = [r for r in rows if r[0] == ledger.value and r[1] == side.value]
            assert totals.of(side, ledger) == sum(r[3] for r in mine)
            assert sum(totals.by_year(side, ledger).values()) == totals.of(side, ledger)
        assert totals.of(side, *Ledger) == sum(r[3] for r in rows if r[1] == side.value)
        assert yearly_benefit(totals, side) == max((totals.of(side, *BENEFITS, year=y) for y in range(2020, 2031)), default=0)


@pytest.mark.parametrize(
    ("cost", "net", "months"), [(1200, 1200, 12), (1000, 1200, 10), (1, 1200, 1), (100, 0, None), (100, -5, None), (0, 5, 0)]
)
def test_payback(cost: int, net: int, months: int | None) -> None:
    assert payback_months(investment_sek=cost, yearly_net_sek=net) == months
