"""What an application for an exemption must say, who may review it, and when one warns of its end. Source: P4, P7.1; O5; E6.3.2."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nytta.plain.verdicts import YES, Verdict, no

from ..terms import Against, ExemptionStanding, ExemptionState, Opinion, Target
from . import LEADS

OPEN = (ExemptionState.APPLIED, ExemptionState.REVIEW, ExemptionState.COMPLETION, ExemptionState.DECISION)
GIVEN = (ExemptionState.GRANTED, ExemptionState.REVOKED)  # what holds, or has held, from its first day to its last
SHOWN = (*GIVEN, ExemptionState.REFUSED)  # what anybody may see: what has been decided
TEXTS = ("need", "discussed_outcome", "opinion_text", "conditions_proposed", "subject_name")  # closed until somebody has found them open


@dataclass(frozen=True)
class Thing:
    """Something that an exemption can be asked for: its public code and name, whose it is (key of the body), and further codes of it."""

    target: Target
    code: str
    name: str
    body: int
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.target.value}:{self.code}"


def application_complete(
    *, against: Against, solution: str, clause: str, need: str, local: bool, discussed_on: date | None, outcome: str, on: date
) -> Verdict:
    """From what, why, and for a local solution when it was discussed with central IT and what came of it. Source: O5; E6.3.2."""
    verdict = YES
    if against is Against.SOLUTION and not solution:
        verdict += no(
            "exemption_solution", "Ansökan säger inte från vilken gemensam lösning.", "P7.1; O5", "Välj lösningen.", field="solution"
        )
    if against is Against.CLAUSE and not clause.strip():
        verdict += no("exemption_clause", "Ansökan säger inte från vilken bestämmelse.", "P4; O5",
                      "Ange styrdokument och punkt.", field="clause")  # fmt: skip
    if not need.strip():
        verdict += no("exemption_need", "Ansökan säger inte varför undantaget behövs.", "O5", "Skriv skälen.", field="need")
    if local and (discussed_on is None or not outcome.strip()):
        verdict += no(
            "exemption_discussed", "En lokal lösning ska ha diskuterats med den centrala it-funktionen.", "E6.3.2; O5",
            "Ange vilken dag det diskuterades och vad det ledde till.", field="discussed_on" if discussed_on is None else "discussed_outcome",
        )  # fmt: skip
    if discussed_on is not None and discussed_on > on:
        verdict += no("exemption_discussed_later", "Samrådet har inte hållits än.", "E6.3.2; O5",
                      "Ange dagen då det hölls, eller sök när det har hållits.", field="discussed_on")  # fmt: skip
    return verdict


def period_fits(*, first: date, last: date, on: date) -> Verdict:
    """An exemption has an end: not before it begins, and not in the past. Source: P7.1; O5."""
    if last < first:
        return no("period", "Sista dagen ligger före första dagen.", "O5", "Rätta datumen.", field="valid_until")
    if last < on:
        return no("exemption_past", "Den sista dagen har redan varit.", "O5", "Välj en senare dag.", field="valid_until")
    return YES


def reviewer_fits(*, name: str, applied: bool, same_body: bool, executive: bool) -> Verdict:
    """The reviewer is not who applied, and does not work for the body that applies; the executive board's own office may review
    for its board, since the review is a task of that office. Source: T; O5.
    """
    mend = "Utse en granskare från en annan förvaltning."
    if applied:
        return no(
            "exemption_reviewer", "%(name)s har själv sökt undantaget och kan inte granska det.", "T; O5", mend, "reviewer", name=name
        )
    if same_body and not executive:
        return no("exemption_reviewer", "%(name)s arbetar för den som söker och kan inte granska undantaget.", "T; O5", mend, "reviewer",
                  name=name)  # fmt: skip
    return YES


def review_complete(*, opinion: Opinion, text: str, conditions: str) -> Verdict:
    """A review gives its reasons, and names the conditions where it has some. Source: O5."""
    verdict = YES
    if not text.strip():
        verdict += no("exemption_opinion", "Granskningen saknar skäl.", "O5", "Skriv vad du har funnit.", field="opinion_text")
    if opinion is Opinion.CONDITIONS and not conditions.strip():
        verdict += no("exemption_conditions", "Granskningen säger inte vilka villkor som behövs.", "O5", "Skriv villkoren.",
                      field="conditions_proposed")  # fmt: skip
    return verdict


def leads_of(*, content: Mapping[str, Any]) -> tuple[int, ...]:
    """How many days before the end one warns, by a rule set's limits; what it does not say is 90, 30 and 7. Source: O4; O5."""
    said = content.get("limits", {}).get("exemption_reminder_days")
    return tuple(sorted({int(d) for d in said}, reverse=True)) if said else LEADS


def due_lead(*, leads: Iterable[int], days: int) -> int | None:
    """The nearest lead time that has come, so many days before the end (0 is the last day); None before the first. Source: O5."""
    return min((lead for lead in leads if days <= lead), default=None) if days >= 0 else None


def standing_of(
    *, state: ExemptionState, settled_on: date | None, first: date | None, last: date | None, on: date, within: int = max(LEADS)
) -> ExemptionStanding:
    """What an exemption is worth on a day; `within` is how many days before the end it says so. The same stands in SQL (queries).

    Source: O5.
    """
    if settled_on is None or settled_on > on:
        return ExemptionStanding.OPEN
    if state not in GIVEN or first is None or last is None:
        return ExemptionStanding.WITHDRAWN if state is ExemptionState.WITHDRAWN else ExemptionStanding.REFUSED
    if first > on:
        return ExemptionStanding.COMING
    if last < on:
        return ExemptionStanding.ENDED
    return ExemptionStanding.ENDING if (last - on).days <= within else ExemptionStanding.IN_FORCE
