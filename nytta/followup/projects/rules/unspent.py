"""Unspent money goes back, moves with a decision, or lapses, by the rule set. Source: P5; F13; O4."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from nytta.plain.money import sek
from nytta.plain.verdicts import YES, Verdict, no


@dataclass(frozen=True)
class UnspentRule:
    """The last day (month, day) of the year after on which money may be moved; at most so many percent of what came; told so many days ahead."""

    month: int = 3
    day: int = 31
    most_percent: int = 100
    notice_days: int = 60

    def last_day(self, year: int, came_on: date | None) -> date:
        """The last day on which the money of a year may be moved by a decision: the next morning it lapses.

        The year after the money's own, or after the one in which it came where that is later. Source: F13.
        """
        after = max(year, came_on.year if came_on else year) + 1
        return date(after, self.month, min(self.day, calendar.monthrange(after, self.month)[1]))

    def told_from(self, last: date) -> date:
        """The day from which the manager and the office are told."""
        return last - timedelta(days=self.notice_days)


def unspent_rule(content: Mapping[str, Any]) -> UnspentRule:
    """What a rule set says of unspent money; what it does not say, or says in another shape, is as in the rule set that comes with the programme."""
    said, own = content.get("limits", {}), UnspentRule()
    until = said.get("unspent_move_until")
    month, day = until if isinstance(until, list | tuple) and len(until) == 2 and all(_whole(n) for n in until) else (own.month, own.day)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        month, day = own.month, own.day
    percent, notice = said.get("unspent_move_percent"), said.get("unspent_notice_days")
    return UnspentRule(
        month, day, percent if _whole(percent) and percent <= 100 else own.most_percent, notice if _whole(notice) else own.notice_days
    )


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def movable(
    *, amount_sek: int, available_sek: int, came_sek: int, moved_out_sek: int, year: int, rule: UnspentRule, last_on: date, on: date
) -> Verdict:
    """Whether unspent money of a year can be moved to the next: in time, free, and within the rule set's share of what came. Source: P5; F13."""
    if on > last_on:
        return no("move_late", "Medlen för %(year)s kunde föras över till och med %(day)s.", "P5; F13", "De har förfallit. Begär mer pengar som ett eget förslag.",
                  year=year, day=last_on.isoformat())  # fmt: skip
    if not 0 < amount_sek <= available_sek:
        return no("move_left", "Beloppet ska vara mellan 1 kr och de %(left)s som är fria för %(year)s.", "P5; F13",
                  "Rätta beloppet. Reserverade medel betalas ut eller släpps först.", field="amount_sek", left=sek(available_sek), year=year)  # fmt: skip
    most = came_sek * rule.most_percent // 100 - moved_out_sek
    if amount_sek > most:
        return no("move_share", "Högst %(percent)s procent av årets pengar får föras över, och av det återstår %(most)s.", "P5; F13; O4",
                  "Minska beloppet och lämna tillbaka resten.", field="amount_sek", percent=rule.most_percent, most=sek(max(most, 0)))  # fmt: skip
    return YES


def split_back(*, amount_sek: int, granted_sek: int, returned_sek: int) -> tuple[int, int]:
    """(what goes back to the frame, what lapses) of an amount given back: only what was granted out of the frame can go back to it. Source: F13."""
    back = min(amount_sek, granted_sek - returned_sek)
    return back, amount_sek - back
