"""A baseline of 5,000 hours, and cases that call on it."""

from decimal import Decimal
from fractions import Fraction

from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import BaselineText, ClaimText
from nytta.governance.benefits.models import Baseline, Item
from nytta.governance.benefits.rules import Measured
from nytta.governance.benefits.terms import BaselineKind, ClaimDriver
from tests.factories.city import City_, make_case

YEARS = range(2027, 2030)


def baseline_of(city: City_, name: str = "Registrera bygglov") -> Baseline:
    """10,000 cases of 30 minutes at 400 kr: 5,000 hours, 2,000,000 kr."""
    text = BaselineText(name, city.bodies["byggnadsnamnden"], process="Bygglov", unit="ärenden", resource="handläggare")
    measured = Measured(2025, "Ärendesystemet 2026-02-01", Decimal(10_000), Decimal(30), Decimal(400))
    return benefits.add_baseline(text=text, measured=measured, by=city.people["process_owner"], on=city.on)


def budget_line(city: City_, amount: int = 600_000) -> Baseline:
    """A line of the budget."""
    text = BaselineText("Porto", city.bodies["byggnadsnamnden"], BaselineKind.BUDGET_LINE)
    return benefits.add_baseline(
        text=text, measured=Measured(2026, "Budget 2026", yearly_cost_sek=amount), by=city.people["project_office"], on=city.on
    )


def benefit_of(case: Application) -> Item:
    """The item that saves."""
    return Item.objects.get(calculation=case.calculation_id, label="Minskad handläggningstid")


def claiming(city: City_, title: str, baseline: Baseline, driver: ClaimDriver, share: str) -> Application:
    """A draft whose benefit calls on a baseline."""
    case = make_case(city, "draft", title=title)
    text = ClaimText(baseline, driver, {y: Fraction(share) for y in YEARS})
    return applications.tie_item(application=case, item=benefit_of(case).pk, text=text, by=case.created_by, on=city.on)
