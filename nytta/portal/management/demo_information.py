"""The demo city's information: types with masters and copies, concept models, and some systems' answers to the principles."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from nytta.delivery.systems import commands
from nytta.delivery.systems.models import ConceptModel, InformationType, System
from nytta.delivery.systems.terms import Fulfilment, Principle
from nytta.kit.clock import moment

from .demo_people import DemoCity
from .demo_play import Script

FILE = Path(__file__).with_name("demo_information.toml")
FIELDS = ("name", "definition", "personal_data", "open_data", "open_address")


def information(city: DemoCity) -> Script:
    """What a city knows of its information when it has begun: most types have a master, one is decided by the board, some lack one."""
    on = yield moment(city.first + timedelta(days=30), 9)
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    known = {s.name: s for s in System.objects.filter(retired_on=None).select_related("owner")}
    models = {spec["title"]: _model(city, spec) for spec in content["model"]}
    for spec in content["type"]:
        _type(city, spec, models, known, on)
    yield city.now
    for spec in content["answers"]:
        if spec["system"] in known:
            _answer(city, known[spec["system"]], spec)


def _model(city: DemoCity, spec: Mapping[str, Any]) -> ConceptModel:
    values = {"title": spec["title"], "version": spec["version"], "owner": city.bodies[spec["owner"]], "decided": spec.get("decided", ""),
              "valid_from": city.first}  # fmt: skip
    concepts = [(word, meaning) for word, meaning in spec["concepts"].items()]
    return commands.write_concept_model(values=values, concepts=concepts, by=city.people["registrator"], on=moment(city.first, 9))


def _type(
    city: DemoCity, spec: Mapping[str, Any], models: Mapping[str, ConceptModel], known: Mapping[str, System], on: datetime
) -> InformationType:
    chief = city.people["registrator"]
    values = {f: spec[f] for f in FIELDS if f in spec} | {"owner": city.bodies[spec["owner"]], "model": models.get(spec.get("model", ""))}
    made = commands.register_information(values=values, by=chief, on=on)
    for name, note in spec.get("copies", {}).items():
        if name in known:
            commands.hold_copy(information=made, system=known[name], note=note, by=chief, on=on)
    if spec.get("master") in known:
        commands.name_master(
            information=made,
            system=known[spec["master"]],
            paragraph=spec.get("paragraph", ""),
            reasons=spec.get("reasons", ""),
            by=chief,
            on=on,
        )
    return made


def _answer(city: DemoCity, system: System, spec: Mapping[str, Any]) -> None:
    day = city.now - timedelta(days=spec["days_ago"])
    on = max(day, moment(city.first, 10))
    answers = {
        Principle(number): commands.Answer(Fulfilment(answer), evidence, on.date()) for number, (answer, evidence) in spec["said"].items()
    }
    commands.answer_principles(system=system, answers=answers, by=city.people["projektkontor"], on=city.now)
