"""Acts that make or tell of decisions: decide, report to the board that owns the right."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Body, Person
from nytta.kit import audit, search
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import (
    BoardReport,
    Decision,
    DecisionText,
)
from ..terms import DecisionKind


@act
def decide(
    *, kind: DecisionKind, subject: str, decider: str, body_name: str, mandate: str, basis: str, reasons: str,
    content: Mapping[str, Any] | None = None, registry: str = "", letter: str = "", published: bool = False,
    on_delegation: bool = False, supersedes: Decision | None = None, by: Person | None, on: datetime,
) -> Decision:  # fmt: skip
    """Add a decision to the chain. It names decider, mandate, registry number, basis and reasons, or is refused. Source: O6."""
    for name, value in (("decider", decider), ("mandate", mandate), ("reasons", reasons)):
        if not value.strip():
            require(no("decision_complete", "Ett beslut anger beslutsfattare, mandat, underlag och skäl.", "O6",
                       "Fyll i det som saknas.", field=name))  # fmt: skip
    decision = Decision(
        kind=kind.value, subject=subject, decided_on=on.date(), decider=decider, decided_by=by.pk if by else None,
        body_name=body_name, mandate=mandate, registry_number=registry, content=audit.plain(dict(content or {})),
        basis_sha256=_sha(basis), reasons_sha256=_sha(reasons), on_delegation=on_delegation, supersedes=supersedes,
    )  # fmt: skip
    decision.append()
    DecisionText.objects.create(
        decision=decision, basis=basis, reasons=reasons, letter=letter, published_on=on.date() if published else None
    )
    open_text = f"{basis} {reasons}" if published else ""  # what is not published is not found by its words either
    search.put("decision", str(decision.number), kind.sv, subject, registry, decider, body_name, mandate, open_text)
    return decision


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@act
def report_to_board(*, body: Body, decisions: Sequence[Decision], note: str, by: Person, on: datetime) -> BoardReport:
    """Put decisions on delegation on a list to the board that owns the right. Source: F11."""
    require(policies.can_record(by, on.date()))
    if not decisions:
        require(no("report_empty", "Det finns inga beslut att anmäla.", "F11", "Nya beslut kommer med nästa gång."))
    report = BoardReport.objects.create(body=body, reported_on=on.date(), note=note)
    report.decisions.set(decisions)
    audit.note(subject=body.code, act="board.report", by=by, on=on, changes={"decisions": [d.number for d in decisions]})
    return report
