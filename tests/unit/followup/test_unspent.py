"""Unspent money: the last day, what can be moved, what goes back."""

from datetime import date

import pytest

from nytta.followup.projects.rules import UnspentRule, movable, split_back, unspent_rule

RULE = UnspentRule()


@pytest.mark.parametrize(
    ("rule", "year", "came", "last"),
    [
        (RULE, 2026, date(2026, 3, 2), date(2027, 3, 31)),
        (RULE, 2026, None, date(2027, 3, 31)),
        (RULE, 2026, date(2027, 2, 1), date(2028, 3, 31)),  # what came after the year has as long
        (UnspentRule(2, 29), 2026, date(2026, 1, 1), date(2027, 2, 28)),
        (UnspentRule(2, 29), 2027, date(2027, 1, 1), date(2028, 2, 29)),
    ],
)
def test_the_last_day_is_in_the_year_after(rule: UnspentRule, year: int, came: date | None, last: date) -> None:
    assert rule.last_day(year, came) == last


def test_manager_and_office_are_told_so_many_days_ahead() -> None:
    assert RULE.told_from(date(2027, 3, 31)) == date(2027, 1, 30)


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ({}, RULE),
        ({"unspent_move_until": [2, 15], "unspent_move_percent": 50, "unspent_notice_days": 30}, UnspentRule(2, 15, 50, 30)),
        ({"unspent_move_until": [13, 1], "unspent_move_percent": 101, "unspent_notice_days": "30"}, RULE),
        ({"unspent_move_until": "2027-03-31", "unspent_move_percent": True}, RULE),
    ],
)
def test_what_a_rule_set_does_not_say_is_as_in_the_programmes(limits: dict[str, object], rule: UnspentRule) -> None:
    assert unspent_rule({"limits": limits}) == rule


@pytest.mark.parametrize(
    ("amount", "percent", "on", "why"),
    [
        (400_000, 100, date(2027, 3, 31), None),
        (400_001, 100, date(2027, 3, 31), "move_left"),
        (0, 100, date(2027, 3, 31), "move_left"),
        (1, 100, date(2027, 4, 1), "move_late"),
        (300_000, 40, date(2027, 3, 31), None),
        (300_001, 40, date(2027, 3, 31), "move_share"),
    ],
)
def test_what_can_be_moved(amount: int, percent: int, on: date, why: str | None) -> None:
    found = movable(amount_sek=amount, available_sek=400_000, came_sek=1_000_000, moved_out_sek=100_000, year=2026,
                    rule=UnspentRule(most_percent=percent), last_on=date(2027, 3, 31), on=on)  # fmt: skip
    assert [f.rule for f in found.blocking] == ([why] if why else [])


@pytest.mark.parametrize(("amount", "granted", "returned", "both"), [(5, 10, 0, (5, 0)), (5, 10, 8, (2, 3)), (5, 0, 0, (0, 5))])
def test_only_what_was_granted_out_of_the_frame_goes_back_to_it(amount: int, granted: int, returned: int, both: tuple[int, int]) -> None:
    assert split_back(amount_sek=amount, granted_sek=granted, returned_sek=returned) == both
