"""The city's plan of what is preserved and disposed of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import InformationPlan, PlanLine
from ..terms import DecisionKind, DocumentKind, Retention
from .decisions import decide


@dataclass(frozen=True)
class PlanText:
    """One line of a plan as the city wrote it; `years` for what is disposed of after a time."""

    document_type: str
    kind: DocumentKind | None
    class_code: str
    class_name: str
    retention: Retention
    years: int | None = None
    note: str = ""


def _said(x: PlanText) -> list[str | int | None]:
    return [x.document_type, x.kind.value if x.kind else "", x.class_code, x.class_name, x.retention.value, x.years, x.note]


@act
def adopt_information_plan(
    *, name: str, structure: str, decider: str, paragraph: str, registry: str, valid_from: date, lines: Sequence[PlanText],
    by: Person, on: datetime,
) -> InformationPlan:  # fmt: skip
    """Record the plan that a body of the city decided, with its classification structure. Source: O6; arkivlagen (1990:782) 4, 10 §§."""
    require(policies.can_record(by, on.date()))
    if not lines:
        require(no("plan_empty", "Planen har inga handlingstyper.", "O6", "Fyll i minst en rad i mallen.", field="sheet"))
    if InformationPlan.objects.filter(valid_from=valid_from).exists():
        require(no("plan_day", "En plan gäller redan från den dagen.", "O6", "Välj en annan dag.", field="valid_from"))
    decision = decide(
        kind=DecisionKind.INFORMATION_PLAN, subject="informationsplan", decider=decider, body_name=decider, mandate=paragraph,
        basis=f"{name}. {structure}", reasons="Arkivredovisning och gallring.", registry=registry,
        content={"valid_from": valid_from, "lines": [_said(x) for x in lines]}, published=True, by=by, on=on,
    )  # fmt: skip
    plan = InformationPlan.objects.create(name=name, structure=structure, valid_from=valid_from, decision=decision)
    PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan, place=place, document_type=x.document_type, kind=x.kind.value if x.kind else "", class_code=x.class_code,
            class_name=x.class_name, retention=x.retention.value, years=x.years, note=x.note,
        )
        for place, x in enumerate(lines, 1)
    )  # fmt: skip
    audit.note(subject="informationsplan", act="plan.adopt", by=by, on=on, changes={"valid_from": valid_from, "lines": len(lines)})
    return plan
