"""A person's own extract, and what is disposed of when its time is over."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from nytta.city.organisation.models import Person
from nytta.kit import audit, jobs, notices
from nytta.kit.commands import act, locked
from nytta.plain.verdicts import no, require

from .. import policies
from ..models import Extract
from ..queries import personal

EXTRACT = "portal.extract"


@act
def ask_extract(*, person: Person, reason: str = "", by: Person, on: datetime) -> Extract:
    """Ask for all that is kept about a person: oneself, or the registrar on somebody's behalf for a reason. Source: GDPR art. 15; O2."""
    require(policies.can_extract(by, person, on.date()))
    if by.pk != person.pk and not reason.strip():
        require(no("reason", "Skriv vem som har begärt uppgifterna och när.", "GDPR art. 15", "Skriv skälet.", field="reason"))
    waiting = Extract.objects.filter(person=person, asked_by=by, made_at=None).first()
    if waiting is not None:
        return waiting
    made = Extract.objects.create(person=person, asked_by=by, asked_at=on, reason=reason[:300])
    jobs.put(EXTRACT, str(made.pk), on=on, extract=made.pk)
    audit.note(subject=person.username, act="extract.ask", by=by, on=on, reason=reason)
    return made


@act
def make_extract(*, extract: Extract, by: Person | None, on: datetime) -> Extract:
    """Draw it out, and tell the one who asked. Source: GDPR art. 15."""
    extract = locked(extract)
    if extract.made_at is None:
        extract.content, extract.made_at = personal.extract(extract.person, on), on
        extract.save(update_fields=["content", "made_at"])
        with override(extract.asked_by.letter_language):
            body = gettext("Uppgifterna som du bad om finns nu här: %(url)s. De tas bort efter några dagar.") % {
                "url": f"{settings.SITE_URL}/personuppgifter/utdrag/{extract.pk}/"
            }
            notices.put(
                key=f"extract-{extract.pk}", to=extract.asked_by.email, subject=gettext("Uppgifterna är framtagna"), body=body, on=on
            )
    return extract
