"""Acts that make or tell of decisions: decide, report to the board that owns the right."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.city.organisation.queries import the_city
from nytta.kit import audit, numbers, search
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies, queries
from ..models import (
    BoardReport,
    Decision,
    DecisionText,
    ReviewNote,
)
from ..rules import decision_number, letters_of, review_by_kind
from ..terms import DecisionKind, Review
from .register import issue

_OF_PERSONS = (DecisionKind.APPOINTMENT,)  # what they are about is a person: the name lies beside the chain


@act
def decide(
    *, kind: DecisionKind, subject: str, decider: str, body_name: str, mandate: str, basis: str, reasons: str,
    content: Mapping[str, Any] | None = None, registry: str = "", letter: str = "", published: bool = False,
    on_delegation: bool = False, supersedes: Decision | None = None, concerns: Sequence[str] = (), review: Review | None = None,
    review_clause: str = "", by: Person | None, on: datetime,
) -> Decision:  # fmt: skip
    """Add a decision to the chain. It names decider, mandate, registry number, basis and reasons, or is refused.

    `decider` is an office or a body, never a name: who it was lies beside the chain, with a salted hash in it, and so does
    the person that an appointment is about. `concerns` are further codes that it is about; `review` how it can be tried by a
    court, else what the rule set in force says of its kind. Source: O6.
    """
    for name, value in (("decider", decider), ("mandate", mandate), ("reasons", reasons)):
        if not value.strip():
            require(no("decision_complete", "Ett beslut anger beslutsfattare, mandat, underlag och skäl.", "O6",
                       "Fyll i det som saknas.", field=name))  # fmt: skip
    about = subject if kind in _OF_PERSONS else ""
    person = {"by": by.pk if by else None, "name": str(by) if by else "", "about": about}
    text = DecisionText(
        basis=basis, reasons=reasons, letter=letter, person=person, salts={part: secrets.token_hex(16) for part in DecisionText.PARTS},
        published_on=on.date() if published else None,
    )  # fmt: skip
    decision = Decision(
        kind=kind.value, subject=f"person-{secrets.token_hex(4)}" if about else subject, decided_on=on.date(), decider=decider,
        body_name=body_name, mandate=mandate, registry_number=registry, own_number=_own_number(decider, body_name, on),
        concerns=list(dict.fromkeys(c for c in concerns if c != subject)), content=audit.plain(dict(content or {})), published=published,
        on_delegation=on_delegation, supersedes=supersedes, **{f"{part}_sha256": text.hash_of(part) for part in DecisionText.PARTS},
    )  # fmt: skip
    decision.append()
    text.decision = decision
    text.save(force_insert=True)
    _note_review(decision, kind, review, review_clause, on)
    if letter:
        issue(decision=decision, name=queries.letter_name(decision), media_type="text/plain; charset=utf-8",
              content=queries.letter_bytes(decision), by=by, on=on)  # fmt: skip
    search.put("decision", str(decision.number), *queries.words_of(decision, text))
    return decision


def _own_number(decider: str, body_name: str, on: datetime) -> str:
    """The next number by the city's pattern: of the year, and of who decides where the pattern has a place for it."""
    city, letters = the_city(), ""
    if "{letters" in city.decision_pattern:
        known = letters_of(lines=city.decision_letters)
        letters = known.get(decider.casefold()) or known.get(body_name.casefold()) or "B"
    while True:  # a pattern that was changed may give a number that is taken
        number = numbers.next_number(f"decision-{on.year}-{letters}")
        made = decision_number(pattern=city.decision_pattern, year=on.year, number=number, letters=letters)
        if not Decision.objects.filter(own_number=made).exists():
            return made


def _note_review(decision: Decision, kind: DecisionKind, review: Review | None, clause: str, on: datetime) -> None:
    note = review.value if review else ""
    if not note and (rules := queries.rule_set_in_force(on.date())):
        note, clause = review_by_kind(content=rules.content, kind=kind.value)
    if note:
        ReviewNote(decision=decision, note=note, clause=clause, noted_on=on.date()).append()


@act
def report_to_board(*, body: Body, decisions: Sequence[Decision], note: str, by: Person, on: datetime) -> BoardReport:
    """Put decisions on delegation on a list to the board that owns the right. Source: F11."""
    require(policies.can_record(by, on.date()))
    if not decisions:
        require(no("report_empty", "Det finns inga beslut att anmäla.", "F11", "Nya beslut kommer med nästa gång."))
    report = BoardReport.objects.create(body=body, reported_on=on.date(), note=note)
    report.decisions.set(decisions)
    audit.note(subject=body.code, act="board.report", by=by, on=on, changes={"decisions": [None, [d.number for d in decisions]]})
    return report
