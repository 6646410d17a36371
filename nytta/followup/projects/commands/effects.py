"""The account of effects."""

from collections.abc import Mapping
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.city.records.terms import Direction
from nytta.governance.benefits.commands import put_side, realise_claims
from nytta.governance.benefits.terms import Side
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import Project
from ..rules import effect_complete
from ..terms import Cause
from .closure import advance, keep_as_reference


@act
def report_effect(
    *, project: Project, amounts: Mapping[tuple[int, int], int], explanation: str, cause: Cause, by: Person, on: datetime
) -> Project:
    """Decided against realised, explained, a year after closure; `amounts` in kronor by (item, year). Source: P5 step 8; U6."""
    project = locked(project)
    require(policies.can_report_effect(by, project, on.date()))
    put_side(calculation=project.application.calculation, side=Side.REALISED, amounts=amounts, reasons={}, by=by, on=on)
    require(effect_complete(missing=queries.missing_outcomes(project), explanation=explanation))
    realise_claims(calculation=project.application.calculation, by=by, on=on)
    project.effect_on, project.effect_explanation, project.effect_cause = on.date(), explanation, cause.value
    advance(project=project, name="report_effect", by=by, on=on)
    keep_as_reference(project=project, by=by, on=on)
    a = project.application
    records.enter(subject=a.code, registry=a.registry_number, direction=Direction.IN, counterpart=project.owner_body.name,
                  what="Analys av effekthemtagning", by=by, on=on)  # fmt: skip
    return project
