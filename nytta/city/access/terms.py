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


class ProviderKind(Term):
    """How an identity provider speaks."""

    OIDC = "oidc", "OpenID Connect", "D14"
    SAML = "saml", "SAML 2.0", "D14"


class FirstLogin(Term):
    """What happens when somebody comes whom the provider knows and this system does not."""

    EXISTING = "existing", "Bara den som redan är införd får logga in", "D14; O2"
    CREATE = "create", "Personen förs in, utan rättigheter", "D14; O2"


class MatchWith(Term):
    """With what of a person that exists a provider's claim is compared at the first log-in."""

    USERNAME = "username", "Användarnamnet", "D14; O2"
    EMAIL = "email", "E-postadressen, som leverantören har bekräftat", "D14; O2"


class ClaimTest(Term):
    """How a rule reads a claim's value."""

    EQUALS = "equals", "är lika med", "D14"
    CONTAINS = "contains", "innehåller", "D14"
    ONE_OF = "one_of", "är någon av", "D14"
    PATTERN = "pattern", "följer mönstret", "D14"


class ClaimOutcome(Term):
    """What a rule leads to. None of them gives a right: rights follow appointments."""

    BODY = "body", "Personen arbetar i", "D14; O2"
    GROUP = "group", "Personen är med i gruppen", "D14; O2"
    REFUSED = "refused", "Inloggning nekas", "D14; O2"


class LoginOutcome(Term):
    """How an attempt to log in by a provider ended."""

    IN = "in", "Inloggad", "D14"
    FIRST = "first", "Inloggad för första gången", "D14"
    REFUSED = "refused", "Nekad", "D14"
    FAULT = "fault", "Avvisad: svaret stämde inte", "D14"
    OUT = "out", "Utloggad på leverantörens begäran", "D14"


class Outcome(Term):
    """How a try to log in, or what concerns a log-in, went."""

    ENTERED = "entered", "Loggade in", "D14"
    WRONG_PASSWORD = "wrong_password", "Fel lösenord", "D14"
    WRONG_CODE = "wrong_code", "Fel i andra steget", "D14"
    WAITING = "waiting", "Stoppad efter många försök", "D14"


class Factor(Term):
    """By what somebody has shown who they are."""

    PASSWORD = "password", "Lösenord", "D14"
    TOTP = "totp", "Kod ur app", "D14"
    RECOVERY = "recovery_codes", "Reservkod", "D14"
    PASSKEY = "webauthn", "Lösennyckel", "D14"
    ELSEWHERE = "elsewhere", "Annan inloggning", "D14"


class Strength(Term):
    """How strong a second step has to be."""

    ANY = "any", "Ett andra steg, vilket som helst", "D14"
    PHISHING_RESISTANT = "phishing_resistant", "En lösennyckel, som inte kan luras av en falsk sida", "D14"


class InvitationKind(Term):
    """Why somebody is let to choose a password by a link."""

    FIRST = "first", "Första lösenordet", "O2; D14"
    NEW = "new", "Nytt lösenord, på registratorns inbjudan", "O2; D14"
    FORGOTTEN = "forgotten", "Glömt lösenord", "D14"
