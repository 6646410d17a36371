"""What the city's directory keeps in the small city: somebody in a group, and a department that nobody knows."""

from typing import Any

from nytta.city.access.commands.directory import provision_group, provision_user, tie_group
from nytta.city.access.commands.programs import record_program
from nytta.city.access.models.directory import DirectoryDepartment, DirectoryGroup
from nytta.city.access.rules.scim import ENTERPRISE
from nytta.city.records.terms import Role
from tests.factories.city import City_


def make_group(city: City_, name: str = "Beredning P1", people: int = 1) -> DirectoryGroup:
    """A group of persons whom the directory keeps, none of whom has a seat; tied to a preparation group."""
    by = record_program(
        username=f"katalog-{name}".replace(" ", "-").lower(), name="Katalogen", body=city.bodies["byggnadsnamnden"], by=city.people["registrar"], on=city.on
    )  # fmt: skip
    members = []
    for number in range(people):
        resource = {"userName": f"{name}-{number}".replace(" ", "-"), "active": True, ENTERPRISE: {"department": f"Enhet {name}"}}
        members.append({"value": provision_user(resource=resource, by=by, on=city.on).row.uid})
    group: DirectoryGroup = provision_group(resource={"displayName": name, "members": members}, by=by, on=city.on).row
    return tie_group(group=group, role=Role.PREPARATION_GROUP.value, portfolio="P1", by=city.people["registrar"], on=city.on)


def sample(city: City_) -> dict[str, Any]:
    """Values for the addresses of the directory's pages."""
    group = make_group(city)
    department = DirectoryDepartment.objects.get()
    return {"access:directory_group.pk": group.pk, "access:tie_group.pk": group.pk, "access:tie_department.pk": department.pk}
