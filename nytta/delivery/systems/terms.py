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


class SystemField(Term):
    """What the register says of a system, field by field; a field that is not named as open is closed to the public."""

    NAME = "name", "Namn", "D1"
    ALIASES = "aliases", "Andra namn", "D1"
    PURPOSE = "purpose", "Syfte", "D1"
    FUNCTIONS = "functions", "Funktioner", "D1; D2"
    CAPABILITIES = "capabilities", "Förmågor", "D1"
    CATEGORY = "category", "Kategori", "P4; D1"
    SOLUTION = "solution", "Gemensam lösning", "D2"
    OWNER = "owner", "Systemägare", "P4; D1; G3"
    REPRESENTATIVE = "representative", "Ägarens företrädare", "P4; D1"
    MAINTENANCE_OBJECT = "maintenance_object", "Förvaltningsobjekt", "D1"
    SUPPLIER = "supplier", "Leverantör", "D1"
    CONTRACT = "contract", "Avtal", "D1"
    COST = "cost_per_year_sek", "Kostnad per år", "D1"
    USERS = "users", "Antal användare", "D1"
    HOSTING = "hosting", "Driftform", "D1"
    PERSONAL_DATA = "personal_data", "Personuppgifter", "D1"
    CONFIDENTIALITY = "confidentiality", "Konfidentialitet (K)", "D12"
    INTEGRITY = "integrity", "Riktighet (R)", "D12"
    AVAILABILITY = "availability", "Tillgänglighet (T)", "D12"
    CLASSED_BY = "class_labels", "Klassad enligt", "D12"
    ACCESSIBILITY = "accessibility", "Nivå enligt WCAG", "E7.3; D12"
    TECHNICAL_CHECK = "technical_check", "Tekniska anvisningar", "P4; D12"
    TECHNICAL_CHECKED_ON = "technical_checked_on", "Kontrollerat", "P4; D12"
    PHASE_PLANNED = "phase_planned", "Planeras från", "D1"
    PHASE_INTRODUCED = "phase_introduced", "Införs från", "D1"
    PHASE_IN_USE = "phase_in_use", "I drift från", "D1"
    PHASE_PHASE_OUT = "phase_phase_out", "Avvecklas från", "D1"
    PHASE_RETIRED = "phase_retired", "Avvecklat från", "D1"
    BUSINESS_VALUE = "business_value", "Värde för verksamheten", "D1"
    TECHNICAL_FITNESS = "technical_fitness", "Teknisk lämplighet", "D1"
    EXTERNAL_ID = "external_id", "Beteckning i annat register", "D1"


class ClassLabels(Term):
    """A set of labels by which the levels of an information security class are read; a bare number says nothing."""

    KLASSA = "klassa-2.0.0", "KLASSA, värdelista 2.0.0 (0–4)", "D12"


class Harm(Term):
    """How much harm a loss would do: the labels of KLASSA's levels."""

    NONE = "0", "Ingen eller försumbar skada", "D12"
    MODERATE = "1", "Måttlig skada", "D12"
    CONSIDERABLE = "2", "Betydande skada", "D12"
    SERIOUS = "3", "Allvarlig skada", "D12"
    VERY_SERIOUS = "4", "Synnerligen allvarlig skada", "D12"


class Flaw(Term):
    """What makes an entry of the register less worth trusting, as what there is to mend."""

    OWNER_ENDED = "owner_ended", "Ägaren har upphört", "D1; G3"
    REPRESENTATIVE_LEFT = "representative_left", "Företrädaren har inte längre uppdraget", "D1"
    NEVER_ATTESTED = "never_attested", "Uppgifterna har aldrig bekräftats", "D1"
    CHANGED_SINCE = "changed_since", "Uppgifterna har ändrats sedan de bekräftades", "D1"
    LONG_SINCE = "long_since", "Uppgifterna bekräftades för mer än ett år sedan", "D1"
    NO_REPRESENTATIVE = "no_representative", "Ägarens företrädare saknas", "D1"
    NO_PURPOSE = "no_purpose", "Syfte saknas", "D1"
    NO_PERSONAL_DATA = "no_personal_data", "Uppgift om personuppgifter saknas", "D1"
    NO_CLASS = "no_class", "Informationssäkerhetsklass saknas", "D12"
    NO_ACCESSIBILITY = "no_accessibility", "Tillgänglighetsnivå saknas", "D12"
    NO_CHECK = "no_check", "Kontroll mot de tekniska anvisningarna saknas", "D12"
    NO_FUNCTIONS = "no_functions", "Funktioner saknas", "D1; D2"
    NO_CATEGORY = "no_category", "Kategori saknas", "D1"
    NO_PHASE = "no_phase", "Livscykelfas saknas", "D1"
    NO_MAINTENANCE = "no_maintenance", "Förvaltningsobjekt saknas", "D1"
    NO_COST = "no_cost", "Kostnad per år saknas", "D1"
    NO_USERS = "no_users", "Antal användare saknas", "D1"
    NO_HOSTING = "no_hosting", "Driftform saknas", "D1"


class Kept(Term):
    """How current a system's entry is."""

    CURRENT = "current", "Bekräftad", "D1"
    DUE = "due", "Ska bekräftas", "D1"


class Ending(Term):
    """When a system ends, by the phases that the register has of it; a year is that of the day on which one asks."""

    PASSED = "passed", "Skulle redan ha avvecklats", "D1"
    THIS_YEAR = "this_year", "Avvecklas i år", "D1"
    NEXT_YEAR = "next_year", "Avvecklas nästa år", "D1"
    LATER = "later", "Avvecklas senare", "D1"
    OPEN = "open", "Avvecklas, slutdag saknas", "D1"
    NOT_PLANNED = "not_planned", "Inget slut planerat", "D1"
    UNKNOWN = "unknown", "Livscykel saknas", "D1"


class Quadrant(Term):
    """What a system's value and technical fitness together speak for (TIME: tolerate, invest, migrate, eliminate)."""

    INVEST = "invest", "Utveckla", "D1"
    MIGRATE = "migrate", "Byt ut", "D1"
    TOLERATE = "tolerate", "Behåll", "D1"
    ELIMINATE = "eliminate", "Avveckla", "D1"


class Left(Term):
    """Who has left a system without anybody that answers for it."""

    OWNER = "owner", "Ägaren har upphört", "D1; G3"
    REPRESENTATIVE = "representative", "Företrädaren har slutat", "D1"
    BOTH = "both", "Både ägaren och företrädaren", "D1; G3"
