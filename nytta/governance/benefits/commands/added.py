"""Items and paths are added to a calculation beside those that stand there: from a template, or copied from another one."""

from collections.abc import Sequence
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records.models import Programme
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from ..models import Calculation, Item, Path
from .details import STEPS, ItemDetails, describe_item

MOST_ITEMS = 190  # what the sheet holds, with empty rows for new ones


@act
def add_items(*, calculation: Calculation, items: Sequence[ItemDetails], by: Person, on: datetime) -> list[Item]:
    """Put items last in a calculation; `values` name ledger and label too. More than the sheet holds are refused. Source: F7."""
    order = calculation.items.count()
    if order + len(items) > MOST_ITEMS:
        require(no("most_items", "Kalkylen skulle få %(n)s poster; högst %(most)s får plats.", "F7", "Slå ihop poster, eller välj färre.",
                   n=order + len(items), most=MOST_ITEMS))  # fmt: skip
    made = []
    for number, details in enumerate(items, order):
        item = Item.objects.create(calculation=calculation, ledger=details.values["ledger"], label=details.values["label"], order=number)
        made.append(describe_item(item=item, details=details, by=by, on=on))
    return made


@act
def copy_path(*, calculation: Calculation, path: Path, programme: Programme | None, by: Person, on: datetime) -> Path:
    """Another calculation's path, without the owner and day of its change, which are that case's own.

    Focus area and goal follow when they are of the programme in force. Source: N1.
    """
    made = Path(calculation=calculation, order=calculation.paths.count(), **{n: getattr(path, n) for n in STEPS.values()})
    in_force = programme.pk if programme else None
    if path.focus_area and path.focus_area.programme_id == in_force:
        made.focus_area = path.focus_area
    if path.goal and path.goal.programme_id == in_force:
        made.goal = path.goal
    made.save()
    audit.note(subject=calculation.code, act="figures.paths", by=by, on=on, changes={"paths": made.order + 1})
    return made
