"""Who may keep the register of systems."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Body, Person
from nytta.city.records.policies import by_right
from nytta.city.records.queries import has_role
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import RIGHTS, right
from nytta.plain.verdicts import YES, Verdict, no

from ..models import System


def _for_body(person: Person | None, name: str, body: Body, on: date) -> Verdict:
    """Yes for who serves in one of the act's roles, the owner's representative for the body itself."""
    for role in (Role(r.value) for r in RIGHTS[name].roles):
        if has_role(person, role, on, body=body.pk if role is Role.OWNER_REPRESENTATIVE else None):
            return YES
    if any(has_role(person, Role(r.value), on) for r in RIGHTS[name].roles):
        return no(
            "mandate_body", "Du företräder inte %(body)s.", "P4; D1", "Be den som företräder %(body)s som systemägare, eller projektkontoret.",
            field="owner", body=body.name,
        )  # fmt: skip
    return by_right(person, name, on)


def _standing(system: System) -> Verdict:
    if system.retired_on is None:
        return YES
    return no(
        "retired", "Systemet är avvecklat sedan %(day)s.", "D1", "Uppgifterna står kvar som de var.", day=system.retired_on.isoformat()
    )


@right(
    "systems.register", _("Föra in ett system"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE, Role.REGISTRAR, scope=Scope.BODY,
    source="P4; D1",
)  # fmt: skip
def can_register(person: Person | None, owner: Body | None, on: date) -> Verdict:
    """Put a system in the register: the owner's representative, the project office or the registrar. Source: P4; D1.

    Without an owner: whether the person may for some body at all.
    """
    return by_right(person, "systems.register", on) if owner is None else _for_body(person, "systems.register", owner, on)


@right(
    "systems.change", _("Ändra uppgifter om ett system"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE, Role.REGISTRAR, scope=Scope.BODY,
    source="P4; D1",
)  # fmt: skip
def can_change(person: Person | None, system: System, on: date) -> Verdict:
    """Change what the register says of a system, until it is retired. Source: P4; D1."""
    return _for_body(person, "systems.change", system.owner, on) + _standing(system)


@right("systems.attest", _("Bekräfta uppgifter om ett system"), Role.OWNER_REPRESENTATIVE, scope=Scope.BODY, source="P4; D1")
def can_attest(person: Person | None, system: System | None, on: date) -> Verdict:
    """Confirm for the owner what the register says of a system: the owner's representative and nobody else. Source: P4; D1.

    Without a system: whether the person represents any owner at all.
    """
    if system is None:
        return by_right(person, "systems.attest", on)
    return _for_body(person, "systems.attest", system.owner, on) + _standing(system)


@right(
    "systems.retire", _("Avveckla ett system"), Role.OWNER_REPRESENTATIVE, Role.PROJECT_OFFICE, Role.REGISTRAR, scope=Scope.BODY,
    source="P4; D1",
)  # fmt: skip
def can_retire(person: Person | None, system: System, on: date) -> Verdict:
    """Retire a system: the owner's representative, the project office or the registrar. Source: P4; D1."""
    return _for_body(person, "systems.retire", system.owner, on) + _standing(system)


@right(
    "systems.capabilities", _("Föra register över kommunens förmågor"), Role.PROJECT_OFFICE, Role.REGISTRAR, scope=Scope.CITY, source="D1"
)
def can_keep_capabilities(person: Person | None, on: date) -> Verdict:
    """Keep the map of what the city must be able to do: the project office or the registrar. Source: D1."""
    return by_right(person, "systems.capabilities", on)


@right("systems.import", _("Läsa in system från en fil"), Role.PROJECT_OFFICE, Role.REGISTRAR, scope=Scope.CITY, source="D1")
def can_import(person: Person | None, on: date) -> Verdict:
    """Bring a sheet of systems in: the project office or the registrar. Source: D1."""
    return by_right(person, "systems.import", on)
