"""Where a session began."""

from nytta.city.organisation.models import Person
from nytta.kit.models import KeptSession
from nytta.kit.sessions import SessionStore, sessions_of

CAME = "access_came"  # in a session that began at a provider: {"provider", "subject", "sid", "id_token"}


def came_by(provider: str, *, subject: str = "", sid: str = "", person: Person | None = None) -> list[KeptSession]:
    """The open sessions that began at a provider: of a subject, or of one session there."""
    rows = sessions_of(person.pk) if person else KeptSession.objects.exclude(person=None)
    wanted = {"provider": provider} | ({"subject": subject} if subject else {}) | ({"sid": sid} if sid else {})
    return [one for one in rows if wanted.items() <= (SessionStore().decode(one.session_data).get(CAME) or {}).items()]
