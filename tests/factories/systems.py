"""Systems of the small city, by the commands that the pages use."""

from datetime import date
from typing import Any

from nytta.delivery.systems.commands import register_system
from nytta.delivery.systems.models import System
from nytta.delivery.systems.terms import LifePhase
from tests.factories.city import City_


def make_system(city: City_, name: str = "Castor", *, owner: str = "byggnadsnamnden", **values: Any) -> System:
    """A system of a body in the register; `phases` and `capabilities` as the command takes them, other values are its fields."""
    phases = values.pop("phases", {LifePhase.IN_USE: date(city.on.year - 1, 1, 1)})
    capabilities = values.pop("capabilities", ())
    return register_system(
        values={"name": name, "owner": city.bodies[owner], **values}, phases=phases, capabilities=capabilities,
        by=city.people["project_office"], on=city.on,
    )  # fmt: skip
