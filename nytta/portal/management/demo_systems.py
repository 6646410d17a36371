"""The demo city's systems: registered when the programme began, some confirmed lately, some long ago, one retired."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from nytta.delivery.systems import commands
from nytta.delivery.systems.models import Capability, CommonSolution, System
from nytta.delivery.systems.queries import solutions, standing
from nytta.delivery.systems.queries.overlaps import covered_by
from nytta.delivery.systems.queries.systems import as_said
from nytta.delivery.systems.terms import ClassLabels, LifePhase
from nytta.kit.clock import moment

from .demo_people import DemoCity

FILE = Path(__file__).with_name("demo_systems.toml")
PLAIN = (
    "name", "aliases", "purpose", "functions", "category", "maintenance_object", "supplier", "contract", "cost_per_year_sek", "users", "hosting",
    "personal_data", "accessibility",
)  # fmt: skip
UNREPRESENTED = ("Bidragsräknaren", "Elevboken 2", "Ruttplanering hemtjänst", "Parkeringen")


def systems(city: DemoCity) -> None:
    """About thirty systems of nine owners, as whole or as full of gaps as such registers are."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    known = {spec["code"]: Capability.objects.create(**spec) for spec in content["capability"]}
    for spec in content["system"]:
        _register(city, spec, known)
    _confirm(city, {spec["name"]: spec["attested"] for spec in content["system"] if "attested" in spec})
    _documents(city)


def _register(city: DemoCity, spec: Mapping[str, Any], known: Mapping[str, Capability]) -> System:
    year, chief = city.now.year, city.people["registrator"]
    values: dict[str, Any] = {name: spec[name] for name in PLAIN if name in spec}
    values["owner"] = city.bodies[spec["owner"]]
    if spec["name"] not in UNREPRESENTED:
        values["representative"] = city.who("agare", spec["owner"])
    if "class" in spec:
        values |= dict(zip(("confidentiality", "integrity", "availability"), spec["class"], strict=True))
        values["class_labels"] = ClassLabels.KLASSA.value
    if "check" in spec:
        values |= {"technical_check": spec["check"], "technical_checked_on": city.first + timedelta(days=120)}
    if "value" in spec:
        values |= dict(zip(("business_value", "technical_fitness"), spec["value"], strict=True))
    if spec.get("solution"):
        values["solution"] = _solution(spec["functions"], city)
    phases = {LifePhase(p): date(year + years, 3, 1) for p, years in spec["phases"].items()}
    made = commands.register_system(
        values=values, phases=phases, capabilities=[known[c] for c in spec["capabilities"]], by=chief, on=moment(city.first, 9)
    )
    if "retired" in spec:
        day = city.first + timedelta(days=200)
        commands.retire_system(system=made, last=day, reason=spec["retired"], by=chief, on=moment(day, 9))
    return made


def _solution(functions: list[str], city: DemoCity) -> CommonSolution | None:
    return next(iter(covered_by(functions, solutions(city.first))), None)


def _confirm(city: DemoCity, days_ago: Mapping[str, int]) -> None:
    """Each owner's representative confirms what was true so many days ago."""
    rows = standing().filter(name__in=days_ago).select_related("owner").prefetch_related("phases", "supports__capability")
    for one in rows:
        on = max(city.now - timedelta(days=days_ago[one.name]), moment(city.first, 10))
        commands.attest(shown={one: as_said(one)}, by=city.who("agare", one.owner.code), on=on)


def _documents(city: DemoCity) -> None:
    for name, title in (
        ("Bygglovsstödet", "Förvaltningsplan"),
        ("Omsorgsjournalen", "Riskanalys"),
        ("Omsorgsjournalen", "Förvaltningsplan"),
    ):
        one = System.objects.get(name=name)
        slug = title.lower().replace("ö", "o")
        address = f"https://intranat.ekholm.example/{one.code.lower()}/{slug}"
        commands.add_document(system=one, title=title, address=address, by=city.people["projektkontor"], on=city.now)
