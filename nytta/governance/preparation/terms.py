"""Words of the preparation."""

from nytta.plain.words import Term


class Recommendation(Term):
    """What a preparation group says to the development council."""

    SUPPORT = "support", "Tillstyrks", "F10"
    OPPOSE = "oppose", "Avstyrks", "F10"


class ConflictGround(Term):
    """Grounds of a conflict of interest where the rule set states none (förvaltningslagen 16 §, kommunallagen 6 kap. 28–32 §§)."""

    NONE = "none", "Inget jäv", "F10"
    APPLICANT = "applicant", "Har själv tagit del i ansökan", "F10"
    OWN_BENEFIT = "own_benefit", "Utgången rör mig eller någon närstående", "F10"
    EARLIER_ROLE = "earlier_role", "Har värderat, coachat eller ägt det som prövas", "F10"
    OTHER = "other", "Annat som kan rubba förtroendet", "F10"


class Tie(Term):
    """What ties somebody to a case, so that a conflict of interest is proposed; a proposal excludes nobody."""

    ADMINISTRATION = "same_administration", "Arbetar i samma förvaltning som sökanden", "F10"
    WRITER = "writer", "Har skrivit på ansökan eller söker för nämnden", "F10"
    ASSESSOR = "assessor", "Har värderat ansökan", "F10"
    OWNER = "owner", "Har godtagit ägarskap eller nyttor, eller företräder ägaren", "F10"
    COACH = "coach", "Har gett stöd i ärendet som coach", "F10"
    MANAGER = "project_manager", "Leder projektet", "F10"
