"""When changes clash, when an answer is due and when it is taken further, and what a change notice must say. Source: D4."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.workdays import add_working_days

from ..terms import AnswerState, ChangeKind, Impact

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Terms:
    """What the rule set says of change notices: how far out they are told, and working days to answer and until taken further."""

    steps: int
    answer_days: int
    escalate_days: tuple[int, int]


def terms_of(content: Mapping[str, Any]) -> Terms:
    """The terms of a rule set's limits; what it does not say, or says out of bounds, is five steps, five days, and further after one and three.

    Steps 1-5; days are working days, 1-60, and the second time an answer is taken further comes after the first. Source: O4; D4.
    """
    said = content.get("limits", {})
    steps, days, further = (said.get(name) for name in ("change_notice_steps", "change_notice_days", "change_notice_further_days"))
    pair = isinstance(further, list | tuple) and len(further) == 2 and all(_whole(d, 60) for d in further) and further[0] < further[1]
    return Terms(steps if _whole(steps, 5) else 5, days if _whole(days, 60) else 5, (further[0], further[1]) if pair else (1, 3))


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most


def due_on(*, told_on: date, starts_on: date, days: int) -> date:
    """The last day to answer: so many working days after one was told, or the day before the change where that comes first.

    Never before the day when one was told. Source: D4.
    """
    return max(told_on, min(add_working_days(told_on, days), starts_on - timedelta(days=1)))


def level_due(*, due_on: date, on: date, days: tuple[int, int]) -> int:
    """How far an answer that has not come is taken: 0 not yet, 1 to the head of the owner, 2 to the project office. Source: D4."""
    return sum(on >= add_working_days(due_on, number) for number in days)


@dataclass(frozen=True)
class Span:
    """A change in a system (key), from a moment until another that is not part of it."""

    code: str
    system: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Clash:
    """Two changes that overlap from `starts_at` until `ends_at`, in one system or in two of which one reaches the other."""

    first: str
    second: str
    starts_at: datetime
    ends_at: datetime
    same_system: bool
    first_reaches: bool
    second_reaches: bool


def clashes(spans: Iterable[Span], reaches: Mapping[int, Collection[int]]) -> list[Clash]:
    """Pairs of changes that overlap in time on systems that affect each other, in order of time and code; `reaches` says what a system reaches.

    One that ends as another begins does not overlap it. Source: D4 "the change calendar shows clashes".
    """
    found, under_way = [], list[Span]()
    for now in sorted(spans, key=lambda s: (s.starts_at, s.code)):
        under_way = [s for s in under_way if s.ends_at > now.starts_at]
        for before in under_way:
            same = before.system == now.system
            there, back = now.system in reaches.get(before.system, ()), before.system in reaches.get(now.system, ())
            if (same or there or back) and now.starts_at < now.ends_at:
                found.append(Clash(before.code, now.code, now.starts_at, min(before.ends_at, now.ends_at), same, there, back))
        under_way.append(now)
    return sorted(found, key=lambda c: (c.starts_at, c.first, c.second))


def times_valid(*, starts_at: datetime, ends_at: datetime, on: datetime) -> Verdict:
    """Whether the times of a change can be announced: ahead, in order, within a year. Source: D4 "before a change"."""
    if ends_at <= starts_at:
        return no("change_order", "Ändringen slutar före den börjar.", "D4", "Rätta tiderna.", field="ends_at")
    if ends_at - starts_at > LONGEST:
        return no("change_long", "En ändring kan pågå högst ett år.", "D4", "Dela den i flera, eller rätta sluttiden.", field="ends_at")
    if starts_at <= on:
        return no("change_ahead", "Ändringen börjar innan den har anmälts.", "T; D4", "Anmälan görs före ändringen. Välj en senare tid.",
                  field="starts_at")  # fmt: skip
    return YES


def impact_fits(*, kind: ChangeKind, impact: Impact) -> Verdict:
    """A planned outage is an outage to those who use the system, whatever else it is. Source: D4."""
    if kind is ChangeKind.OUTAGE and impact is not Impact.OUTAGE:
        return no("outage_impact", "Under ett driftstopp går systemet inte att använda.", "D4",
                  "Välj ”Går inte att använda”, eller anmäl en ändring.", field="impact")  # fmt: skip
    return YES


def public_told(*, kind: ChangeKind, is_public: bool, text: str) -> Verdict:
    """What is shown to anybody is a planned outage, with words for those who are not in the house. Source: D4; D7."""
    if is_public and kind is not ChangeKind.OUTAGE:
        return no("public_outage", "Bara planerade driftstopp visas för allmänheten.", "D4", "Ta bort krysset.", field="is_public")
    if is_public and not text.strip():
        return no(
            "public_text", "Skriv vad allmänheten ska få veta.", "D4", "Skriv kort vad som inte går att använda.", field="public_text"
        )
    return YES


def may_go_ahead(*, answers: Sequence[AnswerState], last_due_on: date | None, reasons: str, on: date) -> Verdict:
    """Whether a change can be settled: no question is open, who has not answered has had the time, and a no is met with reasons. Source: D4."""
    asked, waiting, against = (answers.count(s) for s in (AnswerState.ASKED, AnswerState.WAITING, AnswerState.NO))
    if asked:
        return no("question_open", "%(number)s fråga är inte besvarad.", "D4", "Besvara frågan först.", number=asked)
    if waiting and last_due_on is not None and on <= last_due_on:
        return no("answers_wait", "%(number)s har inte svarat. Svarstiden går ut %(day)s.", "D4", "Vänta, eller be dem svara.", number=waiting,
                  day=last_due_on.isoformat())  # fmt: skip
    if (against or waiting) and not reasons.strip():
        return no("no_met", "Någon har sagt nej eller inte svarat. Att ändå gå vidare kräver skäl.", "D4",
                  "Skriv varför ändringen genomförs ändå, och vad ni gör för dem som påverkas.", field="reasons")  # fmt: skip
    return YES
