"""What things cost today in the demo city, and what its calculations rest on."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command

from nytta.governance.applications import commands as applications
from nytta.governance.applications.models import Application
from nytta.governance.benefits import commands as benefits
from nytta.governance.benefits.commands import BaselineText, ClaimText, ItemDetails, PathText
from nytta.governance.benefits.models import Baseline, Item
from nytta.governance.benefits.rules import Measured
from nytta.governance.benefits.rules.parameters import Row
from nytta.governance.benefits.terms import BenefitClass, Change, ClaimDriver, Explicitness, Ledger, ParameterKind
from nytta.kit.clock import moment
from nytta.needs.goals.models import CouncilGoal, FocusArea
from nytta.needs.goals.terms import NodeKind

from . import demo_words as words
from .demo_people import APPLICANTS, DemoCity

PROJECTS = settings.BASE / "data" / "fictional" / "projekt.csv"
HOURLY = Decimal(420)
MEASURED = (24_000, 45)  # cases a year and minutes for each: 18,000 hours, 7,560,000 kr
PHONE, PHONE_BODY = "Samtal om gator och parker", "tekniska"  # 1,000 hours on which two cases that are not yet decided count the same time
PHONE_MEASURED = (4_000, 15)
PHONE_SHARE = Fraction(7, 10)


def measure(city: DemoCity) -> None:
    """The hourly cost, and one process of each body as its process owner has measured it before the first case."""
    start = moment(city.first + timedelta(days=1), 9)
    row = Row(
        ParameterKind.HOURLY_COST, "handlaggare", HOURLY, city.first, "Handläggare", "Ekholms kommun, ekonomiavdelningen (påhittad stad)"
    )
    benefits.add_parameter(row=row, by=city.people["registrator"], on=start)
    for n, code in enumerate(APPLICANTS):
        name = city.bodies[code].name
        budget = Row(
            ParameterKind.IT_BUDGET,
            code,
            Decimal(18_000_000 + 7_000_000 * n),
            city.first,
            name,
            f"Budget {city.first.year}, {name} (påhittad stad)",
        )
        benefits.add_parameter(row=budget, by=city.people["registrator"], on=start)
    processes = [(code, f"Handläggning, {city.bodies[code].name}", MEASURED) for code in APPLICANTS]
    for code, name, (quantity, minutes) in [*processes, (PHONE_BODY, PHONE, PHONE_MEASURED)]:
        text = BaselineText(name, city.bodies[code], process="Ta emot och besluta", unit="ärenden", resource="handläggare")
        source = f"Ärendesystemets statistik {city.first.year - 1} och tidmätning under två veckor"
        measured = Measured(city.first.year - 1, source, Decimal(quantity), Decimal(minutes), HOURLY)
        benefits.add_baseline(text=text, measured=measured, by=city.who("processagare", code), on=start)


def compare() -> None:
    """A made-up county's projects: what plans are held against until the city has twenty of its own."""
    call_command("import_reference", PROJECTS, mapping="fictional", commit=True, stdout=StringIO())


def rest_on(city: DemoCity, case: Application, spec: Mapping[str, Any], goals: Mapping[CouncilGoal, str], on: datetime) -> None:
    """The way to the goal, what stands behind the gain, and the baseline that the gain calls on."""
    gain = Item.objects.filter(calculation=case.calculation_id, ledger=Ledger.BUSINESS.value).first()
    if gain is None or case.category == "innovative":
        return
    applicant = city.who("sokande", spec["body"])
    applications.write_ways(application=case, paths=[_way(city, spec, goals, on.date())], by=applicant, on=on)
    details = ItemDetails(
        values={
            "benefit_class": BenefitClass.YELLOW.value, "change": Change.BETTER.value, "explicitness": Explicitness.FINANCIAL.value,
            "owner": f"Enhetschef, {city.bodies[spec['body']].name}", "path": case.calculation.paths.first(),
            "note": "Tiden per ärende mäts före start och varje kvartal efter.",
        },
        amounts={f.year: f.amount_sek for f in gain.figures.all()},
        bounds={f.year: (f.amount_sek * 8 // 10, f.amount_sek * 12 // 10) for f in gain.figures.all()},
    )  # fmt: skip
    applications.write_item(application=case, item=gain.pk, details=details, by=applicant, on=on)
    clashes = spec["body"] == PHONE_BODY and spec["until"] in ("draft", "completion")
    baseline = Baseline.objects.get(name=PHONE) if clashes else Baseline.objects.exclude(name=PHONE).get(owner_body=case.process_body)
    now = baseline.versions.get().yearly_cost_sek
    share = PHONE_SHARE if clashes else Fraction(round(spec["gain"] * 1000 * 1000 / now), 1000)
    text = ClaimText(baseline, ClaimDriver.TIME, {f.year: share for f in gain.figures.all()})
    applications.tie_item(application=case, item=gain.pk, text=text, by=applicant, on=on)


def _way(city: DemoCity, spec: Mapping[str, Any], goals: Mapping[CouncilGoal, str], on: date) -> PathText:
    steps = {
        NodeKind.SOLUTION: spec["title"],
        NodeKind.IT_CAPABILITY: "Uppgifter tas emot och kontrolleras digitalt",
        NodeKind.CHANGE: "Ny rutin utan dubbelregistrering",
        NodeKind.CAPABILITY: words.gain(spec["area"]),
    }
    return PathText(
        steps=steps, change_owner=f"Enhetschef, {city.bodies[spec['body']].name}", change_on=on + timedelta(days=300),
        focus_area=FocusArea.objects.get(programme=city.programme, number=spec["area"]), goal=next(iter(goals)),
    )  # fmt: skip
