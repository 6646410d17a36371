"""Words of an application and its way to money."""

from nytta.delivery.systems.terms import Category as Category  # a system and the application for it have the same categories
from nytta.plain.words import Term


class PortfolioPart(Term):
    """The parts of a portfolio that the city council may set sizes for."""

    INNOVATION = "innovation", "Innovativ och ny utveckling", "E6.2; F3"
    IMPROVEMENT = "improvement", "Förbättringar av befintliga e-tjänster", "E6.2; F3"
    STANDARDISED = "standardised", "Förvaltande av standardiserad funktionalitet", "E6.2; F3"


class CaseState(Term):
    """Where a case is until money is granted; what follows belongs to the project."""

    DRAFT = "draft", "Utkast", "F6"
    SCREENING = "screening", "Inkommen", "F6"
    COMPLETION = "completion", "Komplettering krävs", "F6"
    VALUATION = "valuation", "Värderas", "F6"
    PREPARATION = "preparation", "Bereds", "F6"
    WEIGHING = "weighing", "Vägs samman", "F6"
    DECISION = "decision", "Inför beslut", "F6"
    GRANTED = "granted", "Beviljad", "F6"
    REFUSED = "refused", "Avslagen", "F6"
    DISMISSED = "dismissed", "Avvisad", "F6"
    WITHDRAWN = "withdrawn", "Återkallad", "F6"


class CaseOrigin(Term):
    """How a case came here: by an application, out of an older register, or by a special decision of the city council."""

    APPLIED = "applied", "Ansökan", "P5; F6"
    TRANSFERRED = "transferred", "Överförd", "T; F4"
    SPECIAL = "special", "Särskilt beslut", "P5; F14"


class WaitsOn(Term):
    """Whom a case waits on."""

    APPLICANT = "applicant", "sökanden", "F5"
    OFFICE = "office", "projektkontoret", "F5"
    ASSESSOR = "assessor", "värderaren", "F5"
    GROUP = "group", "beredningsgruppen", "F5"
    DEVELOPMENT_COUNCIL = "development_council", "utvecklingsrådet", "F5"
    DIRECTOR = "director", "direktörens beslut", "F5"
    PROJECT = "project", "projektet", "F5"
    NOBODY = "nobody", "ingen", "F5"


class Stop(Term):
    """Where the gates stand."""

    HAND_IN = "hand_in", "Inlämning", "P5"
    RECOMMENDATION = "recommendation", "Tillstyrkan", "P5"
    GRANT = "grant", "Beviljande", "P5"


class PersonalData(Term):
    """The data-protection question and its answer."""

    UNANSWERED = "", "Inte besvarad", "F12"
    NONE = "none", "Nej, inga personuppgifter behandlas", "F12"
    NOT_NEEDED = "not_needed", "Ja, konsekvensbedömning behövs inte", "F12"
    NEEDED = "needed", "Ja, konsekvensbedömning behövs men är inte gjord", "F12"
    DONE = "done", "Ja, konsekvensbedömning är gjord", "F12"


class SecurityClass(Term):
    """The information security class that the office has set."""

    BASIC = "1", "1 – grundläggande", "P4; F12"
    RAISED = "2", "2 – förhöjd", "P4; F12"
    HIGH = "3", "3 – hög", "P4; F12"


class Acceptable(Term):
    """What somebody with a mandate for a body can accept."""

    OWNERSHIP = "ownership", "Ansvar som systemägare och driftkostnad", "G3"
    BENEFITS = "benefits", "Nyttorna i verksamheten", "F12"


class Check(Term):
    """What the office checks before money."""

    GUIDELINES = "guidelines", "Granskning mot riktlinjerna", "F12"
    SECURITY = "security", "Informationssäkerhetsklass", "F12"
    CONSULTED = "consulted", "Samråd om innovativt it-stöd", "G2"


class Condition(Term):
    """The lines that must hold before money, as they are named on the case's page; the codes are those of the rule set."""

    BODY_BOUND = "body_bound", "Sökanden är bunden av programmet", "P1; O1"
    CATEGORY_FITS = "category_fits", "Kategorins gränser hålls", "P4; G1"
    INNOVATIVE_PORTFOLIO = "innovative_portfolio", "Rätt portfölj för innovativt it-stöd", "P4; F3"
    EXPERIENCE_PLAN = "experience_plan_given", "Plan för erfarenheter och avveckling", "P4; G2"
    OWNER_KNOWN = "owner_known", "Systemägare är utpekad", "P4; G3"
    OWNER_ACCEPTED = "owner_accepted", "Systemägaren har godtagit ansvar och driftkostnad", "P4; G3"
    COST_DISTRIBUTED = "cost_distributed", "Driftkostnadens fördelning är beslutad", "E4.2.2; F12"
    BENEFITS_ACCEPTED = "benefits_accepted", "Nyttan är godtagen av den som äger processen", "T; F12"
    CHANGE_PLANNED = "change_planned", "Plan för verksamhetsförändringen", "P5; F12"
    BENEFIT_PLANNED = "benefit_planned", "Plan för effekthemtagningen", "P5; F12"
    GUIDELINES = "guidelines_checked", "Granskning mot riktlinjerna", "P4; F12"
    CONSULTED = "office_consulted", "Samråd med projektkontoret", "P4; G2"
    SECURITY = "security_classed", "Informationssäkerhetsklass är satt", "P4; F12"
    DATA_PROTECTION = "data_protection_answered", "Frågan om personuppgifter är besvarad", "F12"
    NO_CLASH = "no_unresolved_clash", "Ingen besparing räknas två gånger", "T; F9"
    GREEN_LINE = "green_names_line", "Grön nytta pekar ut en budgetpost", "T; F9"
    NO_DUPLICATE = "no_duplicate", "Ingen dubblering av gemensam lösning", "P7.1; D2"


class RequiredField(Term):
    """The fields of an application that a rule set may require; the codes are the fields' own."""

    SUMMARY = "summary", "Sammanfattning", "O4"
    CONTACT = "contact", "Kontaktperson", "O4"
    PART = "part", "Del av portföljen", "O4"
    LIFETIME = "lifetime_months", "Livslängd i månader", "O4"
    LIFETIME_REASON = "lifetime_reason", "Varför en annan livslängd", "O4"
    START = "start_on", "Start", "O4"
    END = "end_on", "Slut", "O4"
    USER_GROUPS = "user_groups", "Vilka användargrupper har deltagit, och hur?", "O4"
    FUNCTIONAL_REQUIREMENTS = "functional_requirements", "Verksamhetens funktionella krav", "O4"
    HYPOTHESIS = "hypothesis", "Hypotes", "O4"
    LEARNING_MEASURE = "learning_measure", "Hur ni mäter vad ni lär er", "O4"
    EXPERIENCE_PLAN = "experience_plan", "Plan för erfarenheter och avveckling", "O4"
    CONTROLLER = "controller", "Personuppgiftsansvarig", "O4"
    CHANGE_PLAN = "change_plan", "Plan för verksamhetsförändringen", "O4"
    BENEFIT_PLAN = "benefit_plan", "Plan för effekthemtagningen", "O4"


CLOSED_STATES = (CaseState.GRANTED, CaseState.REFUSED, CaseState.DISMISSED, CaseState.WITHDRAWN)
STEP = {
    CaseState.DRAFT: 2, CaseState.SCREENING: 2, CaseState.COMPLETION: 2, CaseState.VALUATION: 3, CaseState.PREPARATION: 4,
    CaseState.WEIGHING: 5, CaseState.DECISION: 5, CaseState.GRANTED: 5, CaseState.REFUSED: 5, CaseState.DISMISSED: 2,
    CaseState.WITHDRAWN: 2,
}  # fmt: skip
