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


class WebhookState(Term):
    """How a webhook stands."""

    ACTIVE = "active", "Aktiv", "D14"
    PAUSED = "paused", "Pausad", "D14"
    CLOSED = "closed", "Avslutad", "D14"


class DeliveryState(Term):
    """What has become of one delivery to a webhook."""

    WAITING = "waiting", "Väntar", "D14"
    DELIVERED = "delivered", "Mottagen", "D14"
    FAILED = "failed", "Gick inte fram", "D14"
    SKIPPED = "skipped", "Skickades inte", "D14"


class SendFault(Term):
    """Why a call gave no answer."""

    ADDRESS = "address", "Adressen är inte tillåten", "D14"
    NAME = "name", "Namnet finns inte", "D14"
    TIME = "time", "Svarade inte i tid", "D14"
    TLS = "tls", "Säker förbindelse gick inte att upprätta", "D14"
    CONNECTION = "connection", "Förbindelsen bröts", "D14"
