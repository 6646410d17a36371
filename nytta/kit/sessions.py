"""Sessions in the database as Django keeps them, found by a query that is composed once: every page asks for one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from .prepared import PreparedThings

_SESSION = PreparedThings(lambda key: Session.objects.filter(session_key=key, expire_date__gt=Now()), str)


class SessionStore(db.SessionStore):
    """Django's, with its one reading composed once."""

    def _get_session_from_db(self) -> Any:
        found = next(iter(_SESSION(self.session_key)), None)
        if found is None:
            self._session_key = None
        return found
