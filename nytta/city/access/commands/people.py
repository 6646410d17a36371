"""Persons are removed and let in again: rights end the same minute, history stays."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.kit.sessions import end_sessions
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import AccessToken, Merge, Removal


def _held(person: Person) -> Person:
    """The row under its lock; programs too, so that the refusal can tell of them."""
    return Person.everyone.select_for_update().get(pk=person.pk)


@act
def remove_person(*, person: Person, reason: str, by: Person | None, on: datetime) -> Removal:
    """Somebody no longer works here: log-in, sessions and tokens end at once, appointments with the day; decisions and audit stay.

    Asked again for somebody already removed it changes nothing. Source: D14; O2.
    """
    require(policies.can_provision(by, on.date()))
    person = _held(person)
    if person.is_program:
        require(
            no("program_person", "%(name)s är ett systemkonto och ingen person.", "O2", "Avsluta systemkontot i stället.", name=str(person))
        )
    if by is not None and by.pk == person.pk:
        require(no("remove_self", "Du kan inte ta bort dig själv.", "O2", "Be en annan registrator."))
    gone = Removal.objects.filter(person=person, restored_at=None).first()
    if gone is not None and not person.is_active:
        return gone
    person.is_active = False
    person.save(update_fields=["is_active"])
    removal = gone or Removal.objects.create(person=person, reason=reason.strip()[:300], at=on, by=by)
    removal.ended.add(*records.end_all(person=person, reason=reason, by=by, on=on))
    tokens = AccessToken.objects.filter(holder=person, revoked_at=None, expires_at__gt=on).update(revoked_at=on, revoked_by=by)
    sessions = end_sessions(person.pk)
    told = {"is_active": [True, False], "appointments": removal.ended.count(), "tokens": tokens, "sessions": sessions}
    audit.note(subject=person.username, act="person.remove", by=by, on=on, changes=told, reason=reason)
    return removal


@act
def restore_person(*, person: Person, reason: str, by: Person | None, on: datetime) -> Person:
    """Somebody who was removed may log in again. No appointment or token comes back: those are made anew. Source: D14; O2."""
    require(policies.can_provision(by, on.date()))
    person = _held(person)
    require(policies.not_merged(Merge.objects.filter(person=person).select_related("into").first()))
    if person.is_active:
        return person
    records.close_ended(person=person, reason=reason, by=by, on=on)
    person.is_active = True
    person.save(update_fields=["is_active"])
    Removal.objects.filter(person=person, restored_at=None).update(restored_at=on)
    audit.note(subject=person.username, act="person.restore", by=by, on=on, changes={"is_active": [False, True]}, reason=reason)
    return person
