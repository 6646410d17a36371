"""How the server's log is written: what was refused, with who asked and from which network. Source: OWASP ASVS 16.3.2."""

import logging

REFUSED = {401, 403}


class Told(logging.Formatter):
    """One line a record; a refused request with its method, whose session it was (- for nobody's) and the shortened network, without a trace.

    What the request has found out already is told: a log asks the database nothing.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if getattr(record, "status_code", 0) not in REFUSED or request is None:
            return super().format(record)
        user, session = getattr(request, "_cached_user", None), getattr(request, "session", None)
        name = user.get_username() if user is not None and user.is_authenticated else "-"
        return f"{record.getMessage()} [{request.method}, {name}, {getattr(session, 'asked_from', ('-',))[0]}]"
