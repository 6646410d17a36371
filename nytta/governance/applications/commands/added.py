"""Acts that add to a case's calculation: items from a template for a common case, or copied from a similar case."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records.queries import programme_in_force
from nytta.governance.benefits.commands import ItemDetails, add_items, copy_path, describe_item
from nytta.governance.benefits.models import Item, Path
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Application
from ..queries.copies import copies_of, rebased
from .figures import figures_written, opened


@act
def add_from_template(
    *, application: Application, template: str, items: Sequence[ItemDetails], edition: int | None = None, by: Person, on: datetime
) -> list[Item]:
    """Add the items that a template's answers make; a clash is told. Source: F7."""
    application = opened(application=application, edition=edition, by=by, on=on)
    made = add_items(calculation=application.calculation, items=items, by=by, on=on)
    changes = {"template": template, "items": ", ".join(i.label for i in made)}
    audit.note(subject=application.code, act="figures.template", by=by, on=on, changes=changes)
    figures_written(application=application, by=by, on=on)
    return made


@act
def rebase_prices(*, application: Application, price_year: int, edition: int | None = None, by: Person, on: datetime) -> Application:
    """Put a calculation's kronor in the prices of another year by the city's price index; whole kronor, prices and hourly costs in öre.

    Refused without an index for both years: prices of two years are never mixed. Source: F7; docs/method.md section 5.
    """
    application = opened(application=application, edition=edition, by=by, on=on)
    calculation = application.calculation
    found = rebased(application, price_year, on.date())
    require(found.verdict)
    if found.factor is None:
        require(
            no("same_year", "Kalkylen är redan i %(year)s års priser.", "F7", "Välj ett annat år.", field="price_year", year=price_year)
        )
    items = {i.pk: i for i in calculation.items.all()}
    for one in found.items:
        describe_item(item=items[one.key], details=replace(one.details, values={}), by=by, on=on)
    changes = {"price_year": [calculation.price_year, price_year], "price_factor": str(found.factor)}
    calculation.price_year = price_year
    calculation.save(update_fields=["price_year"])
    audit.note(subject=application.code, act="figures.rebase", by=by, on=on, changes=changes)
    return figures_written(application=application, by=by, on=on)


@act
def copy_from_case(
    *, application: Application, source: Application, items: Collection[int], edition: int | None = None, by: Person, on: datetime
) -> list[Item]:
    """Copy items of another case that the person may open, with formula, bounds, levels and path, marked as to be checked.

    What was copied from where stands in the audit. Claims are not copied: each case claims for itself. Source: F7; F9.
    """
    application = opened(application=application, edition=edition, by=by, on=on)
    require(policies.can_copy_from(by, source, application, on.date()))
    if not items:
        require(no("items", "Ingen post är vald.", "F7", "Välj minst en post att kopiera.", field="items"))
    found = copies_of(source, application, on.date(), items)
    require(found.verdict)
    programme, paths = programme_in_force(on.date()), dict[int, Path]()
    details = []
    for one in found.items:
        path = one.path
        if path is not None and path.pk not in paths:
            paths[path.pk] = copy_path(calculation=application.calculation, path=path, programme=programme, by=by, on=on)
        values = {**one.details.values, "path": paths[path.pk] if path else None}
        details.append(ItemDetails(values, one.details.formula, one.details.amounts, one.details.bounds, one.details.level))
    made = add_items(calculation=application.calculation, items=details, by=by, on=on)
    changes = {
        "from": source.code,
        "items": ", ".join(i.label for i in made),
        "shift_years": found.shift,
        "price_factor": str(found.factor or 1),
    }
    audit.note(subject=application.code, act="figures.copy", by=by, on=on, changes=changes)
    figures_written(application=application, by=by, on=on)
    return made
