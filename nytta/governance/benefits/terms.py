"""Words of the benefit calculation."""

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
    """Whose figure it is; one row, four sides."""

    CLAIMED = "claimed", "Sökandens", "F8"
    ASSESSED = "assessed", "Värderarens", "F8"
    DECIDED = "decided", "Beslutad", "F8"
    REALISED = "realised", "Utfall", "U6"
