"""Whose a session is."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from nytta.city.organisation.models import Person


def sessions_of(person: Person) -> list[Session]:
    """The open sessions of a person. Each open session is read: whose it is stands inside it."""
    rows = Session.objects.filter(expire_date__gt=Now()).iterator(chunk_size=500)
    return [one for one in rows if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
