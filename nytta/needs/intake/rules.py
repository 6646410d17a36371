"""When an idea can be handed in; within what time support is taken, and how a coach's load is summed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.workdays import add_working_days

STANDING_DAYS = 3  # until the office has said otherwise


def supports_goal(*, has_goal: bool, programme_in_force: bool) -> Verdict:
    """An idea supports a goal of the city council. Source: P5 "Projektidé som stödjer mål"; F6, N5."""
    if not programme_in_force:
        return no("programme", "Inget program gäller, så det finns inga mål att stödja.", "P1", "Registrera ett program som gäller.")
    if not has_goal:
        return no("goal_named", "Idén måste stödja ett av fullmäktiges mål.", "P5; N2", "Välj det mål som idén bidrar till.", "goal")
    return YES


def due_on(*, asked_on: date, working_days: int) -> date:
    """The last day on which a request is taken in time: so many working days after it was asked. Source: F15."""
    return add_working_days(asked_on, working_days)


def coach_fits(*, name: str, has_it: bool, gives_subject: bool) -> Verdict:
    """Whether a question can be given to a coach: another one than has it, appointed, with its subject. Source: F15."""
    if has_it:
        return no("same_coach", "%(name)s har redan frågan.", "F15", "Välj en annan coach.", field="coach", name=name)
    if not gives_subject:
        return no("coach_subject", "%(name)s ger inte stöd i ämnet.", "F15", "Välj en coach som har ämnet.", field="coach", name=name)
    return YES


@dataclass(frozen=True)
class Asked:
    """What a sum of support looks at: of one request, by whom it was taken, and the days."""

    coach: int | None
    subject: str
    asked_on: date
    due_on: date
    taken_on: date | None
    answered_on: date | None
    open: bool


@dataclass(frozen=True)
class Sum:
    """Requests summed: in all, open, not taken in time, and the median days until taken and until answered (None: none yet)."""

    number: int
    open: int
    late: int
    days_to_taken: Fraction | None
    days_to_answered: Fraction | None


def median(days: Sequence[int]) -> Fraction | None:
    """The median; the mean of the two in the middle where there are two. None of nothing."""
    if not days:
        return None
    ordered, half = sorted(days), len(days) // 2
    return Fraction(ordered[half]) if len(days) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)


def summed(rows: Iterable[Asked], on: date) -> Sum:
    """Requests summed as on a day; days are counted from when it was asked. Source: F15."""
    found = list(rows)
    return Sum(
        number=len(found), open=sum(r.open for r in found), late=sum((r.taken_on or on) > r.due_on for r in found if r.open or r.taken_on),
        days_to_taken=median([(r.taken_on - r.asked_on).days for r in found if r.taken_on]),
        days_to_answered=median([(r.answered_on - r.asked_on).days for r in found if r.answered_on]),
    )  # fmt: skip
