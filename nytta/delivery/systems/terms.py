"""Words of the systems that the city has."""

from nytta.plain.words import Term


class Category(Term):
    """The three categories of IT support; the category decides which rules apply."""

    INNOVATIVE = "innovative", "Innovativt", "P4; G1"
    DIFFERENTIATING = "differentiating", "Differentierande", "P4; G1"
    BASIC = "basic", "Grundläggande", "P4; G1"


class FlowDirection(Term):
    """Which way information goes between two systems."""

    ONE_WAY = "one_way", "Från avsändare till mottagare", "P7.1; D4"
    BOTH = "both", "Åt båda hållen", "P7.1; D4"


class FlowMethod(Term):
    """How two systems exchange information."""

    API = "api", "Anrop i realtid (API)", "D4"
    MESSAGES = "messages", "Meddelanden och händelser", "D4"
    FILES = "files", "Filöverföring", "D4"
    DATABASE = "database", "Direkt i databasen", "D4"
    EMBEDDED = "embedded", "Inbäddad sida eller länk", "D4"
    MANUAL = "manual", "För hand", "D4"


class ChangeKind(Term):
    """What an owner announces before it is done."""

    CHANGE = "change", "Ändring", "D4"
    OUTAGE = "outage", "Planerat driftstopp", "D4"


class Impact(Term):
    """What whoever uses a system meets while it is changed."""

    NONE = "none", "Märks inte", "D4"
    REDUCED = "reduced", "Mindre marginal om något går fel", "D4"
    DEGRADED = "degraded", "Fungerar sämre", "D4"
    OUTAGE = "outage", "Går inte att använda", "D4"


class NoticeState(Term):
    """Where a change notice stands."""

    DRAFT = "draft", "Utkast", "D4"
    ANNOUNCED = "announced", "Väntar på svar", "D4"
    GOING_AHEAD = "going_ahead", "Ska genomföras", "D4"
    DONE = "done", "Genomförd", "D4"
    CANCELLED = "cancelled", "Inställd", "D4"


class AnswerState(Term):
    """What an affected owner has answered to a change notice."""

    WAITING = "waiting", "Har inte svarat", "D4"
    ASKED = "asked", "Har ställt en fråga", "D4"
    YES = "yes", "Ja", "D4"
    NO = "no", "Nej", "D4"


class Hosting(Term):
    """Where a system runs and who keeps it running."""

    COMMON = "common", "Gemensam drift", "P7; D1"
    OWN = "own", "Egen drift hos ägaren", "D1"
    SUPPLIER = "supplier", "Drift hos leverantören", "D1"
    CLOUD_INSIDE = "cloud_inside", "Molntjänst inom EU och EES", "D1"
    CLOUD_OUTSIDE = "cloud_outside", "Molntjänst utanför EU och EES", "D1"


class DataHeld(Term):
    """What personal data a system holds."""

    NONE = "none", "Inga personuppgifter", "D1; F12"
    ORDINARY = "ordinary", "Personuppgifter", "D1; F12"
    SENSITIVE = "sensitive", "Känsliga personuppgifter", "D1; F12"


class AccessibilityLevel(Term):
    """The level of WCAG that a system has been found to meet."""

    NOT_MET = "not_met", "Når inte nivå A", "E7.3; D12"
    A = "a", "Nivå A", "E7.3; D12"
    AA = "aa", "Nivå AA", "E7.3; D12"
    AAA = "aaa", "Nivå AAA", "E7.3; D12"
    NOT_APPLICABLE = "not_applicable", "Har inget gränssnitt", "D12"


class TechnicalCheck(Term):
    """What a check against the technical instructions came to."""

    PASSED = "passed", "Följer anvisningarna", "P4; D12"
    REMARKS = "remarks", "Följer anvisningarna med anmärkning", "P4; D12"
    FAILED = "failed", "Följer inte anvisningarna", "P4; D12"


class LifePhase(Term):
    """The phases of a system's life, in the order in which they come."""

    PLANNED = "planned", "Planerat", "D1"
    INTRODUCED = "introduced", "Införs", "D1"
    IN_USE = "in_use", "I drift", "D1"
    PHASE_OUT = "phase_out", "Avvecklas", "D1"
    RETIRED = "retired", "Avvecklat", "D1"


class HoldingRole(Term):
    """In which way a system holds a type of information."""

    MASTER = "master", "Huvuddatakälla", "P7.1 (3); D3"
    COPY = "copy", "Kopia", "P7.1 (3); D3"


class OpenData(Term):
    """Whether raw data of a type of information are open data."""

    PUBLISHED = "published", "Publicerad som öppna data", "P7.1 (5); D3"
    POSSIBLE = "possible", "Kan publiceras som öppna data", "P7.1 (5); D3"
    NOT_OPEN = "not_open", "Kan inte vara öppna data", "P7.1 (5); D3"


class Principle(Term):
    """The seven principles of the city's architecture."""

    METHODS = "1", "Gemensamma metoder används", "P7.1 (1)"
    SECURITY = "2", "Informationen har rätt säkerhetsnivå", "P7.1 (2)"
    MODELS = "3", "Information och begrepp är dokumenterade", "P7.1 (3)"
    REUSE = "4", "Information kan lämna systemet och återanvändas", "P7.1 (4)"
    OPEN_DATA = "5", "Rådata kan bli öppna data", "P7.1 (5)"
    PORTFOLIO = "6", "Systemet står i applikationsportföljen", "P7.1 (6)"
    USABLE = "7", "Systemet är ett stöd för dem som använder det", "P7.1 (7)"


class Fulfilment(Term):
    """How a system stands to a principle."""

    MET = "met", "Uppfyllt", "P7.1; D3"
    PARTLY = "partly", "Delvis uppfyllt", "P7.1; D3"
    NOT_MET = "not_met", "Inte uppfyllt", "P7.1; D3"
    NOT_APPLICABLE = "not_applicable", "Inte tillämpligt", "P7.1; D3"
