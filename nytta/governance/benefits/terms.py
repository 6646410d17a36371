"""Words of the benefit calculation and of the ledger that counts each saving once."""

from nytta.plain.words import Term


class Ledger(Term):
    """Which of the four ledgers an item stands in."""

    CITIZEN = "citizen", "Medborgarnytta", "F7"
    BUSINESS = "business", "Verksamhetsnytta", "F7"
    DEVELOPMENT = "development", "Utvecklingskostnad", "F7"
    RUNNING = "running", "Drift och förvaltning", "F7"


BENEFITS = (Ledger.CITIZEN, Ledger.BUSINESS)
COSTS = (Ledger.DEVELOPMENT, Ledger.RUNNING)


class Side(Term):
    """Whose figure it is; the same row, four sides, and a second assessor's that is blind until both have signed."""

    CLAIMED = "claimed", "Sökandens", "F8"
    ASSESSED = "assessed", "Värderarens", "F8"
    SECOND = "second", "Andra värderarens", "F8"
    DECIDED = "decided", "Beslutad", "F8"
    REALISED = "realised", "Utfall", "U6"


SHOWN_SIDES = (Side.CLAIMED, Side.ASSESSED, Side.DECIDED, Side.REALISED)


class View(Term):
    """Three views of the same items, always named and never mixed; each holds the one before it."""

    CASH = "cash", "Kommunens kassa", "F7"
    ALL = "all", "Kommunen, all nytta", "F7"
    SOCIETY = "society", "Samhället", "F7"


class BenefitClass(Term):
    """What a benefit does to the budget."""

    GREEN = "green", "Grön – en budgetpost sänks", "F7"
    YELLOW = "yellow", "Gul – frigjord tid eller kvalitet", "F7"
    RED = "red", "Röd – beskrivs och mäts, inte i kronor", "F7"


class Change(Term):
    """What the business does differently."""

    NEW = "new", "Göra något nytt", "E4.2.2; F7"
    BETTER = "better", "Göra något bättre", "E4.2.2; F7"
    STOP = "stop", "Sluta göra något", "E4.2.2; F7"


class Explicitness(Term):
    """How exactly a benefit can be told, from the least to the most."""

    OBSERVABLE = "observable", "Kan iakttas", "F7"
    MEASURABLE = "measurable", "Kan mätas", "F7"
    QUANTIFIABLE = "quantifiable", "Storleken kan beräknas", "F7"
    FINANCIAL = "financial", "Kan räknas i kronor", "F7"


class BearerGroup(Term):
    """Who bears a benefit or cost when it is no body of the city."""

    CITIZENS = "citizens", "Invånare", "F7"
    COMPANIES = "companies", "Företag och föreningar", "F7"


class FormulaKind(Term):
    """How the kronor of an item come about."""

    TIME = "time", "Ärenden × minuter × timkostnad", "F7"
    PRICE = "price", "Antal × pris", "F7"


class ProjectType(Term):
    """What kind of project it is, for the bounds by which costs have been underestimated (Mott MacDonald 2002)."""

    BESPOKE = "equipment_development", "Utveckling av it-stöd", "F7"
    OUTSOURCING = "outsourcing", "Köpt tjänst", "F7"


class BaselineKind(Term):
    """What a baseline is the cost of."""

    ACTIVITY = "activity", "Arbetsmoment", "F9"
    BUDGET_LINE = "budget_line", "Budgetpost", "F9"
    SYSTEM = "system", "Driften av ett system", "F9"


IN_KRONOR = (BaselineKind.BUDGET_LINE, BaselineKind.SYSTEM)  # one driver, kronor; the running cost of a system is claimed by one case


class ClaimDriver(Term):
    """What a claim lowers; a budget line has one driver, kronor."""

    VOLUME = "volume", "Antal ärenden", "F9"
    TIME = "time", "Tid per ärende", "F9"
    PRICE = "price", "Pris per enhet", "F9"
    MONEY = "money", "Kronor", "F9"


class ClaimStatus(Term):
    """How far a claim on a baseline has come."""

    INDICATIVE = "indicative", "Preliminärt", "F9"
    VALUED = "valued", "Värderat", "F9"
    GRANTED = "granted", "Beviljat", "F9"
    REALISED = "realised", "Hemtaget", "F9"
    RELEASED = "released", "Frisläppt", "F9"


BINDING = (ClaimStatus.GRANTED, ClaimStatus.REALISED)  # what the rule of 100 % adds up
OPEN = (ClaimStatus.INDICATIVE, ClaimStatus.VALUED)


class WayOut(Term):
    """How a clash between claims is settled."""

    SHARES = "shares", "Dela: parterna ändrar sina andelar", "F9"
    WEIGHED = "weighed", "Väg samman: den gemensamma nyttan delas efter vad var och en ger för sig", "F9"
    MERGE = "merge", "Slå ihop: ett projekt räknar hela nyttan", "F9"
    WITHDRAW = "withdraw", "Dra tillbaka ett anspråk", "F9"


class ParameterKind(Term):
    """What a dated figure of the city's own table is."""

    DISCOUNT_RATE = "discount_rate", "Real kalkylränta, procent", "F7"
    TEST_RATE = "test_rate", "Kalkylränta i känslighetsprövningen, procent", "F7"
    INTERNAL_RATE = "internal_rate", "Internränta, procent", "F7"
    PRICE_INDEX = "price_index", "Prisindex", "F7"
    HOURLY_COST = "hourly_cost", "Timkostnad med påslag, kronor", "F7"
    CITIZEN_HOUR = "citizen_hour", "Värdet av en timme för invånare, kronor", "F7"
    HORIZON = "horizon", "Kalkylår efter utvecklingstiden", "F7"
    BIAS_COST = "bias_cost", "Övre gräns för underskattad kostnad, procent", "F7"
    BIAS_TIME = "bias_time", "Övre gräns för underskattad tid, procent", "F7"
    IT_BUDGET = "it_budget", "It-budget per år, kronor", "F1; F12"


class Outcome(Term):
    """What stands beside the plan of a project that others are held against: only the first makes a class."""

    FINAL = "final", "Avslutade projekt: utfall mot plan", "F7"
    FORECAST = "forecast", "Pågående projekt: senaste prognos mot plan", "F7"
    YEAR = "year", "Ett års prognos mot samma års plan", "F7"


OWN = "egna"  # the source of the city's own finished projects
