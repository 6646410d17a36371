"""Who may record an adoption, answer reports and set their own choices."""

from datetime import date

from nytta.city.organisation.models import Person
from nytta.city.records.policies import can_as, can_record
from nytta.city.records.terms import Role
from nytta.plain.verdicts import YES, Verdict, no


def can_adopt(person: Person | None, on: date) -> Verdict:
    """Record that the city council adopted a programme: registrar or project office. Source: T decision 1; N2, O3."""
    return can_record(person, on)


def can_answer_report(person: Person | None, on: date) -> Verdict:
    """Answer a report of a shortcoming in accessibility: the project office."""
    return can_as(person, Role.PROJECT_OFFICE, on=on, source="F15")


def can_choose(person: Person | None) -> Verdict:
    """Set one's own choices: whoever is logged in."""
    return YES if person is not None and person.is_active else no("logged_in", "Logga in för att ändra dina val.")
