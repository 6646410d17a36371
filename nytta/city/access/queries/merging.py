"""Whether two rows can be one person: no group holds anybody twice, nobody stands in for themselves, and nobody audits what they do."""

from datetime import date

from django.db.models import Q

from nytta.city.organisation.models import Person
from nytta.city.records.models import Appointment
from nytta.city.records.terms import Role
from nytta.plain.verdicts import YES, Verdict, no
from nytta.plain.words import labels

APART = ((Role.AUDITOR, tuple(r for r in Role if r is not Role.AUDITOR)), (Role.ASSESSOR, (Role.DEVELOPMENT_COUNCIL,)))
_MEND = "Avsluta det ena uppdraget först."


def seats_fit(person: Person, into: Person, on: date) -> Verdict:
    """Whether what both are appointed to, on a day or later, can be held by one person. Source: O2; F8; F10."""
    rows = Appointment.objects.filter(Q(valid_until=None) | Q(valid_until__gte=on), person__in=[person, into])
    seats = list(rows.select_related("body", "substitutes_for"))
    mine, theirs = [s for s in seats if s.person_id == person.pk], [s for s in seats if s.person_id == into.pk]
    verdict = YES
    for one in mine:
        for other in theirs:
            verdict += _pair(one, other)
    return verdict


def _pair(one: Appointment, other: Appointment) -> Verdict:
    if other.pk == one.substitutes_for_id or one.pk == other.substitutes_for_id:
        return no(
            "merge_substitute", "Den ena är ersättare för den andra: %(role)s.", "O2", _MEND, field="into", role=labels(Role(one.role))
        )
    if (one.role, one.body_id, one.portfolio) == (other.role, other.body_id, other.portfolio) and _meet(one, other):
        return no("merge_seat", "Båda har uppdraget %(role)s: en person skulle få två platser.", "O2", _MEND, field="into",
                  role=labels(Role(one.role)))  # fmt: skip
    roles = {Role(one.role), Role(other.role)}
    if _meet(one, other) and any(a in roles and roles & set(others) for a, others in APART):
        return no("merge_apart", "Uppdragen %(roles)s hålls av olika personer.", "O2", _MEND, field="into",
                  roles=labels(Role(one.role), Role(other.role), glue=" / "))  # fmt: skip
    return YES


def _meet(one: Appointment, other: Appointment) -> bool:
    """Whether their terms share a day."""
    return (one.valid_until is None or other.valid_from <= one.valid_until) and (
        other.valid_until is None or one.valid_from <= other.valid_until
    )
