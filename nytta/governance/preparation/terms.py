"""Words of the preparation."""

from nytta.plain.words import Term


class Recommendation(Term):
    """What a preparation group says to the development council."""

    SUPPORT = "support", "Tillstyrks", "F10"
    OPPOSE = "oppose", "Avstyrks", "F10"


class ConflictGround(Term):
    """Grounds of a conflict of interest (förvaltningslagen 16 §, kommunallagen 6 kap. 28–32 §§)."""

    NONE = "none", "Inget jäv", "F10"
    APPLICANT = "applicant", "Har själv tagit del i ansökan", "F10"
    OWN_BENEFIT = "own_benefit", "Utgången rör mig eller någon närstående", "F10"
    EARLIER_ROLE = "earlier_role", "Har värderat, coachat eller ägt det som prövas", "F10"
    OTHER = "other", "Annat som kan rubba förtroendet", "F10"
