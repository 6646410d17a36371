"""Words of who is here: people by the city's log-in or an account of its own, and programs by tokens."""

from nytta.plain.words import Term


class TokenState(Term):
    """How a token stands on a moment."""

    IN_FORCE = "in_force", "Gäller", "D14; O2"
    EXPIRED = "expired", "Har gått ut", "D14; O2"
    REVOKED = "revoked", "Återkallad", "D14; O2"
    STOPPED = "stopped", "Stoppad med innehavaren", "D14; O2"


class AccountState(Term):
    """How a service account stands on a day."""

    OPEN = "open", "Öppet", "D14; O2"
    STOPPED = "stopped", "Stoppat: ägaren har upphört", "D14; O1"
    CLOSED = "closed", "Avslutat", "D14; O2"
