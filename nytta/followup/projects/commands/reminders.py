"""Letters about effects: before the day, and further and further after it. Source: U6; E7.4."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from nytta.city.organisation.models import Person
from nytta.city.records.queries import holders
from nytta.city.records.terms import Role
from nytta.delivery.systems.queries.changes import holders_of, representatives
from nytta.kit import audit, notices
from nytta.kit.commands import act

from ..models import Project
from ..queries.effects import terms_on
from ..rules import lead_come, told_at


def _letter(project: Project, person: Person, lead: int, on: datetime) -> None:
    with override(person.letter_language):
        case, due = project.application, project.effect_due_on
        assert due is not None
        late = (on.date() - due).days
        said = gettext("%(title)s: effekten ska redovisas %(day)s.") % {"title": case.title, "day": due.isoformat()}
        if late > 0:
            days = ngettext("Redovisningen är %(n)s dag sen.", "Redovisningen är %(n)s dagar sen.", late) % {"n": late}
            said = f"{said} {days}"
        owner = gettext("Systemägare: %(owner)s") % {"owner": project.owner_body.name}
        url = f"{settings.SITE_URL}{reverse('projects:detail', args=[project.code])}"
        subject = gettext("Nytta: redovisa effekten av %(code)s") % {"code": project.code}
        notices.put(
            key=f"effect-{project.code}-{lead}-{person.pk}", to=person.email, subject=subject, body="\n\n".join((said, owner, url)), on=on
        )


def _told(people: Iterable[Person]) -> list[Person]:
    every = {p.pk: p for p in people if p.is_active}
    wanted = notices.paces(every.values())
    return [p for p in every.values() if wanted[p.pk] != notices.NONE]


@act
def remind_effects(*, by: Person | None, on: datetime) -> int:
    """Tell the owner and the manager in time, then further: the owner's head, the project office; each lead time once. How many projects were told of.

    The same day again, or another worker at once, tells nothing more. Source: U6.
    """
    terms, day, told = terms_on(on.date()), on.date(), 0
    rows = Project.objects.filter(effect_on=None).exclude(effect_due_on=None).select_related("application", "owner_body", "manager")
    waiting = []
    for one in rows.select_for_update(of=("self",)).order_by("pk"):
        assert one.effect_due_on is not None
        lead = lead_come(days=(day - one.effect_due_on).days, terms=terms, told=one.effect_told_days)
        if lead is not None:
            waiting.append((one, lead))
    bodies = {one.owner_body_id for one, _ in waiting}
    owners, heads = (representatives(bodies, day), holders_of(Role.DECIDING_HEAD, bodies, day)) if bodies else ({}, {})
    office = list(holders(Role.PROJECT_OFFICE, day)) if bodies else []
    for one, lead in waiting:
        to_head, to_office = told_at(lead=lead, terms=terms)
        people = [*owners[one.owner_body_id], one.manager, *(heads[one.owner_body_id] if to_head else ()), *(office if to_office else ())]
        for person in _told(people):
            _letter(one, person, lead, on)
        one.effect_told_days = lead
        one.save(update_fields=["effect_told_days"])
        audit.note(subject=one.code, act="effect.remind", by=by, on=on, changes={"days": lead, "to_head": to_head, "to_office": to_office})
        told += 1
    return told
