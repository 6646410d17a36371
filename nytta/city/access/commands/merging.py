"""Two rows that were the same person become one."""

from datetime import datetime

from nytta.city.organisation.models import Person
from nytta.city.records import commands as records
from nytta.kit import audit
from nytta.kit.commands import act
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Identity, Merge
from ..models.directory import DirectoryUser
from ..queries.identity import groups_of
from ..queries.merging import seats_fit
from .people import remove_person


@act
def merge_persons(*, person: Person, into: Person, reason: str, by: Person, on: datetime) -> Merge:
    """A duplicate goes up into another row: how the person is known, groups and appointments that go on move; what was done stays.

    Refused where one person would then hold two seats that are for two. Source: D14; O2.
    """
    require(policies.can_keep(by, on.date()))
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=[person.pk, into.pk]).order_by("pk")}
    if len(rows) != 2:
        require(no("merge_two", "En sammanslagning gäller två olika personer.", "O2", "Välj en annan.", field="into"))
    person, into = rows[person.pk], rows[into.pk]
    if person.pk == by.pk:
        require(no("merge_self", "Du kan inte slå ihop dig själv med en annan.", "O2", "Be en annan registrator."))
    if Merge.objects.filter(person__in=rows).exists():
        require(no("merge_once", "En av dem är redan sammanslagen.", "O2", "Välj den som den gick upp i.", field="into"))
    if not into.is_active:
        require(no("merge_into_removed", "%(name)s är borttagen.", "O2", "Återställ personen först.", field="into", name=str(into)))
    require(seats_fit(person, into, on.date()))
    moved = records.move_appointments(person=person, to=into, reason=reason, by=by, on=on)
    had = groups_of(into)
    Identity.objects.filter(person=person).update(person=into)
    if not DirectoryUser.objects.filter(person=into).exists():
        DirectoryUser.objects.filter(person=person).update(person=into)
    groups = [g.name for g in groups_of(into) if g not in had]
    remove_person(person=person, reason=reason, by=by, on=on)
    told = {"into": into.username, "appointments": [f"{a.role} {a.valid_from}" for a in moved], "groups": groups}
    audit.note(subject=person.username, act="person.merge", by=by, on=on, changes=told, reason=reason)
    audit.note(subject=into.username, act="person.merged_in", by=by, on=on, changes={"from": person.username, **told}, reason=reason)
    return Merge.objects.create(person=person, into=into, reason=reason, at=on, by=by)
