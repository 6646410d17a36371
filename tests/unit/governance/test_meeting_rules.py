"""Quorum, votes, who approves, substitutes and the days of a posting, on values alone."""

from datetime import date

import pytest

from nytta.governance.meetings.rules import (
    approvers_fit,
    circulation_allowed,
    counted,
    easter,
    is_day_of_rest,
    last_day_posted,
    may_close,
    needed,
    notice_in_time,
    quorum_met,
    standing_in,
)
from nytta.governance.meetings.terms import Approvers, GroupKind, Outcome

A, B = Outcome.FUND, Outcome.WAIT


@pytest.mark.parametrize(("members", "quorum", "least"), [(1, None, 1), (2, None, 2), (3, None, 2), (8, None, 5), (8, 3, 3), (0, None, 1)])
def test_a_quorum_is_the_groups_own_number_or_more_than_half(members: int, quorum: int | None, least: int) -> None:
    assert needed(members=members, quorum=quorum) == least
    assert bool(quorum_met(taking_part=least, members=members, quorum=quorum))
    assert not quorum_met(taking_part=least - 1, members=members, quorum=quorum)


@pytest.mark.parametrize(
    ("votes", "chair", "outcome"),
    [
        ({1: A, 2: A, 3: B}, 3, A),
        ({1: A, 2: B}, 1, A),
        ({1: A, 2: B}, 2, B),
        ({1: A, 2: B}, None, None),
        ({1: A, 2: B}, 9, None),
        ({}, 1, None),
    ],
)
def test_most_votes_win_and_the_chair_settles_a_tie(votes: dict[int, Outcome], chair: int | None, outcome: Outcome | None) -> None:
    assert counted(votes, chair).outcome == outcome


def test_a_circulation_closes_when_all_have_answered_or_after_its_last_day_when_enough_have() -> None:
    day, last, after = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 10)
    assert may_close(voted=3, voters=3, least=2, closes_on=last, on=day)
    assert not may_close(voted=2, voters=3, least=2, closes_on=last, on=last)
    assert may_close(voted=2, voters=3, least=2, closes_on=last, on=after)
    assert not may_close(voted=1, voters=3, least=2, closes_on=last, on=after)
    assert not may_close(voted=0, voters=0, least=1, closes_on=last, on=after)
    few = may_close(voted=1, voters=1, least=2, closes_on=last, on=day)
    assert [f.rule for f in few.blocking] == ["circulation_few"]


def test_a_committee_never_circulates() -> None:
    assert circulation_allowed(kind=GroupKind.STATUTORY, allowed=True).blocking[0].source == "Kommunallagen 6 kap. 23–27 §§"
    assert circulation_allowed(kind=GroupKind.PREPARATION_GROUP, allowed=True)
    assert not circulation_allowed(kind=GroupKind.PREPARATION_GROUP, allowed=False)


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [([1, 2], ""), ([1, 1], "approve_two"), ([1, 9], "approve_present"), ([2, 3], "approve_chair"), ([4, 5], "approve_writer")],
)
def test_two_who_were_there_approve_and_not_the_writers_alone(chosen: list[int], rule: str) -> None:
    verdict = approvers_fit(chosen=chosen, present=[1, 2, 3, 4, 5], presiding=1, writers=[4, 5], how=Approvers.CHAIR_AND_MEMBER)
    assert (verdict.blocking[0].rule if verdict.blocking else "") == rule
    if rule == "approve_chair":
        assert approvers_fit(chosen=chosen, present=[1, 2, 3], presiding=1, writers=[], how=Approvers.TWO_MEMBERS)


def test_substitutes_take_the_places_of_those_whom_they_are_named_for_first() -> None:
    assert standing_in(ordinary=[1, 2, 3], there={1, 8, 9}, substitutes=[(8, None), (9, 2)]) == {9: 2, 8: 3}
    assert standing_in(ordinary=[1, 2], there={1, 2, 8}, substitutes=[(8, None)]) == {}
    assert standing_in(ordinary=[1, 2], there={1, 8, 9}, substitutes=[(8, 1), (9, None)]) == {9: 2}


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))]
)
def test_easter_is_the_almanacs(year: int, day: date) -> None:
    assert easter(year) == day


@pytest.mark.parametrize(
    ("posted", "last"),
    [
        (date(2026, 3, 2), date(2026, 3, 23)),
        (date(2026, 3, 16), date(2026, 4, 7)),  # Easter Monday
        (date(2026, 5, 29), date(2026, 6, 22)),  # Midsummer's Eve is a Friday and held equal
        (date(2026, 12, 4), date(2026, 12, 28)),  # Christmas Day and a week-end
    ],
)
def test_a_posting_stays_three_weeks_and_to_the_next_working_day(posted: date, last: date) -> None:
    assert last_day_posted(posted) == last


def test_days_of_rest() -> None:
    assert [d for d in range(18, 24) if is_day_of_rest(date(2026, 6, d))] == [19, 20, 21]
    assert is_day_of_rest(date(2026, 5, 14)) and is_day_of_rest(date(2026, 6, 6)) and not is_day_of_rest(date(2026, 6, 5))


def test_a_late_notice_is_told_and_not_stopped() -> None:
    late = notice_in_time(starts_on=date(2026, 3, 5), days=5, on=date(2026, 3, 2))
    assert bool(late) and late.warnings[0].rule == "notice_late"
    assert notice_in_time(starts_on=date(2026, 3, 9), days=5, on=date(2026, 3, 2)).findings == ()
