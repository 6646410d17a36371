"""The plan in parts."""

from collections.abc import Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.kit import audit
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import require

from .. import policies, queries
from ..models import PlanPart, Project
from ..rules import PartText, plan_given


@act
def plan(*, project: Project, parts: Sequence[PartText], by: Person, on: datetime) -> Project:
    """Plan a project in parts. A part that is changed is taken out and planned anew with what is done of it, so that the plan before stays. Source: U5."""
    project = locked(project)
    require(policies.can_report(by, project, on.date()) + plan_given(parts=parts, decided_sek=queries.planned_sek(project)))
    before = {part.pk: part for part in queries.parts_of(project)}
    kept, made = set(), list[PlanPart]()
    for one in parts:
        assert one.planned_sek is not None and one.starts_on is not None and one.ends_on is not None
        old = before.get(one.key or 0)
        said = {"name": one.name.strip(), "planned_sek": one.planned_sek, "starts_on": one.starts_on, "ends_on": one.ends_on}
        if old is not None and all(getattr(old, name) == value for name, value in said.items()):
            kept.add(old.pk)
            continue
        made.append(PlanPart(project=project, **said, done_percent=old.done_percent if old else 0, planned_on=on.date(), by=by))
    gone = [pk for pk in before if pk not in kept]
    PlanPart.objects.filter(pk__in=gone).update(taken_out_on=on.date())
    PlanPart.objects.bulk_create(made)
    if gone or made:
        changes = {"taken_out": [before[pk].name for pk in gone], "planned": [f"{p.name}: {p.planned_sek}" for p in made]}
        audit.note(subject=project.code, act="project.plan", by=by, on=on, changes=changes)
    return project
