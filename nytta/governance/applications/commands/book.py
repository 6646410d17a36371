"""What a workbook says is written in the calculation."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from nytta.city.organisation.models import Body, Person
from nytta.governance.benefits.commands import ItemDetails, ItemText, describe_item, write_items
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from ..models import Application
from ..queries.book import GROUP, rows_of
from ..rules import book_clash
from ..rules.book import BookRow, Difference, difference
from .figures import figures_written, opened


@act
def write_book(*, application: Application, rows: Sequence[BookRow], edition: int, by: Person, on: datetime) -> Difference:
    """Write what a workbook changes, all of it or nothing; one that is older than the calculation is refused, the same one twice changes nothing.

    Source: F7.
    """
    application = opened(application=application, edition=None, by=by, on=on)
    found = difference(rows, rows_of(application.calculation_id))
    if not found.changes:
        return found
    require(book_clash(application.field_editions, edition))
    calculation, known = application.calculation, set(application.calculation.items.values_list("pk", flat=True))
    if any(r.key is not None and r.key not in known for r in found.rows):
        require(no("item", "Posten finns inte i kalkylen.", "F7", "Hämta arbetsboken på nytt."))
    if found.reshaped:
        bodies = Body.objects.in_bulk({int(r.bearer) for r in found.rows if r.bearer.isdigit()})
        write_items(calculation=calculation, items=[_text_of(r, bodies) for r in found.rows], by=by, on=on)
        items = list(calculation.items.order_by("order", "pk"))
    else:
        there = calculation.items.in_bulk()
        items = [there[r.key or 0] for r in found.rows]
    for place in sorted(found.detailed):
        row = found.rows[place]
        bounds = {y: (low, high) for y, (_likely, low, high) in row.amounts.items() if (low, high) != (None, None)}
        details = ItemDetails({"owner": row.owner}, row.formula, {y: a[0] for y, a in row.amounts.items()}, bounds, row.level)
        describe_item(item=items[place], details=details, by=by, on=on)
    audit.note(subject=application.code, act="figures.book", by=by, on=on, changes={"changes": len(found.changes)})
    figures_written(application=application, by=by, on=on)
    return found


def _text_of(row: BookRow, bodies: Mapping[int, Body]) -> ItemText:
    """A row as an item is written; its kronor are written with what they rest on."""
    group = row.bearer.removeprefix(GROUP) if row.bearer.startswith(GROUP) else ""
    body = bodies.get(int(row.bearer)) if row.bearer.isdigit() else None
    return ItemText(row.ledger, row.label, None, body, None, row.key, benefit_class=row.benefit_class, bearer_group=group)
