"""A draft of the demo city whose figures come from the templates, and in part from another case's calculation."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from nytta.city.organisation.models import Person
from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.calculation import sheet_of, sheet_years
from nytta.governance.applications.queries.templates import details_of
from nytta.governance.benefits.queries.item_templates import item_templates
from nytta.governance.benefits.terms import Ledger

ANSWERS: Mapping[str, Mapping[str, int]] = {
    "tid": {"quantity": 2_400, "minutes": 15, "hour": 420, "share": 80},
    "system": {"price": 65_000, "closing": 40_000},
    "kvalitet": {"level_now": 2, "level": 4},
}
SAID = {
    "tid": (("Kortare handläggning av grävtillstånd",), "Ärendesystemet; tiden mätt på 20 ärenden. Timkostnad ur kommunens tabell."),
    "system": (("Det gamla blankettsystemet stängs", "Arkivering och stängning"), "Avtalet för blankettsystemet."),
    "kvalitet": (("Den som gräver vet när tillståndet kommer",), "Frågor till 15 entreprenörer."),
}


def from_templates(case: Application, by: Person, on: datetime) -> None:
    """Time saved, a retired system and quality on a scale; the shares are reached two years after the start."""
    for code, numbers in ANSWERS.items():
        years, (labels, note) = sheet_years(case, sheet_of(case.calculation_id), on.date()), SAID[code]
        answers = {**{n: Decimal(v) for n, v in numbers.items()}, "year": years[2], "closing_year": years[1]}
        items = [
            details_of(part, label=label, note=note, answers=answers, years=years, bearer=case.process_body)
            for part, label in zip(item_templates()[code].parts, labels, strict=True)
        ]
        applications.add_from_template(application=case, template=code, items=items, by=by, on=on)


def from_another(case: Application, by: Person, on: datetime) -> None:
    """The residents' benefit of an earlier case in the same prices, to be checked; nothing where there is none."""
    alike = Application.objects.filter(calculation__price_year=case.calculation.price_year).exclude(registry_number="").exclude(pk=case.pk)
    source = alike.filter(calculation__items__ledger=Ledger.CITIZEN.value).order_by("pk").first()
    if source is not None:
        items = list(source.calculation.items.filter(ledger=Ledger.CITIZEN.value).values_list("pk", flat=True))
        applications.copy_from_case(application=case, source=source, items=items, by=by, on=on)
