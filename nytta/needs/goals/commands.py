"""A programme's goals and focus areas come with its adoption."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.city.records.policies import can_record
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.text import sort_key
from nytta.plain.verdicts import require

from .models import Contribution, CouncilGoal, FocusArea, Node
from .terms import NodeKind


@act
def set_goals(*, programme: Programme, content: Mapping[str, Any], by: Person, on: datetime) -> None:
    """Give an adopted programme the goals, focus areas and matrix of its template. Source: P3 figure 2; N2."""
    require(can_record(by, on.date()))
    goals = [
        CouncilGoal.objects.create(programme=programme, code=g["code"], name=g["sv"], name_en=g.get("en", ""))
        for g in content["council_goal"]
    ]
    for area in content["focus_area"]:
        made = FocusArea.objects.create(programme=programme, number=area["number"], name=area["sv"], name_en=area.get("en", ""))
        for goal in goals:
            Contribution.objects.create(focus_area=made, goal=goal, text=area[goal.code])
    audit.note(subject=programme.code, act="programme.goals", by=by, on=on, changes={"goals": len(goals)})


@act
def node_named(*, kind: NodeKind, name: str, by: Person, on: datetime) -> Node | None:
    """The step of the network with that name, added when nobody has named it before; None for an empty name. Source: P2; N1."""
    wanted = " ".join(name.split())
    if not wanted:
        return None
    node, _new = Node.objects.get_or_create(kind=kind.value, sort=sort_key(wanted), defaults={"name": wanted})
    return node
