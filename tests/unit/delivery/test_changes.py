"""Clashes beside a brute force, days to answer, and what stops a change from being settled."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nytta.delivery.systems.flow import ANSWER, NOTICE
from nytta.delivery.systems.rules.changes import (
    Clash,
    Span,
    Terms,
    clashes,
    due_on,
    impact_fits,
    level_due,
    may_go_ahead,
    public_told,
    terms_of,
    times_valid,
)
from nytta.delivery.systems.terms import AnswerState, ChangeKind, Impact, NoticeState

pytestmark = pytest.mark.requirement("D4")
START = datetime(2026, 3, 2, 18, tzinfo=UTC)
A, N = AnswerState, NoticeState


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


SPANS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 12), st.integers(1, 6)), max_size=9)
REACHES = st.dictionaries(st.integers(1, 4), st.frozensets(st.integers(1, 4), max_size=3), max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, REACHES)
def test_clashes_are_those_of_a_brute_force(rows: list[tuple[int, int, int]], reaches: dict[int, frozenset[int]]) -> None:
    spans = [Span(f"AM-{n}", system, hour(first), hour(first + hours)) for n, (system, first, hours) in enumerate(rows)]
    expected = set()
    for one, other in combinations(sorted(spans, key=lambda s: (s.starts_at, s.code)), 2):
        minutes = [one.starts_at + timedelta(minutes=30 * n) for n in range(100)]
        both = [m for m in minutes if one.starts_at <= m < one.ends_at and other.starts_at <= m < other.ends_at]
        meets = (one.system == other.system, other.system in reaches.get(one.system, ()), one.system in reaches.get(other.system, ()))
        if both and any(meets):
            expected.add(Clash(one.code, other.code, both[0], both[-1] + timedelta(minutes=30), *meets))
    found = clashes(spans, reaches)
    assert set(found) == expected and len(found) == len(expected)
    assert [(c.starts_at, c.first, c.second) for c in found] == sorted((c.starts_at, c.first, c.second) for c in found)


def test_one_that_ends_as_another_begins_is_no_clash() -> None:
    assert clashes([Span("a", 1, hour(0), hour(2)), Span("b", 1, hour(2), hour(3))], {}) == []


@pytest.mark.parametrize(
    ("told", "starts", "days", "due"),
    [
        (date(2026, 3, 2), date(2026, 3, 31), 5, date(2026, 3, 9)),
        (date(2026, 3, 2), date(2026, 3, 5), 5, date(2026, 3, 4)),  # the day before the change comes first
        (date(2026, 3, 2), date(2026, 3, 2), 5, date(2026, 3, 2)),  # never before one was told
        (date(2026, 4, 1), date(2026, 5, 1), 3, date(2026, 4, 8)),  # Easter lies between
    ],
)
def test_answer_is_due(told: date, starts: date, days: int, due: date) -> None:
    assert due_on(told_on=told, starts_on=starts, days=days) == due


@pytest.mark.parametrize(
    ("on", "level"),
    [(date(2026, 3, 9), 0), (date(2026, 3, 10), 1), (date(2026, 3, 11), 1), (date(2026, 3, 12), 2), (date(2026, 4, 12), 2)],
)
def test_how_far_an_answer_is_taken(on: date, level: int) -> None:
    assert level_due(due_on=date(2026, 3, 9), on=on, days=(1, 3)) == level


@pytest.mark.parametrize(
    ("content", "terms"),
    [
        ({}, Terms(5, 5, (1, 3))),
        ({"limits": {"change_notice_steps": 2, "change_notice_days": 10, "change_notice_further_days": [2, 5]}}, Terms(2, 10, (2, 5))),
        ({"limits": {"change_notice_steps": 9, "change_notice_days": True, "change_notice_further_days": [3, 1]}}, Terms(5, 5, (1, 3))),
        ({"limits": {"change_notice_steps": "2", "change_notice_days": 0, "change_notice_further_days": [1]}}, Terms(5, 5, (1, 3))),
    ],
)
def test_terms_of_a_rule_set_never_out_of_bounds(content: dict[str, object], terms: Terms) -> None:
    assert terms_of(content) == terms


def test_times_are_ahead_and_in_order() -> None:
    assert times_valid(starts_at=hour(1), ends_at=hour(2), on=START)
    assert [f.rule for f in times_valid(starts_at=hour(2), ends_at=hour(2), on=START).findings] == ["change_order"]
    assert [f.rule for f in times_valid(starts_at=hour(0), ends_at=hour(2), on=START).findings] == ["change_ahead"]
    assert [f.rule for f in times_valid(starts_at=hour(1), ends_at=hour(24 * 400), on=START).findings] == ["change_long"]


def test_outage_is_an_outage_and_only_an_outage_is_public() -> None:
    assert not impact_fits(kind=ChangeKind.OUTAGE, impact=Impact.NONE)
    assert impact_fits(kind=ChangeKind.CHANGE, impact=Impact.OUTAGE)
    assert not public_told(kind=ChangeKind.CHANGE, is_public=True, text="Stängt")
    assert not public_told(kind=ChangeKind.OUTAGE, is_public=True, text=" ")
    assert public_told(kind=ChangeKind.OUTAGE, is_public=True, text="Stängt")


DUE = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("answers", "reasons", "on", "rule"),
    [
        ((), "", DUE, ""),
        ((A.YES, A.YES), "", DUE, ""),
        ((A.YES, A.ASKED), "Skäl", DUE + timedelta(days=9), "question_open"),
        ((A.YES, A.WAITING), "Skäl", DUE, "answers_wait"),
        ((A.YES, A.WAITING), "", DUE + timedelta(days=1), "no_met"),
        ((A.YES, A.WAITING), "Skäl", DUE + timedelta(days=1), ""),
        ((A.NO,), "", DUE, "no_met"),
        ((A.NO,), "Skäl", DUE, ""),
    ],
)
def test_what_stops_a_change_from_being_settled(answers: tuple[AnswerState, ...], reasons: str, on: date, rule: str) -> None:
    verdict = may_go_ahead(answers=answers, last_due_on=DUE, reasons=reasons, on=on)
    assert [f.rule for f in verdict.findings] == ([rule] if rule else [])


NEXT_OF_NOTICE = {
    N.DRAFT: {"write": N.DRAFT, "announce": N.ANNOUNCED, "cancel": N.CANCELLED},
    N.ANNOUNCED: {
        "move": N.ANNOUNCED, "answer": N.ANNOUNCED, "escalate": N.ANNOUNCED, "go_ahead": N.GOING_AHEAD, "cancel": N.CANCELLED,
    },
    N.GOING_AHEAD: {"move": N.ANNOUNCED, "cancel": N.CANCELLED, "close": N.DONE},
    N.DONE: {},
    N.CANCELLED: {},
}  # fmt: skip
NEXT_OF_ANSWER = {
    A.WAITING: {"yes": A.YES, "no": A.NO, "ask": A.ASKED, "escalate": A.WAITING, "again": A.WAITING},
    A.ASKED: {"reply": A.WAITING, "yes": A.YES, "no": A.NO, "again": A.WAITING},
    A.YES: {"no": A.NO, "again": A.WAITING},
    A.NO: {"yes": A.YES, "again": A.WAITING},
}


@pytest.mark.parametrize("state", list(N))
@pytest.mark.parametrize("act", ["write", "announce", "move", "answer", "escalate", "go_ahead", "cancel", "close"])
def test_notice_cell_by_cell(state: NoticeState, act: str) -> None:
    assert NOTICE.moves.get((state, act)) == NEXT_OF_NOTICE[state].get(act)
    assert bool(NOTICE.allows(state, act)) == (act in NEXT_OF_NOTICE[state])


@pytest.mark.parametrize("state", list(A))
@pytest.mark.parametrize("act", ["yes", "no", "ask", "reply", "escalate", "again"])
def test_answer_cell_by_cell(state: AnswerState, act: str) -> None:
    assert ANSWER.moves.get((state, act)) == NEXT_OF_ANSWER[state].get(act)
    assert bool(ANSWER.allows(state, act)) == (act in NEXT_OF_ANSWER[state])
