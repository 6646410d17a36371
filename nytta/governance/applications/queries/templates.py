"""What the answers to a template's questions make of its items."""

from typing import Any

from nytta.city.organisation.models import Body
from nytta.governance.benefits.commands import ItemDetails
from nytta.governance.benefits.rules.item_templates import Answers, Part, formula_of


def details_of(part: Part, *, label: str, note: str, answers: Answers, years: list[int], bearer: Body | None) -> ItemDetails:
    """One item as it is to be written: the body bears it unless the template says a group. Source: F7."""
    values: dict[str, Any] = {"ledger": part.ledger.value, "label": label, "note": note, **part.values}
    if "bearer_group" not in values:
        values["bearer"] = bearer
    if part.scale:
        values["scale"] = part.scale["sv"]
    if "level_now" in part.names:
        values["level_now"] = answers[part.names["level_now"]]
    level = answers.get(part.names["level"]) if "level" in part.names else None
    return ItemDetails(values, formula_of(part, answers, years), level=level)
