"""Who may write and answer ideas."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_as
from nytta.city.records.terms import Role
from nytta.plain.verdicts import YES, Verdict, no


def can_write_idea(person: Person | None, on: date) -> Verdict:
    """Anyone employed. Source: P3.5; N5."""
    if person is not None and person.is_active:
        return YES
    return no("employed", "Logga in för att lämna en idé.", "N5")


def can_answer(person: Person | None, on: date) -> Verdict:
    """The project office answers. Source: N5."""
    return can_as(person, Role.PROJECT_OFFICE, on=on, source="N5")
