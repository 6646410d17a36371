"""Words of ideas and of support."""

from nytta.plain.words import Term


class IdeaState(Term):
    """Where an idea is; nobody's idea goes unanswered."""

    NEW = "new", "Ny", "N5"
    TAKEN_UP = "taken_up", "Förs vidare", "N5"
    DECLINED = "declined", "Besvarad, förs inte vidare", "N5"


class Subject(Term):
    """What a coach gives support in."""

    STEERING = "steering", "Styrning", "T; F15"
    GUIDELINES = "guidelines", "Riktlinjer", "T; F15"
    CONTRACTS = "contracts", "Avtal och avrop", "T; F15"
    ARCHITECTURE = "architecture", "Arkitektur", "T; F15"
    STANDARDS = "standards", "Tekniska standarder", "T; F15"
    PROJECT_METHOD = "project_method", "Projektmetod", "T; F15"


class SupportState(Term):
    """Where a request for support is: it is taken, answered, and followed."""

    ASKED = "asked", "Väntar på en coach", "F15"
    TAKEN = "taken", "Hos en coach", "F15"
    ANSWERED = "answered", "Besvarad", "F15"
    FOLLOWED = "followed", "Uppföljd", "F15"
    WITHDRAWN = "withdrawn", "Återtagen", "F15"
