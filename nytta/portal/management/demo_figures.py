"""A draft of the demo city whose figures come from the templates, and in part from another case's calculation."""

from collections.abc import Mapping
from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.governance.applications import commands as applications
from nytta.governance.applications.forms.added import TemplateForm
from nytta.governance.applications.models import Application
from nytta.governance.applications.queries.calculation import sheet_of, sheet_years
from nytta.governance.benefits.queries.item_templates import item_templates
from nytta.governance.benefits.queries.parameters import parameters_on
from nytta.governance.benefits.terms import Ledger

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "tid": {
        "label_0": "Kortare handläggning av grävtillstånd",
        "quantity": "2 400",
        "minutes": "15",
        "hour": "420",
        "share": "80",
        "origin": "Ärendesystemet 2025; tiden mätt på 20 ärenden",
    },
    "system": {
        "label_0": "Det gamla blankettsystemet stängs",
        "label_1": "Arkivering och stängning",
        "price": "65 000",
        "closing": "40 000",
        "origin": "Avtalet för blankettsystemet",
    },
    "kvalitet": {"label_0": "Den som gräver vet när tillståndet kommer", "level_now": "2", "level": "4"},
}


def from_templates(case: Application, by: Person, on: datetime) -> None:
    """Time saved, a retired system and quality on a scale; the shares are reached two years after the start."""
    for code, answers in ANSWERS.items():
        years = sheet_years(case, sheet_of(case.calculation_id), on.date())
        when = {"year": str(years[2]), "closing_year": str(years[1])}
        form = TemplateForm(
            item_templates()[code], parameters_on(on.date()), years, case.process_body, case.edition, data={**answers, **when}
        )
        assert form.is_valid(), form.errors
        applications.add_from_template(application=case, template=code, items=form.items(), by=by, on=on)


def from_another(case: Application, by: Person, on: datetime) -> None:
    """The residents' benefit of an earlier case in the same prices, to be checked; nothing where there is none."""
    alike = Application.objects.filter(calculation__price_year=case.calculation.price_year).exclude(registry_number="").exclude(pk=case.pk)
    source = alike.filter(calculation__items__ledger=Ledger.CITIZEN.value).order_by("pk").first()
    if source is not None:
        items = list(source.calculation.items.filter(ledger=Ledger.CITIZEN.value).values_list("pk", flat=True))
        applications.copy_from_case(application=case, source=source, items=items, by=by, on=on)
