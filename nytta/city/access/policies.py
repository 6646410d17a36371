"""Who may keep programs and log-in."""

from datetime import date

from django.utils.translation import gettext_noop as _

from nytta.city.organisation.models import Person
from nytta.city.records.policies import by_right
from nytta.city.records.terms import Role, Scope
from nytta.plain.rights import right
from nytta.plain.verdicts import YES, Verdict


@right("access.keep", _("Hålla i inloggning, systemkonton och nycklar"), Role.REGISTRAR, scope=Scope.CITY, source="D14; O2")
def can_keep(person: Person | None, on: date) -> Verdict:
    """Keep identity providers, service accounts and their tokens: the registrar. Source: D14; O2."""
    return by_right(person, "access.keep", on)


def can_provision(person: Person | None, on: date) -> Verdict:
    """Keep persons as the city's directory has them: the registrar, or a program whose token says so (tried where it comes in).

    Source: D14; O2.
    """
    return YES if person is not None and person.is_program else can_keep(person, on)
