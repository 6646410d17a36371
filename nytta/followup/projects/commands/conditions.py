"""Conditions are shown to be met by the manager, and confirmed or sent back by somebody else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.portfolios.models import GrantCondition
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..flow import CONDITION
from ..models import ConditionCheck, Project
from ..rules import evidence_given
from ..terms import ConditionState


@dataclass(frozen=True)
class EvidenceFile:
    """A file that shows that a condition is met."""

    name: str
    kind: str
    content: bytes


@act
def show_condition(
    *, project: Project, condition: GrantCondition, evidence: str, file: EvidenceFile | None = None, by: Person, on: datetime
) -> ConditionCheck:  # fmt: skip
    """Say what shows that a condition is met; somebody else confirms it. Source: F11; U5."""
    project = locked(project)
    require(policies.can_show_condition(by, project, on.date()) + evidence_given(evidence=evidence))
    if condition.grant.application_id != project.application_id:
        require(no("condition_of_case", "Villkoret hör till ett annat ärende.", "F11", "Öppna villkoret från projektets sida."))
    check = ConditionCheck.objects.filter(condition=condition).first()
    state = ConditionState(check.state) if check else ConditionState.OPEN
    require(CONDITION.allows(state, "show"))
    values = {
        "project": project, "state": CONDITION.next(state, "show").value, "evidence": evidence, "shown_by": by, "shown_on": on.date(),
        "filename": file.name[:200] if file else "", "content_type": file.kind[:100] if file else "", "content": file.content if file else None,
        "sha256": hashlib.sha256(file.content).hexdigest() if file else "", "lacking": "",
    }  # fmt: skip
    made, _ = ConditionCheck.objects.update_or_create(condition=condition, defaults=values)
    a = project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=str(by), what=f"Underlag för villkor: {condition.text}"[:200],
                  by=by, on=on)  # fmt: skip
    audit.note(subject=project.code, act="condition.show", by=by, on=on, changes={"condition": condition.text, "filename": values["filename"]},
               reason=evidence)  # fmt: skip
    return made


def _of(check: ConditionCheck, name: str, by: Person, on: datetime) -> ConditionCheck:
    """The row under its lock, when the person and its state allow the act."""
    check = ConditionCheck.objects.select_for_update().get(pk=check.pk)
    require(policies.can_confirm_condition(by, check.project, on.date()) + CONDITION.allows(ConditionState(check.state), name))
    if by.pk == check.shown_by_id:
        require(
            no("own_evidence", "Den som har visat underlaget kan inte bekräfta det.", "F11; U5", "Projektkontoret eller coachen bekräftar.")
        )
    check.state = CONDITION.next(ConditionState(check.state), name).value
    return check


@act
def confirm_condition(*, check: ConditionCheck, by: Person, on: datetime) -> ConditionCheck:
    """Confirm that a condition is met: the office or the project's coach, never whoever showed it. Source: F11; U5, F15."""
    check = _of(check, "confirm", by, on)
    check.confirmed_by, check.confirmed_on = by, on.date()
    check.save(update_fields=["state", "confirmed_by", "confirmed_on"])
    audit.note(subject=check.project.code, act="condition.confirm", by=by, on=on, changes={"condition": check.condition.text})
    return check


@act
def send_back_condition(*, check: ConditionCheck, lacking: str, by: Person, on: datetime) -> ConditionCheck:
    """Say what is lacking; the condition is open again. Source: F11; U5."""
    check = _of(check, "send_back", by, on)
    if not lacking.strip():
        require(no("lacking", "Skriv vad som saknas.", "F11; U5", "Projektledaren ser texten.", field="lacking"))
    check.lacking = lacking
    check.save(update_fields=["state", "lacking"])
    audit.note(
        subject=check.project.code, act="condition.send_back", by=by, on=on, changes={"condition": check.condition.text}, reason=lacking
    )
    return check
