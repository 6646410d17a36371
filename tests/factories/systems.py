"""Systems of the small city, by the commands that the pages use."""

from datetime import date
from typing import Any

from nytta.delivery.systems.commands import hold_copy, register_information, register_system, write_concept_model
from nytta.delivery.systems.models import ConceptModel, Flow, Holding, InformationType, System
from nytta.delivery.systems.terms import FlowDirection, LifePhase
from tests.factories.city import City_


def make_system(city: City_, name: str = "Castor", *, owner: str = "byggnadsnamnden", **values: Any) -> System:
    """A system of a body in the register; `phases` and `capabilities` as the command takes them, other values are its fields."""
    phases = values.pop("phases", {LifePhase.IN_USE: date(city.on.year - 1, 1, 1)})
    capabilities = values.pop("capabilities", ())
    return register_system(
        values={"name": name, "owner": city.bodies[owner], **values}, phases=phases, capabilities=capabilities,
        by=city.people["project_office"], on=city.on,
    )  # fmt: skip


def make_systems(city: City_, number: int) -> list[System]:
    """So many systems, for what is between them."""
    body = city.bodies["byggnadsnamnden"]
    values = {"owner": body, "registered_on": city.on.date(), "changed_at": city.on}
    first = System.objects.count() + 1
    return [System.objects.create(code=f"S-{n:04d}", name=f"System {n}", **values) for n in range(first, first + number)]


def tie(source: System, target: System, information: str = "Folkbokföring", *, both: bool = False, **values: Any) -> Flow:
    """A flow from one system to another, with no more said of it than must be."""
    direction = FlowDirection.BOTH if both else FlowDirection.ONE_WAY
    code = f"F-{Flow.objects.count() + 1:04d}"
    return Flow.objects.create(code=code, source=source, target=target, information=information, direction=direction.value, **values)


def make_information(city: City_, name: str = "Personuppgifter", *, owner: str = "byggnadsnamnden", **values: Any) -> InformationType:
    """A type of information of a body in the register."""
    values = {"name": name, "owner": city.bodies[owner], **values}
    return register_information(values=values, by=city.people["project_office"], on=city.on)


def make_held(city: City_, system: System) -> tuple[InformationType, ConceptModel, Holding]:
    """A type of information with a concept model, of which a system has a copy."""
    by: dict[str, Any] = {"by": city.people["project_office"], "on": city.on}
    values = {"title": "Bygglov", "version": "1", "owner": city.bodies["byggnadsnamnden"], "valid_from": city.on.date()}
    concepts = write_concept_model(values=values, concepts=[("lov", "tillstånd att bygga")], **by)
    information = make_information(city, "Bygglovsbeslut", model=concepts, definition="Beslut i ett ärende om lov.")
    return information, concepts, hold_copy(information=information, system=system, note="Varje natt", **by)
