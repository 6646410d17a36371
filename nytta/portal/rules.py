"""How many reports are taken in, which words of a case may be shown to anybody, and the line of its eight steps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nytta.plain.verdicts import YES, Verdict, no

from .terms import CaseStep

MOST_REPORTS_A_DAY = 200
OLD_MODEL_MONTHS = 18  # T "runt 18 månader"
OLD_MODEL_DAYS = 548  # the same in days
MOST_LEAD_TIMES = 6


def has_room(*, today: int) -> Verdict:
    """Whether one more report is taken in today; the door is open to anybody, so it has a size."""
    if today < MOST_REPORTS_A_DAY:
        return YES
    return no(
        "reports_full", "Det har kommit in ovanligt många rapporter i dag.", "", "Försök igen i morgon, eller hör av dig till kommunen."
    )


def shown_entry(*, what: str, title_shown: bool, open_documents: Collection[str]) -> str:
    """What a line of the registry says in public: without a closed title, without the title of a document not found open.

    Source: O6; offentlighets- och sekretesslagen 5 kap. 2 §.
    """
    head, colon, tail = what.partition(": ")
    if colon and head == "Handling":
        return what if tail in open_documents else head
    if colon and ", version " in head:
        return what if title_shown else head
    return what


@dataclass(frozen=True)
class Step:
    """One of the eight steps: its word, the day it was done, and done, now or todo."""

    word: CaseStep
    on: date | None
    state: str


def process_line(*, at: int, ended: bool, days: Mapping[CaseStep, date | None]) -> list[Step]:
    """The eight steps of a case that stands at step `at` (1-9, 9: all done); `ended`: it went no further. Source: P5; F6."""
    steps = []
    for number, word in enumerate(CaseStep, 1):
        done = number < at or (ended and number == at)
        state = "done" if done else "now" if number == at else "todo"
        steps.append(Step(word, days.get(word) if done else None, state))
    return steps


def lead_times_valid(*, after_days: Sequence[int]) -> Verdict:
    """Whether the lead times of a reminder can be meant: one to six numbers of days, 1 to 730. Source: F15."""
    if 1 <= len(set(after_days)) <= MOST_LEAD_TIMES and all(1 <= d <= 730 for d in after_days):
        return YES
    return no(
        "lead_times",
        "Ange ett till sex antal dagar, vart och ett mellan 1 och 730.",
        "F15",
        "Skriv till exempel 14, 30, 60.",
        field="after_days",
    )


def due_lead_time(*, after_days: Sequence[int], days: int) -> int | None:
    """The lead time that is due after so many days: the longest that has been reached, None before the first. Source: F15."""
    return max((d for d in after_days if d <= days), default=None)
