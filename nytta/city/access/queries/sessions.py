"""Whose a session is, and where it began."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from nytta.city.organisation.models import Person

CAME = "access_came"  # in a session that began at a provider: {"provider", "subject", "sid", "id_token"}


def sessions_of(person: Person) -> list[Session]:
    """The open sessions of a person. Each open session is read: whose it is stands inside it."""
    rows = Session.objects.filter(expire_date__gt=Now()).iterator(chunk_size=500)
    return [one for one in rows if one.get_decoded().get(SESSION_KEY) == str(person.pk)]


def came_by(provider: str, *, subject: str = "", sid: str = "", person: Person | None = None) -> list[Session]:
    """The open sessions that began at a provider: of a subject, or of one session there."""
    rows = sessions_of(person) if person else Session.objects.filter(expire_date__gt=Now())
    wanted = {"provider": provider} | ({"subject": subject} if subject else {}) | ({"sid": sid} if sid else {})
    return [one for one in rows if wanted.items() <= (one.get_decoded().get(CAME) or {}).items()]
