"""Words of running projects, closure and effects."""

from nytta.plain.words import Term


class ProjectState(Term):
    """Where a project is."""

    RUNNING = "running", "Pågår", "U5"
    CLOSING = "closing", "Avslut begärt", "F6"
    CLOSED = "closed", "Avslutat", "F6"
    EFFECT_REPORTED = "effect_reported", "Effekt redovisad", "U6"


class LessonSubject(Term):
    """What an experience is about."""

    USERS = "users", "Användare och verksamhet", "N6"
    REQUIREMENTS = "requirements", "Krav och upphandling", "N6"
    TECHNOLOGY = "technology", "Teknik och integrationer", "N6"
    INTRODUCTION = "introduction", "Införande och utbildning", "N6"
    BENEFITS = "benefits", "Nytta och effekthemtagning", "N6"
    STEERING = "steering", "Styrning och projektarbete", "N6"
    SECURITY = "security", "Säkerhet och personuppgifter", "N6"
    WINDING_DOWN = "winding_down", "Prövning och avveckling", "P4; N6"


class Light(Term):
    """How it goes in time, money or benefit."""

    GREEN = "green", "Enligt plan", "U5"
    YELLOW = "yellow", "Avviker, hanteras", "U5"
    RED = "red", "Avviker, beslut behövs", "U5"


class Measure(Term):
    """What of a project has a light."""

    TIME = "time", "Tid", "U5"
    MONEY = "money", "Pengar", "U5"
    SCOPE = "scope", "Omfattning", "U5"
    BENEFITS = "benefits", "Nytta", "U5"
    RISK = "risk", "Risk", "U5"


class Reader(Term):
    """Who besides the development council a deviation is raised to."""

    COACH = "coach", "Projektcoachen", "U5; F15"
    OWNER = "owner", "Systemägaren", "U5"


class DeliverableKind(Term):
    """What a project hands over."""

    SYSTEM = "system", "System", "F6; D1"
    E_SERVICE = "e_service", "E-tjänst", "F6; D5"
    ROUTINE = "routine", "Rutin eller arbetssätt", "F6"
    TRAINING = "training", "Utbildning", "F6"
    OTHER = "other", "Annat", "F6"


class Ending(Term):
    """What becomes of an innovative project when its time is over."""

    WOUND_DOWN = "wound_down", "Avvecklas", "P4; G1"
    INTEGRATED = "integrated", "Införlivas i ordinarie drift", "P4; G1"


class EffectState(Term):
    """Where the account of a project's effects is."""

    DRAFT = "draft", "Skrivs", "U6"
    HANDED_IN = "handed_in", "Lämnad, granskas", "U6"
    COMMENTED = "commented", "Kommenterad, ska kompletteras", "U6"
    ACCEPTED = "accepted", "Granskad och godtagen", "U6"


class Reporting(Term):
    """Whether what a closed project gave has been told, once its day has come."""

    REPORTED = "reported", "Redovisad", "U6"
    WAITED_FOR = "waited_for", "Väntar på redovisning", "U6"
    LATE = "late", "Sen", "U6"


class Evidence(Term):
    """What a realised value rests on."""

    METRIC = "metric", "Mätning eller statistik", "U6"
    BUDGET = "budget", "Beslutad budget", "U6"
    INVOICE = "invoice", "Faktura eller bokföring", "U6"
    SURVEY = "survey", "Enkät", "U6"
    OTHER = "other", "Annat underlag", "U6"


class Cause(Term):
    """Whether the project is the cause of an effect."""

    OWN = "own", "Projektet är orsaken", "U6"
    SHARED = "shared", "Projektet är en av orsakerna", "U6"
    EXTERNAL = "external", "Andra orsaker", "U6"


class Method(Term):
    """How the final cost of a project is forecast."""

    EARNED = "earned", "Upparbetat värde", "U5"
    PACE = "pace", "Takten hittills", "U5"
    CLASS = "class", "Kommunens egna avslutade projekt", "U5"


class Untied(Term):
    """Why a booked row belongs to no project."""

    UNKNOWN = "unknown", "Projektkoden finns inte på något beviljat projekt", "U5"
    SEVERAL = "several", "Koderna finns på flera projekt", "U5"


class LeftOut(Term):
    """Why a row of the finance system's file is not looked at further."""

    ACCOUNT = "account", "Kontot är ingen kostnad enligt regelverket", "U5"
    NO_CODE = "no_code", "Raden har ingen kod som hör till ett projekt", "U5"


class ConditionState(Term):
    """How far a condition of a grant has come."""

    OPEN = "open", "Inte uppfyllt", "F11; U5"
    SHOWN = "shown", "Väntar på bekräftelse", "F11; U5"
    MET = "met", "Uppfyllt", "F11; U5"


class RequestState(Term):
    """Where a request for a part of a year's money is."""

    ASKED = "asked", "Begärd", "P5; U5"
    RESERVED = "reserved", "Reserverad", "P5; U5"
    PAID = "paid", "Utbetald", "P5; U5"
    REFUSED = "refused", "Avslagen", "P5; U5"
    WITHDRAWN = "withdrawn", "Tillbakatagen", "P5; U5"
    RELEASED = "released", "Reservationen släppt", "P5; U5"


class MoveState(Term):
    """Where a request to move unspent money to the next year is."""

    ASKED = "asked", "Väntar på beslut", "F13"
    MOVED = "moved", "Förda till nästa år", "F13"
    REFUSED = "refused", "Avslagen", "F13"
    WITHDRAWN = "withdrawn", "Tillbakatagen", "F13"
    LAPSED = "lapsed", "Förfallen", "F13"


class PlanKind(Term):
    """Which plan a step is of."""

    CHANGE = "change", "Plan för verksamhetsförändring", "P5; F6"
    BENEFIT = "benefit", "Plan för effekthemtagning", "P5; F6; U6"


class TransferKind(Term):
    """By what decision projects and money come in from an older register."""

    PROGRAMME = "programme", "Programmets beslut om e-tjänsteprogrammet", "T decision 3; F4"
    OWN = "own", "Ett eget beslut, som anger portföljen", "F4"


class TransferColumn(Term):
    """The columns of a sheet of projects from an older register, as they are headed."""

    NUMBER = "number", "Gammalt nummer", "F4"
    TITLE = "title", "Projekt", "F4"
    BODY = "body", "Sökande", "F4"
    OWNER = "owner", "Systemägare", "P4; F4"
    MANAGER = "manager", "Projektledare", "F4"
    AREA = "area", "Fokusområde", "F4"
    CATEGORY = "category", "Kategori", "F4"
    START = "start_on", "Start", "F4"
    END = "end_on", "Slut", "F4"
    DECIDED = "decided_sek", "Beslutat totalt", "F4"
    PAID = "paid_sek", "Betalt hittills", "F4"
    PAID_UNTIL = "paid_until", "Betalt till och med", "F4"
    REMAINING = "remaining_sek", "Återstår", "F4"
    STATUS = "status", "Läge", "F4"
    HISTORY = "history", "Historik", "F4"
    SOURCE = "source", "Källa", "F4"
    YEARS = "years", "Betalt per år", "F4"


class ChangeKind(Term):
    """What a change of a project changes."""

    SCOPE = "scope", "Omfattning", "U5"
    TIME = "time", "Tid", "U5"
    MONEY = "money", "Pengar", "P5; U5"
    BENEFITS = "benefits", "Nytta", "U5"


class ChangeState(Term):
    """Where a proposed change of a project is."""

    PROPOSED = "proposed", "Föreslagen", "U5"
    BUSINESS = "business", "Väntar på verksamheten", "F12; U5"
    OWNER = "owner", "Väntar på systemägaren", "U5"
    DIRECTOR = "director", "Väntar på direktören", "P5; U5"
    MONEY = "money", "Vägs som mer pengar", "P5; U5"
    APPROVED = "approved", "Beslutad", "U5"
    REFUSED = "refused", "Avslagen", "U5"
    WITHDRAWN = "withdrawn", "Återkallad", "U5"
